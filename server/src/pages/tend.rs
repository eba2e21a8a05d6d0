//! What stewards see of their community: its settings, who tends it, who is banned, what was reported.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::domain::{Origin, access};
use crate::formats;
use crate::pages::reader::Reader;
use crate::pages::view::{BanPage, BannedRow, CommunityCard, CommunityEditPage, Form, WhenView};
use crate::pages::{admin, named};
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Ban, Community};
use crate::store::conn::Conn;
use crate::store::schema::{actors as actors_table, bans};

/// Bans that are listed at once; a community with more looks them up one by one.
const BANS: i64 = 200;

/// The community, for those who have power over it; nobody else sees these pages.
pub fn community(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str) -> Result<(Community, Actor, String)> {
    let (community, actor) = access::community(conn, &reader.viewer, handle)?;
    access::power_over(conn, origin, &actor)?;
    let host = actors::host_name(conn, &actor)?;
    Ok((community, actor, host))
}

fn card_of(community: &Community, actor: &Actor, host: &str) -> CommunityCard {
    named::card(community, actor, host)
}

pub fn edit(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str) -> Result<CommunityEditPage> {
    let (community, actor, host) = community(conn, reader, origin, handle)?;
    let card = card_of(&community, &actor, &host);
    let stewards: Vec<i64> = communities::stewards_of(conn, actor.id)?.iter().map(|s| s.id).collect();
    let mut known = named::people(conn, &stewards)?;
    let mut form = Form::filled([
        ("title", actor.display_name.clone()),
        ("about", community.job.clone()),
        ("charter", actor.summary_source.clone().unwrap_or_default()),
        ("posting", card.posting.clone()),
        ("purpose", community.purpose.to_string()),
        ("sensitive", if community.sensitive { "1".to_owned() } else { String::new() }),
    ]);
    for format in community.formats() {
        form.set(&format!("format_{format}"), "1");
    }
    Ok(CommunityEditPage {
        formats: formats::OFFERED.iter().map(ToString::to_string).collect(),
        stewards: stewards.iter().filter_map(|id| known.remove(id)).collect(),
        banned: banned(conn, reader, &actor, &card.url)?,
        community: card,
        form,
        steward_form: Form::default(),
    })
}

fn banned(conn: &mut Conn, reader: &Reader, community: &Actor, url: &str) -> Result<Vec<BannedRow>> {
    let rows: Vec<Ban> = bans::table
        .inner_join(actors_table::table.on(actors_table::id.eq(bans::actor_id)))
        .filter(bans::community_id.eq(community.id))
        .filter(bans::until.is_null().or(bans::until.gt(reader.now)))
        .order(bans::created_at.desc())
        .limit(BANS)
        .select(Ban::as_select())
        .load(conn)?;
    let ids: Vec<i64> = rows.iter().map(|ban| ban.actor_id).collect();
    let people = named::people(conn, &ids)?;
    let row = |ban: Ban| {
        let person = people.get(&ban.actor_id)?.clone();
        let url = format!("{url}/ban?who={}", person.handle);
        let until = ban.until.map(|at| day(at));
        Some(BannedRow { person, reason: ban.reason, until, url })
    };
    Ok(rows.into_iter().filter_map(row).collect())
}

/// The form that bans somebody from a community, or lets them in again. Without a person it asks for one.
pub fn ban(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str, who: Option<&Actor>) -> Result<BanPage> {
    let (community, actor, host) = community(conn, reader, origin, handle)?;
    let card = card_of(&community, &actor, &host);
    let mut page = BanPage {
        community_title: card.title,
        action: format!("{}/ban", card.url),
        back: format!("{}/edit", card.url),
        ..BanPage::default()
    };
    if let Some(who) = who {
        let home = actors::host_name(conn, who)?;
        page.person = named::person(who, &home);
        page.action = format!("{}?who={}", page.action, page.person.handle);
        page.banned = communities::ban(conn, actor.id, who.id, reader.now)?.is_some();
    }
    Ok(page)
}

/// A day to come: "3 days ago" has no words for it.
fn day(at: Time) -> WhenView {
    let iso = at.rfc3339();
    WhenView { human: iso.chars().take(10).collect(), iso }
}

/// Reports about what stands in a community.
pub fn reports(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str, settled: bool, from: Option<i64>) -> Result<crate::pages::view::AdminReportsPage> {
    let (community_row, actor, host) = community(conn, reader, origin, handle)?;
    let card = card_of(&community_row, &actor, &host);
    let address = format!("{}/reports", card.url);
    admin::reports::list(conn, reader, Some(actor.id), settled, from, &address)
}
