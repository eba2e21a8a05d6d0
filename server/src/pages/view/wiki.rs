//! Pages of a wiki, their history, and what is suggested for them.

use serde::Serialize;

use super::{CommunityCard, CommunityHead, Form, LinkView, Pager, PersonView, WhenView};

/// `/c/{name}/wiki/{path}`: `wiki.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WikiView {
    #[serde(flatten)]
    pub head: CommunityHead,
    pub id: String,
    /// Its own address.
    pub url: String,
    /// The wiki that it belongs to.
    pub wiki_url: String,
    /// Its thread, where people talk about it.
    pub talk_url: String,
    pub replies: u64,
    pub title: String,
    /// Safe HTML; empty where it was removed.
    pub body_html: String,
    pub removed: bool,
    pub removed_reason: String,
    /// The pages above it, from the top; those without an address are not written yet.
    pub crumbs: Vec<LinkView>,
    pub children: Vec<LinkView>,
    pub backlinks: Vec<LinkView>,
    /// Who wrote it, last first.
    pub editors: Vec<PersonView>,
    pub number: i32,
    pub edited: WhenView,
    pub confirmed: WhenView,
    pub confirmed_by: Option<PersonView>,
    /// Nobody said for half a year that it is true.
    pub stale: bool,
    /// What the viewer may do: "edit", "suggest" or nothing.
    pub reach: String,
    pub can_tend: bool,
    /// Suggestions that wait for it.
    pub waiting: u64,
    /// Whose edits count at once: an i18n key, empty where everybody's do.
    pub protection: String,
    /// The answer that it was made from, or empty.
    pub answer_url: String,
    /// The page on its own server, where it lives elsewhere.
    pub origin_url: String,
}

/// A page in the tree of all.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WikiNode {
    pub title: String,
    pub url: String,
    pub depth: u32,
    pub when: WhenView,
    pub stale: bool,
}

/// `/c/{name}/wiki` without a front page, and `/c/{name}/wiki-pages`: `wiki_index.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WikiIndexPage {
    #[serde(flatten)]
    pub head: CommunityHead,
    pub pages: Vec<WikiNode>,
    pub pager: Pager,
    /// Where a page is begun; empty where the viewer may not.
    pub new_url: String,
    /// Where suggestions wait; empty where the viewer does not decide about them.
    pub suggestions_url: String,
    pub waiting: u64,
}

/// `/c/{name}/wiki/{path}` where nobody wrote anything yet: `wiki_missing.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WikiMissingPage {
    #[serde(flatten)]
    pub head: CommunityHead,
    pub title: String,
    pub path: String,
    pub wiki_url: String,
    /// Empty where the viewer may not.
    pub new_url: String,
    /// Pages that link here.
    pub backlinks: Vec<LinkView>,
}

/// What somebody else saved meanwhile.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ClashView {
    pub theirs: String,
    pub yours: String,
    pub by: PersonView,
    pub when: WhenView,
    pub number: i32,
}

/// The editor: `wiki_edit.html`. Fields `title`, `path` (new pages), `body`, `summary`, hidden `base`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WikiEditPage {
    pub community: CommunityCard,
    /// Where the form goes, and where "no" goes.
    pub action: String,
    pub back: String,
    /// What stands above: an i18n key.
    pub heading: String,
    /// Title of the page as it is now.
    pub title: String,
    pub is_new: bool,
    /// What the button does: an i18n key.
    pub button: String,
    /// A sentence above the form: an i18n key, or empty.
    pub note: String,
    pub clash: Option<ClashView>,
    /// Preview of the text, where it was asked for.
    pub preview_html: String,
    /// Hidden fields that the act needs.
    pub fields: Vec<(String, String)>,
    pub draft: String,
    pub form: Form,
}

/// One revision in a list.
#[derive(Debug, Clone, Serialize, Default)]
pub struct RevisionRow {
    pub number: i32,
    pub author: PersonView,
    /// Who took it over.
    pub accepted_by: Option<PersonView>,
    /// An i18n key: how it came about.
    pub sort: String,
    pub summary: String,
    pub when: WhenView,
    pub current: bool,
    /// Its text, and what changed with it; the first one has nothing before it.
    pub url: String,
    pub compare_url: String,
}

/// `/wiki/{id}/history`: `wiki_history.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WikiHistoryPage {
    pub community: CommunityCard,
    pub id: String,
    pub title: String,
    pub url: String,
    pub revisions: Vec<RevisionRow>,
    pub pager: Pager,
}

/// Words of a line, marked where they changed.
#[derive(Debug, Clone, Serialize, Default, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub changed: bool,
}

/// A line on both sides; a side without one is empty.
#[derive(Debug, Clone, Serialize, Default, PartialEq, Eq)]
pub struct DiffRow {
    /// "same", "changed", "added", "removed", or "gap" where lines that did not change are left out.
    pub kind: String,
    pub old: Vec<Piece>,
    pub new: Vec<Piece>,
    /// Numbers of the lines, 0 for none.
    pub old_line: u32,
    pub new_line: u32,
}

/// `/wiki/{id}/compare?from=&to=`: `wiki_compare.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WikiComparePage {
    pub community: CommunityCard,
    pub id: String,
    pub title: String,
    pub url: String,
    pub from: RevisionRow,
    pub to: RevisionRow,
    pub rows: Vec<DiffRow>,
    /// Titles, where they differ.
    pub old_title: String,
    pub new_title: String,
    /// The page can be taken back to the older one.
    pub can_revert: bool,
}

/// `/wiki/{id}/revision/{number}`: `wiki_revision.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WikiRevisionPage {
    pub community: CommunityCard,
    pub id: String,
    pub title: String,
    pub url: String,
    pub revision: RevisionRow,
    pub body_html: String,
    pub can_revert: bool,
}

/// A suggestion that waits.
#[derive(Debug, Clone, Serialize, Default)]
pub struct SuggestionView {
    pub id: String,
    pub page: LinkView,
    pub author: PersonView,
    pub when: WhenView,
    pub summary: String,
    /// What it would change.
    pub rows: Vec<DiffRow>,
    /// The page changed since in the same lines.
    pub clashes: bool,
    /// The reply that brought it, or empty.
    pub reply_url: String,
}

/// `/c/{name}/wiki-suggestions`: `wiki_suggestions.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WikiSuggestionsPage {
    pub community: CommunityCard,
    pub items: Vec<SuggestionView>,
    pub pager: Pager,
}

/// `/wiki/{id}/move` and `/wiki/{id}/protect`: `wiki_tend.html`. Fields `path`; or `protection` and `reason`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct WikiTendPage {
    /// "move" or "protect".
    pub deed: String,
    pub id: String,
    pub title: String,
    pub url: String,
    pub path: String,
    /// Words of protection to choose from, and the one that holds.
    pub choices: Vec<String>,
    pub current: String,
    pub form: Form,
}
