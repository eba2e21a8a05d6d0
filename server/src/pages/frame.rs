//! The frame around every page: brand, viewer, rail, and what machines read in its head.

use diesel::prelude::*;

use crate::Result;
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::view::{Brand, Frame, Og, RailItem, Viewer, initial, tint};
use crate::store::accounts::{AccountState, Role};
use crate::store::actors::ActorKind;
use crate::store::communities::Access;
use crate::store::schema::{accounts, actors, communities, follows};
use crate::store::{Conn, hosts, moderation, notifications};

/// Communities in the rail: one's own, or the busiest.
const RAIL_MINE: i64 = 20;
const RAIL_BUSY: i64 = 8;

/// The frame for one page. `nav` is the current entry of the navigation, or empty.
pub fn frame(conn: &mut Conn, reader: &Reader, nav: &str) -> Result<Frame> {
    let rail = rail(conn, reader)?;
    Ok(Frame { viewer: viewer(conn, reader)?, rail, nav: nav.to_owned(), ..bare(reader) })
}

/// The frame where the database cannot be asked: for error pages.
pub fn bare(reader: &Reader) -> Frame {
    Frame {
        brand: brand(reader),
        csrf: reader.csrf.clone(),
        locale: reader.locale().to_owned(),
        dir: reader.lang.dir().to_owned(),
        scheme: reader.scheme.clone(),
        flash: reader.flash.clone(),
        development: reader.development,
        path: reader.path.clone(),
        can_register: reader.house.registration != crate::domain::settings::Registration::Closed,
        ..Frame::default()
    }
}

/// Says in the head of a page what it is and where it lives. `path` is one of ours.
pub fn introduce(frame: &mut Frame, reader: &Reader, path: &str, title: &str, description: &str, kind: &str) {
    let url = reader.urls.at(path).to_string();
    frame.og = Og {
        title: title.to_owned(),
        description: crate::render::one_line(description, 240),
        url: url.clone(),
        image: reader.house.logo.as_deref().map(|key| reader.urls.media(key).to_string()).unwrap_or_default(),
        kind: kind.to_owned(),
    };
    frame.canonical = url;
}

fn brand(reader: &Reader) -> Brand {
    let house = &reader.house;
    Brand {
        name: house.name.clone(),
        purpose: house.purpose.clone(),
        logo: house.logo.as_deref().map(|key| format!("/media/{key}")).unwrap_or_default(),
        initial: initial(&house.name),
        host: reader.urls.host().to_owned(),
        css: reader.brand_css.clone(),
        accent: house.accent.clone(),
    }
}

fn viewer(conn: &mut Conn, reader: &Reader) -> Result<Option<Viewer>> {
    let Some(person) = reader.viewer.person() else { return Ok(None) };
    let actor = &person.actor;
    let moderator = person.has(Role::Moderator);
    let waiting = if moderator { waiting(conn)? } else { 0 };
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(Some(Viewer {
        name: actor.name.clone(),
        display: actor.label().to_owned(),
        url: format!("/u/{}", actor.name),
        avatar: actor.icon_url.clone().unwrap_or_default(),
        initial: initial(actor.label()),
        tint: tint(&format!("@{}@{}", actor.name, reader.urls.host())),
        unread: count(notifications::unread(conn, actor.id)?),
        admin: person.has(Role::Admin),
        moderator,
        waiting: count(waiting),
    }))
}

fn waiting(conn: &mut Conn) -> Result<i64> {
    let asking: i64 = accounts::table.filter(accounts::state.eq(AccountState::Pending)).count().get_result(conn)?;
    Ok(asking + moderation::count_open(conn)?)
}

fn rail(conn: &mut Conn, reader: &Reader) -> Result<Vec<RailItem>> {
    let ids: Vec<i64> = match reader.viewer.id() {
        Some(id) => follows::table
            .inner_join(actors::table.on(actors::id.eq(follows::followed_id)))
            .filter(follows::follower_id.eq(id))
            .filter(actors::kind.eq(ActorKind::Community))
            .filter(actors::deleted_at.is_null())
            .order(follows::id.desc())
            .limit(RAIL_MINE)
            .select(actors::id)
            .load(conn)?,
        None => busiest(conn, RAIL_BUSY)?,
    };
    let faces = Faces::load(conn, reader, ids.iter().copied())?;
    Ok(ids.iter().filter_map(|id| item(&faces, reader, *id)).collect())
}

fn busiest(conn: &mut Conn, limit: i64) -> Result<Vec<i64>> {
    Ok(communities::table
        .inner_join(actors::table)
        .filter(communities::access.eq(Access::Public))
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .order((communities::active_at.desc(), communities::actor_id.desc()))
        .limit(limit)
        .select(communities::actor_id)
        .load(conn)?)
}

fn item(faces: &Faces, reader: &Reader, id: i64) -> Option<RailItem> {
    let face = faces.get(id)?;
    let url = faces.community_url(id)?;
    let plain = reader.path.split('?').next().unwrap_or_default();
    Some(RailItem {
        title: face.label().to_owned(),
        current: plain == url,
        icon: face.icon_url.clone().unwrap_or_default(),
        initial: initial(face.label()),
        tint: tint(&faces.handle(id)),
        host: if face.host_id == hosts::LOCAL { String::new() } else { faces.host(id).to_owned() },
        url,
    })
}
