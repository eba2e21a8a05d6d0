//! Edits that wait for a steward.

use super::{card, diff};
use crate::domain::wiki::compose;
use crate::domain::{Origin, access};
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::rows;
use crate::pages::view::{LinkView, Pager, SuggestionView, WhenView, WikiSuggestionsPage};
use crate::store::conn::Conn;
use crate::store::posts;
use crate::store::wiki::suggestions::{self, Suggestion};
use crate::store::wiki::{self as store};
use crate::Result;

const PER_PAGE: i64 = 10;

/// The queue of a community, oldest first; with `page`, only what waits for one page.
pub fn load(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str, page: Option<i64>, after: i64) -> Result<WikiSuggestionsPage> {
    let (row, actor) = super::home(conn, reader, handle)?;
    access::power_over(conn, origin, &actor)?;
    let community = card(conn, &row, &actor)?;
    let mut found = suggestions::open(conn, actor.id, page, after, PER_PAGE + 1)?;
    let most = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let address = format!("{}/wiki-suggestions", community.url);
    let address = page.map_or_else(|| address.clone(), |id| rows::with_query(&address, "page", &id.to_string()));
    let next = found.last().filter(|_| more).map(|last| rows::with_query(&address, "after", &last.id.to_string()));
    let faces = Faces::load(conn, reader, found.iter().map(|s| s.author_id))?;
    let wiki_url = super::wiki_url(conn, &actor)?;
    let mut items = Vec::new();
    for one in &found {
        items.extend(view(conn, reader, &faces, &wiki_url, one)?);
    }
    let pager = Pager { next: next.unwrap_or_default(), first: if after > 0 { address } else { String::new() } };
    Ok(WikiSuggestionsPage { community, items, pager })
}

fn view(conn: &mut Conn, reader: &Reader, faces: &Faces, wiki_url: &str, one: &Suggestion) -> Result<Option<SuggestionView>> {
    let (Some(page), Some(post)) = (store::find(conn, one.post_id)?, posts::by_id(conn, one.post_id)?) else { return Ok(None) };
    let (Some(base), Some(now)) = (store::revision(conn, one.base_id)?, store::revision(conn, page.revision_id)?) else { return Ok(None) };
    let merged = compose::merge(&base.source, &now.source, &one.source);
    let rows = match &merged {
        Ok(text) => diff::rows(&now.source, text),
        Err(_) => diff::rows(&base.source, &one.source),
    };
    Ok(Some(SuggestionView {
        id: one.id.to_string(),
        page: LinkView { text: post.title.unwrap_or_default(), url: super::at(wiki_url, &page.path) },
        author: faces.person(one.author_id),
        when: WhenView::new(&reader.lang, reader.now, one.created_at),
        summary: one.summary.clone(),
        rows,
        clashes: merged.is_err(),
        reply_url: one.reply_id.map(|id| format!("/post/{id}")).unwrap_or_default(),
    }))
}
