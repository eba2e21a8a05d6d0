//! A newsletter: its public page, what a subscriber sees of their subscription, and the stewards' desk.

use serde::Serialize;

use super::{CommunityCard, CommunityHead, Form, Pager, Tab, WhenView};

/// `/c/{name}/newsletter`: `newsletter.html`. The form has `email`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct NewsletterPage {
    #[serde(flatten)]
    pub head: CommunityHead,
    pub about: String,
    pub issues: Vec<IssueLine>,
    pub feed_url: String,
    /// What the reader agrees to.
    pub consent: String,
    /// "ask" (form for visitors), "join" (one click), "mine", or empty where nobody can subscribe now.
    pub state: String,
    /// The address that gets it, for `join` and `mine`.
    pub email: String,
    /// Why nobody can subscribe now, as an i18n key.
    pub closed: String,
    /// The stewards' desk, for them.
    pub desk_url: String,
    pub form: Form,
}

/// An issue that went out.
#[derive(Debug, Clone, Serialize, Default)]
pub struct IssueLine {
    pub title: String,
    pub url: String,
    pub when: WhenView,
    pub excerpt: String,
    pub replies: u64,
}

/// What becomes of a subscription, for people without an account: `newsletter_own.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct SubscriptionPage {
    /// "sent" (look into your mail), "ask" (press the button), "done", "expired", "own", "leave" (press the button), "left"
    /// or "erased".
    pub state: String,
    pub place: String,
    pub place_url: String,
    /// Where the form goes.
    pub action: String,
    pub email: String,
    /// What is agreed to.
    pub consent: String,
    /// i18n key of where the subscription stands: `subscriber-WORD`.
    pub standing: String,
    pub source: String,
    pub since: Option<WhenView>,
    pub confirmed: Option<WhenView>,
    /// `/newsletter/{key}`, for what else can be done there.
    pub own: String,
}

/// `/c/{name}/newsletter/desk`: `newsletter_desk.html`. Fields `days`; `about`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct NewsletterDeskPage {
    pub community: CommunityCard,
    pub url: String,
    pub drafts: Vec<DeskIssue>,
    pub out: Vec<DeskIssue>,
    pub people: Vec<PeopleCount>,
    pub returned: Vec<ReturnedMail>,
    /// Mail leaves the house.
    pub mail_works: bool,
    pub form: Form,
    pub about_form: Form,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct DeskIssue {
    pub id: String,
    pub title: String,
    pub url: String,
    /// draft, scheduled, sending or sent.
    pub state: String,
    pub when: WhenView,
    pub copies: i32,
    pub sent: i32,
    pub failed: i32,
    pub bounced: i32,
    pub parted: i32,
    /// 0 to 100.
    pub percent: i32,
    pub post_url: String,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct PeopleCount {
    /// i18n key.
    pub label: String,
    pub url: String,
    pub count: i64,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct ReturnedMail {
    pub email: String,
    /// failed or bounced.
    pub state: String,
    pub why: String,
}

/// `/c/{name}/newsletter/issues/{id}`: `newsletter_issue.html`. Fields `title`, `body`, `send_at`, `reason`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct NewsletterIssuePage {
    pub community: CommunityCard,
    pub desk_url: String,
    pub issue: DeskIssue,
    /// Why it did not go out, else empty.
    pub problem: String,
    pub can_change: bool,
    pub can_stop: bool,
    /// How many get it.
    pub receivers: i64,
    pub form: Form,
}

/// `/c/{name}/newsletter/issues/{id}/preview`: `newsletter_preview.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct NewsletterPreviewPage {
    pub place: String,
    pub subject: String,
    pub html: String,
    pub text: String,
    pub issue_url: String,
    pub mail_url: String,
}

/// `/c/{name}/newsletter/subscribers`: `newsletter_people.html`. Fields file `csv`, `list`, `reason`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct SubscribersPage {
    pub community: CommunityCard,
    pub desk_url: String,
    pub url: String,
    pub tabs: Vec<Tab>,
    pub rows: Vec<SubscriberRow>,
    pub pager: Pager,
    pub form: Form,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct SubscriberRow {
    pub email: String,
    pub since: WhenView,
    pub source: String,
    pub consent: String,
    pub bounces: i32,
    pub why: String,
}
