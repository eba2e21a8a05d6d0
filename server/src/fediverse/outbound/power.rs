//! Acts of power on their way: stewards, pins, locks, bans, and reports that ask for one.

use folkmoot_federation::compose::{self, Aim, Ban};
use serde_json::Value;
use url::Url;

use super::ways::*;
use crate::Result;
use crate::clock::Time;
use crate::domain::events::Told;
use crate::fediverse::convert::url;
use crate::store::conn::Tx;
use crate::store::{actors, deliveries, hosts, moderation, posts};

pub(super) fn steward(tx: &mut Tx<'_>, told: &Told, community: i64, person: i64, added: bool) -> Result<()> {
    let community = actors::by_id(tx.conn, community)?;
    let person = url(&actors::by_id(tx.conn, person)?.ap_id)?;
    let collection = url(community.moderators_url.as_deref().unwrap_or(&community.ap_id))?;
    act(tx, told, &community, Topic::default(), if added { "Add" } else { "Remove" }, |id, actor, aim| {
        if added { compose::add(id, actor, &person, &collection, aim) } else { compose::remove(id, actor, &person, &collection, aim) }
    })
}

pub(super) fn pinned(tx: &mut Tx<'_>, told: &Told, post: i64, on: bool) -> Result<()> {
    let about = About::load(tx, post)?;
    let Some(community) = &about.community else { return Ok(()) };
    let object = url(&about.post.ap_id)?;
    let collection = url(community.featured_url.as_deref().unwrap_or(&community.ap_id))?;
    act(tx, told, community, &about, if on { "Add" } else { "Remove" }, |id, actor, aim| {
        if on { compose::add(id, actor, &object, &collection, aim) } else { compose::remove(id, actor, &object, &collection, aim) }
    })
}

pub(super) fn locked(tx: &mut Tx<'_>, told: &Told, post: i64, reason: Option<&String>) -> Result<()> {
    let about = About::load(tx, post)?;
    let Some(community) = &about.community else { return Ok(()) };
    let object = url(&about.post.ap_id)?;
    if let Some(reason) = reason {
        return act(tx, told, community, &about, "Lock", |id, actor, aim| compose::lock(id, actor, &object, Some(reason), aim));
    }
    let before = deliveries::last_about(tx.conn, post, "Lock")?.map(|row| serde_json::from_str::<Value>(&row.body)).transpose()?;
    act(tx, told, community, &about, "Undo", |id, actor, aim| {
        let lock = before.unwrap_or_else(|| compose::lock(id, actor, &object, None, aim));
        compose::undo(id, &lock)
    })
}

pub(super) fn banned(tx: &mut Tx<'_>, told: &Told, community: i64, person: i64, ban: Option<(&String, Option<Time>, bool)>) -> Result<()> {
    let community = actors::by_id(tx.conn, community)?;
    let person = actors::by_id(tx.conn, person)?;
    let (target, object) = (url(&community.ap_id)?, url(&person.ap_id)?);
    let make_block = |id: &Url, actor: &Url, aim: &Aim| {
        let (reason, until, remove_content) = ban.map_or((None, None, false), |(r, u, c)| (Some(r.as_str()), u, c));
        compose::block(id, actor, &object, &target, Ban { reason, until: until.map(Time::datetime), remove_content }, aim)
    };
    if ban.is_some() {
        act(tx, told, &community, Topic::default(), "Block", make_block)?;
        // Their home hears of it also when nobody else there is a member.
        if told.local
            && let Some(home) = mailbox(&person)
            && let Some(row) = deliveries::last_of(tx.conn, told.by, "Block", object.as_str())?
        {
            send(tx, row.id, &Mailboxes::from([home]))?;
        }
        return Ok(());
    }
    let before = deliveries::last_of(tx.conn, told.by, "Block", object.as_str())?.map(|row| serde_json::from_str::<Value>(&row.body)).transpose()?;
    // The same steward may have banned the same person elsewhere since.
    let before = before.filter(|block| block.get("target").and_then(Value::as_str) == Some(target.as_str()));
    act(tx, told, &community, Topic::default(), "Undo", |id, actor, aim| {
        let block = before.unwrap_or_else(|| make_block(id, actor, aim));
        compose::unblock(id, &block)
    })?;
    // Whoever was banned is no member any more, so that their home would not hear of it.
    if told.local
        && let Some(home) = mailbox(&person)
        && let Some(row) = deliveries::last_of(tx.conn, told.by, "Undo", object.as_str())?
    {
        send(tx, row.id, &Mailboxes::from([home]))?;
    }
    Ok(())
}

pub(super) fn person_blocked(tx: &mut Tx<'_>, told: &Told, person: i64, on: bool) -> Result<()> {
    let target = actors::by_id(tx.conn, person)?;
    if !told.local || target.is_local() {
        return Ok(());
    }
    let by = actors::by_id(tx.conn, told.by)?;
    let (actor, object) = (url(&by.ap_id)?, url(&target.ap_id)?);
    let id = if on {
        record(tx, &by, "PersonalBlock", None, false, |id| compose::personal_block(id, &actor, &object))?.0
    } else {
        let Some(row) = deliveries::last_of(tx.conn, by.id, "PersonalBlock", object.as_str())? else { return Ok(()) };
        let block: Value = serde_json::from_str(&row.body)?;
        record(tx, &by, "Undo", None, false, |id| compose::undo(id, &block))?.0
    };
    send(tx, id, &own_mailbox(&target))
}

/// A report goes to the stewards where they live, and to the author's home if the reporter chose so.
pub(super) fn reported(tx: &mut Tx<'_>, told: &Told, report: i64, forward: bool) -> Result<()> {
    let Some(report) = moderation::report(tx.conn, report)? else { return Ok(()) };
    if !told.local {
        return Ok(());
    }
    let Some(person) = report.target_actor_id.map(|id| actors::by_id(tx.conn, id)).transpose()? else { return Ok(()) };
    let post = report.post_id.map(|id| posts::by_id(tx.conn, id)).transpose()?.flatten();
    let object = url(post.as_ref().map_or(&person.ap_id, |p| &p.ap_id))?;
    let mut reached = None;
    if let Some(community) = report.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()?
        && !community.is_local()
    {
        let by = actors::by_id(tx.conn, report.reporter_id)?;
        let (actor, group) = (url(&by.ap_id)?, url(&community.ap_id)?);
        let (id, _) = record(tx, &by, "Flag", report.post_id, false, |id| compose::flag(id, &actor, &object, &report.reason, &group))?;
        send(tx, id, &own_mailbox(&community))?;
        reached = Some(community.host_id);
    }
    // Where the community lives on the author's own server, that server knows already.
    if forward && !person.is_local() && reached != Some(person.host_id) {
        let Some(instance) = actors::by_name(tx.conn, hosts::LOCAL, crate::domain::actors::INSTANCE_NAME)? else { return Ok(()) };
        let (actor, account) = (url(&instance.ap_id)?, url(&person.ap_id)?);
        let objects: Vec<Url> = post.iter().map(|p| url(&p.ap_id)).collect::<Result<_>>()?;
        let (id, _) =
            record(tx, &instance, "Flag", report.post_id, false, |id| compose::flag_account(id, &actor, &account, &objects, &report.reason))?;
        send(tx, id, &own_mailbox(&person))?;
    }
    Ok(())
}
