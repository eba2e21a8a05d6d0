//! `/admin/servers`: every server that this one has met, and how talking with it goes.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::Result;
use crate::pages::reader::Reader;
use crate::pages::rows::with_query;
use crate::pages::view::{AdminServersPage, Form, Pager, ServerRow, WhenView};
use crate::store::actors::ActorKind;
use crate::store::conn::Conn;
use crate::store::deliveries;
use crate::store::ext::starts_with;
use crate::store::hosts::{Host, HostPolicy, LOCAL};
use crate::store::schema::{actors, hosts};

use super::{ON_A_PAGE, tabs};

pub fn load(conn: &mut Conn, reader: &Reader, query: &str, after: &str) -> Result<AdminServersPage> {
    let query = query.trim().to_lowercase();
    let mut rows = find(conn, &query, after)?;
    let more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let address = if query.is_empty() { "/admin/servers".to_owned() } else { format!("/admin/servers?q={encoded}") };
    let next = rows.last().filter(|_| more).map(|host| with_query(&address, "after", &host.name));
    let people = people(conn, &rows)?;
    let waiting: HashMap<i64, u64> =
        deliveries::queue_by_host(conn)?.into_iter().map(|(id, count, _)| (id, u64::try_from(count).unwrap_or(0))).collect();
    let items = rows.into_iter().map(|host| item(reader, host, &people, &waiting)).collect();
    let first = if after.is_empty() { String::new() } else { address };
    Ok(AdminServersPage {
        tabs: tabs(reader, "/admin/servers"),
        query,
        items,
        pager: Pager { next: next.unwrap_or_default(), first },
        form: Form::default(),
        waiting: waiting.values().sum(),
    })
}

fn find(conn: &mut Conn, query: &str, after: &str) -> Result<Vec<Host>> {
    let mut rows = hosts::table
        .filter(hosts::id.ne(LOCAL))
        .filter(hosts::name.gt(after))
        .order(hosts::name)
        .limit(i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX))
        .select(Host::as_select())
        .into_boxed();
    if !query.is_empty() {
        rows = rows.filter(hosts::name.like(format!("%{}", starts_with(query))).escape('\\'));
    }
    Ok(rows.load(conn)?)
}

fn people(conn: &mut Conn, rows: &[Host]) -> Result<HashMap<i64, i64>> {
    let ids: Vec<i64> = rows.iter().map(|host| host.id).collect();
    Ok(actors::table
        .filter(actors::host_id.eq_any(ids))
        .filter(actors::kind.eq(ActorKind::Person))
        .group_by(actors::host_id)
        .select((actors::host_id, count_star()))
        .load::<(i64, i64)>(conn)?
        .into_iter()
        .collect())
}

fn item(reader: &Reader, host: Host, people: &HashMap<i64, i64>, waiting: &HashMap<i64, u64>) -> ServerRow {
    let when = |at| WhenView::new(&reader.lang, reader.now, at);
    let state = match host.policy {
        HostPolicy::Blocked => "blocked",
        HostPolicy::Silenced => "silenced",
        HostPolicy::Open if host.dormant_at.is_some() => "dormant",
        HostPolicy::Open if host.retry_at.is_some_and(|at| at > reader.now) => "resting",
        HostPolicy::Open => "ok",
    };
    let software = [host.software.as_deref(), host.software_version.as_deref()];
    ServerRow {
        software: software.into_iter().flatten().collect::<Vec<_>>().join(" "),
        people: people.get(&host.id).and_then(|n| u64::try_from(*n).ok()).unwrap_or(0),
        waiting: waiting.get(&host.id).copied().unwrap_or(0),
        failures: u64::try_from(host.failures).unwrap_or(0),
        state: state.to_owned(),
        problem: host.last_error.filter(|_| host.failures > 0).unwrap_or_default(),
        next_try: host.retry_at.filter(|at| *at > reader.now).map(when),
        heard: host.last_in_at.map(when),
        reason: host.policy_reason.filter(|_| host.policy != HostPolicy::Open).unwrap_or_default(),
        host: host.name,
    }
}
