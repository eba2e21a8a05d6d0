//! Kinds of contribution: one file each behind one trait, and this registry.
//!
//! To add a kind: write its file, add one line to [`ALL`], its templates (`kinds/NAME.html`, words
//! in the locale files) and its tests. Where a community offers it follows from [`Kind::offered`].

mod article;
mod discussion;
mod event;
mod feedback;
mod idea;
pub mod poll;
pub mod question;
mod standing;
pub mod wiki;

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::Result;
use crate::clock::Time;
use crate::formats::Format;
use crate::store::communities::{Community, Purpose};
use crate::store::conn::{Conn, Tx};
use crate::store::posts::Post;
use crate::urls::Urls;

/// What a community is for and what it holds; the kinds that it offers follow from it.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    pub purpose: Purpose,
    /// Words with spaces between: forum, wiki, blog, newsletter, events.
    pub formats: &'a str,
}

impl<'a> Offer<'a> {
    pub fn of(community: &'a Community) -> Self {
        Self { purpose: community.purpose, formats: &community.formats }
    }

    pub fn has(&self, format: Format) -> bool {
        self.formats.split_whitespace().any(|word| word == format.as_str())
    }
}

/// What an author filled in beside title and text, by field name. Values are strings, or lists of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Details(pub Map<String, Value>);

impl Details {
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default().trim()
    }

    /// The lines of a field, or the items of a list, without empty ones.
    pub fn lines(&self, name: &str) -> Vec<String> {
        let clean = |s: &str| Some(s.trim().to_owned()).filter(|s| !s.is_empty());
        match self.0.get(name) {
            Some(Value::String(text)) => text.lines().filter_map(clean).collect(),
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).filter_map(clean).collect(),
            _ => Vec::new(),
        }
    }

    pub fn is_set(&self, name: &str) -> bool {
        match self.0.get(name) {
            Some(Value::Bool(on)) => *on,
            Some(Value::String(text)) => matches!(text.as_str(), "on" | "yes" | "true" | "1"),
            _ => false,
        }
    }
}

/// How a field of a kind is asked for. Label and hint are the messages `field-NAME` and `field-NAME-hint`.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub input: Input,
    pub required: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Input {
    Line { max: u32 },
    /// Several lines, one value each.
    Lines { max: u32 },
    /// A moment, as the browser's `datetime-local` gives it (read as UTC).
    Moment,
    Number { min: i64, max: i64 },
    /// Words whose messages are `choice-NAME-WORD`.
    Choice(&'static [&'static str]),
    /// One of [`Kind::choices`], which each community decides; not asked where there are none.
    Listed,
    /// Not asked: the address of the form brings it.
    Hidden,
    Switch,
}

/// Who looks at a thread, as far as a kind needs to know.
#[derive(Debug, Clone, Copy, Default)]
pub struct Looker {
    /// A person with an account here.
    pub person: Option<i64>,
    /// May take part in the community.
    pub takes_part: bool,
    /// Has power in the community, as a steward or as staff.
    pub tends: bool,
    /// May merge what is the same: by their rank, or since they tend the community.
    pub merges: bool,
    /// Speaks for the host.
    pub official: bool,
}

/// What a thread's page shows between its text and its replies: the data for `kinds/NAME.html`.
pub type Panel = Value;

/// What a list shows beside a thread's title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// The message to show, such as `status-planned`; empty for none.
    pub text: String,
    /// `good`, `bad`, `info` or empty.
    pub tone: &'static str,
    /// Done with: an answered question, a shipped idea.
    pub settled: bool,
}

/// A reply that stands above the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highlight {
    pub reply: i64,
    /// `accepted` or `official`.
    pub sign: &'static str,
}

/// What stands above the text of a thread where other servers read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreword {
    /// Empty where it no longer says anything.
    pub html: String,
    /// When that changed, which is news also where the text is as it was.
    pub changed: Time,
}

/// What the rest of the house asks of a kind.
pub trait Kind: Send + Sync {
    /// Its word in the database, the API and the locale files.
    fn name(&self) -> &'static str;

    /// The part of a community where it stands; who may see that part sees it.
    fn format(&self) -> Format {
        Format::Forum
    }

    /// Whether a new one is news, for the front page and feeds of everything.
    fn is_news(&self) -> bool {
        true
    }

    /// The ActivityStreams type that we send it as.
    fn sent_as(&self) -> &'static str {
        "Page"
    }

    /// The ActivityStreams types that we take for it, where nothing tells more.
    fn taken_from(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether people start it in such a community.
    fn offered(&self, _offer: &Offer<'_>) -> bool {
        false
    }

    /// Whether a thread from elsewhere that says nothing of its kind is one of these in such a community.
    fn adopts(&self, _offer: &Offer<'_>) -> bool {
        false
    }

    /// Whether what was sent says, beyond its type, that it is one of these.
    fn recognizes(&self, _extra: &Map<String, Value>) -> bool {
        false
    }

    /// What is asked beside title and text.
    fn fields(&self) -> &'static [Field] {
        &[]
    }

    /// What a community lists for a field that is [`Input::Listed`].
    fn choices(&self, _conn: &mut Conn, _community: i64, _field: &str) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Checks the details of a new thread and writes what the kind keeps in tables of its own.
    /// `local` is false for what came from elsewhere: there, what does not fit is left out instead
    /// of refused.
    fn begin(&self, _tx: &mut Tx<'_>, _post: &Post, _details: &Details, _local: bool) -> Result<()> {
        Ok(())
    }

    /// Its author edited it; the post is as it is now.
    fn changed(&self, _tx: &mut Tx<'_>, _post: &Post) -> Result<()> {
        Ok(())
    }

    /// Its author changed what the kind asked for beside title and text; `local` as for [`Kind::begin`].
    fn amended(&self, _tx: &mut Tx<'_>, _post: &Post, _details: &Details, _local: bool) -> Result<()> {
        Ok(())
    }

    /// What its author may change of it, by the names of its fields; empty where nothing but title and text changes.
    fn filled(&self, _conn: &mut Conn, _post: &Post) -> Result<Details> {
        Ok(Details::default())
    }

    /// Takes away what the kind keeps, when the thread is deleted for good.
    fn bury(&self, _tx: &mut Tx<'_>, _post: &Post) -> Result<()> {
        Ok(())
    }

    fn panel(&self, _conn: &mut Conn, _post: &Post, _looker: &Looker, _now: Time) -> Result<Option<Panel>> {
        Ok(None)
    }

    /// Replies that stand above the others, in their order.
    fn highlights(&self, _conn: &mut Conn, _post: &Post) -> Result<Vec<Highlight>> {
        Ok(Vec::new())
    }

    /// Marks for threads of this kind in lists, in one query.
    fn marks(&self, _conn: &mut Conn, _posts: &[i64]) -> Result<HashMap<i64, Mark>> {
        Ok(HashMap::new())
    }

    /// A few words of HTML that stand for it where only those are shown; without them, the beginning of its text.
    fn teaser(&self, _conn: &mut Conn, _post: &Post) -> Result<Option<String>> {
        Ok(None)
    }

    /// Adds its own properties to what is sent.
    fn send(&self, _conn: &mut Conn, _post: &Post, _extra: &mut Map<String, Value>) -> Result<()> {
        Ok(())
    }

    /// What stands above the text where other servers read it.
    fn foreword(&self, _conn: &mut Conn, _urls: &Urls, _post: &Post) -> Result<Option<Foreword>> {
        Ok(None)
    }

    /// The beginning of the text, as HTML and as Markdown, for software that would drop the type that this kind is sent as.
    fn spelled_out(&self, _conn: &mut Conn, _urls: &Urls, _post: &Post) -> Result<Option<(String, String)>> {
        Ok(None)
    }

    /// Reads its own properties from what was sent.
    fn take(&self, _extra: &Map<String, Value>) -> Details {
        Details::default()
    }
}

/// Every kind there is, in the order in which they are offered.
pub const ALL: &[&dyn Kind] = &[&discussion::Discussion, &article::Article, &question::Question, &idea::Idea, &feedback::Feedback, &poll::Poll, &event::Event, &wiki::Wiki];

pub fn by_name(name: &str) -> Option<&'static dyn Kind> {
    ALL.iter().copied().find(|k| k.name() == name)
}

/// The part of a community where a kind stands; what is unknown stands in the forum.
pub fn format_of(name: &str) -> Format {
    by_name(name).map_or(Format::Forum, Kind::format)
}

/// The names of the kinds that a list of news leaves out.
pub fn not_news() -> Vec<&'static str> {
    ALL.iter().filter(|k| !k.is_news()).map(|k| k.name()).collect()
}

/// The names of the kinds that have a page of their own in such a community, beside its forum.
pub fn beside_forum(offer: &Offer<'_>) -> Vec<&'static str> {
    ALL.iter().filter(|k| !k.is_news() || (k.format() != Format::Forum && offer.has(k.format()))).map(|k| k.name()).collect()
}

/// The kinds that people can start in a community.
pub fn offered(offer: &Offer<'_>) -> Vec<&'static dyn Kind> {
    ALL.iter().copied().filter(|k| k.offered(offer)).collect()
}

/// The kind for a type on the wire; whatever is unknown is a discussion, which shows as text.
pub fn by_activity_type(kind: &str) -> &'static dyn Kind {
    ALL.iter().copied().find(|k| k.taken_from().contains(&kind)).unwrap_or(&discussion::Discussion)
}

/// The kind of what came from elsewhere: what it says of itself, or else its type.
pub fn sent(activity_type: &str, extra: &Map<String, Value>) -> &'static dyn Kind {
    ALL.iter().copied().find(|k| k.recognizes(extra)).unwrap_or_else(|| by_activity_type(activity_type))
}

/// What a plain thread from elsewhere is in a community of ours.
pub fn adopted(kind: &'static str, offer: &Offer<'_>) -> &'static str {
    let plain = kind == discussion::Discussion.name();
    ALL.iter().find(|k| plain && k.adopts(offer)).map_or(kind, |k| k.name())
}
