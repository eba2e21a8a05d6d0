//! The front page: what this house is, its communities, and what is new.

use crate::Result;
use crate::kinds;
use crate::domain::{Person, access};
use crate::pages::communities;
use crate::pages::memo::Memo;
use crate::pages::reader::Reader;
use crate::pages::rows::{self, Dress};
use crate::pages::view::{HomePage, Page, Tab};
use crate::pages::{Depends, Loaded, cross_posts, frame, introduce, lifespan, seen, suggested};
use crate::store::Conn;
use crate::store::communities::{self as store, Order};
use crate::store::posts::{Cursor, Sort, Threads};

const COMMUNITIES: i64 = 12;

#[derive(Debug, Clone, Copy, Default)]
pub struct Params {
    /// Only from the viewer's own communities.
    pub mine: bool,
    pub after: Option<Cursor>,
}

pub fn load(conn: &mut Conn, reader: &Reader, memo: &Memo, params: Params) -> Result<Loaded<HomePage>> {
    let seen = seen::by(conn, reader, Depends::Everything)?;
    let person = reader.viewer.person();
    let wanted = Threads {
        followed_by: person.filter(|_| params.mine).map(Person::id),
        sort: Sort::New,
        after: params.after,
        limit: rows::PER_PAGE,
        open: access::open_doors(&reader.viewer),
        without: kinds::not_news(),
        ..Threads::default()
    };
    let mut list = rows::list(conn, &wanted)?;
    let address = if params.mine { "/?show=mine" } else { "/" };
    let pager = rows::pager(&mut list, &wanted, address);
    let can_vote = person.is_some_and(Person::is_active);
    let mut rows = rows::dress(conn, reader, &list, Dress { mixed: true, can_vote, ..Dress::default() })?;
    cross_posts::gather(conn, reader, &list, &mut rows, wanted.followed_by)?;

    let mut busy = store::list(conn, Order::Active, false, 0, COMMUNITIES + 1)?;
    let limit = usize::try_from(COMMUNITIES).unwrap_or(usize::MAX);
    let more_communities = busy.len() > limit;
    busy.truncate(limit);
    let busy: Vec<store::Community> = busy.into_iter().map(|(community, _)| community).collect();
    let numbers = memo.numbers(conn, reader.now)?;
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let body = HomePage {
        communities: communities::cards(conn, reader, &busy)?,
        more_communities,
        tabs: if person.is_some() { tabs(params.mine) } else { Vec::new() },
        rows,
        pager,
        people: number(numbers.people),
        servers: number(numbers.servers),
        threads: number(numbers.threads),
        can_found: can_vote,
        feed_url: "/feed.atom".to_owned(),
        suggested: if params.after.is_none() { suggested::cards(conn, reader)? } else { Vec::new() },
        happening: if params.after.is_none() { lifespan::happening(conn, reader)? } else { Vec::new() },
        ..HomePage::default()
    };
    let mut frame = frame(conn, reader, "home")?;
    introduce(&mut frame, reader, "/", &reader.house.name, &reader.house.purpose, "website");
    frame.feed.clone_from(&body.feed_url);
    frame.noindex = params.after.is_some();
    Ok(Loaded { page: Page { frame, body, template: "home.html" }, seen })
}

fn tabs(mine: bool) -> Vec<Tab> {
    vec![Tab::new("tab-all", "/", !mine), Tab::new("tab-mine", "/?show=mine", mine)]
}
