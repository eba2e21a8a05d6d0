//! The roadmap, challenges, the inbox of feedback, and the form that decides about a thread.

use serde::Serialize;

use super::{CommunityCard, Form, LinkView, Pager, PersonView, Tab, ThreadRow, WhenView};

/// `/c/{name}/roadmap`: `roadmap.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct RoadmapPage {
    pub community: CommunityCard,
    /// Only ideas that answer this question.
    pub challenge: Option<ChallengeView>,
    pub columns: Vec<RoadmapColumn>,
    /// The viewer says where ideas stand.
    pub can_change: bool,
    pub challenges_url: String,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct RoadmapColumn {
    /// Its word; `status-WORD` is its message.
    pub word: String,
    pub count: u64,
    pub items: Vec<ThreadRow>,
    /// Ideas of this column that are not shown.
    pub more: u64,
}

/// `/c/{name}/challenges`: `challenges.html`. The form has `question`, `starts` and `ends`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ChallengesPage {
    pub community: CommunityCard,
    pub items: Vec<ChallengeView>,
    pub can_pose: bool,
    pub form: Form,
}

/// A question that stewards pose for a time.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ChallengeView {
    pub id: String,
    pub question: String,
    /// "coming", "open" or "over".
    pub state: String,
    pub starts: WhenView,
    pub ends: WhenView,
    pub ideas: u64,
    pub board_url: String,
    /// Where an idea for it is written; empty unless it is open.
    pub propose_url: String,
}

/// `/c/{name}/feedback`: `feedback_inbox.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct FeedbackPage {
    pub community: CommunityCard,
    /// One for each state.
    pub tabs: Vec<FeedbackTab>,
    pub items: Vec<FeedbackRow>,
    pub pager: Pager,
    /// The viewer edits the areas: field `areas`, one a line.
    pub can_edit: bool,
    pub form: Form,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct FeedbackTab {
    pub tab: Tab,
    pub count: u64,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct FeedbackRow {
    pub row: ThreadRow,
    /// i18n key of what it is.
    pub sort: String,
    pub area: String,
    /// People who joined.
    pub joined: u64,
    /// How long it has been waiting.
    pub waiting: WhenView,
    pub change_url: String,
}

/// Deciding about an idea or a piece of feedback: `standing.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct StandingPage {
    /// i18n key of the heading.
    pub heading: String,
    pub thread: LinkView,
    pub action: String,
    /// i18n key of the button.
    pub button: String,
    /// Where it stands now, as an i18n key.
    pub now: String,
    /// What can be chosen (`status`), each with its i18n key; none where nothing is chosen.
    pub choices: Vec<(String, String)>,
    /// Asks for the idea that it is merged into (`into`).
    pub ask_into: bool,
    pub ask_reason: bool,
    /// People who can be thanked (`credits`).
    pub candidates: Vec<CreditChoice>,
    pub form: Form,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct CreditChoice {
    pub person: PersonView,
    pub chosen: bool,
}
