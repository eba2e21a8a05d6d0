//! The address inside every local id, for the one moment when it may still change.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use crate::Result;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::starts_with;
use crate::store::hosts::LOCAL;
use crate::store::schema::{activities, actors, hosts, inbox, notifications, posts};

/// Whether any other server may have seen an id of ours.
pub fn knows_others(conn: &mut Conn) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(actors::table.filter(actors::host_id.ne(LOCAL)))).get_result(conn)?)
}

/// The greatest id that was given out, as far as the tables that only grow can tell.
pub fn highest_id(conn: &mut Conn) -> Result<i64> {
    use diesel::dsl::max;
    let newest = [
        actors::table.select(max(actors::id)).first::<Option<i64>>(conn)?,
        posts::table.select(max(posts::id)).first::<Option<i64>>(conn)?,
        activities::table.select(max(activities::id)).first::<Option<i64>>(conn)?,
        inbox::table.select(max(inbox::id)).first::<Option<i64>>(conn)?,
        notifications::table.select(max(notifications::id)).first::<Option<i64>>(conn)?,
    ];
    Ok(newest.into_iter().flatten().max().unwrap_or(0))
}

/// Columns that hold local addresses.
const COLUMNS: &[(&str, &str)] = &[
    ("actors", "ap_id"),
    ("actors", "url"),
    ("actors", "inbox_url"),
    ("actors", "shared_inbox_url"),
    ("actors", "outbox_url"),
    ("actors", "followers_url"),
    ("actors", "featured_url"),
    ("actors", "moderators_url"),
    ("actors", "key_id"),
    ("actors", "icon_url"),
    ("actors", "image_url"),
    ("posts", "ap_id"),
    ("posts", "url"),
    ("attachments", "url"),
    ("labels", "ap_id"),
];

/// Replaces the beginning of every local address, and the links inside texts.
pub fn rebase(tx: &mut Tx<'_>, before: &str, now: &str, host: &str) -> Result<()> {
    let from = i32::try_from(before.chars().count() + 1).unwrap_or(i32::MAX);
    for (table, column) in COLUMNS {
        diesel::sql_query(format!(
            "UPDATE {table} SET {column} = $1 || substr({column}, $2) WHERE {column} LIKE $3 ESCAPE '\\'"
        ))
        .bind::<Text, _>(now)
        .bind::<Integer, _>(from)
        .bind::<Text, _>(starts_with(before))
        .execute(tx.conn)?;
    }
    for (table, column) in [("posts", "html"), ("post_revisions", "html"), ("actors", "summary_html"), ("activities", "body")] {
        diesel::sql_query(format!("UPDATE {table} SET {column} = replace({column}, $1, $2)"))
            .bind::<Text, _>(before)
            .bind::<Text, _>(now)
            .execute(tx.conn)?;
    }
    diesel::update(hosts::table.find(LOCAL)).set(hosts::name.eq(host)).execute(tx.conn)?;
    Ok(())
}
