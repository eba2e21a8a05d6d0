//! What people are told, and whom they do not want to hear from.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::actors::Actor;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::{actors, blocks, hosts, notifications};
use crate::text_enum;

text_enum! {
    pub enum NotificationKind {
        Reply = "reply",
        Mention = "mention",
        /// Somebody's follow of a person.
        Follow = "follow",
        /// Something of yours was removed, or you were banned.
        Moderation = "moderation",
        /// For stewards and staff: a report waits.
        Report = "report",
        /// For staff: a registration waits.
        Registration = "registration",
        /// An idea or a piece of feedback that they stand behind moved on.
        Standing = "standing",
        /// A question of yours, or one that you have too, has an answer.
        Answer = "answer",
        /// A question of yours, or one that you have too, goes on in another one.
        Merged = "merged",
        /// A poll of yours, or one that you voted in, has ended.
        PollEnded = "poll_ended",
        /// For stewards: an edit of a wiki page waits for them.
        Suggestion = "suggestion",
        /// A steward decided about an edit that somebody suggested.
        SuggestionDecided = "suggestion_decided",
        /// The end of a task comes near.
        TaskEnding = "task_ending",
        /// For stewards: the task is over, and its outcome is to be written.
        TaskEnded = "task_ended",
        /// A community that has ended names the one that goes on.
        Successor = "successor",
        /// For stewards: somebody asks to join.
        AsksToJoin = "asks_to_join",
        /// Stewards let somebody in.
        Admitted = "admitted",
        /// They have a new rank in a community.
        Rank = "rank",
        /// For the founder: what was written can be taken along.
        Export = "export",
        /// Somebody names them as an author of an article, and asks.
        Authorship = "authorship",
        /// For stewards: a draft was handed in.
        DraftProposed = "draft_proposed",
        /// Stewards gave a draft back to its author.
        DraftReturned = "draft_returned",
        /// Stewards published a draft under its author's name.
        DraftPublished = "draft_published",
        /// A draft could not be published at its time.
        DraftFailed = "draft_failed",
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = notifications)]
pub struct Notification {
    pub id: i64,
    pub actor_id: i64,
    pub kind: NotificationKind,
    pub from_id: Option<i64>,
    pub post_id: Option<i64>,
    pub community_id: Option<i64>,
    pub created_at: Time,
    pub read_at: Option<Time>,
}

pub fn insert(tx: &mut Tx<'_>, notification: &Notification) -> Result<()> {
    diesel::insert_into(notifications::table).values(notification.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn list(conn: &mut Conn, actor_id: i64, before: Option<i64>, limit: i64) -> Result<Vec<Notification>> {
    Ok(notifications::table
        .filter(notifications::actor_id.eq(actor_id))
        .filter(notifications::id.lt(before.unwrap_or(i64::MAX)))
        .order(notifications::id.desc())
        .limit(limit)
        .select(Notification::as_select())
        .load(conn)?)
}

pub fn by_id(conn: &mut Conn, id: i64) -> Result<Option<Notification>> {
    Ok(notifications::table.find(id).select(Notification::as_select()).first(conn).optional()?)
}

pub fn unread(conn: &mut Conn, actor_id: i64) -> Result<i64> {
    Ok(notifications::table
        .filter(notifications::actor_id.eq(actor_id))
        .filter(notifications::read_at.is_null())
        .count()
        .get_result(conn)?)
}

pub fn mark_read(tx: &mut Tx<'_>, actor_id: i64) -> Result<()> {
    diesel::update(notifications::table.filter(notifications::actor_id.eq(actor_id)).filter(notifications::read_at.is_null()))
        .set(notifications::read_at.eq(tx.now))
        .execute(tx.conn)?;
    Ok(())
}

// Personal blocks

/// What somebody blocked: (block id, person, server name).
pub fn blocks_of(conn: &mut Conn, actor_id: i64) -> Result<Vec<(i64, Option<Actor>, Option<String>)>> {
    Ok(blocks::table
        .left_join(actors::table.on(blocks::target_actor_id.eq(actors::id.nullable())))
        .left_join(hosts::table.on(blocks::target_host_id.eq(hosts::id.nullable())))
        .filter(blocks::actor_id.eq(actor_id))
        .order(blocks::id.desc())
        .select((blocks::id, Option::<Actor>::as_select(), hosts::name.nullable()))
        .load(conn)?)
}

pub fn block_actor(tx: &mut Tx<'_>, actor_id: i64, target: i64) -> Result<bool> {
    let known: i64 = blocks::table
        .filter(blocks::actor_id.eq(actor_id))
        .filter(blocks::target_actor_id.eq(target))
        .count()
        .get_result(tx.conn)?;
    if known > 0 {
        return Ok(false);
    }
    diesel::insert_into(blocks::table)
        .values((
            blocks::id.eq(tx.id()),
            blocks::actor_id.eq(actor_id),
            blocks::target_actor_id.eq(target),
            blocks::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(true)
}

pub fn block_host(tx: &mut Tx<'_>, actor_id: i64, host_id: i64) -> Result<bool> {
    let known: i64 = blocks::table
        .filter(blocks::actor_id.eq(actor_id))
        .filter(blocks::target_host_id.eq(host_id))
        .count()
        .get_result(tx.conn)?;
    if known > 0 {
        return Ok(false);
    }
    diesel::insert_into(blocks::table)
        .values((
            blocks::id.eq(tx.id()),
            blocks::actor_id.eq(actor_id),
            blocks::target_host_id.eq(host_id),
            blocks::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(true)
}

pub fn unblock_actor(tx: &mut Tx<'_>, actor_id: i64, target: i64) -> Result<bool> {
    Ok(diesel::delete(blocks::table.filter(blocks::actor_id.eq(actor_id)).filter(blocks::target_actor_id.eq(target)))
        .execute(tx.conn)?
        > 0)
}

pub fn unblock_host(tx: &mut Tx<'_>, actor_id: i64, host_id: i64) -> Result<bool> {
    Ok(diesel::delete(blocks::table.filter(blocks::actor_id.eq(actor_id)).filter(blocks::target_host_id.eq(host_id)))
        .execute(tx.conn)?
        > 0)
}

/// Whether `actor_id` wants to see nothing of `other`, who lives on `host_id`.
pub fn is_blocked(conn: &mut Conn, actor_id: i64, other: i64, host_id: i64) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        blocks::table
            .filter(blocks::actor_id.eq(actor_id))
            .filter(blocks::target_actor_id.eq(other).or(blocks::target_host_id.eq(host_id))),
    ))
    .get_result(conn)?)
}

/// The people and servers that somebody blocked, by id.
pub fn blocked_ids(conn: &mut Conn, actor_id: i64) -> Result<(Vec<i64>, Vec<i64>)> {
    let rows: Vec<(Option<i64>, Option<i64>)> = blocks::table
        .filter(blocks::actor_id.eq(actor_id))
        .select((blocks::target_actor_id, blocks::target_host_id))
        .load(conn)?;
    Ok((rows.iter().filter_map(|r| r.0).collect(), rows.iter().filter_map(|r| r.1).collect()))
}
