//! Pages about one's own account: entering, settings, notifications.

use serde::Serialize;

use super::{Form, LinkView, Pager, PersonView, Tab, ThreadRow, WhenView};

/// `/login`: `login.html`. Fields `name` (or mail address), `password`, hidden `next`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct LoginPage {
    pub form: Form,
    /// Local path to go to afterwards.
    pub next: String,
    pub can_register: bool,
    /// Mail works, so that a password can be reset.
    pub can_reset: bool,
    /// What was written before the log-in ended, as hidden fields; and where it was sent.
    pub kept: Vec<(String, String)>,
    pub kept_to: String,
}

/// After a log-in that interrupted somebody who wrote: `resume.html`. Fields `title`, `body`, `link`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ResumePage {
    pub action: String,
    pub is_thread: bool,
    pub form: Form,
    /// What else the form carried.
    pub hidden: Vec<(String, String)>,
}

/// `/register`: `register.html`. Fields `name`, `email`, `password`, `about` (approval), `agree`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct RegisterPage {
    /// "open", "approval" or "closed".
    pub mode: String,
    pub form: Form,
    pub host: String,
    /// Set after sending: "" (form), "mail" (look into your mail), "waiting" (for approval).
    pub done: String,
    /// There are terms to agree to.
    pub has_terms: bool,
}

/// `/confirm/{token}`: `confirm.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ConfirmPage {
    /// "ask" (press the button, so that mail scanners confirm nothing), "done", "waiting" (for approval) or "expired";
    /// "again" (field `email`) and "sent" for those whose mail did not come.
    pub state: String,
    pub token: String,
    pub form: Form,
}

/// `/reset` and `/reset/{token}`: `reset.html`. Fields `email`, or `password`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ResetPage {
    /// "ask", "sent", "choose", "done" or "expired".
    pub state: String,
    pub token: String,
    pub form: Form,
}

/// `/settings`: `settings.html`. One section is shown at a time.
#[derive(Debug, Clone, Serialize, Default)]
pub struct SettingsPage {
    /// profile, password, mail, blocks, tokens, data.
    pub section: String,
    pub tabs: Vec<Tab>,
    pub me: PersonView,
    /// profile: `display`, `bio`, file `avatar`, `locale`, `scheme`, `discoverable`, `indexable`. password: `current`, `password`.
    /// mail: `email`, `mail_replies`, `mail_mentions`. blocks: `target`. tokens: `label`. data: `confirm` (own name), `password`.
    pub form: Form,
    /// Languages to choose from: tag and own name.
    pub locales: Vec<(String, String)>,
    pub sessions: Vec<SessionRow>,
    pub blocked_people: Vec<PersonView>,
    pub blocked_hosts: Vec<String>,
    pub tokens: Vec<TokenRow>,
    /// A token just made, shown once; else empty.
    pub new_token: String,
    /// Mail is set up on this instance.
    pub mail_works: bool,
    pub email_confirmed: bool,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct SessionRow {
    pub id: String,
    /// "Firefox on Linux", or the start of the user agent.
    pub device: String,
    pub address: String,
    pub since: WhenView,
    pub seen: WhenView,
    pub current: bool,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct TokenRow {
    pub id: String,
    pub label: String,
    pub since: WhenView,
    pub used: Option<WhenView>,
}

/// `/notifications`: `notifications.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct NotificationsPage {
    pub items: Vec<NotificationRow>,
    pub pager: Pager,
    pub unread: u64,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct NotificationRow {
    pub id: String,
    /// reply, mention, joined, approved, steward, removed, banned, report, welcome: message `notice-{kind}`.
    pub kind: String,
    /// Who did it, if a person did.
    pub who: Option<PersonView>,
    /// What it is about: a thread's title or a community's.
    pub what: String,
    /// Plain text of the reply, or a reason.
    pub excerpt: String,
    pub url: String,
    pub when: WhenView,
    pub unread: bool,
}

/// `/saved`: `saved.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct SavedPage {
    pub rows: Vec<ThreadRow>,
    pub posts: Vec<super::PostView>,
    pub pager: Pager,
}

/// `/interact?uri=`: `interact.html`. Visitor: field `home` (server or own address), sent to `/interact`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct InteractPage {
    /// "home" (ask a visitor for their server), "confirm" (our own person: join or answer) or "unknown" (nothing found).
    pub state: String,
    /// What it is about.
    pub target: LinkView,
    /// "community", "person" or "post".
    pub target_kind: String,
    /// Address to copy into one's own server's search box.
    pub address: String,
    /// The full link, hidden field `uri`.
    pub uri: String,
    /// confirm: where the form goes.
    pub action: String,
    pub form: Form,
}
