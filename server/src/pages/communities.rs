//! The directory of communities: all, those that live here, those from elsewhere, one's own; by what they are for, what
//! they hold, how long they last, and how lively they are.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::domain::access;
use crate::domain::{Person, finding};
use crate::formats::{self, Format};
use crate::pages::community::card;
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::search::Since;
use crate::pages::view::{Chip, Choice, CommunitiesPage, CommunityCard, Form, Membership, Page, Pager, Tab};
use crate::pages::{Depends, Loaded, frame, interact, introduce, lifespan, rows, seen, suggested};
use crate::store::Conn;
use crate::store::communities::{Community, Lifespan, Order, Purpose};
use crate::store::directory::{self, Shelf};
use crate::store::schema::{actors, communities, follows, stewards};
use crate::store::search::{self, Cursor, DocKind, Wanted};

const PER_PAGE: usize = 30;
/// How often hits are looked at before a page is left as it is.
const ROUNDS: usize = 20;

/// Which communities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    #[default]
    All,
    Here,
    Elsewhere,
    Mine,
}

impl Which {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "all" => Self::All,
            "here" => Self::Here,
            "elsewhere" => Self::Elsewhere,
            "mine" => Self::Mine,
            _ => return None,
        })
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Here => "here",
            Self::Elsewhere => "elsewhere",
            Self::Mine => "mine",
        }
    }
}

/// Words for orders, as the address has them.
pub fn order(word: &str) -> Option<Order> {
    Some(match word {
        "active" => Order::Active,
        "new" => Order::New,
        "members" => Order::Members,
        _ => return None,
    })
}

fn order_word(order: Order) -> &'static str {
    match order {
        Order::Active => "active",
        Order::New => "new",
        Order::Members => "members",
    }
}

#[derive(Debug, Clone, Default)]
pub struct Params {
    pub which: Which,
    pub query: String,
    pub purpose: Option<Purpose>,
    pub format: Option<Format>,
    pub lifespan: Option<Lifespan>,
    pub active: Option<Since>,
    pub order: Order,
    /// Where the page before ended, as it was written there.
    pub after: String,
}

impl Params {
    fn is_narrow(&self) -> bool {
        self.purpose.is_some() || self.format.is_some() || self.lifespan.is_some() || self.active.is_some()
    }

    fn is_first_page(&self) -> bool {
        self.query.is_empty() && self.which == Which::All && !self.is_narrow() && self.after.is_empty()
    }

    /// Of the page itself, as we write it.
    pub fn address(&self) -> String {
        let mut address = "/communities".to_owned();
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                address = rows::with_query(&address, name, &interact::escaped(value));
            }
        };
        add("q", &self.query);
        add("show", if self.which == Which::All { "" } else { self.which.as_str() });
        add("purpose", self.purpose.map_or("", Purpose::as_str));
        add("format", self.format.map_or("", Format::as_str));
        add("lifespan", self.lifespan.map_or("", Lifespan::as_str));
        add("active", self.active.map_or("", Since::as_str));
        add("sort", if self.order == Order::default() { "" } else { order_word(self.order) });
        add("after", &self.after);
        address
    }
}

pub fn load(conn: &mut Conn, reader: &Reader, params: &Params) -> Result<Loaded<CommunitiesPage>> {
    let seen = seen::by(conn, reader, Depends::Everything)?;
    let (found, next) = if params.query.is_empty() { shelf(conn, reader, params)? } else { by_words(conn, reader, params)? };
    let first = Params { after: String::new(), ..params.clone() };
    let mut body = CommunitiesPage {
        query: params.query.clone(),
        tabs: tabs(reader, params),
        items: cards(conn, reader, &found)?,
        pager: Pager {
            next: next.map(|after| Params { after, ..params.clone() }.address()).unwrap_or_default(),
            first: if params.after.is_empty() { String::new() } else { first.address() },
        },
        can_found: reader.viewer.person().is_some_and(Person::is_active),
        narrowed: params.is_narrow(),
        ..CommunitiesPage::default()
    };
    lifespan::tell(conn, reader, &mut body.items, &found)?;
    if params.is_first_page() {
        body.happening = lifespan::happening(conn, reader)?;
        body.suggested = suggested::cards(conn, reader)?;
    }
    describe(reader, &first, &mut body);
    let mut frame = frame(conn, reader, "communities")?;
    let title = reader.lang.text("communities");
    introduce(&mut frame, reader, "/communities", &title, &reader.house.purpose, "website");
    frame.noindex = !params.is_first_page();
    Ok(Loaded { page: Page { frame, body, template: "communities.html" }, seen })
}

/// The filters as form and as chips.
fn describe(reader: &Reader, params: &Params, body: &mut CommunitiesPage) {
    let word = |key: String| reader.lang.text(&key);
    let choice = |value: &str, key: String| Choice { value: value.to_owned(), label: word(key) };
    let (purpose, lifespan) = (params.purpose.map_or("", Purpose::as_str), params.lifespan.map_or("", Lifespan::as_str));
    let (format, active) = (params.format.map_or("", Format::as_str), params.active.map_or("", Since::as_str));
    body.form = Form::filled([
        ("purpose", purpose.to_owned()),
        ("format", format.to_owned()),
        ("lifespan", lifespan.to_owned()),
        ("active", active.to_owned()),
        ("sort", order_word(params.order).to_owned()),
        ("show", if params.which == Which::All { String::new() } else { params.which.as_str().to_owned() }),
    ]);
    body.purposes = Purpose::ALL.iter().map(|one| choice(one.as_str(), format!("purpose-{one}"))).collect();
    if formats::OFFERED.len() > 1 {
        body.formats = formats::OFFERED.iter().map(|one| choice(one.as_str(), format!("format-{one}"))).collect();
    }
    body.lifespans = Lifespan::ALL.iter().map(|one| choice(one.as_str(), format!("lasting-{one}"))).collect();
    body.spans = [Since::Day, Since::Week, Since::Month].map(|one| choice(one.as_str(), format!("active-{}", one.as_str()))).into();
    body.orders = ["active", "new", "members"].map(|one| choice(one, format!("order-{one}"))).into();
    let mut chip = |value: &str, key: &str, without: Params| {
        if !value.is_empty() {
            body.chips.push(Chip { text: word(format!("{key}-{value}")), url: without.address() });
        }
    };
    chip(purpose, "purpose", Params { purpose: None, ..params.clone() });
    chip(format, "format", Params { format: None, ..params.clone() });
    chip(lifespan, "lasting", Params { lifespan: None, ..params.clone() });
    chip(active, "active", Params { active: None, ..params.clone() });
}

fn tabs(reader: &Reader, params: &Params) -> Vec<Tab> {
    let mut all = vec![Which::All, Which::Here, Which::Elsewhere];
    if reader.viewer.person().is_some() {
        all.push(Which::Mine);
    }
    let tab = |which: Which| {
        let there = Params { which, after: String::new(), ..params.clone() };
        Tab::new(&format!("tab-{}", which.as_str()), there.address(), which == params.which)
    };
    all.into_iter().map(tab).collect()
}

fn shelf_of(reader: &Reader, params: &Params) -> Shelf {
    Shelf {
        here: match params.which {
            Which::Here => Some(true),
            Which::Elsewhere => Some(false),
            Which::All | Which::Mine => None,
        },
        // One's own list holds also what is in no public list.
        of: (params.which == Which::Mine).then(|| reader.viewer.id().unwrap_or(0)),
        purpose: params.purpose,
        format: params.format,
        lifespan: params.lifespan,
        active_since: params.active.map(|since| reader.now.minus(since.length())),
        order: params.order,
        ..Shelf::default()
    }
}

/// A full page as long as there is enough that the viewer may see, and where the list goes on.
fn shelf(conn: &mut Conn, reader: &Reader, params: &Params) -> Result<(Vec<Community>, Option<String>)> {
    let mut shelf = shelf_of(reader, params);
    shelf.after = params.after.split_once('.').and_then(|(value, id)| Some((value.parse().ok()?, id.parse().ok()?)));
    let (found, next) = finding::shelf(conn, &reader.viewer, shelf, PER_PAGE)?;
    Ok((found, next.map(|(value, id)| format!("{value}.{id}"))))
}

/// Those whose name, line or charter has the words, best first.
fn by_words(conn: &mut Conn, reader: &Reader, params: &Params) -> Result<(Vec<Community>, Option<String>)> {
    let wanted = Wanted { words: search::asked(&params.query), kinds: vec![DocKind::Community], ..Wanted::default() };
    let mut after = Cursor::decode(&params.after);
    let mut found: Vec<Community> = Vec::new();
    for _ in 0..ROUNDS {
        let page = finding::find(conn, &reader.viewer, &wanted, after, PER_PAGE)?;
        let shelf = Shelf { among: Some(page.ids()), ..shelf_of(reader, params) };
        let mut rows: HashMap<i64, Community> = directory::list(conn, &shelf, i64::try_from(PER_PAGE).unwrap_or(i64::MAX))?.into_iter().map(|c| (c.actor_id, c)).collect();
        for hit in &page.hits {
            if let Some(community) = rows.remove(&hit.id) {
                found.push(community);
                if found.len() == PER_PAGE {
                    return Ok((found, Some(hit.cursor().encode())));
                }
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok((found, None));
        }
    }
    Ok((found, after.map(|cursor| cursor.encode())))
}

/// Communities by id, in the order of the ids. Which of them may be shown was asked before.
pub fn in_order(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Community>> {
    let found: Vec<Community> = communities::table
        .inner_join(actors::table)
        .filter(communities::actor_id.eq_any(ids.to_vec()))
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .select(Community::as_select())
        .load(conn)?;
    let mut by_id: HashMap<i64, Community> = found.into_iter().map(|c| (c.actor_id, c)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// Cards with the viewer's membership.
pub fn cards(conn: &mut Conn, reader: &Reader, found: &[Community]) -> Result<Vec<CommunityCard>> {
    let ids: Vec<i64> = found.iter().map(|c| c.actor_id).collect();
    let faces = Faces::load(conn, reader, ids.iter().copied())?;
    let mine: Vec<i64> = match reader.viewer.id() {
        Some(me) => {
            let tended = stewards::table
                .filter(stewards::actor_id.eq(me))
                .filter(stewards::community_id.eq_any(ids.clone()))
                .select(stewards::community_id)
                .load::<i64>(conn)?;
            let mut joined: Vec<i64> = follows::table
                .filter(follows::follower_id.eq(me))
                .filter(follows::followed_id.eq_any(ids))
                .filter(follows::state.eq(crate::store::communities::FollowState::Accepted))
                .select(follows::followed_id)
                .load(conn)?;
            joined.extend(tended);
            joined
        }
        None => Vec::new(),
    };
    let held = faces.held_back(conn, reader, found.iter().map(|c| c.actor_id))?;
    let seen = found.iter().filter(|c| !held.contains(&c.actor_id)).filter(|c| {
        faces.get(c.actor_id).is_some_and(|face| {
            access::sees_community_that_is(face.deleted_at.is_some(), face.suspended_at.is_some(), &reader.viewer)
        })
    });
    Ok(seen
        .map(|community| {
            let mut card = card(&faces, community, reader, &Membership::default());
            card.joined = mine.contains(&community.actor_id);
            card
        })
        .collect())
}
