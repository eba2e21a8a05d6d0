//! A long text of its own, written for a community's blog or taken from elsewhere: its summary, its place in a series,
//! and the people who wrote it with its author.

use serde_json::{Map, Value, json};

use super::{Details, Field, Input, Kind, Looker, Offer, Panel, standing};
use crate::clock::Time;
use crate::error::FieldErrors;
use crate::formats::Format;
use crate::render::{escape, one_line, plain_text};
use crate::store::articles::{self, Article as Row, Authorship};
use crate::store::conn::{Conn, Tx};
use crate::store::posts::{self, Post};
use crate::store::{actors, communities};
use crate::{Error, Result};

/// The longest summary and the longest name of a series, in characters.
const SUMMARY_MAX: u32 = 500;
const SERIES_MAX: u32 = 100;
const PART_MAX: i64 = 9_999;
/// Handles or addresses of authors together, in characters; how many count is the domain's to say.
const AUTHORS_MAX: u32 = 2_000;
/// Parts of a series that are looked through for the neighbours of one.
const PARTS: i64 = 1_000;
/// As much of a text describes it to search engines where it has no summary.
const TOLD: usize = 300;

#[derive(Debug)]
pub(super) struct Article;

impl Kind for Article {
    fn name(&self) -> &'static str {
        "article"
    }

    fn sent_as(&self) -> &'static str {
        "Article"
    }

    fn taken_from(&self) -> &'static [&'static str] {
        &["Article"]
    }

    fn format(&self) -> Format {
        Format::Blog
    }

    fn offered(&self, offer: &Offer<'_>) -> bool {
        offer.has(Format::Blog)
    }

    fn fields(&self) -> &'static [Field] {
        &[
            Field { name: "summary", input: Input::Lines { max: SUMMARY_MAX }, required: false },
            Field { name: "series", input: Input::Line { max: SERIES_MAX }, required: false },
            Field { name: "part", input: Input::Number { min: 1, max: PART_MAX }, required: false },
            Field { name: "authors", input: Input::Lines { max: AUTHORS_MAX }, required: false },
        ]
    }

    fn begin(&self, tx: &mut Tx<'_>, post: &Post, details: &Details, local: bool) -> Result<()> {
        let summary = words(details, "summary", SUMMARY_MAX, local)?;
        let name = words(details, "series", SERIES_MAX, local)?;
        let part = part(details, local)?;
        let series = match post.community_id.filter(|_| !name.is_empty()) {
            Some(community) => Some(articles::series_named(tx, community, &name)?.id),
            None => None,
        };
        let part = match (series, part) {
            (None, _) => 0,
            (Some(_), Some(part)) => part,
            (Some(id), None) => match articles::find(tx.conn, post.id)?.filter(|row| row.series_id == Some(id)) {
                // It has a place there already.
                Some(row) => row.part,
                None => articles::next_part(tx.conn, id)?,
            },
        };
        let row = Row {
            post_id: post.id,
            community_id: post.community_id,
            summary,
            series_id: series,
            part,
            published_at: post.published_at,
        };
        articles::put(tx, &row)
    }

    fn amended(&self, tx: &mut Tx<'_>, post: &Post, details: &Details, local: bool) -> Result<()> {
        self.begin(tx, post, details, local)
    }

    fn filled(&self, conn: &mut Conn, post: &Post) -> Result<Details> {
        let Some(row) = articles::find(conn, post.id)? else { return Ok(Details::default()) };
        let series = row.series_id.map(|id| articles::series(conn, id)).transpose()?.flatten();
        let people: Vec<i64> = articles::authors(conn, post.id)?.iter().map(|author| author.actor_id).collect();
        let handles: Vec<String> = standing::people(conn, &people)?.iter().filter_map(|p| p["handle"].as_str().map(ToOwned::to_owned)).collect();
        let part = if row.part > 0 { row.part.to_string() } else { String::new() };
        let fields = [
            ("summary", row.summary),
            ("series", series.map(|s| s.name).unwrap_or_default()),
            ("part", part),
            ("authors", handles.join("\n")),
        ];
        Ok(Details(fields.into_iter().map(|(name, text)| (name.to_owned(), Value::String(text))).collect()))
    }

    fn bury(&self, tx: &mut Tx<'_>, post: &Post) -> Result<()> {
        articles::remove(tx, post.id)
    }

    fn panel(&self, conn: &mut Conn, post: &Post, looker: &Looker, _: Time) -> Result<Option<Panel>> {
        let Some(row) = articles::find(conn, post.id)? else { return Ok(None) };
        let place = blog_of(conn, post)?;
        let all = articles::authors(conn, post.id)?;
        let of = |state: Authorship| all.iter().filter(|a| a.state == state).map(|a| a.actor_id).collect::<Vec<_>>();
        let (named, asked) = (of(Authorship::Named), of(Authorship::Asked));
        let mine = looker.person == Some(post.author_id);
        let is = |list: &[i64]| looker.person.is_some_and(|me| list.contains(&me));
        Ok(Some(json!({
            "summary": row.summary,
            "blog": place,
            "authors": standing::people(conn, &named)?,
            "asked": is(&asked),
            "named": is(&named),
            // Whoever has not said yes is named to nobody but the author.
            "waiting": if mine { standing::people(conn, &asked)? } else { Vec::new() },
            "series": series(conn, post, &row, place.as_deref())?,
            "data": structured(conn, post, &row, &named)?,
        })))
    }

    fn teaser(&self, conn: &mut Conn, post: &Post) -> Result<Option<String>> {
        Ok(articles::find(conn, post.id)?.map(|row| escape(&row.summary)).filter(|text| !text.is_empty()))
    }

    /// Several in `attributedTo` are more than most software reads; who wrote it with its author stands beside.
    fn send(&self, conn: &mut Conn, post: &Post, extra: &mut Map<String, Value>) -> Result<()> {
        let Some(row) = articles::find(conn, post.id)? else { return Ok(()) };
        let named: Vec<i64> = articles::authors(conn, post.id)?.into_iter().filter(|a| a.state == Authorship::Named).map(|a| a.actor_id).collect();
        if !named.is_empty() {
            let ids: Vec<i64> = std::iter::once(post.author_id).chain(named).collect();
            let known = actors::with_hosts(conn, &ids)?;
            let address = |id: &i64| known.iter().find(|(actor, _)| actor.id == *id).map(|(actor, _)| actor.ap_id.clone());
            extra.insert("authors".to_owned(), ids.iter().filter_map(address).collect::<Vec<_>>().into());
        }
        if let Some(series) = row.series_id.map(|id| articles::series(conn, id)).transpose()?.flatten() {
            extra.insert("isPartOf".to_owned(), json!({ "type": "CreativeWorkSeries", "name": series.name }));
            extra.insert("position".to_owned(), row.part.into());
        }
        extra.insert("preview".to_owned(), preview(conn, post, &row)?);
        Ok(())
    }

    fn take(&self, extra: &Map<String, Value>) -> Details {
        let mut taken = Map::new();
        if let Some(summary) = extra.get("summary").and_then(Value::as_str) {
            taken.insert("summary".to_owned(), plain_text(summary, 2_000).into());
        }
        if let Some(name) = extra.get("isPartOf").and_then(|series| series.get("name")).and_then(Value::as_str) {
            taken.insert("series".to_owned(), one_line(name, 200).into());
        }
        if let Some(part) = extra.get("position").and_then(Value::as_i64) {
            taken.insert("part".to_owned(), part.to_string().into());
        }
        if let Some(authors) = extra.get("authors").and_then(Value::as_array) {
            let addresses: Vec<Value> = authors.iter().filter(|a| a.is_string()).take(20).cloned().collect();
            taken.insert("authors".to_owned(), addresses.into());
        }
        Details(taken)
    }
}

/// A short text. Ours is refused where it is too long, what came from elsewhere is cut.
fn words(details: &Details, name: &'static str, max: u32, local: bool) -> Result<String> {
    let text = details.text(name);
    let limit = usize::try_from(max).unwrap_or(usize::MAX);
    if local && text.chars().count() > limit {
        let mut errors = FieldErrors::new();
        errors.add_with(name, "form-too-long", [("max", max.to_string())]);
        return Err(errors.into());
    }
    Ok(one_line(text, limit))
}

fn part(details: &Details, local: bool) -> Result<Option<i32>> {
    let text = match details.0.get("part") {
        Some(Value::Number(number)) => number.to_string(),
        _ => details.text("part").to_owned(),
    };
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<i64>().ok().filter(|n| (1..=PART_MAX).contains(n)).and_then(|n| i32::try_from(n).ok()) {
        Some(part) => Ok(Some(part)),
        None if local => Err(Error::field("part", "form-part-bad")),
        None => Ok(None),
    }
}

/// The path of the blog that an article stands in; none where its community has none here.
fn blog_of(conn: &mut Conn, post: &Post) -> Result<Option<String>> {
    let Some(row) = post.community_id.map(|id| communities::find(conn, id)).transpose()?.flatten() else { return Ok(None) };
    let actor = actors::by_id(conn, row.actor_id)?;
    Ok((actor.is_local() && row.holds(Format::Blog)).then(|| format!("/c/{}/blog", actor.name)))
}

/// Its series, with what comes before and after it.
fn series(conn: &mut Conn, post: &Post, row: &Row, blog: Option<&str>) -> Result<Option<Value>> {
    let Some(series) = row.series_id.map(|id| articles::series(conn, id)).transpose()?.flatten() else { return Ok(None) };
    let parts = articles::parts(conn, series.id, PARTS)?;
    let at = parts.iter().position(|(_, id)| *id == post.id);
    let mut neighbour = |id: Option<i64>| -> Result<Option<Value>> {
        let found = id.map(|id| posts::by_id(conn, id)).transpose()?.flatten().filter(Post::stands);
        let Some(found) = found else { return Ok(None) };
        Ok(actors::by_id(conn, found.author_id)?.is_active().then(|| standing::link(&found)))
    };
    let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| parts.get(at)).map(|(_, id)| *id);
    let after = at.and_then(|at| parts.get(at + 1)).map(|(_, id)| *id);
    Ok(Some(json!({
        "name": series.name,
        "url": blog.map(|blog| format!("{blog}/series/{}", series.slug)).unwrap_or_default(),
        "part": at.map_or(1, |at| at + 1),
        "parts": parts.len(),
        "before": neighbour(before)?,
        "after": neighbour(after)?,
    })))
}

fn cover(conn: &mut Conn, post: &Post) -> Result<Option<posts::Attachment>> {
    Ok(posts::attachments_of(conn, &[post.id])?.into_iter().find(|a| a.media_type.starts_with("image/")))
}

/// What software shows that knows short posts only: title, summary, and the way to the whole.
fn preview(conn: &mut Conn, post: &Post, row: &Row) -> Result<Value> {
    let url = escape(post.url.as_deref().unwrap_or(&post.ap_id));
    let teaser = if row.summary.is_empty() { one_line(&plain_text(&post.html, TOLD), TOLD) } else { row.summary.clone() };
    let title = escape(post.title.as_deref().unwrap_or_default());
    let mut note = json!({
        "type": "Note",
        "content": format!("<p><strong>{title}</strong></p><p>{}</p><p><a href=\"{url}\">{url}</a></p>", escape(&teaser)),
    });
    if let Some(cover) = cover(conn, post)? {
        note["attachment"] = json!([{ "type": "Image", "mediaType": cover.media_type, "url": cover.url, "name": cover.alt }]);
    }
    Ok(note)
}

/// schema.org's BlogPosting as JSON-LD, safe to stand inside a script element.
fn structured(conn: &mut Conn, post: &Post, row: &Row, named: &[i64]) -> Result<String> {
    let ids: Vec<i64> = std::iter::once(post.author_id).chain(named.iter().copied()).collect();
    let known = actors::with_hosts(conn, &ids)?;
    let person = |id: &i64| {
        let (actor, _) = known.iter().find(|(actor, _)| actor.id == *id)?;
        Some(json!({ "@type": "Person", "name": actor.label(), "url": actor.url }))
    };
    let url = post.url.as_deref().unwrap_or(&post.ap_id);
    let mut posting = json!({
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title.as_deref().unwrap_or_default(),
        "description": if row.summary.is_empty() { plain_text(&post.html, TOLD) } else { row.summary.clone() },
        "author": ids.iter().filter_map(person).collect::<Vec<_>>(),
        "datePublished": post.published_at.rfc3339(),
        "dateModified": post.edited_at.unwrap_or(post.published_at).rfc3339(),
        "commentCount": post.replies,
        "url": url,
        "mainEntityOfPage": url,
    });
    if let Some(cover) = cover(conn, post)? {
        posting["image"] = cover.url.into();
    }
    if let Some(language) = &post.language {
        posting["inLanguage"] = language.as_str().into();
    }
    if let Some(series) = row.series_id.map(|id| articles::series(conn, id)).transpose()?.flatten() {
        posting["isPartOf"] = json!({ "@type": "CreativeWorkSeries", "name": series.name });
        posting["position"] = row.part.into();
    }
    // Nothing in it may end the element that it stands in.
    Ok(posting.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_servers_say_is_read_and_nothing_else() {
        let sent = json!({
            "summary": "<p>What a <b>signal</b> is.</p>", "isPartOf": { "type": "CreativeWorkSeries", "name": "How it runs" },
            "position": 3, "authors": ["https://a.example/u/ann", 7, { "id": "x" }], "standing": "shipped",
        });
        let taken = Article.take(sent.as_object().unwrap());
        assert_eq!(taken.text("summary"), "What a signal is.");
        assert_eq!((taken.text("series"), taken.text("part")), ("How it runs", "3"));
        assert_eq!(taken.lines("authors"), ["https://a.example/u/ann"]);
        assert_eq!(taken.0.len(), 4);
        assert!(Article.take(&Map::new()).0.is_empty());
    }

    #[test]
    fn a_part_is_a_number_that_somebody_could_count_to() {
        let details = |text: &str| Details(Map::from_iter([("part".to_owned(), Value::String(text.to_owned()))]));
        assert_eq!(part(&details(" 12 "), true).unwrap(), Some(12));
        assert_eq!(part(&details(""), true).unwrap(), None);
        for bad in ["0", "-1", "x", "10000", "99999999999999999999"] {
            assert!(part(&details(bad), true).is_err(), "{bad}");
            assert_eq!(part(&details(bad), false).unwrap(), None, "{bad}");
        }
    }
}
