//! Persons on pages.

use serde::Serialize;

use super::common::is_default;
use super::{Form, Pager, PostView, Tab, ThreadRow, WhenView, initial, tint};

/// A person, wherever they are named.
#[derive(Debug, Clone, Serialize, Default)]
pub struct PersonView {
    pub id: String,
    /// User name without host.
    pub name: String,
    /// Name to show; the user name when the person chose none.
    pub display: String,
    /// `@ann@social.example`, always with the host.
    pub handle: String,
    /// Host of the person's home.
    pub host: String,
    /// Our page about the person: `/u/ann` or `/u/ann@social.example`.
    pub url: String,
    /// Picture address or empty.
    pub avatar: String,
    pub initial: String,
    /// 0 to 7: the colour behind the initial.
    pub tint: u8,
    /// Whether the person lives here.
    #[serde(skip_serializing_if = "is_default")]
    pub local: bool,
    /// Speaks for the host here.
    #[serde(skip_serializing_if = "is_default")]
    pub official: bool,
    /// Steward of the community that this is about.
    #[serde(skip_serializing_if = "is_default")]
    pub steward: bool,
    /// Their rank in the community that this is about, of the message `rank-WORD`: trusted, super_user, or empty.
    #[serde(skip_serializing_if = "is_default")]
    pub rank: &'static str,
    /// An automatic account.
    #[serde(skip_serializing_if = "is_default")]
    pub bot: bool,
}

impl PersonView {
    /// A person by name, display name and home. `local` decides the address of the page.
    pub fn new(id: impl Into<String>, name: &str, display: &str, host: &str, local: bool) -> Self {
        let display = if display.trim().is_empty() {
            name
        } else {
            display
        };
        let handle = format!("@{name}@{host}");
        Self {
            id: id.into(),
            name: name.to_owned(),
            display: display.to_owned(),
            host: host.to_owned(),
            url: if local {
                format!("/u/{name}")
            } else {
                format!("/u/{name}@{host}")
            },
            initial: initial(display),
            tint: tint(&handle),
            handle,
            local,
            ..Self::default()
        }
    }
}

/// `/u/{name}`: `person.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct PersonPage {
    pub person: PersonView,
    /// About, safe HTML.
    pub bio_html: String,
    /// Name and safe HTML value of the profile's fields.
    pub fields: Vec<ProfileField>,
    pub since: Option<WhenView>,
    /// The person's page on their own server, empty for local people.
    pub home_url: String,
    pub threads: u64,
    pub replies: u64,
    /// Tabs: threads, replies.
    pub tabs: Vec<Tab>,
    /// Filled on the threads tab.
    pub rows: Vec<ThreadRow>,
    /// Filled on the replies tab; each has `context_title` and `context_url`.
    pub posts: Vec<PostView>,
    pub pager: Pager,
    /// Communities here that the person takes part in, as far as public.
    pub communities: Vec<super::CommunityCard>,
    /// The viewer looks at themselves.
    pub me: bool,
    /// The viewer has blocked this person.
    pub blocked: bool,
    /// The viewer follows this person, or asked to.
    pub following: bool,
    /// Where the person moved to: a handle, or empty.
    pub moved_to: String,
    pub moved_url: String,
    /// The account is gone; only the name is kept.
    pub gone: bool,
    /// Banned from this instance by its staff.
    pub banned: bool,
    /// The viewer may ban or unban this person from the instance.
    pub can_ban: bool,
    /// The person's Atom feed.
    pub feed_url: String,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct ProfileField {
    pub name: String,
    pub value_html: String,
    /// The link was verified by a link back.
    pub verified: bool,
}

/// Ban a person from a community or the instance: `ban.html`. Fields `reason`, `until` (days, empty = for good), `remove` (their posts too).
#[derive(Debug, Clone, Serialize, Default)]
pub struct BanPage {
    pub person: PersonView,
    /// Where from: a community's title, or empty for the whole instance.
    pub community_title: String,
    /// Where the form is sent.
    pub action: String,
    /// Address to go back to.
    pub back: String,
    /// The person is banned now, so the form lifts it.
    pub banned: bool,
    pub form: Form,
}
