//! A problem, praise or a suggestion, followed until whoever brought it and whoever joined hears what became of it.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::standing;
use super::{Details, Field, Input, Kind, Looker, Mark, Offer, Panel};
use crate::formats::Format;
use crate::clock::Time;
use crate::store::actors;
use crate::store::communities::Purpose;
use crate::store::conn::{Conn, Tx};
use crate::store::feedback::{self, Feedback as Row, FeedbackSort, FeedbackState};
use crate::store::ideas;
use crate::store::posts::{self, Post};
use crate::store::votes;
use crate::{Error, Result};

#[derive(Debug)]
pub(super) struct Feedback;

/// What feedback calls itself on the wire, beside the `Page` that every server knows.
const TYPE: &str = "Feedback";
const SORTS: &[&str] = &["problem", "praise", "suggestion"];

impl Kind for Feedback {
    fn name(&self) -> &'static str {
        "feedback"
    }

    fn offered(&self, offer: &Offer<'_>) -> bool {
        offer.has(Format::Forum) && offer.purpose == Purpose::Feedback
    }

    fn recognizes(&self, extra: &Map<String, Value>) -> bool {
        extra.get("additionalType").and_then(Value::as_str) == Some(TYPE)
    }

    fn fields(&self) -> &'static [Field] {
        &[
            Field { name: "feedback_sort", input: Input::Choice(SORTS), required: true },
            Field { name: "feedback_area", input: Input::Listed, required: false },
        ]
    }

    fn choices(&self, conn: &mut Conn, community: i64, field: &str) -> Result<Vec<String>> {
        if field == "feedback_area" { feedback::areas(conn, community) } else { Ok(Vec::new()) }
    }

    fn begin(&self, tx: &mut Tx<'_>, post: &Post, details: &Details, local: bool) -> Result<()> {
        let Some(community) = post.community_id else { return Ok(()) };
        let here = actors::by_id(tx.conn, community)?.is_local();
        let sort = match FeedbackSort::parse(details.text("feedback_sort")) {
            Some(sort) => sort,
            None if local && !details.text("feedback_sort").is_empty() => return Err(Error::field("feedback_sort", "form-feedback-sort")),
            None => FeedbackSort::Problem,
        };
        let area = details.text("feedback_area");
        let known = area.is_empty() || !here || feedback::areas(tx.conn, community)?.iter().any(|name| name == area);
        if !known && local {
            return Err(Error::field("feedback_area", "form-feedback-area"));
        }
        let state = FeedbackState::parse(details.text("standing")).filter(|_| !here).unwrap_or(FeedbackState::New);
        let row = Row {
            post_id: post.id,
            community_id: community,
            sort,
            area: if known { area.to_owned() } else { String::new() },
            state,
            changed_at: tx.now,
            source_id: None,
        };
        feedback::insert(tx, &row)
    }

    fn bury(&self, tx: &mut Tx<'_>, post: &Post) -> Result<()> {
        feedback::remove(tx, post.id)
    }

    fn panel(&self, conn: &mut Conn, post: &Post, looker: &Looker, _: Time) -> Result<Option<Panel>> {
        let Some(row) = feedback::find(conn, post.id)? else { return Ok(None) };
        let here = actors::by_id(conn, row.community_id)?.is_local();
        let joined = ideas::split(conn, post.id)?;
        let source = row.source_id.map(|id| posts::by_id(conn, id)).transpose()?.flatten().filter(Post::stands);
        let mine = match looker.person {
            Some(me) => votes::get(conn, post.id, me)?.is_some_and(|vote| vote.value > 0),
            None => false,
        };
        Ok(Some(json!({
            "word": row.state.as_str(),
            "text": format!("state-{}", row.state),
            "tone": tone(row.state),
            "sort": format!("choice-feedback_sort-{}", row.sort),
            "area": row.area,
            "joined": joined.ups_here + joined.ups_elsewhere,
            "joined_here": joined.ups_here,
            "joined_elsewhere": joined.ups_elsewhere,
            "may_join": looker.takes_part && looker.person.is_some() && looker.person != Some(post.author_id),
            "i_joined": mine,
            "source": source.as_ref().map(standing::link),
            "history": standing::history(conn, post.id, "state")?,
            "may_change": here && (looker.tends || looker.official),
        })))
    }

    fn marks(&self, conn: &mut Conn, posts: &[i64]) -> Result<HashMap<i64, Mark>> {
        let mark = |state: FeedbackState| Mark {
            text: format!("state-{state}"),
            tone: tone(state),
            settled: matches!(state, FeedbackState::Done | FeedbackState::Refused),
        };
        Ok(feedback::states(conn, posts)?.into_iter().map(|(id, state)| (id, mark(state))).collect())
    }

    fn send(&self, conn: &mut Conn, post: &Post, extra: &mut Map<String, Value>) -> Result<()> {
        extra.insert("additionalType".to_owned(), TYPE.into());
        if let Some(row) = feedback::find(conn, post.id)? {
            extra.insert("standing".to_owned(), row.state.as_str().into());
            extra.insert("feedbackSort".to_owned(), row.sort.as_str().into());
            if !row.area.is_empty() {
                extra.insert("feedbackArea".to_owned(), row.area.into());
            }
        }
        Ok(())
    }

    fn take(&self, extra: &Map<String, Value>) -> Details {
        standing::take(extra, &[("standing", "standing"), ("feedbackSort", "feedback_sort"), ("feedbackArea", "feedback_area")])
    }
}

/// The look of a state.
fn tone(state: FeedbackState) -> &'static str {
    match state {
        FeedbackState::New => "",
        FeedbackState::Acknowledged | FeedbackState::Working => "info",
        FeedbackState::Done => "good",
        FeedbackState::Refused => "bad",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_are_the_words_that_are_kept() {
        let words: Vec<&str> = FeedbackSort::ALL.iter().map(|sort| sort.as_str()).collect();
        assert_eq!(words, SORTS);
    }

    #[test]
    fn only_texts_are_taken_from_elsewhere() {
        let sent = json!({ "additionalType": "Feedback", "feedbackSort": "praise", "feedbackArea": ["x"], "standing": 7 });
        let taken = Feedback.take(sent.as_object().unwrap());
        assert_eq!((taken.text("feedback_sort"), taken.0.len()), ("praise", 1));
    }
}
