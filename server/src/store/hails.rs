//! What people elsewhere say to the house itself.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::schema::hails;
use crate::text_enum;

text_enum! { pub enum HailState { New = "new", TakenIn = "taken_in", SetAside = "set_aside" } }

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = hails)]
pub struct Hail {
    pub id: i64,
    pub ap_id: String,
    pub url: String,
    pub author_id: i64,
    pub html: String,
    pub published_at: Time,
    pub state: HailState,
    pub post_id: Option<i64>,
}

/// Says whether it was not known before.
pub fn insert(tx: &mut Tx<'_>, hail: &Hail) -> Result<bool> {
    Ok(OrIgnore(diesel::insert_into(hails::table).values(hail.clone())).execute(tx.conn)? > 0)
}

pub fn find(conn: &mut Conn, id: i64) -> Result<Option<Hail>> {
    Ok(hails::table.find(id).select(Hail::as_select()).first(conn).optional()?)
}

/// Those that wait, longest waiting first.
pub fn waiting(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Hail>> {
    Ok(hails::table
        .filter(hails::state.eq(HailState::New))
        .filter(hails::id.gt(after))
        .order(hails::id)
        .limit(limit)
        .select(Hail::as_select())
        .load(conn)?)
}

/// How many of one person wait.
pub fn count_waiting_of(conn: &mut Conn, author_id: i64) -> Result<i64> {
    Ok(hails::table.filter(hails::state.eq(HailState::New)).filter(hails::author_id.eq(author_id)).count().get_result(conn)?)
}

/// Settles one that waits. Says whether it still did: of two who settle it at once, one does.
pub fn settle(tx: &mut Tx<'_>, id: i64, state: HailState) -> Result<bool> {
    let waiting = hails::table.find(id).filter(hails::state.eq(HailState::New));
    Ok(diesel::update(waiting).set(hails::state.eq(state)).execute(tx.conn)? > 0)
}

pub fn set_post(tx: &mut Tx<'_>, id: i64, post_id: i64) -> Result<()> {
    diesel::update(hails::table.find(id)).set(hails::post_id.eq(post_id)).execute(tx.conn)?;
    Ok(())
}

/// Its author took it back.
pub fn remove(tx: &mut Tx<'_>, ap_id: &str, author_id: i64) -> Result<bool> {
    let gone = hails::table.filter(hails::ap_id.eq(ap_id)).filter(hails::author_id.eq(author_id)).filter(hails::state.eq(HailState::New));
    Ok(diesel::delete(gone).execute(tx.conn)? > 0)
}
