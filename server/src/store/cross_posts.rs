//! Threads that stand in several communities: those that somebody took along, and those about the same.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::posts::Visibility;
use crate::store::schema::{cross_posts, follows, posts};

/// Far more than anything that is meant for several communities; only spam has so many.
const SAME_MAX: i64 = 200;

/// What tells that two threads are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    pub id: i64,
    pub author_id: i64,
    pub community_id: Option<i64>,
    pub title: Option<String>,
    pub link_url: Option<String>,
    pub published_at: Time,
}

/// Remembers where a thread was taken from.
pub fn link(tx: &mut Tx<'_>, post_id: i64, origin_id: i64) -> Result<()> {
    OrIgnore(diesel::insert_into(cross_posts::table).values((cross_posts::post_id.eq(post_id), cross_posts::origin_id.eq(origin_id))))
        .execute(tx.conn)?;
    Ok(())
}

pub fn origins(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, i64>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows = cross_posts::table.filter(cross_posts::post_id.eq_any(chunk.to_vec()));
        found.extend(rows.select((cross_posts::post_id, cross_posts::origin_id)).load::<(i64, i64)>(conn)?);
    }
    Ok(found)
}

/// Pairs (thread, taken from) in which one of these occurs, on either side.
pub fn around(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, i64)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let either = cross_posts::post_id.eq_any(chunk.to_vec()).or(cross_posts::origin_id.eq_any(chunk.to_vec()));
        found.extend(cross_posts::table.filter(either).limit(SAME_MAX).select((cross_posts::post_id, cross_posts::origin_id)).load::<(i64, i64)>(conn)?);
    }
    Ok(found)
}

type Row = (i64, i64, Option<i64>, Option<String>, Option<String>, Time);

fn seed((id, author_id, community_id, title, link_url, published_at): Row) -> Seed {
    Seed { id, author_id, community_id, title, link_url, published_at }
}

/// Threads that stand, of communities, within a time: all about these links, and all by these authors under these titles.
pub fn alike(conn: &mut Conn, seeds: &[Seed], from: Time, until: Time, followed_by: Option<i64>) -> Result<Vec<Seed>> {
    let links: Vec<String> = seeds.iter().filter_map(|seed| seed.link_url.clone()).collect();
    let authors: Vec<i64> = seeds.iter().map(|seed| seed.author_id).collect();
    let titles: Vec<String> = seeds.iter().filter_map(|seed| seed.title.clone()).collect();
    let mut found = Vec::new();
    let threads = || {
        let mut query = posts::table
            .filter(posts::parent_id.is_null())
            .filter(posts::community_id.is_not_null())
            .filter(posts::deleted_at.is_null())
            .filter(posts::removed_at.is_null())
            .filter(posts::visibility.eq(Visibility::Public))
            .filter(posts::published_at.between(from, until))
            .order(posts::published_at.desc())
            .limit(SAME_MAX)
            .select((posts::id, posts::author_id, posts::community_id, posts::title, posts::link_url, posts::published_at))
            .into_boxed();
        if let Some(person) = followed_by {
            let theirs = follows::table.filter(follows::follower_id.eq(person)).select(follows::followed_id.nullable());
            query = query.filter(posts::community_id.eq_any(theirs));
        }
        query
    };
    if !links.is_empty() {
        found.extend(threads().filter(posts::link_url.eq_any(links)).load::<Row>(conn)?.into_iter().map(seed));
    }
    if !titles.is_empty() {
        let by_title = threads().filter(posts::author_id.eq_any(authors)).filter(posts::title.eq_any(titles));
        found.extend(by_title.load::<Row>(conn)?.into_iter().map(seed));
    }
    Ok(found)
}
