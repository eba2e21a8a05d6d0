//! Contributions on their way: new, edited, gone, back, voted on, chosen as an answer.

use folkmoot_federation::compose;
use serde_json::Value;
use url::Url;

use super::polls;
use super::ways::*;
use crate::Result;
use crate::domain::events::Told;
use crate::fediverse::convert::{self, url};
use crate::store::conn::Tx;
use crate::store::{actors, communities, deliveries};

pub(super) fn post_created(tx: &mut Tx<'_>, told: &Told, post: i64) -> Result<()> {
    let about = About::load(tx, post)?;
    if !about.post.stands() {
        // Gone before anybody heard of it.
        return Ok(());
    }
    if told.local && polls::is_ours(&about) {
        return polls::created(tx, &about);
    }
    if told.local {
        let doc = convert::object_doc(tx.conn, &tx.env.urls, &about.post, &about.author, about.community.as_ref())?;
        let (id, body) = record(tx, &about.author, "Create", Some(post), true, |id| compose::create(id, &doc))?;
        let also = addressed(tx, &about)?;
        spread(tx, &about, id, body, also)?;
    } else if let (Some(home), Some(inner)) = (about.home(), inner(told, None)?) {
        announce_as(tx, if about.post.is_thread() { NEWS } else { TALK }, home, &about, inner)?;
    }
    match about.home() {
        Some(home) if about.post.is_thread() && (told.local || told.activity.is_some()) => boost(tx, home, &about.post),
        _ => Ok(()),
    }
}

pub(super) fn post_edited(tx: &mut Tx<'_>, told: &Told, post: i64) -> Result<()> {
    let about = About::load(tx, post)?;
    if !about.post.stands() {
        return Ok(());
    }
    if told.local && polls::is_ours(&about) {
        return polls::edited(tx, &about);
    }
    if told.local {
        let doc = convert::object_doc(tx.conn, &tx.env.urls, &about.post, &about.author, about.community.as_ref())?;
        let actor = url(&about.author.ap_id)?;
        let (id, body) = record(tx, &about.author, "Update", Some(post), true, |id| compose::update(id, &actor, &doc))?;
        let mut also = addressed(tx, &about)?;
        if about.post.kind == crate::kinds::event::NAME {
            also.extend(super::events::guests_elsewhere(tx, post)?);
        }
        return spread(tx, &about, id, body, also);
    }
    match (about.home(), inner(told, None)?) {
        (Some(home), Some(inner)) => announce(tx, home, &about, inner),
        _ => Ok(()),
    }
}

/// Whether an act here counts elsewhere: staff may clear their own pages of what a community on
/// another server holds, but that community is not theirs to rule.
fn counts_elsewhere(tx: &mut Tx<'_>, told: &Told, about: &About) -> Result<bool> {
    match &about.community {
        Some(c) if told.local && !c.is_local() && told.by != about.author.id => communities::is_steward(tx.conn, c.id, told.by),
        _ => Ok(true),
    }
}

/// A deletion by the author, or (with a reason) a removal by a steward.
pub(super) fn post_deleted(tx: &mut Tx<'_>, told: &Told, post: i64, reason: Option<&String>) -> Result<()> {
    let about = About::load(tx, post)?;
    if !counts_elsewhere(tx, told, &about)? {
        return Ok(());
    }
    if told.local {
        let by = actors::by_id(tx.conn, told.by)?;
        let (actor, object, aim) = (url(&by.ap_id)?, url(&about.post.ap_id)?, about.aim()?);
        let why = reason.map(String::as_str);
        let (id, body) = record(tx, &by, "Delete", Some(post), true, |id| compose::delete(id, &actor, &object, why, &aim))?;
        let mut also = if reason.is_none() { addressed(tx, &about)? } else { Mailboxes::new() };
        if reason.is_some() {
            also.extend(mailbox(&about.author));
        }
        spread(tx, &about, id, body, also)?;
    } else if let (Some(home), Some(inner)) = (about.home(), inner(told, None)?) {
        announce(tx, home, &about, inner)?;
    }
    match about.home() {
        Some(home) => unboost(tx, home, &about.post),
        None => Ok(()),
    }
}

pub(super) fn post_restored(tx: &mut Tx<'_>, told: &Told, post: i64) -> Result<()> {
    let about = About::load(tx, post)?;
    if !counts_elsewhere(tx, told, &about)? {
        return Ok(());
    }
    if told.local {
        let by = actors::by_id(tx.conn, told.by)?;
        let (actor, object, aim) = (url(&by.ap_id)?, url(&about.post.ap_id)?, about.aim()?);
        // The removal as we sent it; where it came from elsewhere, one of our own to take back.
        let removal = match deliveries::last_by(tx.conn, by.id, post, "Delete")? {
            Some(row) => serde_json::from_str(&row.body)?,
            None => record(tx, &by, "Delete", Some(post), true, |id| compose::delete(id, &actor, &object, Some("restored"), &aim))?.1,
        };
        let (id, body) = record(tx, &by, "Undo", Some(post), true, |id| compose::undo(id, &removal))?;
        spread(tx, &about, id, body, mailbox(&about.author).into_iter().collect())?;
    } else if let (Some(home), Some(inner)) = (about.home(), inner(told, None)?) {
        announce(tx, home, &about, inner)?;
    }
    match about.home() {
        Some(home) if about.post.is_thread() => boost(tx, home, &about.post),
        _ => Ok(()),
    }
}

fn vote_name(value: i32) -> &'static str {
    if value > 0 { "Like" } else { "Dislike" }
}

pub(super) fn vote_cast(tx: &mut Tx<'_>, told: &Told, post: i64, value: i32, before: i32) -> Result<()> {
    let about = About::load(tx, post)?;
    if !told.local {
        return match (about.home(), inner(told, None)?) {
            (Some(home), Some(inner)) => announce(tx, home, &about, inner),
            _ => Ok(()),
        };
    }
    let by = actors::by_id(tx.conn, told.by)?;
    let (actor, object, aim) = (url(&by.ap_id)?, url(&about.post.ap_id)?, about.aim()?);
    let direct: Mailboxes = mailbox(&about.author).into_iter().collect();
    if before != 0
        && let Some(row) = deliveries::last_by(tx.conn, by.id, post, vote_name(before))?
    {
        let vote: Value = serde_json::from_str(&row.body)?;
        let (id, body) = record(tx, &by, "Undo", Some(post), true, |id| compose::undo(id, &vote))?;
        spread(tx, &about, id, body, direct.clone())?;
    }
    if value != 0 {
        let make = |id: &Url| if value > 0 { compose::like(id, &actor, &object, &aim) } else { compose::dislike(id, &actor, &object, &aim) };
        let (id, body) = record(tx, &by, vote_name(value), Some(post), true, make)?;
        spread(tx, &about, id, body, direct)?;
    }
    Ok(())
}

/// Which reply answers a question: PieFed's word, which others pass over.
pub(super) fn answer_chosen(tx: &mut Tx<'_>, told: &Told, reply: i64, chosen: bool) -> Result<()> {
    const KIND: &str = "ChooseAnswer";
    let about = About::load(tx, reply)?;
    let Some(community) = &about.community else { return Ok(()) };
    let object = url(&about.post.ap_id)?;
    if chosen {
        return act(tx, told, community, &about, KIND, |id, actor, aim| compose::choose_answer(id, actor, &object, aim));
    }
    let before = deliveries::last_about(tx.conn, reply, KIND)?.map(|row| serde_json::from_str::<Value>(&row.body)).transpose()?;
    // Only one's own act can be taken back: somebody else's is named anew.
    let by = actors::by_id(tx.conn, told.by)?;
    let before = before.filter(|b| b.get("actor").and_then(Value::as_str) == Some(by.ap_id.as_str()));
    act(tx, told, community, &about, "Undo", |id, actor, aim| {
        let choice = before.unwrap_or_else(|| compose::choose_answer(id, actor, &object, aim));
        compose::undo(id, &choice)
    })
}
