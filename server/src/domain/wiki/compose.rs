//! A text on its way into a page: rendered, and merged with what others wrote meanwhile. All of it before the
//! transaction, which only looks whether the page is still the one that it was merged with.

use diffy::{ConflictStyle, MergeOptions};

use super::paths;
use crate::domain::content::{self, Content, SOURCE_MAX};
use crate::error::FieldErrors;
use crate::render::Renderer;
use crate::store::actors::{self, Actor};
use crate::store::conn::Conn;
use crate::store::wiki::{self as store, Revision, WikiPage};
use crate::urls::Urls;
use crate::{Error, Result};

/// Lines of one page: merging and comparing take time with their number.
const LINES_MAX: usize = 3_000;
/// What somebody says about an edit, in characters.
pub const SUMMARY_MAX: usize = 200;

/// What somebody would like a page to say.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub title: String,
    pub source: String,
    pub summary: String,
    /// The revision that they started from; without it, the present one.
    pub base: Option<i64>,
}

/// A text that can stand on a page.
#[derive(Debug, Clone)]
pub struct Written {
    pub title: String,
    pub source: String,
    pub content: Content,
    /// Paths of pages that it links to.
    pub links: Vec<String>,
}

/// A text that fits onto a page as it was when it was read.
#[derive(Debug, Clone)]
pub struct Ready {
    pub written: Written,
    pub summary: String,
    /// The revision that it follows.
    pub onto: i64,
    pub base: i64,
    /// Somebody else's words came into it.
    pub merged: bool,
}

/// Two people changed the same lines.
#[derive(Debug, Clone)]
pub struct Clash {
    /// What the page says now.
    pub theirs: Revision,
    /// What was sent.
    pub yours: Draft,
    /// Both in one text, with marks where they differ.
    pub marked: String,
}

#[derive(Debug, Clone)]
pub enum Composed {
    Ready(Box<Ready>),
    Clash(Box<Clash>),
}

/// The ends of lines as Unix has them, and one at the end at most.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim_end().to_owned()
}

/// Renders a text for the wiki of a community.
pub fn write(conn: &mut Conn, urls: &Urls, renderer: &Renderer, community: &Actor, title: &str, source: &str) -> Result<Written> {
    let (title, source) = (title.trim().to_owned(), lines(source));
    let mut errors = FieldErrors::new();
    if source.trim().is_empty() {
        errors.add("body", "form-body-empty");
    }
    if has_marks(&source) {
        errors.add("body", "form-wiki-marks");
    }
    if source.len() > SOURCE_MAX {
        errors.add_with("body", "form-too-long", [("max", SOURCE_MAX.to_string())]);
    }
    if source.lines().count() > LINES_MAX {
        errors.add_with("body", "form-wiki-lines", [("max", LINES_MAX.to_string())]);
    }
    errors.check()?;
    let pages = |name: &str| paths::address(urls, community, &paths::normal(name)?);
    let mut content = content::from_wiki(conn, urls, renderer, &source, &pages)?;
    content.title = Some(title.clone());
    content.check(true)?;
    let links = paths::linked(&content.html, &paths::base(urls, community));
    Ok(Written { title, source, content, links })
}

/// Checks what somebody says about an edit.
fn summary(text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > SUMMARY_MAX {
        let mut errors = FieldErrors::new();
        errors.add_with("summary", "form-too-long", [("max", SUMMARY_MAX.to_string())]);
        return Err(errors.into());
    }
    Ok(text.to_owned())
}

/// A text for a page that is not there yet.
pub fn begin(conn: &mut Conn, urls: &Urls, renderer: &Renderer, community: &Actor, draft: &Draft) -> Result<Ready> {
    let summary = summary(&draft.summary)?;
    Ok(Ready { written: write(conn, urls, renderer, community, &draft.title, &draft.source)?, summary, onto: 0, base: 0, merged: false })
}

/// Puts a draft onto what its page says now.
pub fn compose(conn: &mut Conn, urls: &Urls, renderer: &Renderer, page: &WikiPage, draft: &Draft) -> Result<Composed> {
    let community = actors::by_id(conn, page.community_id)?;
    let (now, base) = versions(conn, page, draft)?;
    let summary = summary(&draft.summary)?;
    // What is too long or empty is said before anything else.
    let alone = write(conn, urls, renderer, &community, &draft.title, &draft.source)?;
    if base.id == now.id {
        return Ok(Composed::Ready(Box::new(Ready { written: alone, summary, onto: now.id, base: base.id, merged: false })));
    }
    let title = if alone.title == base.title { now.title.clone() } else { alone.title.clone() };
    match merge(&base.source, &now.source, &alone.source) {
        Ok(source) => {
            let merged = source != alone.source;
            let written = write(conn, urls, renderer, &community, &title, &source)?;
            Ok(Composed::Ready(Box::new(Ready { written, summary, onto: now.id, base: base.id, merged })))
        }
        Err(marked) => {
            let yours = Draft { title, source: alone.source, summary, base: Some(base.id) };
            Ok(Composed::Clash(Box::new(Clash { theirs: now, yours, marked })))
        }
    }
}

fn versions(conn: &mut Conn, page: &WikiPage, draft: &Draft) -> Result<(Revision, Revision)> {
    let now = store::revision(conn, page.revision_id)?.ok_or(Error::NotFound("revision"))?;
    let base = match draft.base.filter(|id| *id != now.id) {
        Some(id) => store::revision(conn, id)?.filter(|r| r.post_id == page.post_id).ok_or(Error::NotFound("revision"))?,
        None => now.clone(),
    };
    Ok((now, base))
}

/// Both texts in one, line by line; or, where both changed the same lines, one with marks around them.
pub fn merge(base: &str, theirs: &str, yours: &str) -> Result<String, String> {
    // Every line ends alike, so that the last one is like the others.
    let ended = |text: &str| format!("{text}\n");
    let mut options = MergeOptions::new();
    options.set_conflict_style(ConflictStyle::Merge);
    let merged = options.merge(&ended(base), &ended(theirs), &ended(yours));
    merged.map(|text| lines(&text)).map_err(|text| unnamed(&lines(&text)))
}

/// What stands above and below the line in the middle is said on the page, in the reader's language.
fn unnamed(marked: &str) -> String {
    let plain = |line| match line {
        "<<<<<<< ours" => "<<<<<<<",
        ">>>>>>> theirs" => ">>>>>>>",
        other => other,
    };
    marked.lines().map(plain).collect::<Vec<_>>().join("\n")
}

/// Whether somebody sends a merged text back as it came, with its marks.
fn has_marks(text: &str) -> bool {
    let has = |mark: &str| text.lines().any(|line| line == mark);
    has("<<<<<<<") && has("=======") && has(">>>>>>>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_people_wrote_in_different_places_is_kept() {
        let base = "one\n\ntwo\n\nthree";
        assert_eq!(merge(base, "one!\n\ntwo\n\nthree", "one\n\ntwo\n\nthree, four"), Ok("one!\n\ntwo\n\nthree, four".to_owned()));
        assert_eq!(merge(base, "one\n\ntwo\n\nthree", "one\n\ntwo"), Ok("one\n\ntwo".to_owned()));
        assert_eq!(merge(base, "same", "same"), Ok("same".to_owned()));
    }

    #[test]
    fn where_two_people_wrote_in_one_line_neither_is_lost() {
        let marked = merge("a\nb\nc", "a\nB of the first\nc", "a\nB of the second\nc").unwrap_err();
        let lines: Vec<&str> = marked.lines().collect();
        assert_eq!(lines.len(), 7, "{marked}");
        assert!(lines[1] == "<<<<<<<" && lines[3] == "=======" && lines[5] == ">>>>>>>", "{marked}");
        assert_eq!((lines[2], lines[4]), ("B of the first", "B of the second"));
        assert!(has_marks(&marked) && !has_marks("A heading\n======="));
    }

    #[test]
    fn lines_end_alike_whoever_sent_them() {
        assert_eq!(lines("a\r\nb\rc\n\n"), "a\nb\nc");
    }
}
