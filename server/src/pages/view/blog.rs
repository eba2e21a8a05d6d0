//! A community's blog, and what is being written for it.

use serde::Serialize;

use super::{CommunityCard, CommunityHead, Form, ImageView, KindField, LinkView, Pager, PersonView, ThreadRow, WhenView};

/// `/c/{name}/blog`: `blog.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct BlogPage {
    #[serde(flatten)]
    pub head: CommunityHead,
    pub cards: Vec<ArticleCard>,
    pub pager: Pager,
    pub series: Vec<SeriesLink>,
    /// Where an article is written; empty for visitors and where nobody may.
    pub write_url: String,
    /// The viewer publishes by themselves; others hand their drafts in.
    pub can_publish: bool,
    /// For stewards: where handed-in drafts wait, and how many.
    pub desk_url: String,
    pub waiting: u64,
    pub feed_url: String,
    pub json_url: String,
}

/// An article on the front of a blog.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ArticleCard {
    pub row: ThreadRow,
    pub cover: Option<ImageView>,
    /// Its summary, or its first words.
    pub summary: String,
    /// Everybody who wrote it, its author first.
    pub authors: Vec<PersonView>,
    pub series: Option<LinkView>,
    /// Its place in the series.
    pub part: u64,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct SeriesLink {
    pub name: String,
    pub url: String,
    pub parts: u64,
}

/// `/c/{name}/blog/series/{slug}`: `series.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct SeriesPage {
    #[serde(flatten)]
    pub head: CommunityHead,
    pub name: String,
    pub blog_url: String,
    pub cards: Vec<ArticleCard>,
    pub feed_url: String,
    pub json_url: String,
}

/// `/drafts`: `drafts.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct DraftsPage {
    pub items: Vec<DraftRow>,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct DraftRow {
    pub id: String,
    pub url: String,
    /// Empty while it has none.
    pub title: String,
    pub kind: String,
    pub community: LinkView,
    pub author: PersonView,
    pub changed: WhenView,
    /// When it publishes itself.
    pub scheduled: Option<WhenView>,
    /// Handed in to the stewards.
    pub proposed: bool,
    /// What came back with it, as an i18n key or a sentence.
    pub note: String,
}

/// `/c/{name}/blog/new` and `/drafts/{id}`: `draft_edit.html`. Fields `title`, `body`, those of the kind, file `cover`,
/// `cover_alt`, `drop_cover`, `publish_at`; `act` is keep, preview, publish, schedule, unschedule, propose or take-back.
#[derive(Debug, Clone, Serialize, Default)]
pub struct DraftEditPage {
    /// Empty before it is kept for the first time.
    pub id: String,
    pub action: String,
    pub community: CommunityCard,
    pub kind: String,
    pub fields: Vec<KindField>,
    pub cover: Option<ImageView>,
    pub can_publish: bool,
    pub scheduled: Option<WhenView>,
    pub proposed: bool,
    pub note: String,
    pub form: Form,
}

/// `/drafts/{id}/preview`: `draft_preview.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct DraftPreviewPage {
    pub url: String,
    pub title: String,
    pub kind: String,
    pub community: CommunityCard,
    pub author: PersonView,
    /// Names of those who would be asked.
    pub with: Vec<String>,
    pub summary: String,
    pub series: String,
    /// Safe HTML.
    pub body_html: String,
    pub cover: Option<ImageView>,
    /// The viewer wrote it.
    pub own: bool,
    /// The viewer decides about it: fields `note`, `act` (publish or return).
    pub can_decide: bool,
    /// Which text this is, so that nobody publishes another one.
    pub version: String,
    pub form: Form,
}

/// `/c/{name}/blog/desk`: `blog_desk.html`. The form has `writers`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct DeskPage {
    pub community: CommunityCard,
    pub items: Vec<DraftRow>,
    pub form: Form,
}
