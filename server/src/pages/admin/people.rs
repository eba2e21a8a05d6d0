//! `/admin/people`: everybody with an account here.

use crate::Result;
use crate::pages::named;
use crate::pages::reader::Reader;
use crate::pages::rows::with_query;
use crate::pages::view::{AccountRow, AdminPeoplePage, Pager, WhenView};
use crate::store::accounts::{self, AccountState, Role};
use crate::store::conn::Conn;

use super::{ON_A_PAGE, tabs};

pub fn load(conn: &mut Conn, reader: &Reader, query: &str, before: Option<i64>) -> Result<AdminPeoplePage> {
    let limit = i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX);
    let admin = reader.viewer.person().is_some_and(|p| p.has(Role::Admin));
    let mut rows = accounts::list(conn, query.trim().trim_start_matches('@'), admin, before, limit)?;
    let more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let address = if query.is_empty() { "/admin/people".to_owned() } else { format!("/admin/people?q={encoded}") };
    let next = rows.last().filter(|_| more).map(|(account, _)| with_query(&address, "before", &account.id.to_string()));
    let items = rows
        .into_iter()
        .map(|(account, actor)| AccountRow {
            id: account.id.to_string(),
            person: named::person(&actor, reader.urls.host()),
            // Addresses are for those who run the house, not for every moderator.
            email: account.email.filter(|_| admin).unwrap_or_default(),
            role: account.role.as_str().to_owned(),
            state: if actor.suspended_at.is_some() && account.state == AccountState::Active { "suspended" } else { account.state.as_str() }.to_owned(),
            since: WhenView::new(&reader.lang, reader.now, account.created_at),
            seen: account.seen_at.map(|at| WhenView::new(&reader.lang, reader.now, at)),
            me: reader.viewer.id() == Some(actor.id),
        })
        .collect();
    let first = if before.is_some() { address } else { String::new() };
    Ok(AdminPeoplePage {
        tabs: tabs(reader, "/admin/people"),
        query: query.to_owned(),
        items,
        pager: Pager { next: next.unwrap_or_default(), first },
        can_change_roles: admin,
    })
}
