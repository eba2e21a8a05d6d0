//! `/admin/mentions`: what people elsewhere say to the house itself, for those who speak for it.

use diesel::prelude::*;

use super::{ON_A_PAGE, tabs};
use crate::Result;
use crate::pages::named;
use crate::pages::reader::Reader;
use crate::pages::view::{AdminHailsPage, Choice, HailRow, Pager, WhenView};
use crate::render::plain_text;
use crate::store::communities::Purpose;
use crate::store::conn::Conn;
use crate::store::schema::{actors, communities};
use crate::store::{hails, hosts};

const ADDRESS: &str = "/admin/mentions";
const EXCERPT: usize = 600;
/// Communities to choose from.
const PLACES: i64 = 100;

pub fn load(conn: &mut Conn, reader: &Reader, after: Option<i64>) -> Result<AdminHailsPage> {
    let limit = i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = hails::waiting(conn, after.unwrap_or(0), limit)?;
    let more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    let next = rows.last().filter(|_| more).map(|row| format!("{ADDRESS}?after={}", row.id));
    let ids: Vec<i64> = rows.iter().map(|row| row.author_id).collect();
    let people = named::people(conn, &ids)?;
    let items = rows.into_iter().filter_map(|row| {
        Some(HailRow {
            id: row.id.to_string(),
            author: people.get(&row.author_id)?.clone(),
            excerpt: plain_text(&row.html, EXCERPT),
            url: row.url,
            when: WhenView::new(&reader.lang, reader.now, row.published_at),
        })
    });
    let items = items.collect();
    let first = if after.is_some() { ADDRESS.to_owned() } else { String::new() };
    Ok(AdminHailsPage { tabs: tabs(reader, ADDRESS), items, places: places(conn)?, pager: Pager { next: next.unwrap_or_default(), first } })
}

/// The communities for feedback that live here.
fn places(conn: &mut Conn) -> Result<Vec<Choice>> {
    let found: Vec<(String, String)> = communities::table
        .inner_join(actors::table)
        .filter(communities::purpose.eq(Purpose::Feedback))
        .filter(actors::host_id.eq(hosts::LOCAL))
        .filter(actors::deleted_at.is_null())
        .order(communities::active_at.desc())
        .limit(PLACES)
        .select((actors::name, actors::display_name))
        .load(conn)?;
    let choice = |(name, title): (String, String)| Choice { label: if title.is_empty() { name.clone() } else { title }, value: name };
    Ok(found.into_iter().map(choice).collect())
}
