//! Hashtags: which posts have them.

use diesel::prelude::*;

use crate::Result;
use crate::store::conn::Conn;
use crate::store::schema::{post_tags, posts};

/// Posts with a tag that stand, newest first, from before `before`.
pub fn posts_with(conn: &mut Conn, tag: &str, before: i64, limit: i64) -> Result<Vec<i64>> {
    Ok(post_tags::table
        .inner_join(posts::table)
        .filter(post_tags::tag.eq(tag))
        .filter(post_tags::post_id.lt(before))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order(post_tags::post_id.desc())
        .limit(limit)
        .select(post_tags::post_id)
        .load(conn)?)
}
