//! One community: what it is, who is in it, and its threads.

use crate::domain::access;
use crate::domain::{Origin, Person};
use crate::formats::Format;
use crate::kinds::{self, Offer};
use crate::pages::memo::Memo;
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::rows::{self, Dress};
use crate::pages::view::{Backfill, Choice, CommunityCard, CommunityHead, CommunityPage, Form, Membership, Page, Tab, WhenView};
use crate::pages::{Depends, Loaded, composer, frame, introduce, labels, lifespan, roadmap, seen};
use crate::render::{self, Renderer};
use crate::store::Conn;
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::doors;
use crate::store::communities::{self, Access, Community, CommunityState, FollowState, Purpose};
use crate::store::posts::{Cursor, Sort, Threads};
use crate::{Error, Result};

/// What the address asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Params {
    pub sort: Sort,
    pub after: Option<Cursor>,
    /// Show the form for a new thread open.
    pub form_open: bool,
    /// The kind that the form is for.
    pub kind: Option<&'static str>,
    /// Only threads that carry this tag.
    pub label: Option<i64>,
}

const SORTS: [Sort; 4] = [Sort::Hot, Sort::New, Sort::Top, Sort::Unanswered];

/// The community `handle`. A form that came back with errors replaces the empty one.
pub fn load(conn: &mut Conn, reader: &Reader, renderer: &Renderer, memo: &Memo, handle: &str, params: Params, form: Option<Form>) -> Result<Loaded<CommunityPage>> {
    let id = actors::by_handle(conn, handle)?.filter(|a| a.kind == ActorKind::Community).ok_or(Error::NotFound("community"))?.id;
    let seen = seen::by(conn, reader, Depends::Community(id))?;
    let (community, actor) = access::front_door(conn, &reader.viewer, handle)?;
    let stewards: Vec<i64> = communities::stewards_of(conn, id)?.iter().map(|s| s.id).collect();
    let mut faces = Faces::load(conn, reader, stewards.iter().copied().chain([id]))?;
    faces.mark_stewards(stewards.iter().copied());

    let head = head(conn, reader, renderer, &community, &actor, Format::Forum)?;
    let mut page = CommunityPage {
        stewards: stewards.iter().map(|id| faces.person(*id)).collect(),
        homes: memo.homes(conn, id, community.members, reader.urls.host(), reader.now)?,
        since: Some(WhenView::new(&reader.lang, reader.now, community.created_at)),
        home_url: if actor.is_local() { String::new() } else { actor.url.clone() },
        backfill: backfill(&community),
        form_open: params.form_open || form.is_some(),
        form: form.unwrap_or_default(),
        head,
        ..CommunityPage::default()
    };
    describe(&mut page, renderer, &community, &actor);
    let tends = tends(conn, reader, &actor)?;
    let part_is_open = access::enter_part(conn, &reader.viewer, &community, Format::Forum).is_ok();
    may_post(&mut page, reader, &community, tends, part_is_open);
    let url = page.head.community.url.clone();
    let form = composer::composer(&reader.lang, &community, actor.is_local(), &url, params.kind);
    (page.kind, page.kind_tabs, page.kind_fields) = (form.kind.to_owned(), form.tabs, form.fields);
    list_choices(conn, &mut page, id)?;
    page.can_post &= !page.kind.is_empty();
    page.feed_url = format!("{url}/feed.atom");
    page.places = if page.head.shut { Vec::new() } else { places(conn, reader, &community, &actor, &url)? };
    page.labels = if page.head.shut { Vec::new() } else { labels::offered(conn, id, &url, params.label)? };
    page.label = page.labels.iter().find(|label| label.current).cloned();
    let params = Params { label: params.label.filter(|_| page.label.is_some()), ..params };
    page.tabs = tabs(&url, &params);
    let can_vote = page.head.membership.state != "banned" && community.state == CommunityState::Open;
    threads(conn, reader, &mut page, &community, params, can_vote)?;

    let mut frame = frame(conn, reader, "")?;
    let text = if community.job.is_empty() { render::plain_text(&actor.summary_html, 240) } else { community.job.clone() };
    introduce(&mut frame, reader, &url, &page.head.community.title, &text, "website");
    if !page.head.community.icon.is_empty() {
        frame.og.image.clone_from(&page.head.community.icon);
    }
    frame.noindex = !actor.is_local() || community.access != Access::Public;
    if page.head.shut {
        page.feed_url.clear();
    }
    frame.feed.clone_from(&page.feed_url);
    frame.activity.clone_from(&actor.ap_id);
    Ok(Loaded { page: Page { frame, body: page, template: "community.html" }, seen })
}

/// What stands at the top of every page of a community; `current` is the part that the page belongs to.
pub fn head(conn: &mut Conn, reader: &Reader, renderer: &Renderer, community: &Community, actor: &Actor, current: Format) -> Result<CommunityHead> {
    let faces = Faces::load(conn, reader, std::iter::once(actor.id))?;
    let membership = membership(conn, reader, actor)?;
    let card = card(&faces, community, reader, &membership);
    let mut tabs = formats(community, actor, &card.url, current);
    for format in Format::ALL {
        let closed = doors::door(conn, community.actor_id, *format)?.is_some() && !reader.viewer.may_enter(community.actor_id, *format);
        if closed {
            let url = format!("{}{}", card.url, format.path());
            tabs.retain(|tab| tab.url != url || *format == current);
        }
    }
    Ok(CommunityHead {
        formats: tabs,
        can_edit: tends(conn, reader, actor)? && actor.is_local(),
        life: lifespan::life(conn, reader, renderer, community, actor)?,
        modlog_url: format!("{}/modlog", card.url),
        membership,
        community: card,
        closed_reason: String::new(),
        shut: !access::enters(community, &reader.viewer),
    })
}

/// The parts of a community as tabs. One elsewhere keeps its parts on its own pages.
fn formats(community: &Community, actor: &Actor, url: &str, current: Format) -> Vec<Tab> {
    let tab = |format: Format| Tab::new(&format!("format-{format}"), format!("{url}{}", format.path()), format == current);
    let tabs: Vec<Tab> = if actor.is_local() { community.formats().map(tab).collect() } else { Vec::new() };
    if tabs.len() > 1 || community.first_format() != Format::Forum { tabs } else { Vec::new() }
}

/// Pages that this community has beside its threads.
fn places(conn: &mut Conn, reader: &Reader, community: &Community, actor: &Actor, url: &str) -> Result<Vec<Tab>> {
    let place = |key: &str, path: &str| Tab::new(key, format!("{url}/{path}"), false);
    let mut places = match community.purpose {
        Purpose::Ideation if actor.is_local() => vec![place("roadmap", "roadmap"), place("challenges", "challenges")],
        Purpose::Feedback if roadmap::decides(conn, reader, actor)? => vec![place("feedback-inbox", "feedback")],
        _ => Vec::new(),
    };
    if actor.is_local() {
        places.push(place("standing", "standing"));
    }
    Ok(places)
}

/// Fills in what this community lists for a field. One without anything to choose from is not asked.
fn list_choices(conn: &mut Conn, page: &mut CommunityPage, id: i64) -> Result<()> {
    let Some(kind) = kinds::by_name(&page.kind) else { return Ok(()) };
    for field in page.kind_fields.iter_mut().filter(|f| f.input == "listed") {
        let listed = kind.choices(conn, id, &field.name)?;
        field.choices = listed.into_iter().map(|name| Choice { value: name.clone(), label: name }).collect();
    }
    page.kind_fields.retain(|field| field.input != "listed" || !field.choices.is_empty());
    Ok(())
}

fn describe(page: &mut CommunityPage, renderer: &Renderer, community: &Community, actor: &Actor) {
    let summary = renderer.checked(actor.summary_html.clone());
    let job = if community.job.is_empty() { String::new() } else { format!("<p>{}</p>", render::escape(&community.job)) };
    if actor.is_local() {
        (page.about_html, page.charter_html) = (job, summary);
    } else {
        // Other software has one text for both.
        page.about_html = job + &summary;
    }
}

fn may_post(page: &mut CommunityPage, reader: &Reader, community: &Community, tends: bool, part_is_open: bool) {
    if !reader.viewer.person().is_some_and(Person::is_active) {
        return;
    }
    let refusal = if page.head.shut || !part_is_open {
        "error-members-only"
    } else if page.head.membership.state == "banned" {
        "error-banned"
    } else if community.state != CommunityState::Open {
        "error-community-closed"
    } else if community.posting_restricted && !tends {
        "error-stewards-only"
    } else {
        ""
    };
    page.can_post = refusal.is_empty();
    refusal.clone_into(&mut page.cannot_post_reason);
}

fn threads(conn: &mut Conn, reader: &Reader, page: &mut CommunityPage, community: &Community, params: Params, can_vote: bool) -> Result<()> {
    let (id, queue) = (community.actor_id, is_queue(community, params.sort) && params.label.is_none());
    let wanted = Threads {
        community: Some(id),
        sort: params.sort,
        after: params.after,
        limit: rows::PER_PAGE,
        queue,
        seen: access::seen_in(&reader.viewer, id),
        label: params.label,
        without: kinds::beside_forum(&Offer::of(community)),
        ..Threads::default()
    };
    let mut list = rows::list(conn, &wanted)?;
    page.pager = rows::pager(&mut list, &wanted, &address(&page.head.community.url, params.sort, params.label));
    if params.after.is_none() && params.sort != Sort::Unanswered && params.label.is_none() {
        let mut all = rows::pinned(conn, id)?;
        all.append(&mut list);
        list = all;
    }
    let can_vote = can_vote && reader.viewer.person().is_some_and(Person::is_active);
    page.rows = rows::dress(conn, reader, &list, Dress { can_vote, ..Dress::default() })?;
    Ok(())
}

/// Where people come for help, unanswered is what has no accepted answer, whatever was said below it.
pub fn is_queue(community: &Community, sort: Sort) -> bool {
    sort == Sort::Unanswered && community.purpose == Purpose::Support
}

fn address(url: &str, sort: Sort, label: Option<i64>) -> String {
    let sorted = if sort == Sort::default() { url.to_owned() } else { format!("{url}?sort={}", sort.as_str()) };
    label.map_or(sorted.clone(), |id| rows::with_query(&sorted, "tag", &id.to_string()))
}

fn tabs(url: &str, params: &Params) -> Vec<Tab> {
    let tab = |one: Sort| Tab::new(&format!("sort-{}", one.as_str()), address(url, one, params.label), one == params.sort);
    SORTS.into_iter().map(tab).collect()
}

/// A community in a list, and on its own page.
pub fn card(faces: &Faces, community: &Community, reader: &Reader, membership: &Membership) -> CommunityCard {
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    CommunityCard {
        summary: community.job.clone(),
        members: number(community.members),
        // How much is in there is not for those outside.
        threads: if access::enters(community, &reader.viewer) { number(community.threads) } else { 0 },
        active: Some(WhenView::new(&reader.lang, reader.now, community.active_at)),
        joined: matches!(membership.state.as_str(), "member" | "steward"),
        posting: posting(community).to_owned(),
        access: if community.access == Access::Public { String::new() } else { community.access.to_string() },
        purpose: if community.purpose == Purpose::Open { String::new() } else { community.purpose.to_string() },
        kept_in: community.formats().filter(|format| *format != Format::Forum).map(|format| format.to_string()).collect(),
        ..faces.card(community.actor_id)
    }
}

fn posting(community: &Community) -> &'static str {
    match (community.state, community.posting_restricted) {
        (CommunityState::Open, false) => "open",
        (CommunityState::Open, true) => "stewards",
        _ => "closed",
    }
}

fn backfill(community: &Community) -> Option<Backfill> {
    let under_way = community.backfill_state.as_deref().is_some_and(|state| !matches!(state, "done" | "failed"));
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let (done, total) = (number(community.backfill_done), number(community.backfill_total));
    under_way.then(|| Backfill {
        done,
        total,
        percent: u8::try_from((done * 100).checked_div(total).unwrap_or(0).min(100)).unwrap_or(100),
    })
}

/// The viewer's standing in a community.
pub fn membership(conn: &mut Conn, reader: &Reader, community: &Actor) -> Result<Membership> {
    let mut membership = Membership { state: "visitor".to_owned(), ..Membership::default() };
    let Some(person) = reader.viewer.person() else {
        membership.interact_url = format!("/interact?uri={}", super::interact::escaped(&community.ap_id));
        return Ok(membership);
    };
    let state = if let Some(ban) = communities::ban(conn, community.id, person.id(), reader.now)? {
        membership.until = ban.until.map(|until| until.datetime().date().to_string()).unwrap_or_default();
        "banned"
    } else if communities::is_steward(conn, community.id, person.id())? {
        "steward"
    } else {
        match communities::follow(conn, person.id(), community.id)?.map(|follow| follow.state) {
            Some(FollowState::Accepted) => "member",
            Some(FollowState::Pending) => "pending",
            None => "none",
        }
    };
    state.clone_into(&mut membership.state);
    Ok(membership)
}

/// Whether the viewer has power here, as a steward or as staff.
pub fn tends(conn: &mut Conn, reader: &Reader, community: &Actor) -> Result<bool> {
    match reader.viewer.person().filter(|p| p.is_active()) {
        Some(person) => access::has_power_over(conn, &Origin::Local(person.clone()), community),
        None => Ok(false),
    }
}
