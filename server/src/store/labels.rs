//! The tags that communities offer for their threads, and the threads that carry them.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::schema::{labels, post_labels};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = labels, treat_none_as_null = true)]
pub struct Label {
    pub id: i64,
    pub community_id: i64,
    pub ap_id: String,
    pub name: String,
    pub description: String,
    /// `color01` to `color10`.
    pub color: String,
    pub position: i32,
    /// Not offered and not shown any more.
    pub retired_at: Option<Time>,
}

/// What a community offers, in its order.
pub fn of_community(conn: &mut Conn, community_id: i64) -> Result<Vec<Label>> {
    Ok(labels::table
        .filter(labels::community_id.eq(community_id))
        .filter(labels::retired_at.is_null())
        .order((labels::position, labels::id))
        .select(Label::as_select())
        .load(conn)?)
}

/// The same with those that are not offered any more.
pub fn all_of(conn: &mut Conn, community_id: i64) -> Result<Vec<Label>> {
    Ok(labels::table.filter(labels::community_id.eq(community_id)).order(labels::position).select(Label::as_select()).load(conn)?)
}

pub fn find(conn: &mut Conn, id: i64) -> Result<Option<Label>> {
    Ok(labels::table.find(id).select(Label::as_select()).first(conn).optional()?)
}

/// Writes one down, or anew.
pub fn put(tx: &mut Tx<'_>, label: &Label) -> Result<()> {
    let known = diesel::update(labels::table.find(label.id)).set(label.clone()).execute(tx.conn)?;
    if known == 0 {
        OrIgnore(diesel::insert_into(labels::table).values(label.clone())).execute(tx.conn)?;
    }
    Ok(())
}

/// Which of a community's tags have these ids, of those that it offers.
pub fn known(conn: &mut Conn, community_id: i64, ap_ids: &[String]) -> Result<Vec<i64>> {
    Ok(labels::table
        .filter(labels::community_id.eq(community_id))
        .filter(labels::retired_at.is_null())
        .filter(labels::ap_id.eq_any(ap_ids.to_vec()))
        .select(labels::id)
        .load(conn)?)
}

/// Replaces the tags of a thread. Says whether that changed anything.
pub fn set(tx: &mut Tx<'_>, post_id: i64, wanted: &[i64]) -> Result<bool> {
    let mut before: Vec<i64> = post_labels::table.filter(post_labels::post_id.eq(post_id)).select(post_labels::label_id).load(tx.conn)?;
    let mut wanted = wanted.to_vec();
    before.sort_unstable();
    wanted.sort_unstable();
    wanted.dedup();
    if before == wanted {
        return Ok(false);
    }
    diesel::delete(post_labels::table.filter(post_labels::post_id.eq(post_id))).execute(tx.conn)?;
    for id in wanted {
        OrIgnore(diesel::insert_into(post_labels::table).values((post_labels::post_id.eq(post_id), post_labels::label_id.eq(id))))
            .execute(tx.conn)?;
    }
    Ok(true)
}

/// The tags of each of these threads, as far as they are still offered.
pub fn of_posts(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, Vec<Label>>> {
    let mut found: HashMap<i64, Vec<Label>> = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(i64, Label)> = post_labels::table
            .inner_join(labels::table)
            .filter(post_labels::post_id.eq_any(chunk.to_vec()))
            .filter(labels::retired_at.is_null())
            .order((labels::position, labels::id))
            .select((post_labels::post_id, Label::as_select()))
            .load(conn)?;
        for (post, label) in rows {
            found.entry(post).or_default().push(label);
        }
    }
    Ok(found)
}

/// How many threads carry each tag of a community.
pub fn counts(conn: &mut Conn, community_id: i64) -> Result<HashMap<i64, i64>> {
    Ok(post_labels::table
        .inner_join(labels::table)
        .filter(labels::community_id.eq(community_id))
        .group_by(post_labels::label_id)
        .select((post_labels::label_id, diesel::dsl::count_star()))
        .load::<(i64, i64)>(conn)?
        .into_iter()
        .collect())
}
