//! A page of a community's wiki. Its author on the wire is the house; the revisions name who wrote them.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{Details, Kind, Looker, Mark, Panel};
use crate::clock::Time;
use crate::formats::Format;
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::conn::{Conn, Tx};
use crate::store::posts::{self, Post};
use crate::store::wiki::{self, Protection, Revision, Sort, WikiPage, words};
use crate::Result;

#[derive(Debug)]
pub(super) struct Wiki;

pub const NAME: &str = "wiki";
/// What a page calls itself on the wire, beside the `Article` that every server knows.
const TYPE: &str = "WikiPage";

impl Kind for Wiki {
    fn name(&self) -> &'static str {
        NAME
    }

    fn format(&self) -> Format {
        Format::Wiki
    }

    /// A wiki has a page of its own; what is new in it is read there.
    fn is_news(&self) -> bool {
        false
    }

    fn sent_as(&self) -> &'static str {
        "Article"
    }

    fn recognizes(&self, extra: &Map<String, Value>) -> bool {
        extra.get("additionalType").and_then(Value::as_str) == Some(TYPE)
    }

    /// Pages of ours are begun by the wiki's own rules. What comes from elsewhere is a copy of a page there.
    fn begin(&self, tx: &mut Tx<'_>, post: &Post, details: &Details, local: bool) -> Result<()> {
        let Some(community) = post.community_id.filter(|_| !local) else { return Ok(()) };
        let path = details.text("path");
        if path.is_empty() || wiki::by_path(tx.conn, community, path)?.is_some() {
            return Ok(());
        }
        let page = WikiPage {
            post_id: post.id,
            community_id: community,
            path: path.to_owned(),
            revision_id: 0,
            number: 0,
            protection: Protection::Open,
            confirmed_at: post.published_at,
            confirmed_by: None,
            origin_id: None,
            created_at: post.published_at,
        };
        wiki::insert(tx, &page)?;
        keep_copy(tx, post, &page, details)
    }

    fn bury(&self, tx: &mut Tx<'_>, post: &Post) -> Result<()> {
        wiki::remove(tx, post.id)
    }

    fn panel(&self, conn: &mut Conn, post: &Post, _: &Looker, _: Time) -> Result<Option<Panel>> {
        let Some(page) = wiki::find(conn, post.id)? else { return Ok(None) };
        let community = actors::by_id(conn, page.community_id)?;
        let origin = page.origin_id.map(|id| posts::by_id(conn, id)).transpose()?.flatten().filter(Post::stands);
        Ok(Some(json!({
            "url": address(conn, &community, &page.path)?,
            "path": page.path,
            "number": page.number,
            "from_answer": origin.map(|reply| format!("/post/{}", reply.id)),
        })))
    }

    fn marks(&self, conn: &mut Conn, posts: &[i64]) -> Result<HashMap<i64, Mark>> {
        let mark = |page: WikiPage| (page.post_id, Mark { text: "wiki-page".to_owned(), tone: "info", settled: false });
        Ok(wiki::by_posts(conn, posts)?.into_iter().map(mark).collect())
    }

    fn send(&self, conn: &mut Conn, post: &Post, extra: &mut Map<String, Value>) -> Result<()> {
        extra.insert("additionalType".to_owned(), TYPE.into());
        let Some(page) = wiki::find(conn, post.id)? else { return Ok(()) };
        extra.insert("wikiPath".to_owned(), page.path.into());
        extra.insert("wikiRevision".to_owned(), page.number.into());
        if let Some(revision) = wiki::revision(conn, page.revision_id)? {
            extra.insert("latestVersion".to_owned(), revision.id.to_string().into());
            extra.insert("wikiEditor".to_owned(), actors::by_id(conn, revision.author_id)?.ap_id.into());
            extra.insert("wikiSummary".to_owned(), revision.summary.into());
        }
        if let Some(reply) = page.origin_id.map(|id| posts::by_id(conn, id)).transpose()?.flatten() {
            extra.insert("wikiSource".to_owned(), reply.ap_id.into());
        }
        Ok(())
    }

    fn take(&self, extra: &Map<String, Value>) -> Details {
        let mut details = Map::new();
        let text = |key: &str| extra.get(key).and_then(Value::as_str).map(|s| s.chars().take(2_000).collect::<String>());
        if let Some(path) = text("wikiPath").filter(|p| is_path(p)) {
            details.insert("path".to_owned(), path.into());
        }
        for (key, name) in [("wikiEditor", "editor"), ("wikiSummary", "summary")] {
            if let Some(value) = text(key) {
                details.insert(name.to_owned(), crate::render::one_line(&value, 500).into());
            }
        }
        if let Some(number) = extra.get("wikiRevision").and_then(Value::as_i64).filter(|n| (1..1_000_000_000).contains(n)) {
            details.insert("number".to_owned(), number.into());
        }
        Details(details)
    }
}

/// Whether a path from elsewhere is written as ours are.
fn is_path(path: &str) -> bool {
    let good = |part: &str| !part.is_empty() && part.chars().all(|c| (c.is_alphanumeric() && !c.is_uppercase()) || c == '-');
    path.chars().count() <= 200 && path.split('/').count() <= 6 && path.split('/').all(good)
}

/// Whether an actor may speak for a wiki elsewhere: the service of the server that the community lives on.
pub fn speaks_for(author: &Actor, community: &Actor) -> bool {
    !community.is_local() && author.kind == ActorKind::Service && author.host_id == community.host_id
}

/// Keeps what a page elsewhere says now as a revision of its copy.
pub fn keep_copy(tx: &mut Tx<'_>, post: &Post, page: &WikiPage, details: &Details) -> Result<()> {
    let number = details.0.get("number").and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok()).unwrap_or(page.number + 1);
    if number <= page.number || wiki::by_number(tx.conn, post.id, number)?.is_some() {
        return Ok(());
    }
    // Somebody who is not known here, or nobody's word for it: then the house that sent it stands for them.
    let editor = actors::by_ap_id(tx.conn, details.text("editor"))?.filter(|a| a.kind == ActorKind::Person);
    let source = post.source.clone().unwrap_or_else(|| crate::render::text_lines(&post.html));
    let revision = Revision {
        id: tx.id(),
        post_id: post.id,
        number,
        author_id: editor.map_or(post.author_id, |a| a.id),
        accepted_by: None,
        sort: if page.number == 0 { Sort::Begun } else { Sort::Edited },
        title: post.title.clone().unwrap_or_default(),
        source,
        summary: details.text("summary").chars().take(200).collect(),
        base_id: None,
        created_at: post.edited_at.unwrap_or(post.published_at),
    };
    wiki::insert_revision(tx, &revision)?;
    wiki::show(tx, &revision)?;
    let community = actors::by_id(tx.conn, page.community_id)?;
    wiki::set_links(tx, page, &linked(&post.html, &format!("href=\"{}/wiki/", community.ap_id)))?;
    words::put(tx, post.id, page.community_id, &revision.title, &revision.source)
}

/// Paths in the links of a copy.
fn linked(html: &str, mark: &str) -> Vec<String> {
    let paths = html.split(mark).skip(1).take(500).filter_map(|rest| rest.split(['"', '#', '?']).next());
    let mut found: Vec<String> = paths.filter(|path| is_path(path)).map(ToOwned::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

/// Where a page is on this house's pages.
pub fn address(conn: &mut Conn, community: &Actor, path: &str) -> Result<String> {
    let handle = if community.is_local() { community.name.clone() } else { format!("{}@{}", community.name, actors::host_name(conn, community)?) };
    Ok(format!("/c/{handle}/wiki/{}", escaped(path)))
}

/// A path as a part of an address: its words may be of any script.
pub fn escaped(path: &str) -> String {
    path.split('/').map(|word| url::form_urlencoded::byte_serialize(word.as_bytes()).collect::<String>()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_call_a_path_is_checked() {
        for good in ["home", "tools/angle-grinder", "öffnungszeiten"] {
            assert!(is_path(good), "{good}");
        }
        for bad in ["", "/x", "x/", "A", "a b", "../x", "a?b", "a/b/c/d/e/f/g"] {
            assert!(!is_path(bad), "{bad}");
        }
    }

    #[test]
    fn only_what_fits_is_taken() {
        let sent = json!({ "additionalType": "WikiPage", "wikiPath": "../etc", "wikiRevision": -4, "wikiEditor": 7, "wikiSummary": "a\nb" });
        let taken = Wiki.take(sent.as_object().unwrap());
        assert_eq!(taken.0.keys().collect::<Vec<_>>(), ["summary"]);
        assert_eq!(taken.text("summary"), "a b");
    }
}
