//! Reports: of the whole house for staff, of one community for its stewards.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::pages::named;
use crate::pages::reader::Reader;
use crate::pages::rows::with_query;
use crate::pages::view::{AdminReportsPage, Pager, PersonView, ReportRow, WhenView};
use crate::render::plain_text;
use crate::store::actors::ActorKind;
use crate::store::conn::Conn;
use crate::store::moderation::{self, Report, ReportState};
use crate::store::posts::{self, Post};
use crate::store::schema::reports;
use crate::store::actors;

use super::{ON_A_PAGE, tabs};

const EXCERPT: usize = 300;

pub fn load(conn: &mut Conn, reader: &Reader, settled: bool, from: Option<i64>) -> Result<AdminReportsPage> {
    let mut page = list(conn, reader, None, settled, from, "/admin/reports")?;
    page.tabs = tabs(reader, "/admin/reports");
    Ok(page)
}

/// Open ones oldest first, settled ones newest first. Whoever may see them was checked before.
pub fn list(conn: &mut Conn, reader: &Reader, community: Option<i64>, settled: bool, from: Option<i64>, address: &str) -> Result<AdminReportsPage> {
    let limit = i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = if settled {
        settled_ones(conn, community, from, limit)?
    } else {
        moderation::reports(conn, ReportState::Open, community, from.unwrap_or(0), limit)?
    };
    let more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    let here = if settled { with_query(address, "settled", "1") } else { address.to_owned() };
    let next = rows.last().filter(|_| more).map(|row| with_query(&here, "from", &row.id.to_string()));
    let around = Around::load(conn, &rows)?;
    let items = rows.iter().map(|row| item(reader, row, &around)).collect();
    let first = if from.is_some() { here } else { String::new() };
    Ok(AdminReportsPage { tabs: Vec::new(), items, pager: Pager { next: next.unwrap_or_default(), first }, settled, address: address.to_owned() })
}

fn settled_ones(conn: &mut Conn, community: Option<i64>, before: Option<i64>, limit: i64) -> Result<Vec<Report>> {
    let mut query = reports::table
        .filter(reports::state.ne(ReportState::Open))
        .filter(reports::id.lt(before.unwrap_or(i64::MAX)))
        .order(reports::id.desc())
        .limit(limit)
        .select(Report::as_select())
        .into_boxed();
    if let Some(id) = community {
        query = query.filter(reports::community_id.eq(id));
    }
    Ok(query.load(conn)?)
}

/// Everything that the rows of one page point to, fetched together.
struct Around {
    posts: HashMap<i64, Post>,
    people: HashMap<i64, PersonView>,
    communities: HashMap<i64, (String, String)>,
}

impl Around {
    fn load(conn: &mut Conn, rows: &[Report]) -> Result<Self> {
        let ids: Vec<i64> = rows.iter().filter_map(|r| r.post_id).collect();
        let posts = posts::by_ids(conn, &ids)?.into_iter().map(|p| (p.id, p)).collect();
        let mut ids: Vec<i64> = rows
            .iter()
            .flat_map(|r| [Some(r.reporter_id), r.target_actor_id, r.community_id, r.resolver_id])
            .flatten()
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let (mut people, mut communities) = (HashMap::new(), HashMap::new());
        for (actor, host) in actors::with_hosts(conn, &ids)? {
            if actor.kind == ActorKind::Community {
                let url = if actor.is_local() { format!("/c/{}", actor.name) } else { format!("/c/{}@{host}", actor.name) };
                communities.insert(actor.id, (actor.label().to_owned(), url));
            } else {
                people.insert(actor.id, named::person(&actor, &host));
            }
        }
        Ok(Self { posts, people, communities })
    }
}

fn item(reader: &Reader, row: &Report, around: &Around) -> ReportRow {
    let post = row.post_id.and_then(|id| around.posts.get(&id));
    let author = row.target_actor_id.and_then(|id| around.people.get(&id)).cloned().unwrap_or_default();
    let (community, community_url) = row.community_id.and_then(|id| around.communities.get(&id)).cloned().unwrap_or_default();
    let outcome = match row.state {
        ReportState::Open => String::new(),
        ReportState::Upheld => reader.lang.text("report-upheld"),
        ReportState::Dismissed => reader.lang.text("report-dismissed"),
    };
    let by = row.resolver_id.and_then(|id| around.people.get(&id)).map(|p| format!(" ({})", p.handle)).unwrap_or_default();
    ReportRow {
        id: row.id.to_string(),
        when: WhenView::new(&reader.lang, reader.now, row.created_at),
        reporter: around.people.get(&row.reporter_id).cloned(),
        post_url: post.map_or_else(|| author.url.clone(), |p| format!("/post/{}", p.id)),
        excerpt: post.map(|p| format!("{} {}", p.title.as_deref().unwrap_or_default(), plain_text(&p.html, EXCERPT))).unwrap_or_default().trim().to_owned(),
        has_post: post.is_some(),
        author,
        reason: row.reason.clone(),
        community,
        community_url,
        outcome: if outcome.is_empty() { outcome } else { outcome + &by },
    }
}
