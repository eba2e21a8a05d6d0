//! Communities on pages.

use serde::Serialize;

use super::{Chip, Form, LabelView, LifeView, Pager, PersonView, Tab, ThreadRow, WhenView, initial, tint};

/// A community in a list.
#[derive(Debug, Clone, Serialize, Default)]
pub struct CommunityCard {
    pub id: String,
    pub name: String,
    pub title: String,
    /// `@gardens@talk.example`.
    pub handle: String,
    /// `/c/gardens` or `/c/gardens@other.example`.
    pub url: String,
    pub host: String,
    /// Whether it lives here.
    pub local: bool,
    /// One or two lines of plain text.
    pub summary: String,
    /// Picture address or empty.
    pub icon: String,
    pub initial: String,
    pub tint: u8,
    pub members: u64,
    pub threads: u64,
    pub active: Option<WhenView>,
    /// The viewer is a member.
    pub joined: bool,
    /// `members`, `staff`, `unlisted`; empty where everybody may read it.
    pub access: String,
    /// "open", "members", "stewards": who may start threads. "closed" when nobody may.
    pub posting: String,
    /// "Disperses after 31 more quiet hours", where a list tells of that; else empty.
    pub life: String,
    /// Its purpose, where it has a special one: ideation, support or feedback.
    pub purpose: String,
    /// What it holds beside a forum: wiki, blog, newsletter, events.
    pub kept_in: Vec<String>,
    /// How many people of one's own communities are in it, where it is suggested; else 0.
    pub shared: u64,
}

impl CommunityCard {
    pub fn new(id: impl Into<String>, name: &str, title: &str, host: &str, local: bool) -> Self {
        let title = if title.trim().is_empty() { name } else { title };
        let handle = format!("@{name}@{host}");
        Self {
            id: id.into(),
            name: name.to_owned(),
            title: title.to_owned(),
            host: host.to_owned(),
            url: if local {
                format!("/c/{name}")
            } else {
                format!("/c/{name}@{host}")
            },
            initial: initial(title),
            tint: tint(&handle),
            handle,
            local,
            ..Self::default()
        }
    }
}

/// `/communities`: `communities.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct CommunitiesPage {
    /// What is searched for, or empty.
    pub query: String,
    /// Tabs: all, here, elsewhere, mine.
    pub tabs: Vec<Tab>,
    pub items: Vec<CommunityCard>,
    pub pager: Pager,
    pub can_found: bool,
    /// What came together on the spot; on the first page without words only.
    pub happening: Vec<CommunityCard>,
    /// What a member may like, by what their fellow members are in; on the first page only.
    pub suggested: Vec<CommunityCard>,
    /// The filters: fields `purpose`, `format`, `lifespan`, `active`, `sort`, and `show` for the tab.
    pub form: Form,
    pub purposes: Vec<Choice>,
    /// Empty where communities can hold one thing only.
    pub formats: Vec<Choice>,
    pub lifespans: Vec<Choice>,
    pub spans: Vec<Choice>,
    pub orders: Vec<Choice>,
    /// Filters that are on, each with the page without it.
    pub chips: Vec<Chip>,
    /// Any filter is on.
    pub narrowed: bool,
}

/// How many members live on one server.
#[derive(Debug, Clone, Serialize, Default)]
pub struct HomeShare {
    /// Host, or empty for "other servers".
    pub host: String,
    pub here: bool,
    pub members: u64,
    /// 0 to 100, rounded, for the bar. At least 1 when anyone lives there.
    pub percent: u8,
}

/// The top of every page of a community: `parts/community_head.html`. Pages flatten it into themselves.
#[derive(Debug, Clone, Serialize, Default)]
pub struct CommunityHead {
    pub community: CommunityCard,
    pub membership: Membership,
    /// What it holds, as tabs; empty where there is only one.
    pub formats: Vec<Tab>,
    /// The viewer may change title, charter and posting.
    pub can_edit: bool,
    /// Its time, where it is limited or over.
    pub life: Option<LifeView>,
    /// Closed by the host: the public reason, else empty.
    pub closed_reason: String,
    /// Only the front is shown: the viewer is not let in.
    pub shut: bool,
    /// Where the modlog of this community is.
    pub modlog_url: String,
}

/// `/c/{name}`: `community.html`. The new-thread form posts to `{community.url}/threads` (`title`, `body`, `link`, `language`, file `image`, `image_alt`).
#[derive(Debug, Clone, Serialize, Default)]
pub struct CommunityPage {
    #[serde(flatten)]
    pub head: CommunityHead,
    /// What it is about, safe HTML.
    pub about_html: String,
    /// Its rules, safe HTML.
    pub charter_html: String,
    pub stewards: Vec<PersonView>,
    /// Members split by home server, largest first; the rest in one entry with an empty host.
    pub homes: Vec<HomeShare>,
    pub since: Option<WhenView>,
    /// Its page on its own server, empty when it lives here.
    pub home_url: String,
    /// The tags that it offers: to choose from for a new thread (fields `tag_{id}`), and to see what carries one.
    pub labels: Vec<LabelView>,
    /// The tag that all threads shown carry.
    pub label: Option<LabelView>,
    /// Tabs: hot, new, top, unanswered.
    pub tabs: Vec<Tab>,
    pub rows: Vec<ThreadRow>,
    pub pager: Pager,
    /// Older threads are being brought here (remote communities, first contact).
    pub backfill: Option<Backfill>,
    /// The viewer may start a thread (signed in, allowed, open).
    pub can_post: bool,
    /// i18n key or sentence that says why not; empty when they may, or when nobody is signed in.
    pub cannot_post_reason: String,
    /// Kinds of threads to choose from, where there are several.
    pub kind_tabs: Vec<KindTab>,
    /// The chosen kind, sent as `kind`.
    pub kind: String,
    /// What the chosen kind asks beside title and text.
    pub kind_fields: Vec<KindField>,
    /// Questions that resemble the one in the form, to be looked at before it is sent.
    pub similar: Vec<ThreadRow>,
    /// Show the form open (`?new=KIND`, or after an error).
    pub form_open: bool,
    pub form: Form,
    pub feed_url: String,
    /// Further pages of this community, by the i18n keys of their names: its roadmap, its inbox.
    pub places: Vec<Tab>,
}

/// A kind of thread that can be started.
#[derive(Debug, Clone, Serialize, Default)]
pub struct KindTab {
    pub name: String,
    pub label: String,
    pub url: String,
    pub current: bool,
}

/// A field that one kind asks for: `kind_field` draws it.
#[derive(Debug, Clone, Serialize, Default)]
pub struct KindField {
    pub name: String,
    pub label: String,
    pub hint: String,
    pub required: bool,
    /// "line", "lines", "moment", "number", "choice", "switch", "listed" (choices of the community) or "hidden".
    pub input: String,
    /// Longest text, in characters; 0 for none.
    pub max: u32,
    pub least: i64,
    pub most: i64,
    pub choices: Vec<Choice>,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// The viewer's standing in a community.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Membership {
    /// "visitor" (nobody signed in), "none", "pending", "member", "steward" or "banned".
    pub state: String,
    /// Where a visitor goes to join from their own server: `/interact?uri=...`.
    pub interact_url: String,
    /// Until when a ban lasts, in words; empty when it has no end.
    pub until: String,
}

/// Progress of bringing older threads here.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Backfill {
    pub done: u64,
    pub total: u64,
    pub percent: u8,
}

/// `/communities/new`: `community_new.html`. Fields `title`, `name`, `summary`, `purpose`, `lifespan`, `goal`, `ends_at`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct CommunityNewPage {
    pub form: Form,
    /// Host, to show the address the community will have.
    pub host: String,
    /// What a community can hold: fields `format_{word}`, asked where there is a choice.
    pub formats: Vec<String>,
}

/// `/c/{name}/edit`: `community_edit.html`. Fields `title`, `about`, `charter`, `purpose`, `posting`, file `icon`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct CommunityEditPage {
    pub community: CommunityCard,
    pub form: Form,
    /// What a community can hold: fields `format_{word}`, asked where there is a choice.
    pub formats: Vec<String>,
    pub stewards: Vec<PersonView>,
    pub banned: Vec<BannedRow>,
    /// Adding a steward: field `handle`.
    pub steward_form: Form,
}

/// `/c/{name}/access`: `access.html`. Who may read a community and each of its parts. Fields `access` and `part_{format}`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct AccessPage {
    pub community: CommunityCard,
    pub form: Form,
    /// The parts that it holds, by word.
    pub parts: Vec<String>,
    /// The viewer may make things for staff alone.
    pub is_staff: bool,
    /// Those who ask to join.
    pub asking: Vec<PersonView>,
    pub guests: Vec<GuestRow>,
    /// Letting somebody in by name: fields `handle` and `part`.
    pub guest_form: Form,
}

/// Somebody let in by name.
#[derive(Debug, Clone, Serialize, Default)]
pub struct GuestRow {
    pub person: PersonView,
    /// A format, or `all`.
    pub part: String,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct BannedRow {
    pub person: PersonView,
    pub reason: String,
    pub until: Option<WhenView>,
    /// Page where the ban can be lifted.
    pub url: String,
}
