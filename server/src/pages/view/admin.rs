//! Pages for the host's staff.

use serde::Serialize;

use super::{Form, Pager, PersonView, Tab, WhenView};

/// `/admin`: `admin/settings.html`. Fields `name`, `purpose`, `accent`, file `logo`, `registration`, `about`, `terms`, `contact`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct AdminSettingsPage {
    pub tabs: Vec<Tab>,
    pub form: Form,
    pub logo: String,
    /// Names of the themes to choose from.
    pub themes: Vec<String>,
}

/// `/admin/people`: `admin/people.html`. Changing a role: fields `account`, `role`, `reason`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct AdminPeoplePage {
    pub tabs: Vec<Tab>,
    pub query: String,
    pub items: Vec<AccountRow>,
    pub pager: Pager,
    /// The reader may give and take roles.
    pub can_change_roles: bool,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct AccountRow {
    pub id: String,
    pub person: PersonView,
    /// Empty for those who may not see it.
    pub email: String,
    /// member, analyst, responder, moderator, admin: message `role-{role}`.
    pub role: String,
    /// unconfirmed, pending, active, refused, disabled, suspended: message `account-{state}`.
    pub state: String,
    pub since: WhenView,
    pub seen: Option<WhenView>,
    /// The reader's own row.
    pub me: bool,
}

/// `/admin/approvals`: `admin/approvals.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct AdminApprovalsPage {
    pub tabs: Vec<Tab>,
    pub items: Vec<ApprovalRow>,
    pub pager: Pager,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct ApprovalRow {
    pub id: String,
    pub name: String,
    pub email: String,
    pub about: String,
    pub when: WhenView,
    pub confirmed: bool,
}

/// `/admin/servers`: `admin/servers.html`. Blocking: fields `host`, `reason`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct AdminServersPage {
    pub tabs: Vec<Tab>,
    pub query: String,
    pub items: Vec<ServerRow>,
    pub pager: Pager,
    pub form: Form,
    /// Deliveries waiting in all.
    pub waiting: u64,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct ServerRow {
    pub host: String,
    /// "Lemmy 0.19.5", or empty.
    pub software: String,
    pub people: u64,
    /// Deliveries waiting.
    pub waiting: u64,
    pub failures: u64,
    /// "ok", "resting" (circuit open), "dormant", "silenced" or "blocked".
    pub state: String,
    /// Last sentence of the last failure, or empty.
    pub problem: String,
    pub next_try: Option<WhenView>,
    pub heard: Option<WhenView>,
    pub reason: String,
}

/// `/admin/mentions`: `admin/mentions.html`. Forms post to it (`mention`, `community`, `act`: take or aside).
#[derive(Debug, Clone, Serialize, Default)]
pub struct AdminHailsPage {
    pub tabs: Vec<Tab>,
    pub items: Vec<HailRow>,
    /// Communities for feedback to choose from.
    pub places: Vec<super::Choice>,
    pub pager: Pager,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct HailRow {
    pub id: String,
    pub author: PersonView,
    pub excerpt: String,
    /// Where it was said.
    pub url: String,
    pub when: WhenView,
}

/// `/admin/reports`: `admin/reports.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct AdminReportsPage {
    pub tabs: Vec<Tab>,
    pub items: Vec<ReportRow>,
    pub pager: Pager,
    /// Whether settled ones are shown.
    pub settled: bool,
    /// Path of this list: the house's, or one community's.
    pub address: String,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct ReportRow {
    pub id: String,
    pub when: WhenView,
    /// Who reported; none when their server does not say.
    pub reporter: Option<PersonView>,
    /// Who wrote it.
    pub author: PersonView,
    pub post_url: String,
    /// A post was reported, and not only a person.
    pub has_post: bool,
    /// Plain text of what was reported.
    pub excerpt: String,
    pub reason: String,
    pub community: String,
    pub community_url: String,
    /// Settled: by whom and how; empty while open.
    pub outcome: String,
}
