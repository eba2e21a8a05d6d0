//! The wiki of the demo: what the people of the boatyard know.
//!
//! ```text
//! = community | path | author | Title | summary    a page; its text follows
//! ~ author | summary                                its next text
//! ? author | summary                                what somebody suggests for it
//! protect stewards | reason                         whose edits count at once from here on
//! ```

use super::play::Play;
use crate::domain::wiki::{Draft, tending};
use crate::domain::{Origin, Viewer};
use crate::formats::{self, Format};
use crate::store::communities::{self, Shape};
use crate::store::wiki::{Protection, Sort};
use crate::store::{actors, posts};
use crate::web::wiki::saving;
use crate::{Error, Result};

/// One thing that happens in a wiki.
#[derive(Debug)]
enum Step {
    Begin { community: String, path: String, title: String },
    Next,
    Protect { word: String, reason: String },
}

#[derive(Debug)]
struct Line {
    step: Step,
    by: String,
    summary: String,
    text: String,
}

fn read(text: &str) -> Result<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    for line in text.lines() {
        let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
        let parts: Vec<String> = rest.split('|').map(|part| part.trim().to_owned()).collect();
        let next = match (sign, parts.as_slice()) {
            ("=", [community, path, by, title, summary]) => {
                Some((Step::Begin { community: community.clone(), path: path.clone(), title: title.clone() }, by, summary))
            }
            ("~" | "?", [by, summary]) => Some((Step::Next, by, summary)),
            ("protect", [word, reason]) => Some((Step::Protect { word: word.clone(), reason: reason.clone() }, word, reason)),
            _ => None,
        };
        match (next, lines.last_mut()) {
            (Some((step, by, summary)), _) => lines.push(Line { step, by: by.clone(), summary: summary.clone(), text: String::new() }),
            (None, Some(last)) => last.text.push_str(&format!("{line}\n")),
            (None, None) => return Err(Error::internal(anyhow::anyhow!("demo wiki: {line}"))),
        }
    }
    Ok(lines)
}

impl Play<'_> {
    /// The people of one house write the wikis of its communities.
    pub(super) async fn note(&self, house: usize) -> Result<()> {
        let stage = self.stage(house)?;
        let mut page: Option<(i64, String)> = None;
        for line in read(include_str!("wiki.txt"))? {
            if let Step::Begin { community, path, title } = &line.step {
                page = None;
                if self.places.get(community.as_str()).is_some_and(|(home, _)| *home == house) {
                    self.open(house, community).await?;
                    let origin = stage.origin(&line.by)?;
                    let draft = Draft { title: title.clone(), source: line.text.clone(), summary: line.summary.clone(), base: None };
                    let post = saving::begin(&stage.app, &viewer(&origin), &origin, community, path, &draft).await?;
                    page = Some((post.id, title.clone()));
                }
                continue;
            }
            let Some((id, title)) = page.clone() else { continue };
            match &line.step {
                Step::Protect { word, reason } => {
                    let wanted = Protection::parse(word).ok_or(Error::NotFound("protection"))?;
                    let (steward, reason) = (stage.origin(self.steward_of(id, house).await?)?, reason.clone());
                    stage.app.db.write(move |tx| tending::protect(tx, &steward, id, wanted, &reason)).await?;
                }
                Step::Next | Step::Begin { .. } => {
                    let origin = stage.origin(&line.by)?;
                    let draft = Draft { title, source: line.text.clone(), summary: line.summary.clone(), base: None };
                    saving::edit(&stage.app, &viewer(&origin), &origin, id, &draft, Sort::Edited).await?;
                }
            }
        }
        Ok(())
    }

    /// A community opens its wiki.
    async fn open(&self, house: usize, community: &str) -> Result<()> {
        let name = community.to_owned();
        self.stage(house)?
            .app
            .db
            .write(move |tx| {
                let actor = actors::by_handle(tx.conn, &name)?.ok_or(Error::NotFound("community"))?;
                let row = communities::by_id(tx.conn, actor.id)?;
                let formats: Vec<Format> = row.formats().chain([Format::Wiki]).collect();
                let shape = Shape {
                    purpose: row.purpose,
                    formats: formats::write(formats.into_iter()),
                    job: row.job,
                    posting_restricted: row.posting_restricted,
                    sensitive: row.sensitive,
                };
                communities::set_shape(tx, actor.id, &shape)
            })
            .await
    }

    async fn steward_of(&self, page: i64, house: usize) -> Result<&str> {
        let name = self
            .stage(house)?
            .app
            .db
            .read(move |conn| {
                let community = posts::by_id(conn, page)?.and_then(|post| post.community_id).ok_or(Error::NotFound("community"))?;
                Ok(actors::by_id(conn, community)?.name)
            })
            .await?;
        self.places.get(name.as_str()).map(|(_, steward)| *steward).ok_or(Error::NotFound("steward"))
    }
}

fn viewer(origin: &Origin) -> Viewer {
    match origin {
        Origin::Local(person) => Viewer::Person(Box::new(person.clone())),
        Origin::Remote(_) | Origin::Convener(_) => Viewer::Visitor,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_wiki_can_be_read() {
        let lines = super::read(include_str!("wiki.txt")).unwrap();
        assert!(lines.len() >= 8);
        assert!(lines.iter().all(|line| !line.summary.is_empty()));
    }
}
