//! A proposal that others vote for. Its stewards say where it stands, and who is to thank when it ships.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::question::signpost;
use super::standing::{self, people};
use super::{Details, Field, Foreword, Input, Kind, Looker, Mark, Offer, Panel};
use crate::formats::Format;
use crate::clock::Time;
use crate::store::actors;
use crate::store::communities::Purpose;
use crate::store::conn::{Conn, Tx};
use crate::store::ideas::{self, Idea as Row, IdeaStatus};
use crate::store::posts::{self, Post};
use crate::urls::Urls;
use crate::{Error, Result};

#[derive(Debug)]
pub(super) struct Idea;

/// What an idea calls itself on the wire, beside the `Page` that every server knows.
const TYPE: &str = "Idea";

impl Kind for Idea {
    fn name(&self) -> &'static str {
        "idea"
    }

    fn offered(&self, offer: &Offer<'_>) -> bool {
        offer.has(Format::Forum) && offer.purpose == Purpose::Ideation
    }

    /// Whoever writes from other software to a community for ideas proposes one.
    fn adopts(&self, offer: &Offer<'_>) -> bool {
        self.offered(offer)
    }

    fn recognizes(&self, extra: &Map<String, Value>) -> bool {
        extra.get("additionalType").and_then(Value::as_str) == Some(TYPE)
    }

    fn fields(&self) -> &'static [Field] {
        &[Field { name: "challenge", input: Input::Hidden, required: false }]
    }

    fn begin(&self, tx: &mut Tx<'_>, post: &Post, details: &Details, local: bool) -> Result<()> {
        let Some(community) = post.community_id else { return Ok(()) };
        let wanted = details.text("challenge");
        let challenge_id = match wanted.parse().ok().map(|id| ideas::challenge(tx.conn, id)).transpose()?.flatten() {
            Some(found) if found.community_id == community && found.is_open(tx.now) => Some(found.id),
            _ if local && !wanted.is_empty() => return Err(Error::field("challenge", "form-challenge-over")),
            _ => None,
        };
        // Where an idea stands is for its community to say: only what comes from there counts.
        let theirs = !actors::by_id(tx.conn, community)?.is_local();
        let status = IdeaStatus::parse(details.text("standing")).filter(|_| theirs).unwrap_or(IdeaStatus::Proposed);
        let row = Row { post_id: post.id, community_id: community, status, changed_at: tx.now, duplicate_of: None, challenge_id };
        ideas::insert(tx, &row)
    }

    fn bury(&self, tx: &mut Tx<'_>, post: &Post) -> Result<()> {
        ideas::remove(tx, post.id)
    }

    fn panel(&self, conn: &mut Conn, post: &Post, looker: &Looker, now: Time) -> Result<Option<Panel>> {
        let Some(idea) = ideas::find(conn, post.id)? else { return Ok(None) };
        let here = actors::by_id(conn, idea.community_id)?.is_local();
        let votes = ideas::split(conn, post.id)?;
        let merged = ideas::merged_into(conn, post.id)?;
        let into = idea.duplicate_of.map(|id| posts::by_id(conn, id)).transpose()?.flatten();
        let challenge = idea.challenge_id.map(|id| ideas::challenge(conn, id)).transpose()?.flatten();
        let thanked = ideas::credits(conn, post.id)?;
        let files = here && (looker.tends || looker.person == Some(post.author_id));
        let open: Vec<Value> = if files { open_challenges(conn, idea.community_id, now)? } else { Vec::new() };
        Ok(Some(json!({
            "word": idea.status.as_str(),
            "text": format!("status-{}", idea.status),
            "tone": tone(idea.status),
            "votes": {
                "ups": votes.ups_here + votes.ups_elsewhere, "ups_here": votes.ups_here, "ups_elsewhere": votes.ups_elsewhere,
                "downs": votes.downs_here + votes.downs_elsewhere, "downs_here": votes.downs_here, "downs_elsewhere": votes.downs_elsewhere,
            },
            "duplicate_of": into.as_ref().map(standing::link),
            "merged": merged.iter().map(standing::link).collect::<Vec<_>>(),
            "credits": people(conn, &thanked)?,
            "challenge": challenge.map(|c| json!({ "id": c.id.to_string(), "question": c.question, "open": c.is_open(now) })),
            "challenges": open,
            "history": standing::history(conn, post.id, "status")?,
            "may_change": here && (looker.tends || looker.official),
            "may_merge": here && looker.merges,
        })))
    }

    fn marks(&self, conn: &mut Conn, posts: &[i64]) -> Result<HashMap<i64, Mark>> {
        let mark = |status: IdeaStatus| Mark {
            text: format!("status-{status}"),
            tone: tone(status),
            settled: matches!(status, IdeaStatus::Shipped | IdeaStatus::Declined | IdeaStatus::Duplicate),
        };
        Ok(ideas::statuses(conn, posts)?.into_iter().map(|(id, status)| (id, mark(status))).collect())
    }

    fn send(&self, conn: &mut Conn, post: &Post, extra: &mut Map<String, Value>) -> Result<()> {
        extra.insert("additionalType".to_owned(), TYPE.into());
        if let Some(idea) = ideas::find(conn, post.id)? {
            extra.insert("standing".to_owned(), idea.status.as_str().into());
        }
        Ok(())
    }

    /// An idea that was merged says where it went, wherever it is read.
    fn foreword(&self, conn: &mut Conn, urls: &Urls, post: &Post) -> Result<Option<Foreword>> {
        // A new status is news too, although the text is as it was.
        let told = |idea: &Row| idea.status != IdeaStatus::Proposed || idea.changed_at > post.published_at;
        let Some(idea) = ideas::find(conn, post.id)?.filter(told) else { return Ok(None) };
        let into = idea.duplicate_of.map(|id| posts::by_id(conn, id)).transpose()?.flatten();
        let html = into.map(|into| signpost(urls, into.id, into.title.as_deref().unwrap_or_default())).unwrap_or_default();
        Ok(Some(Foreword { html, changed: idea.changed_at }))
    }

    fn take(&self, extra: &Map<String, Value>) -> Details {
        standing::take(extra, &[("standing", "standing")])
    }
}

/// The look of a status.
fn tone(status: IdeaStatus) -> &'static str {
    match status {
        IdeaStatus::Proposed | IdeaStatus::Duplicate => "",
        IdeaStatus::Review | IdeaStatus::Planned | IdeaStatus::Progress => "info",
        IdeaStatus::Shipped => "good",
        IdeaStatus::Declined => "bad",
    }
}

fn open_challenges(conn: &mut Conn, community: i64, now: Time) -> Result<Vec<Value>> {
    let found = ideas::challenges_of(conn, community, 50)?;
    Ok(found.into_iter().filter(|c| c.is_open(now)).map(|c| json!({ "id": c.id.to_string(), "question": c.question })).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ideas_are_for_communities_that_ask_for_them() {
        let offer = |purpose| Offer { purpose, formats: "forum" };
        assert!(Idea.offered(&offer(Purpose::Ideation)) && Idea.adopts(&offer(Purpose::Ideation)));
        assert!(!Idea.offered(&offer(Purpose::Open)) && !Idea.offered(&Offer { purpose: Purpose::Ideation, formats: "wiki" }));
    }

    #[test]
    fn an_idea_is_known_by_what_it_calls_itself() {
        let sent = json!({ "additionalType": "Idea", "standing": "planned", "other": 1 });
        let sent = sent.as_object().unwrap();
        assert!(Idea.recognizes(sent) && !Idea.recognizes(&Map::new()));
        assert_eq!(Idea.take(sent).text("standing"), "planned");
        assert_eq!(Idea.take(sent).0.len(), 1);
    }
}
