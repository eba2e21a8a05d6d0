//! What has a hashtag, across all communities that the viewer may see.

use std::collections::HashMap;

use crate::domain::finding;
use crate::pages::reader::Reader;
use crate::pages::view::{LinkView, Page, Pager, TagPage, ThreadRow};
use crate::pages::{Depends, Loaded, frame, interact, introduce, rows, search, seen};
use crate::store::{Conn, posts};
use crate::{Error, Result};

const PER_PAGE: usize = 20;
/// The longest tag that is kept.
const LONGEST: usize = 100;

/// A tag as it is stored: without its sign, in small letters.
pub fn spelled(tag: &str) -> Result<String> {
    let tag: String = tag.trim().trim_start_matches('#').to_lowercase();
    let is_one = !tag.is_empty() && tag.chars().count() <= LONGEST && !tag.chars().any(|c| c.is_whitespace() || c.is_control());
    if is_one { Ok(tag) } else { Err(Error::NotFound("page")) }
}

pub fn load(conn: &mut Conn, reader: &Reader, tag: &str, before: Option<i64>) -> Result<Loaded<TagPage>> {
    let seen = seen::by(conn, reader, Depends::Everything)?;
    let tag = spelled(tag)?;
    let (ids, next) = finding::tagged(conn, &reader.viewer, &tag, before.unwrap_or(i64::MAX), PER_PAGE)?;
    let url = reader.urls.tag(&tag).path().to_owned();
    let body = TagPage {
        rows: as_rows(conn, reader, &ids)?,
        pager: Pager {
            next: next.map(|id| rows::with_query(&url, "before", &id.to_string())).unwrap_or_default(),
            first: if before.is_some() { url.clone() } else { String::new() },
        },
        feed_url: format!("{url}/feed.atom"),
        search_url: format!("/search?q={}", interact::escaped(&tag)),
        tag,
    };
    let mut frame = frame(conn, reader, "")?;
    introduce(&mut frame, reader, &url, &format!("#{}", body.tag), &reader.house.purpose, "website");
    frame.feed.clone_from(&body.feed_url);
    // Search engines have the threads themselves.
    frame.noindex = true;
    Ok(Loaded { page: Page { frame, body, template: "tag.html" }, seen })
}

/// The hashtags of a post.
pub(super) fn links(conn: &mut Conn, reader: &Reader, post: i64) -> Result<Vec<LinkView>> {
    let tags = posts::tags_of(conn, post)?;
    Ok(tags.into_iter().map(|tag| LinkView { url: reader.urls.tag(&tag).path().to_owned(), text: format!("#{tag}") }).collect())
}

/// Threads and replies, each as a row, in the order of the ids.
pub(super) fn as_rows(conn: &mut Conn, reader: &Reader, ids: &[i64]) -> Result<Vec<ThreadRow>> {
    let threads: Vec<i64> = rows::by_ids(conn, ids)?.iter().filter(|row| row.thread_id.is_none()).map(|row| row.id).collect();
    let replies: Vec<i64> = ids.iter().copied().filter(|id| !threads.contains(id)).collect();
    let mut all = search::threads(conn, reader, &threads, &[])?;
    all.extend(search::replies(conn, reader, &replies, &[])?);
    let mut by_id: HashMap<String, ThreadRow> = all.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(&id.to_string())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_small_and_have_no_spaces() {
        assert_eq!(spelled("#Köln").unwrap(), "köln");
        assert!(spelled("a b").is_err() && spelled("#").is_err() && spelled(&"x".repeat(101)).is_err());
    }
}
