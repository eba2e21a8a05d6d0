//! Hearing again what is stored: for houses that are older than reputation, and where something was missed. What is
//! written down already stays as it is.

use super::hear;
use crate::Result;
use crate::domain::events::{Event, Told};
use crate::domain::ideas as rules;
use crate::store::conn::Tx;
use crate::store::ideas::{self, IdeaStatus};
use crate::store::posts::{self, Post};
use crate::store::questions;

/// Votes that are heard at once.
const AT_ONCE: usize = 256;

/// Writes down what counts of some posts.
pub fn hear_again(tx: &mut Tx<'_>, ids: &[i64]) -> Result<()> {
    for post in posts::by_ids(tx.conn, ids)? {
        if post.community_id.is_none() || post.deleted_at.is_some() {
            continue;
        }
        let told = told(tx, &post)?;
        for some in told.chunks(AT_ONCE) {
            hear(tx, some)?;
        }
        if let Some(idea) = ideas::find(tx.conn, post.id)? {
            rules::reward(tx, &post, idea.status == IdeaStatus::Shipped)?;
        }
    }
    Ok(())
}

/// The events that led to how a post is now, oldest first.
fn told(tx: &mut Tx<'_>, post: &Post) -> Result<Vec<Told>> {
    let tell = |event, by, at| Told { event, by, local: true, announced_by: None, activity: None, at };
    let mut told: Vec<Told> = ideas::votes_on(tx.conn, post.id)?
        .into_iter()
        .filter(|vote| vote.value > 0)
        .map(|vote| tell(Event::VoteCast { post: post.id, value: 1, before: 0, before_ap_id: None }, vote.actor_id, vote.created_at))
        .collect();
    let answers = questions::get(tx.conn, post.root())?.is_some_and(|row| row.answer_id == Some(post.id));
    if answers && let Some(root) = posts::by_id(tx.conn, post.root())? {
        told.push(tell(Event::AnswerChosen { reply: post.id }, root.author_id, post.published_at));
    }
    if let Some(at) = post.removed_at {
        told.push(tell(Event::PostRemoved { post: post.id, reason: String::new() }, 0, at));
    }
    told.sort_by_key(|one| one.at);
    Ok(told)
}
