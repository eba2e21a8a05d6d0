//! Pictures that people uploaded: who brought which. The same picture brought by two has one file and two rows.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::hosts::LOCAL;
use crate::store::schema::{actors, attachments, drafts, media, posts, settings};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = media)]
pub struct MediaRow {
    pub id: i64,
    /// Nobody for what belongs to the house.
    pub owner_id: Option<i64>,
    pub storage_key: String,
    pub content_type: String,
    pub bytes: i64,
    pub width: i32,
    pub height: i32,
    pub created_at: Time,
}

pub fn insert(tx: &mut Tx<'_>, row: &MediaRow) -> Result<()> {
    diesel::insert_into(media::table).values(row.clone()).execute(tx.conn)?;
    Ok(())
}

/// Everybody who brought this picture.
pub fn by_key(conn: &mut Conn, key: &str) -> Result<Vec<MediaRow>> {
    Ok(media::table.filter(media::storage_key.eq(key)).order(media::id).select(MediaRow::as_select()).load(conn)?)
}

/// The keys of all that somebody brought.
pub fn keys_of(conn: &mut Conn, owner: i64) -> Result<Vec<String>> {
    Ok(media::table.filter(media::owner_id.eq(owner)).select(media::storage_key).distinct().load(conn)?)
}

pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(media::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// Whether anything that lives here still shows the picture: a post of one of these owners, the picture of a person or
/// community, the house's logo.
pub fn is_used(conn: &mut Conn, key: &str, url: &str, owners: &[i64]) -> Result<bool> {
    use diesel::dsl::exists;
    let pictures = actors::table
        .filter(actors::host_id.eq(LOCAL))
        .filter(actors::icon_url.eq(url).or(actors::image_url.eq(url)));
    if diesel::select(exists(pictures)).get_result(conn)? {
        return Ok(true);
    }
    if diesel::select(exists(settings::table.filter(settings::value.eq(key)))).get_result(conn)? {
        return Ok(true);
    }
    let attached = attachments::table
        .inner_join(posts::table)
        .filter(posts::author_id.eq_any(owners.to_vec()))
        .filter(attachments::url.eq(url));
    if diesel::select(exists(attached)).get_result(conn)? {
        return Ok(true);
    }
    // A draft holds its cover by its key, and other pictures in its text.
    let holding = drafts::table
        .filter(drafts::author_id.eq_any(owners.to_vec()))
        .filter(drafts::details.like(format!("%{key}%")).or(drafts::source.like(format!("%/media/{key}%"))));
    if diesel::select(exists(holding)).get_result(conn)? {
        return Ok(true);
    }
    // A picture can also be named in the text itself.
    let named = posts::table
        .filter(posts::author_id.eq_any(owners.to_vec()))
        .filter(posts::deleted_at.is_null())
        .filter(posts::html.like(format!("%/media/{key}%")));
    Ok(diesel::select(exists(named)).get_result(conn)?)
}
