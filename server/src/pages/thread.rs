//! One thread with its replies, or one reply with what belongs to it.

use std::collections::HashMap;

use diesel::prelude::*;

use super::bodies::{self, Body, Dresser, Powers};
use super::tree::{Leaf, PAGE, Shown, Tree};
pub use super::tree::Order;
use crate::clock::Time;
use crate::domain::reputation::Power;
use crate::domain::{Person, access};
use crate::kinds::{self, Looker};
use crate::pages::faces::{Blocked, Faces};
use crate::pages::reader::Reader;
use crate::pages::view::{CommunityCard, Form, LinkView, Membership, Page, Pager, PostView, Tab, ThreadPage, arrange};
use crate::pages::labels as labels_page;
use crate::pages::{Depends, Loaded, blog, community, cross_posts, frame, introduce, roadmap, questions, rows, seen, tag, wiki};
use crate::render::{self, Renderer};
use crate::store::communities::{self, Access, Community, CommunityState, Purpose};
use crate::store::accounts::Role;
use crate::store::actors::Actor;
use crate::store::labels;
use crate::store::posts::Post;
use crate::store::ranks::{self, Rank};
use crate::store::schema::posts;
use crate::store::Conn;
use crate::{Error, Result};

/// More replies than this are not even counted into the tree of one page.
const SKELETON: i64 = 20_000;

/// What the address asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Params {
    pub order: Order,
    /// The direct reply that the page before ended with.
    pub after: Option<i64>,
    /// Reply to this one, on a page without scripts.
    pub reply_to: Option<i64>,
}

/// The thread or reply `id`. A form that came back with errors replaces the empty one.
pub fn load(conn: &mut Conn, reader: &Reader, renderer: &Renderer, id: i64, params: Params, form: Option<Form>) -> Result<Loaded<ThreadPage>> {
    let found: Option<(Option<i64>, Option<i64>)> =
        posts::table.find(id).select((posts::community_id, posts::thread_id)).first(conn).optional()?;
    let depends = match found.ok_or(Error::NotFound("post"))? {
        (Some(community), _) => Depends::Community(community),
        (None, thread) => Depends::Thread(thread.unwrap_or(id)),
    };
    let seen = seen::by(conn, reader, depends)?;
    let (post, author, home) = access::post_or_stump(conn, &reader.viewer, id)?;
    let (root, root_author) = if post.is_thread() { (post.clone(), author) } else { root_of(conn, reader, &post)? };
    let place = Place::load(conn, reader, &root, home.as_ref())?;
    let focus = (!post.is_thread()).then_some(post.id);
    let replies = replies(conn, &root, params, focus)?;

    let highlights = match kinds::by_name(&root.kind).filter(|_| root.stands()) {
        Some(kind) => kind.highlights(conn, &root)?,
        None => Vec::new(),
    };
    let missing: Vec<i64> =
        highlights.iter().map(|h| h.reply).filter(|id| !replies.bodies.iter().any(|b| b.id == *id)).collect();
    let mut above = bodies::by_ids(conn, &missing)?;
    let head: Body = bodies::by_ids(conn, &[root.id])?.pop().ok_or(Error::NotFound("post"))?;
    let named = replies.bodies.iter().chain(&above).map(|b| b.author_id).chain([head.author_id]).chain(home.as_ref().map(|c| c.id));
    let mut faces = Faces::load(conn, reader, named)?;
    faces.mark_stewards(place.stewards.iter().copied());
    if let Some(home) = home.as_ref().filter(|c| c.is_local()) {
        let authors: Vec<i64> = replies.bodies.iter().chain(&above).map(|b| b.author_id).chain([head.author_id]).collect();
        faces.mark_ranks(ranks::marks(conn, home.id, &authors)?);
    }
    let blocked = Blocked::load(conn, reader)?;
    let mut all = replies.bodies;
    all.append(&mut above);
    all.push(head);
    let mut dresser = Dresser::load(conn, reader, renderer, &faces, &all)?;
    dresser.powers = place.powers;
    dresser.starter = Some(root.author_id);
    if let Some(me) = reader.viewer.id().filter(|_| place.powers.spam) {
        dresser.spam = ranks::called_by(conn, me, &all.iter().map(|b| b.id).collect::<Vec<_>>())?;
    }
    let head = all.pop().ok_or(Error::NotFound("post"))?;

    let sort = Address { root: root.id, order: params.order };
    let mut views = draw(&dresser, &blocked, &all, &replies.shown, focus, &sort);
    let looker = Looker {
        person: reader.viewer.person().filter(|p| p.is_active()).map(Person::id),
        takes_part: place.powers.part,
        tends: place.powers.tend,
        merges: place.powers.merge,
        official: reader.viewer.person().is_some_and(|p| p.has(Role::Responder)),
    };
    let panel = match kinds::by_name(&root.kind).filter(|_| root.stands()) {
        Some(kind) => kind.panel(conn, &root, &looker, reader.now)?,
        None => None,
    };
    let mut answers = questions::answers(&dresser, &all, &highlights, &mut views);
    if let (Some(row), Some(actor)) = (&place.community, home.as_ref()) {
        wiki::sign_answers(conn, reader, row, actor, &place.membership.state, &mut answers)?;
    }
    let merged = panel.as_ref().is_some_and(|p| p.get("bucket").is_some_and(|b| !b.is_null()));
    questions::allow(&mut views, &root, &looker, merged, home.as_ref().is_some_and(Actor::is_local));
    let mut page = ThreadPage {
        panel,
        answered: !answers.is_empty(),
        answers,
        kind: root.kind.clone(),
        pinned: root.pinned_at.is_some(),
        locked: root.locked_at.is_some(),
        replies: u64::try_from(root.replies).unwrap_or(0),
        posts: views,
        tabs: sort.tabs(),
        pager: sort.pager(params.after.is_some(), replies.next),
        whole_url: focus.map(|id| format!("/post/{}#p{id}", root.id)).unwrap_or_default(),
        title: title_of(&root),
        link: link_of(&root),
        feed_url: format!("/post/{}/feed.atom", root.id),
        interact_url: interact_url(&post),
        form: form.unwrap_or_default(),
        hashtags: if root.stands() { tag::links(conn, reader, root.id)? } else { Vec::new() },
        ..ThreadPage::default()
    };
    page.post = dresser.post(&head);
    page.post.can_take_in = dresser.powers.take_in && root.kind == "discussion" && page.post.state == "live";
    // A warned picture stays folded with the text.
    if page.post.warning.is_empty() {
        blog::raise_cover(&mut page);
    }
    let listed = place.is_listed(home.as_ref());
    place.fill(&mut page, &faces, home.as_ref());
    if root.stands() {
        let place = page.community.as_ref().map(|c| c.url.clone()).unwrap_or_default();
        let carried = labels::of_posts(conn, &[root.id])?.remove(&root.id).unwrap_or_default();
        page.labels = carried.iter().map(|label| labels_page::view(label, &place)).collect();
        (page.also_in, page.cross_post_of) = cross_posts::beside(conn, reader, &root)?;
        if cross_posts::can_take(reader, &root) {
            page.cross_post_url = format!("/post/{}/cross-post", root.id);
        }
    }
    if let Some(to) = params.reply_to.filter(|_| page.can_reply) {
        answer_to(&mut page, to);
    }
    let mut frame = framed(conn, reader, &page, &root, &post)?;
    frame.noindex = !(root.stands() && listed && may_be_found(&root_author));
    Ok(Loaded { page: Page { frame, body: page, template: "thread.html" }, seen })
}

fn root_of(conn: &mut Conn, reader: &Reader, post: &Post) -> Result<(Post, Actor)> {
    let (root, author, _) = access::post_or_stump(conn, &reader.viewer, post.root())?;
    Ok((root, author))
}

/// Where the thread stands: its community and what the viewer may do there.
struct Place {
    community: Option<Community>,
    membership: Membership,
    powers: Powers,
    stewards: Vec<i64>,
    reason: &'static str,
}

impl Place {
    fn load(conn: &mut Conn, reader: &Reader, root: &Post, home: Option<&Actor>) -> Result<Self> {
        let person = reader.viewer.person().filter(|p| p.is_active());
        let mut place = Self {
            community: None,
            membership: Membership::default(),
            powers: Powers { part: person.is_some(), reply: person.is_some(), remove: reader.viewer.is_staff(), ..Powers::default() },
            stewards: Vec::new(),
            reason: "",
        };
        if let Some(actor) = home {
            let row = communities::by_id(conn, actor.id)?;
            place.stewards = communities::stewards_of(conn, actor.id)?.iter().map(|s| s.id).collect();
            place.membership = community::membership(conn, reader, actor)?;
            place.powers.tend = community::tends(conn, reader, actor)?;
            place.powers.remove |= place.powers.tend;
            place.powers.take_in = row.purpose == Purpose::Feedback && roadmap::decides(conn, reader, actor)?;
            if place.membership.state == "banned" {
                place.refuse("error-banned");
            } else if row.state != CommunityState::Open {
                place.refuse("error-community-closed");
            }
            place.rank(conn, person, actor)?;
            place.community = Some(row);
        }
        if root.locked_at.is_some() && !place.powers.tend {
            place.powers.reply = false;
            if place.reason.is_empty() {
                place.reason = "error-closed";
            }
        }
        if !root.stands() {
            place.powers.reply = false;
        }
        if person.is_none() {
            place.reason = "";
        }
        Ok(place)
    }

    /// What the viewer's rank adds.
    fn rank(&mut self, conn: &mut Conn, person: Option<&Person>, community: &Actor) -> Result<()> {
        let rank = match person.filter(|_| self.powers.part && community.is_local()) {
            Some(person) => ranks::rank_of(conn, community.id, person.id())?,
            None => Rank::Newcomer,
        };
        let tends = self.powers.tend && community.is_local();
        let may = |power: Power| tends || rank >= power.least();
        (self.powers.spam, self.powers.merge, self.powers.titles) = (may(Power::HideSpam), may(Power::MergeDuplicates), may(Power::EditTitles));
        Ok(())
    }

    /// Whether search engines may send people here: what lives elsewhere is found there.
    fn is_listed(&self, home: Option<&Actor>) -> bool {
        home.is_some_and(Actor::is_local) && self.community.as_ref().is_some_and(|c| c.access == Access::Public)
    }

    fn refuse(&mut self, reason: &'static str) {
        self.powers.part = false;
        self.powers.reply = false;
        self.reason = reason;
    }

    fn fill(self, page: &mut ThreadPage, faces: &Faces, home: Option<&Actor>) {
        if let (Some(row), Some(actor)) = (&self.community, home) {
            let number = |n: i64| u64::try_from(n).unwrap_or(0);
            page.community = Some(CommunityCard {
                summary: row.job.clone(),
                members: number(row.members),
                threads: number(row.threads),
                joined: matches!(self.membership.state.as_str(), "member" | "steward"),
                ..faces.card(actor.id)
            });
        }
        page.can_reply = self.powers.reply;
        page.can_steward = self.powers.tend && page.post.state == "live";
        self.reason.clone_into(&mut page.cannot_reply_reason);
        page.membership = self.membership;
    }
}

/// The replies of one page in reading order.
struct Replies {
    bodies: Vec<Body>,
    /// `at` points into `bodies`.
    shown: Vec<Shown>,
    next: Option<i64>,
}

/// A thread that fits on one page is read in one query. Of a longer one the bare tree is read first, and then the
/// bodies that the page shows.
fn replies(conn: &mut Conn, root: &Post, params: Params, focus: Option<i64>) -> Result<Replies> {
    let page = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let is_short = root.replies < i32::try_from(PAGE).unwrap_or(i32::MAX);
    if is_short {
        let bodies: Vec<Body> = posts::table
            .filter(posts::thread_id.eq(root.id))
            .order(posts::id)
            .limit(page + 1)
            .select(Body::as_select())
            .load(conn)?;
        if bodies.len() <= PAGE {
            let leaves: Vec<Leaf> = bodies
                .iter()
                .map(|b| Leaf { id: b.id, parent: b.parent_id.unwrap_or(root.id), score: b.score, at: b.published_at })
                .collect();
            let (shown, next) = cut(root.id, &leaves, params, focus)?;
            return Ok(Replies { bodies, shown, next });
        }
    }
    let skeleton: Vec<(i64, Option<i64>, i32, Time)> = posts::table
        .filter(posts::thread_id.eq(root.id))
        .order(posts::id)
        .limit(SKELETON)
        .select((posts::id, posts::parent_id, posts::score, posts::published_at))
        .load(conn)?;
    let leaves: Vec<Leaf> = skeleton
        .into_iter()
        .map(|(id, parent, score, at)| Leaf { id, parent: parent.unwrap_or(root.id), score, at })
        .collect();
    let (mut shown, next) = cut(root.id, &leaves, params, focus)?;
    let ids: Vec<i64> = shown.iter().filter_map(|s| leaves.get(s.at)).map(|leaf| leaf.id).collect();
    let bodies = bodies::by_ids(conn, &ids)?;
    let places: HashMap<i64, usize> = bodies.iter().enumerate().map(|(at, body)| (body.id, at)).collect();
    shown.retain_mut(|one| {
        let place = leaves.get(one.at).and_then(|leaf| places.get(&leaf.id));
        one.at = place.copied().unwrap_or_default();
        place.is_some()
    });
    Ok(Replies { bodies, shown, next })
}

fn cut(root: i64, leaves: &[Leaf], params: Params, focus: Option<i64>) -> Result<(Vec<Shown>, Option<i64>)> {
    let tree = Tree::new(root, leaves, params.order);
    match focus {
        None => Ok(tree.page(root, params.after)),
        Some(id) => {
            let at = leaves.iter().position(|leaf| leaf.id == id).ok_or(Error::NotFound("post"))?;
            Ok((tree.around(root, at), None))
        }
    }
}

fn draw(dresser: &Dresser<'_>, blocked: &Blocked, bodies: &[Body], shown: &[Shown], focus: Option<i64>, sort: &Address) -> Vec<PostView> {
    let mut views = Vec::with_capacity(shown.len());
    // A branch that begins with somebody whom the viewer blocked is not for them.
    let mut hidden_below: Option<u32> = None;
    for one in shown {
        let Some(body) = bodies.get(one.at) else { continue };
        if hidden_below.is_some_and(|depth| one.depth > depth) {
            continue;
        }
        let is_blocked = dresser.faces.get(body.author_id).is_some_and(|face| blocked.has(face));
        hidden_below = is_blocked.then_some(one.depth);
        if is_blocked {
            continue;
        }
        let mut view = dresser.post(body);
        view.depth = one.depth;
        view.target = focus == Some(body.id);
        view.more = u64::from(one.more);
        if one.more > 0 {
            view.more_url = sort.with(&format!("/post/{}", body.id));
        }
        views.push(view);
    }
    arrange(&mut views);
    views
}

/// Addresses of this thread in its order.
struct Address {
    root: i64,
    order: Order,
}

impl Address {
    fn with(&self, path: &str) -> String {
        if self.order == Order::default() { path.to_owned() } else { format!("{path}?sort={}", self.order.as_str()) }
    }

    fn tabs(&self) -> Vec<Tab> {
        Order::ALL
            .into_iter()
            .map(|order| {
                let one = Self { root: self.root, order };
                Tab::new(&format!("sort-{}", order.as_str()), one.with(&format!("/post/{}", self.root)), order == self.order)
            })
            .collect()
    }

    fn pager(&self, later: bool, next: Option<i64>) -> Pager {
        let whole = self.with(&format!("/post/{}", self.root));
        Pager {
            next: next.map(|id| rows::with_query(&whole, "after", &id.to_string())).unwrap_or_default(),
            first: if later { whole } else { String::new() },
        }
    }
}

fn answer_to(page: &mut ThreadPage, to: i64) {
    let id = to.to_string();
    let found = page.posts.iter().find(|p| p.id == id && p.can_reply);
    if let Some(post) = found {
        page.reply_to_name.clone_from(&post.author.display);
        page.reply_to = id;
    }
}

/// Its title; where its author's software knows no titles, its first words.
pub(super) fn title_of(post: &Post) -> String {
    match post.title.as_deref().map(str::trim) {
        Some(title) if !title.is_empty() => title.to_owned(),
        _ => render::plain_text(&post.html, 80),
    }
}

fn link_of(post: &Post) -> Option<LinkView> {
    let url = post.link_url.clone().filter(|_| post.stands())?;
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    is_web.then(|| LinkView { text: rows::host_of_link(&url), url })
}

fn interact_url(post: &Post) -> String {
    format!("/interact?uri={}", super::interact::escaped(&post.ap_id))
}

/// Whether an author lets search engines find their posts. Our people were asked; elsewhere, silence is no yes.
fn may_be_found(author: &Actor) -> bool {
    author.indexable.unwrap_or(author.is_local())
}

fn framed(conn: &mut Conn, reader: &Reader, page: &ThreadPage, root: &Post, post: &Post) -> Result<super::view::Frame> {
    let mut frame = frame(conn, reader, "")?;
    let live = root.stands();
    // What is folded on the page is not told beside it either.
    let warning = post.warning.as_deref().or(root.warning.as_deref()).map(str::trim).filter(|text| !text.is_empty());
    let summary = page.panel.as_ref().and_then(|panel| panel.get("summary")?.as_str()).filter(|s| !s.is_empty() && post.is_thread());
    let text = match warning.or(summary) {
        _ if !live => String::new(),
        Some(said) => said.to_owned(),
        None => render::plain_text(&post.html, 300),
    };
    let path = format!("/post/{}", post.id);
    introduce(&mut frame, reader, &path, &page.title, &text, "article");
    if let Some(image) = page.cover.as_ref().or(page.post.images.first()).filter(|_| warning.is_none()) {
        frame.og.image.clone_from(&image.url);
    }
    // A reply's page repeats its thread.
    if post.id != root.id {
        frame.canonical = reader.urls.post(root.id).to_string();
    }
    frame.feed.clone_from(&page.feed_url);
    frame.activity.clone_from(&post.ap_id);
    if !live {
        frame.og = super::view::Og::default();
    }
    Ok(frame)
}

/// Rows of the table, for the feed of a thread.
pub(super) fn latest(conn: &mut Conn, thread: i64, limit: i64) -> Result<Vec<Body>> {
    Ok(posts::table
        .filter(posts::thread_id.eq(thread))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order(posts::id.desc())
        .limit(limit)
        .select(Body::as_select())
        .load(conn)?)
}
