//! Pages about the house itself: what it is, what its host can do, its terms.

use std::time::Duration;

use diesel::prelude::*;

use crate::Result;
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::view::{AboutPage, Frame, Page, PowersPage, TermsPage, WhenView, example};
use crate::pages::{Depends, Loaded, frame, introduce, seen};
use crate::store::accounts::{self, AccountState, Role};
use crate::store::hosts::HostPolicy;
use crate::store::moderation::Act;
use crate::store::schema::{accounts as accounts_table, actors, communities, hosts, modlog};
use crate::store::{Conn, settings};

const MONTH: Duration = Duration::from_secs(30 * 86_400);
/// Where the licence says that the source must be offered.
const SOURCE: &str = env!("CARGO_PKG_REPOSITORY");

fn framed(conn: &mut Conn, reader: &Reader, path: &str, title: &str) -> Result<Frame> {
    let mut frame = frame(conn, reader, "about")?;
    introduce(&mut frame, reader, path, title, &reader.house.purpose, "website");
    Ok(frame)
}

/// `about_html` is the host's own text, rendered.
pub fn about(conn: &mut Conn, reader: &Reader, about_html: String) -> Result<Loaded<AboutPage>> {
    let seen = seen::by(conn, reader, Depends::Everything)?;
    let local: i64 = communities::table
        .inner_join(actors::table)
        .filter(actors::host_id.eq(crate::store::hosts::LOCAL))
        .filter(actors::deleted_at.is_null())
        .count()
        .get_result(conn)?;
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let body = AboutPage {
        about_html,
        staff: staff(conn, reader)?,
        contact: settings::get(conn, "house.contact")?.unwrap_or_default(),
        members: number(accounts::count_active(conn)?),
        communities: number(local),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        source_url: SOURCE.to_owned(),
        since: since(conn, reader)?,
        blocked: hosts::table
            .filter(hosts::policy.eq(HostPolicy::Blocked))
            .order(hosts::name)
            .limit(1_000)
            .select((hosts::name, hosts::policy_reason))
            .load::<(String, Option<String>)>(conn)?
            .into_iter()
            .map(|(host, reason)| (host, reason.unwrap_or_default()))
            .collect(),
    };
    let title = reader.lang.text_with("about-title", &[("house", reader.house.name.as_str().into())]);
    let frame = framed(conn, reader, "/about", &title)?;
    Ok(Loaded { page: Page { frame, body, template: "about.html" }, seen })
}

fn staff(conn: &mut Conn, reader: &Reader) -> Result<Vec<crate::pages::view::PersonView>> {
    let ids: Vec<i64> = accounts_table::table
        .filter(accounts_table::state.eq(AccountState::Active))
        .filter(accounts_table::role.eq_any([Role::Admin, Role::Moderator, Role::Responder]))
        .order(accounts_table::id)
        .limit(100)
        .select(accounts_table::actor_id)
        .load(conn)?;
    let faces = Faces::load(conn, reader, ids.iter().copied())?;
    Ok(ids.iter().map(|id| faces.person(*id)).collect())
}

/// The house is as old as its own row among the servers.
fn since(conn: &mut Conn, reader: &Reader) -> Result<Option<WhenView>> {
    let at = hosts::table.find(crate::store::hosts::LOCAL).select(hosts::first_seen_at).first(conn).optional()?;
    Ok(at.map(|at| WhenView::new(&reader.lang, reader.now, at)))
}

pub fn powers(conn: &mut Conn, reader: &Reader) -> Result<Loaded<PowersPage>> {
    let seen = seen::by(conn, reader, Depends::Everything)?;
    let acts: i64 = modlog::table.filter(modlog::created_at.gt(reader.now.minus(MONTH))).count().get_result(conn)?;
    // Written by the list that the log itself is made of: what is not in it cannot be done.
    let every = Act::ALL.iter().map(|act| act.as_str().to_owned()).collect();
    let body = PowersPage { stewards_note: true, acts: u64::try_from(acts).unwrap_or(0), every };
    let title = reader.lang.text("powers");
    let frame = framed(conn, reader, "/powers", &title)?;
    Ok(Loaded { page: Page { frame, body, template: "powers.html" }, seen })
}

/// `terms_html` is the host's own text, rendered.
pub fn terms(conn: &mut Conn, reader: &Reader, terms_html: String) -> Result<Loaded<TermsPage>> {
    let seen = seen::by(conn, reader, Depends::House)?;
    let title = reader.lang.text("terms");
    let frame = framed(conn, reader, "/terms", &title)?;
    Ok(Loaded { page: Page { frame, body: TermsPage { terms_html }, template: "terms.html" }, seen })
}

/// Markdown that the host wrote about itself: its key among the settings.
pub fn host_text(conn: &mut Conn, key: &str) -> Result<String> {
    Ok(settings::get(conn, key)?.unwrap_or_default())
}

/// Every component in every state, for those who work on a theme.
pub fn styleguide(conn: &mut Conn, reader: &Reader) -> Result<Page<crate::pages::view::StyleguidePage>> {
    let mut frame = frame(conn, reader, "")?;
    frame.noindex = true;
    Ok(Page { frame, body: example::styleguide(), template: "styleguide.html" })
}
