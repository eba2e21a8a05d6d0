//! A question: people have it too, an answer is accepted, and those that are the same end in one bucket.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{Details, Foreword, Highlight, Kind, Looker, Mark, Offer, Panel};
use crate::formats::Format;
use crate::Result;
use crate::clock::Time;
use crate::render::{escape, plain_text};
use crate::store::communities::Purpose;
use crate::store::conn::{Conn, Tx};
use crate::store::posts::{self, Post};
use crate::store::questions::{self, Question as Row};
use crate::store::{actors, similar};
use crate::urls::Urls;

/// How schema.org calls it; other software leaves it alone.
const TYPE: &str = "http://schema.org/Question";
/// As much of the text is looked through for similar ones.
const TEXT: usize = 2_000;
/// As much of a text is handed to search engines.
const TOLD: usize = 1_000;
/// Merged questions that the page of a bucket names.
const NAMED: usize = 50;

#[derive(Debug)]
pub(super) struct Question;

impl Kind for Question {
    fn name(&self) -> &'static str {
        "question"
    }

    fn offered(&self, offer: &Offer<'_>) -> bool {
        offer.has(Format::Forum) && matches!(offer.purpose, Purpose::Support | Purpose::Open)
    }

    /// Most software cannot say that something is a question; where people come for help, it is one.
    fn adopts(&self, offer: &Offer<'_>) -> bool {
        offer.has(Format::Forum) && offer.purpose == Purpose::Support
    }

    fn recognizes(&self, extra: &Map<String, Value>) -> bool {
        extra.get("additionalType").and_then(Value::as_str) == Some(TYPE)
    }

    fn begin(&self, tx: &mut Tx<'_>, post: &Post, _: &Details, _: bool) -> Result<()> {
        questions::insert(tx, post.id, post.community_id, post.published_at)?;
        self.changed(tx, post)
    }

    fn changed(&self, tx: &mut Tx<'_>, post: &Post) -> Result<()> {
        let Some(community) = post.community_id else { return Ok(()) };
        let text = plain_text(&post.html, TEXT);
        similar::put(tx, post.id, community, post.title.as_deref().unwrap_or_default(), &text)
    }

    fn bury(&self, tx: &mut Tx<'_>, post: &Post) -> Result<()> {
        similar::remove(tx, post.id)?;
        questions::bury(tx, post.id)
    }

    fn highlights(&self, conn: &mut Conn, post: &Post) -> Result<Vec<Highlight>> {
        let Some(row) = questions::get(conn, post.id)?.filter(|row| row.bucket_id.is_none()) else { return Ok(Vec::new()) };
        let sign = |reply: Option<i64>, sign| reply.map(|reply| Highlight { reply, sign });
        Ok([sign(row.official_id, "official"), sign(row.answer_id, "accepted")].into_iter().flatten().collect())
    }

    fn panel(&self, conn: &mut Conn, post: &Post, looker: &Looker, _: Time) -> Result<Option<Panel>> {
        let Some(row) = questions::get(conn, post.id)? else { return Ok(None) };
        let group = questions::group(conn, post.id)?;
        let asker = looker.person == Some(post.author_id);
        let mine = match looker.person {
            Some(person) => questions::has_joined(conn, &group, person)?,
            None => false,
        };
        let people = questions::people(conn, &group, false)?.len();
        let bucket = match row.bucket_id {
            Some(id) => {
                let root = questions::root(conn, id)?;
                posts::by_id(conn, root)?.map(|p| link(&p))
            }
            None => None,
        };
        let merged: Vec<Value> = if group.len() > 1 {
            let others: Vec<i64> = group.iter().copied().filter(|id| *id != post.id).take(NAMED).collect();
            posts::by_ids(conn, &others)?.iter().filter(|p| p.stands()).map(link).collect()
        } else {
            Vec::new()
        };
        Ok(Some(json!({
            "url": format!("/post/{}", post.id),
            "people": people,
            "others": people.saturating_sub(1),
            "mine": mine,
            "asker": asker,
            "answered": row.answer_id.is_some(),
            "official": row.official_id.is_some(),
            "can_join": looker.takes_part && !asker && row.bucket_id.is_none(),
            "can_reopen": row.answer_id.is_some() && row.bucket_id.is_none() && looker.takes_part && (asker || looker.tends),
            "can_merge": looker.merges && row.bucket_id.is_none(),
            "can_unmerge": looker.merges && row.bucket_id.is_some(),
            "reopened": row.reopened_reason.clone().filter(|_| row.answer_id.is_none()).unwrap_or_default(),
            "bucket": bucket,
            "merged": merged,
            "merged_count": group.len() - 1,
            "data": structured(conn, post, &row)?,
        })))
    }

    fn marks(&self, conn: &mut Conn, posts: &[i64]) -> Result<HashMap<i64, Mark>> {
        let mark = |row: Row| {
            let mark = if row.bucket_id.is_some() {
                Mark { text: "question-merged".to_owned(), tone: "", settled: false }
            } else {
                Mark { text: String::new(), tone: "good", settled: row.answer_id.is_some() || row.official_id.is_some() }
            };
            (row.post_id, mark)
        };
        Ok(questions::by_ids(conn, posts)?.into_iter().map(mark).collect())
    }

    fn send(&self, conn: &mut Conn, post: &Post, extra: &mut Map<String, Value>) -> Result<()> {
        extra.insert("additionalType".to_owned(), TYPE.into());
        if let Some(answer) = questions::get(conn, post.id)?.and_then(|row| row.answer_id)
            && let Some(reply) = posts::by_id(conn, answer)?.filter(Post::stands)
        {
            extra.insert("acceptedAnswer".to_owned(), reply.ap_id.into());
        }
        Ok(())
    }

    /// A question that was merged says where it went, wherever it is read.
    fn foreword(&self, conn: &mut Conn, urls: &Urls, post: &Post) -> Result<Option<Foreword>> {
        let Some(row) = questions::get(conn, post.id)? else { return Ok(None) };
        let Some(changed) = row.merged_at else { return Ok(None) };
        let html = match row.bucket_id {
            Some(id) => {
                let id = questions::root(conn, id)?;
                let title = posts::by_id(conn, id)?.and_then(|p| p.title).unwrap_or_default();
                signpost(urls, id, &title)
            }
            None => String::new(),
        };
        Ok(Some(Foreword { html, changed }))
    }
}

/// The line that points from a merged question to its bucket. Without words, so that it reads the same everywhere.
pub fn signpost(urls: &Urls, bucket: i64, title: &str) -> String {
    let url = urls.post(bucket);
    let label = if title.is_empty() { url.as_str() } else { title };
    format!("<p>→ <a href=\"{}\">{}</a></p>", escape(url.as_str()), escape(label))
}

fn link(post: &Post) -> Value {
    let title = post.title.clone().unwrap_or_else(|| plain_text(&post.html, 80));
    json!({ "url": format!("/post/{}", post.id), "title": title })
}

/// schema.org's QAPage as JSON-LD, safe to stand inside a script element.
fn structured(conn: &mut Conn, post: &Post, row: &Row) -> Result<String> {
    if row.bucket_id.is_some() {
        return Ok(String::new());
    }
    let mut question = json!({
        "@type": "Question",
        "name": post.title.as_deref().unwrap_or_default(),
        "text": plain_text(&post.html, TOLD),
        "answerCount": post.replies,
        "upvoteCount": post.score,
        "datePublished": post.published_at.rfc3339(),
    });
    for (name, id) in [("acceptedAnswer", row.answer_id), ("suggestedAnswer", row.official_id.filter(|id| row.answer_id != Some(*id)))] {
        let Some(reply) = id.map(|id| posts::by_id(conn, id)).transpose()?.flatten().filter(Post::stands) else { continue };
        let author = actors::by_id(conn, reply.author_id)?;
        if author.is_active()
            && let Some(map) = question.as_object_mut()
        {
            let answer = json!({
                "@type": "Answer",
                "text": plain_text(&reply.html, TOLD),
                "url": reply.url.as_deref().unwrap_or(&reply.ap_id),
                "upvoteCount": reply.score,
                "datePublished": reply.published_at.rfc3339(),
                "author": { "@type": "Person", "name": author.label(), "url": author.url },
            });
            map.insert(name.to_owned(), answer);
        }
    }
    let page = json!({ "@context": "https://schema.org", "@type": "QAPage", "mainEntity": question });
    // Nothing in it may end the element that it stands in.
    Ok(page.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}
