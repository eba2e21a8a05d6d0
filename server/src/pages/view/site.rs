//! Pages about the whole house.

use serde::Serialize;

use super::{Chip, Choice, CommunityCard, Form, Pager, PersonView, PostView, Tab, ThreadRow, WhenView};
use crate::calendar::Parts;

/// `/setup?token=`: `setup.html`. Fields `org`, `purpose`, `accent`, file `logo`, `name`, `email`, `password`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct SetupPage {
    pub token: String,
    pub form: Form,
    pub host: String,
}

/// `/`: `home.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct HomePage {
    /// What this house is, safe HTML; may be empty.
    pub welcome_html: String,
    pub communities: Vec<CommunityCard>,
    /// More communities than shown.
    pub more_communities: bool,
    /// Tabs: for signed-in members "mine" and "all"; else empty.
    pub tabs: Vec<Tab>,
    pub rows: Vec<ThreadRow>,
    pub pager: Pager,
    /// Everybody taking part, wherever they live.
    pub people: u64,
    /// Servers they come from.
    pub servers: u64,
    pub threads: u64,
    pub can_found: bool,
    pub feed_url: String,
    /// What came together on the spot.
    pub happening: Vec<CommunityCard>,
    /// What a member may like, by what their fellow members are in.
    pub suggested: Vec<CommunityCard>,
}

/// `/search?q=`: `search.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct SearchPage {
    pub query: String,
    /// Tabs: all, communities, threads, people. Empty without a query.
    pub tabs: Vec<Tab>,
    pub communities: Vec<CommunityCard>,
    pub people: Vec<PersonView>,
    pub rows: Vec<ThreadRow>,
    /// Replies as rows, under the title of their thread.
    pub replies: Vec<ThreadRow>,
    pub pager: Pager,
    /// Something was looked for, by words or by filters.
    pub asked: bool,
    /// The filters: fields `in`, `by`, `home`, `kind`, `state`, `since`.
    pub form: Form,
    pub kinds: Vec<Choice>,
    pub states: Vec<Choice>,
    pub spans: Vec<Choice>,
    /// Filters that are on, each with the page without it.
    pub chips: Vec<Chip>,
    /// The same words without any filter.
    pub all_url: String,
    /// Any filter is on.
    pub narrowed: bool,
    /// A filter names a community, person or server that is not known here.
    pub unknown: bool,
    /// Nothing was found for the words; this is for these.
    pub corrected: String,
    /// The query is an address; "" (is none), "found", "signin" (only members may fetch), "missing", "unreachable", "refused".
    pub resolve: String,
    /// Where a found address is shown.
    pub resolved_url: String,
    pub resolved_title: String,
}

impl SearchPage {
    /// Whether anything was found.
    pub fn found(&self) -> bool {
        !(self.communities.is_empty() && self.people.is_empty() && self.rows.is_empty() && self.replies.is_empty())
    }
}

/// `/tags/{tag}`: `tag.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct TagPage {
    /// Without its sign.
    pub tag: String,
    /// Threads and replies that have it, newest first.
    pub rows: Vec<ThreadRow>,
    pub pager: Pager,
    pub feed_url: String,
    /// Where the word itself is searched for.
    pub search_url: String,
}

/// Any refusal: `error.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ErrorPage {
    pub status: u16,
    /// Safe text as an i18n key or sentence; empty for the status's own words.
    pub text: String,
    /// Number of the log line, so that an operator can find it; empty when there is none.
    pub reference: String,
    /// Seconds until it is worth trying again, 0 when unknown.
    pub retry_after: u64,
    /// What the person wrote, so that nothing is lost; empty when nothing was.
    pub kept: String,
}

/// `/about`: `about.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct AboutPage {
    pub about_html: String,
    pub staff: Vec<PersonView>,
    pub contact: String,
    pub members: u64,
    pub communities: u64,
    pub version: String,
    pub source_url: String,
    pub since: Option<WhenView>,
    /// Servers that this one does not talk to, with the public reason.
    pub blocked: Vec<(String, String)>,
}

/// `/terms`: `terms.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct TermsPage {
    /// Safe HTML from the settings; empty when the host has not written any.
    pub terms_html: String,
}

/// `/powers`: `powers.html`: what the host can and cannot do.
#[derive(Debug, Clone, Serialize, Default)]
pub struct PowersPage {
    pub stewards_note: bool,
    /// Acts of power in the last 30 days.
    pub acts: u64,
    /// Every act that the log knows, as its token. Message `act-{act}`.
    pub every: Vec<String>,
}

/// `/modlog`: `modlog.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ModlogPage {
    /// Title of the community whose log this is, or empty for all.
    pub community_title: String,
    pub community_url: String,
    pub items: Vec<ModlogRow>,
    pub pager: Pager,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct ModlogRow {
    pub when: WhenView,
    /// Token of the act: remove, restore, lock, unlock, pin, unpin, ban, unban, add_steward, remove_steward, close, reopen,
    /// edit_community, block_host, unblock_host, approve, refuse. Message `act-{act}`.
    pub act: String,
    /// Who did it; none when a server did.
    pub actor: Option<PersonView>,
    /// Host of the actor's power: "steward", "staff" or a remote host name.
    pub power: String,
    /// What it was done to.
    pub target: String,
    pub target_url: String,
    pub community: String,
    pub community_url: String,
    pub reason: String,
}

/// `/api`: `api.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ApiPage {
    pub base: String,
    pub groups: Vec<ApiGroup>,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct ApiGroup {
    pub title: String,
    pub calls: Vec<ApiCall>,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct ApiCall {
    /// GET, POST, ...
    pub method: String,
    pub path: String,
    pub summary: String,
    /// Needs a token.
    pub token: bool,
    /// Example body as JSON text, or empty.
    pub body: String,
    /// Example answer as JSON text, or empty.
    pub answer: String,
}

/// `/preview` for scripts: `fragments/preview.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct PreviewFragment {
    pub body_html: String,
}

/// `/styleguide` (development): `styleguide.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct StyleguidePage {
    pub people: Vec<PersonView>,
    pub cards: Vec<CommunityCard>,
    pub rows: Vec<ThreadRow>,
    pub posts: Vec<PostView>,
    pub when: WhenView,
    pub form: Form,
    pub pager: Pager,
    pub kinds: Vec<String>,
}

/// A mail, as `mail/{name}.txt` and `mail/{name}.html` (confirm, reset, notification, approved,
/// newsletter and what is said of its subscriptions). Subject: message `mail-{name}-subject`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct MailView {
    pub brand_name: String,
    pub accent: String,
    /// Who it is for.
    pub display: String,
    /// The link that the mail is about.
    pub url: String,
    /// notification: what happened, and the text.
    pub headline: String,
    pub excerpt: String,
    /// guest: the event, and what there is to say of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guest: Option<GuestMail>,
    /// Where mail can be switched off; empty for mails that were asked for.
    pub stop_url: String,
    /// newsletter: whose it is, and what is in it.
    pub place: String,
    pub body_html: String,
    pub body_text: String,
}

/// An event as a mail to a guest tells it.
#[derive(Debug, Clone, Serialize, Default)]
pub struct GuestMail {
    /// confirm, seat, waiting, full, changed, cancelled, postponed, on or soon: `guest-WORD` and `guest-WORD-text` are its messages.
    pub news: String,
    pub title: String,
    pub start: Parts,
    /// The time at which it ends; empty where nobody says.
    pub end: String,
    pub zone: String,
    pub place: String,
    pub online: String,
    pub reason: String,
}
