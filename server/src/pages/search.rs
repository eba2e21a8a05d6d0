//! What is found for a few words, or at an address.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::domain::finding::{self, Found};
use crate::domain::{Person, access};
use crate::kinds;
use crate::pages::communities as lists;
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::rows::{self, Dress};
use crate::pages::view::{Choice, Chip, Form, Page, Pager, SearchPage, Tab, ThreadRow, WhenView};
use crate::pages::{bodies, frame, highlight, interact};
use crate::render;
use crate::store::actors::{self, ActorKind};
use crate::store::schema::{actors as actors_table, posts};
use crate::store::search::{self, Cursor, DocKind, Stand, Wanted};
use crate::store::{Conn, hosts};

/// Of each sort, where all are shown together; and of one sort alone.
const FEW: usize = 5;
const PER_PAGE: usize = 20;
/// Characters of a text around what was found in it, and of a text that is searched for that.
const PIECE: usize = 240;
const WHOLE: usize = 40_000;
const HOUR: u64 = 60 * 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    #[default]
    All,
    Communities,
    Threads,
    Replies,
    People,
}

impl Which {
    const ALL: [Self; 5] = [Self::All, Self::Communities, Self::Threads, Self::Replies, Self::People];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Communities => "communities",
            Self::Threads => "threads",
            Self::Replies => "replies",
            Self::People => "people",
        }
    }
}

/// How far back a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    Day,
    Week,
    Month,
    Year,
}

impl Since {
    const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|since| since.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    pub fn length(self) -> std::time::Duration {
        let days = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
            Self::Year => 365,
        };
        std::time::Duration::from_secs(days * 24 * HOUR)
    }
}

/// What the address asks for. Names are as they were typed: nobody may be called so.
#[derive(Debug, Clone, Default)]
pub struct Params {
    pub query: String,
    pub which: Which,
    /// A community by its handle.
    pub community: String,
    /// A person by their handle.
    pub person: String,
    /// A server by its name.
    pub home: String,
    pub kind: Option<&'static str>,
    pub stand: Option<Stand>,
    pub since: Option<Since>,
    pub after: Option<Cursor>,
}

impl Params {
    /// Narrowed by something that only posts have.
    fn is_about_posts(&self) -> bool {
        !self.community.is_empty() || !self.person.is_empty() || self.kind.is_some() || self.stand.is_some() || self.since.is_some()
    }

    fn is_narrow(&self) -> bool {
        self.is_about_posts() || !self.home.is_empty()
    }

    /// Whether anything is looked for.
    pub fn says_something(&self) -> bool {
        !self.query.is_empty() || self.is_narrow()
    }

    fn address(&self) -> String {
        let mut address = format!("/search?q={}", interact::escaped(&self.query));
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                address = rows::with_query(&address, name, &interact::escaped(value));
            }
        };
        add("show", if self.which == Which::All { "" } else { self.which.as_str() });
        add("in", &self.community);
        add("by", &self.person);
        add("home", &self.home);
        add("kind", self.kind.unwrap_or_default());
        add("state", self.stand.map_or("", Stand::as_str));
        add("since", self.since.map_or("", Since::as_str));
        address
    }
}

/// What became of a query that is an address: see [`SearchPage::resolve`].
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    pub state: &'static str,
    pub url: String,
    pub title: String,
}

pub fn load(conn: &mut Conn, reader: &Reader, params: &Params, resolution: Resolution) -> Result<Page<SearchPage>> {
    let mut body = SearchPage {
        query: params.query.clone(),
        resolve: resolution.state.to_owned(),
        resolved_url: resolution.url,
        resolved_title: resolution.title,
        all_url: Params { query: params.query.clone(), ..Params::default() }.address(),
        narrowed: params.is_narrow(),
        ..SearchPage::default()
    };
    let is_address = !body.resolve.is_empty();
    describe(reader, params, &mut body);
    if params.says_something() && !is_address {
        body.asked = true;
        body.tabs = tabs(params);
        match wanted(conn, reader, params)? {
            Some(mut wanted) => {
                find(conn, reader, params, &wanted, &mut body)?;
                if !body.found() && params.after.is_none() {
                    correct(conn, reader, params, &mut wanted, &mut body)?;
                }
            }
            None => body.unknown = true,
        }
    }
    let mut frame = frame(conn, reader, "search")?;
    frame.noindex = true;
    Ok(Page { frame, body, template: "search.html" })
}

fn tabs(params: &Params) -> Vec<Tab> {
    // Communities and people are in no community and of no kind.
    let fits = |which: &Which| !params.is_about_posts() || !matches!(which, Which::Communities | Which::People);
    let tab = |which: Which| {
        let there = Params { which, after: None, ..params.clone() };
        Tab::new(&format!("tab-{}", which.as_str()), there.address(), which == params.which)
    };
    Which::ALL.into_iter().filter(fits).map(tab).collect()
}

/// The filters as form and as chips.
fn describe(reader: &Reader, params: &Params, body: &mut SearchPage) {
    let word = |key: String| reader.lang.text(&key);
    let kind = params.kind.unwrap_or_default();
    let (stand, since) = (params.stand.map_or("", Stand::as_str), params.since.map_or("", Since::as_str));
    body.form = Form::filled([
        ("in", params.community.clone()),
        ("by", params.person.clone()),
        ("home", params.home.clone()),
        ("kind", kind.to_owned()),
        ("state", stand.to_owned()),
        ("since", since.to_owned()),
    ]);
    let choice = |value: &str, key: String| Choice { value: value.to_owned(), label: word(key) };
    body.kinds = kinds::ALL.iter().map(|kind| choice(kind.name(), format!("kind-{}", kind.name()))).collect();
    body.states = Stand::ALL.iter().map(|stand| choice(stand.as_str(), format!("found-{stand}"))).collect();
    body.spans = Since::ALL.iter().map(|since| choice(since.as_str(), format!("since-{}", since.as_str()))).collect();
    let mut chip = |key: &str, value: String, without: Params| {
        if !value.is_empty() {
            body.chips.push(Chip { text: reader.lang.text_with(key, &[("value", value.into())]), url: without.address() });
        }
    };
    let base = Params { after: None, ..params.clone() };
    chip("chip-in", params.community.clone(), Params { community: String::new(), ..base.clone() });
    chip("chip-by", params.person.clone(), Params { person: String::new(), ..base.clone() });
    chip("chip-home", params.home.clone(), Params { home: String::new(), ..base.clone() });
    if params.kind.is_some() {
        chip("chip-plain", word(format!("kind-{kind}")), Params { kind: None, ..base.clone() });
    }
    if params.stand.is_some() {
        chip("chip-plain", word(format!("found-{stand}")), Params { stand: None, ..base.clone() });
    }
    if params.since.is_some() {
        chip("chip-plain", word(format!("since-{since}")), Params { since: None, ..base });
    }
}

/// The query as the index takes it; nothing where a filter names somebody who is not known here.
fn wanted(conn: &mut Conn, reader: &Reader, params: &Params) -> Result<Option<Wanted>> {
    let mut wanted = Wanted {
        words: search::asked(&params.query),
        thread_kind: params.kind,
        stand: params.stand,
        since: params.since.map(|since| reader.now.minus(since.length())),
        ..Wanted::default()
    };
    let local = |handle: &str| handle.strip_suffix(&format!("@{}", reader.urls.host())).unwrap_or(handle).to_owned();
    if !params.community.is_empty() {
        match access::community(conn, &reader.viewer, &local(params.community.trim_start_matches(['!', '@']))) {
            Ok((community, _)) => wanted.community = Some(community.actor_id),
            Err(crate::Error::NotFound(_) | crate::Error::Gone | crate::Error::Forbidden(_)) => return Ok(None),
            Err(other) => return Err(other),
        }
    }
    if !params.person.is_empty() {
        let actor = actors::by_handle(conn, &local(params.person.trim_start_matches('@')))?.filter(|a| a.kind != ActorKind::Community);
        let Some(actor) = actor else { return Ok(None) };
        wanted.author = Some(actor.id);
    }
    if !params.home.is_empty() {
        let is_here = params.home == reader.urls.host();
        let host = if is_here { Some(hosts::LOCAL) } else { hosts::by_name(conn, &params.home)?.map(|host| host.id) };
        let Some(host) = host else { return Ok(None) };
        wanted.host = Some(host);
    }
    Ok(Some(wanted))
}

fn find(conn: &mut Conn, reader: &Reader, params: &Params, wanted: &Wanted, body: &mut SearchPage) -> Result<()> {
    let all = params.which == Which::All;
    let wants = |which: Which| all || params.which == which;
    let limit = if all { FEW } else { PER_PAGE };
    let after = if all { None } else { params.after };
    let of = |conn: &mut Conn, kind: DocKind| -> Result<Found> {
        finding::find(conn, &reader.viewer, &Wanted { kinds: vec![kind], ..wanted.clone() }, after, limit)
    };
    let mut next = None;
    if wants(Which::Communities) && !params.is_about_posts() {
        let found = of(conn, DocKind::Community)?;
        next = found.next;
        let rows = lists::in_order(conn, &found.ids())?;
        body.communities = lists::cards(conn, reader, &rows)?;
    }
    if wants(Which::People) && !params.is_about_posts() {
        let found = of(conn, DocKind::Person)?;
        next = found.next;
        let faces = Faces::load(conn, reader, found.ids().into_iter())?;
        body.people = found.ids().into_iter().map(|id| faces.person(id)).collect();
    }
    if wants(Which::Threads) {
        let found = of(conn, DocKind::Thread)?;
        next = found.next;
        body.rows = threads(conn, reader, &found.ids(), &wanted.words)?;
    }
    if wants(Which::Replies) {
        let found = of(conn, DocKind::Reply)?;
        next = found.next;
        body.replies = replies(conn, reader, &found.ids(), &wanted.words)?;
    }
    if !all {
        let base = Params { after: None, ..params.clone() }.address();
        body.pager = Pager {
            next: next.map(|cursor| rows::with_query(&base, "after", &cursor.encode())).unwrap_or_default(),
            first: if params.after.is_some() { base } else { String::new() },
        };
    }
    Ok(())
}

/// Nothing was found: perhaps a word was mistyped.
fn correct(conn: &mut Conn, reader: &Reader, params: &Params, wanted: &mut Wanted, body: &mut SearchPage) -> Result<()> {
    wanted.kinds = match params.which {
        Which::All if params.is_about_posts() => vec![DocKind::Thread, DocKind::Reply],
        Which::All => DocKind::ALL.to_vec(),
        Which::Communities => vec![DocKind::Community],
        Which::Threads => vec![DocKind::Thread],
        Which::Replies => vec![DocKind::Reply],
        Which::People => return Ok(()),
    };
    let Some(words) = finding::corrected(conn, &reader.viewer, wanted)? else { return Ok(()) };
    let query = words.join(" ");
    let corrected = Params { query: query.clone(), ..params.clone() };
    wanted.words = words;
    body.tabs = tabs(&corrected);
    find(conn, reader, &corrected, wanted, body)?;
    body.corrected = query;
    Ok(())
}

/// Threads as rows, with the words marked in title and text.
pub(super) fn threads(conn: &mut Conn, reader: &Reader, ids: &[i64], words: &[String]) -> Result<Vec<ThreadRow>> {
    let found = in_order(ids, rows::by_ids(conn, ids)?, |thread| thread.id);
    let can_vote = reader.viewer.person().is_some_and(Person::is_active);
    let mut dressed = rows::dress(conn, reader, &found, Dress { mixed: true, judged: true, can_vote, ..Dress::default() })?;
    if words.is_empty() {
        return Ok(dressed);
    }
    let bodies: HashMap<String, bodies::Body> = bodies::by_ids(conn, ids)?.into_iter().map(|body| (body.id.to_string(), body)).collect();
    for row in &mut dressed {
        row.title_html = highlight::marked(&row.title, words);
        if let Some(body) = bodies.get(&row.id).filter(|body| body.warning.as_deref().is_none_or(str::is_empty)) {
            row.excerpt_html = highlight::around(&render::plain_text(&body.html, WHOLE), words, PIECE);
        }
    }
    Ok(dressed)
}

/// Replies as rows: the title is that of their thread.
pub(super) fn replies(conn: &mut Conn, reader: &Reader, ids: &[i64], words: &[String]) -> Result<Vec<ThreadRow>> {
    let found = in_order(ids, bodies::by_ids(conn, ids)?, |body| body.id);
    let roots: Vec<i64> = found.iter().filter_map(|body| body.thread_id).collect();
    let roots: HashMap<i64, rows::Thread> = rows::by_ids(conn, &roots)?.into_iter().map(|thread| (thread.id, thread)).collect();
    let faces = Faces::load(conn, reader, found.iter().flat_map(|b| std::iter::once(b.author_id).chain(b.community_id)))?;
    let row = |body: &bodies::Body| {
        let root = body.thread_id.and_then(|id| roots.get(&id)).filter(|root| root.deleted_at.is_none() && root.removed_at.is_none());
        let text = match body.warning.as_deref().map(str::trim) {
            Some(warning) if !warning.is_empty() => warning.to_owned(),
            _ => render::plain_text(&body.html, WHOLE),
        };
        ThreadRow {
            id: body.id.to_string(),
            url: format!("/post/{}", body.id),
            title: root.map_or_else(|| reader.lang.text("a-reply"), rows::Thread::label),
            kind: "reply".to_owned(),
            author: faces.person(body.author_id),
            community: body.community_id.and_then(|id| faces.community_link(id)),
            community_host: body.community_id.filter(|id| faces.get(*id).is_some_and(|c| !c.is_local())).map(|id| faces.host(id).to_owned()).unwrap_or_default(),
            when: WhenView::new(&reader.lang, reader.now, body.published_at),
            score: i64::from(body.score),
            excerpt_html: highlight::around(&text, words, PIECE),
            state: "live".to_owned(),
            ..ThreadRow::default()
        }
    };
    Ok(found.iter().map(row).collect())
}

pub(super) fn in_order<T>(ids: &[i64], found: Vec<T>, id: impl Fn(&T) -> i64) -> Vec<T> {
    let mut by_id: HashMap<i64, T> = found.into_iter().map(|one| (id(&one), one)).collect();
    ids.iter().filter_map(|id| by_id.remove(id)).collect()
}

/// What to call a found address.
pub fn title_of_actor(conn: &mut Conn, handle: &str) -> Result<String> {
    Ok(actors::by_handle(conn, handle)?.map_or_else(|| handle.to_owned(), |actor| actor.label().to_owned()))
}

pub fn title_of_post(conn: &mut Conn, id: i64) -> Result<String> {
    let title: Option<Option<String>> = posts::table.find(id).select(posts::title).first(conn).optional()?;
    if let Some(Some(title)) = title {
        return Ok(title);
    }
    let author: Option<String> = posts::table
        .inner_join(actors_table::table.on(actors_table::id.eq(posts::author_id)))
        .filter(posts::id.eq(id))
        .select(actors_table::name)
        .first(conn)
        .optional()?;
    Ok(author.map(|name| format!("@{name}")).unwrap_or_default())
}
