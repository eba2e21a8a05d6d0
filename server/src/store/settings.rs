//! Settings that live in the database: what the set-up page and the admin panel change.

use diesel::prelude::*;

use crate::Result;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::starts_with;
use crate::store::schema::settings;

pub fn get(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    Ok(settings::table.find(key).select(settings::value).first(conn).optional()?)
}

pub fn all(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    Ok(settings::table.select((settings::key, settings::value)).load(conn)?)
}

/// Settings of one part of the house, by the beginning of their keys.
pub fn beginning_with(conn: &mut Conn, prefix: &str) -> Result<Vec<(String, String)>> {
    let pattern = starts_with(prefix);
    Ok(settings::table.filter(settings::key.like(pattern).escape('\\')).select((settings::key, settings::value)).load(conn)?)
}

pub fn set(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<()> {
    let changed = diesel::update(settings::table.find(key))
        .set((settings::value.eq(value), settings::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    if changed == 0 {
        diesel::insert_into(settings::table)
            .values((settings::key.eq(key), settings::value.eq(value), settings::updated_at.eq(tx.now)))
            .execute(tx.conn)?;
    }
    Ok(())
}
