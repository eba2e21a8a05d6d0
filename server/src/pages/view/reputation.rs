//! Reputation on pages: its rules, who did most, and what a number is made of.

use serde::Serialize;

use super::{CommunityCard, Form, Pager, PersonView, Tab, WhenView};

/// What counts, and how much.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WeightRow {
    /// Of the message `merit-KIND`, and the name of its field.
    pub kind: String,
    pub points: i64,
}

/// A rank, what it asks for and what it lets people do.
#[derive(Debug, Clone, Serialize, Default)]
pub struct RankRow {
    /// Of the message `rank-WORD`: newcomer, member, trusted, super_user.
    pub rank: String,
    pub points: i64,
    /// Of the messages `power-WORD`.
    pub powers: Vec<String>,
}

/// `/about/reputation`: `reputation_rules.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ReputationRulesPage {
    pub weights: Vec<WeightRow>,
    pub ranks: Vec<RankRow>,
    /// Days in which half of what is above the rank goes; 0 for never.
    pub half_life: i64,
    /// As many trusted people fold spam.
    pub callers: u64,
    /// Where an admin changes this; empty for others.
    pub edit_url: String,
}

/// `/admin/reputation`: `admin/reputation.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct AdminReputationPage {
    pub tabs: Vec<Tab>,
    /// Names of the fields of weights, in order.
    pub weights: Vec<String>,
    /// Names of the fields of thresholds, each with the rank's word.
    pub ranks: Vec<(String, String)>,
    pub form: Form,
}

/// Somebody with a number.
#[derive(Debug, Clone, Serialize, Default)]
pub struct StandingRow {
    /// From 1; 0 where nothing is counted.
    pub place: u64,
    pub person: PersonView,
    pub points: i64,
    pub rank: String,
    /// What stewards decided: "granted", "withheld" or empty.
    pub decided: String,
    /// Where the number opens, for whom it does.
    pub url: String,
}

/// `/c/{name}/standing`: `standing_board.html`. Stewards send `handle`, `wish`, `rank` and `reason` to `{url}/standing/rank`, and `board`
/// and `reasons` to `{url}/standing`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct StandingBoardPage {
    pub community: CommunityCard,
    pub mine: Option<StandingRow>,
    /// Whether everybody may see who did most.
    pub open: bool,
    pub rows: Vec<StandingRow>,
    pub ranks: Vec<RankRow>,
    /// The viewer stays out of such lists.
    pub hidden: bool,
    pub tends: bool,
    /// What everybody sees.
    pub openness: Form,
    /// Granting and withholding.
    pub form: Form,
}

/// Somebody's number in one community.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ReputationRow {
    pub community: CommunityCard,
    pub points: i64,
    pub rank: String,
    /// Where it opens; empty where it does not.
    pub url: String,
    pub current: bool,
}

/// How often something counted, and what it came to when it did.
#[derive(Debug, Clone, Serialize, Default)]
pub struct SumRow {
    pub kind: String,
    pub times: i64,
    pub points: i64,
}

/// One thing that counts, or would if it were no ring.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ReasonRow {
    pub kind: String,
    pub points: i64,
    pub when: WhenView,
    /// The post, where the viewer may read it.
    pub title: String,
    pub url: String,
    /// Why it does not count: "pair", "burst", "network" or empty.
    pub ring: String,
}

/// What a number is made of.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Opened {
    pub community: CommunityCard,
    pub sums: Vec<SumRow>,
    /// What all of it came to when it happened.
    pub earned: i64,
    /// What is left of that today.
    pub points: i64,
    pub rows: Vec<ReasonRow>,
    pub pager: Pager,
}

/// `/u/{name}/reputation`: `reputation.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ReputationPage {
    pub person: PersonView,
    pub me: bool,
    /// Stays out of every list.
    pub hidden: bool,
    pub total: i64,
    pub rows: Vec<ReputationRow>,
    pub opened: Option<Opened>,
}

/// `/post/{id}/title`: `retitle.html`. Fields `title`, `reason`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct RetitlePage {
    pub url: String,
    pub title: String,
    /// The author's server shows it too.
    pub local: bool,
    pub form: Form,
}
