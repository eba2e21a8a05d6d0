//! Articles of a community's blog: who publishes there, and who is named as having written one.
//!
//! Somebody of this house is asked before they are named, and may take their name away again. Somebody elsewhere cannot
//! answer here, so a steward names them, and that stands in the log.

use url::Url;

use crate::domain::access;
use crate::domain::moderation::{self, Target};
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::domain::posts::touch_pages;
use crate::domain::events::{self, Event};
use crate::error::FieldErrors;
use crate::formats::Format;
use crate::kinds::Details;
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::articles::{self, Author, Authorship, Writers};
use crate::store::communities::{self, Community};
use crate::store::conn::{Conn, Tx};
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::store::posts::{self, Post};
use crate::store::ranks::{self, Rank};
use crate::store::jobs;
use crate::urls;
use crate::{Error, Result};

/// The name of the kind.
pub const ARTICLE: &str = "article";
/// The job that fetches who is named by an article from elsewhere.
pub const JOB: &str = "authors";
/// People named with an article's author.
const AUTHORS_MAX: usize = 10;

/// Whether somebody may publish in a community's blog by themselves.
pub fn may_write(conn: &mut Conn, origin: &Origin, community: &Community, actor: &Actor) -> Result<bool> {
    if articles::writers(conn, community.actor_id)? == Writers::Everybody || access::has_power_over(conn, origin, actor)? {
        return Ok(true);
    }
    Ok(ranks::rank_of(conn, community.actor_id, origin.actor().id)? >= Rank::Trusted)
}

/// Refuses those who may not publish in the blog of a community of ours.
pub(super) fn check_writer(conn: &mut Conn, origin: &Origin, community: &Community, actor: &Actor) -> Result<()> {
    if may_write(conn, origin, community, actor)? {
        return Ok(());
    }
    Err(Error::Forbidden("In this blog stewards and trusted members publish. Hand your draft in to them; it stays yours."))
}

/// What an article from elsewhere is in a community of ours. In a blog it stands only where its author may publish; the
/// words of others are a discussion, and nobody's words are lost.
pub fn taken_as(conn: &mut Conn, origin: &Origin, kind: &'static str, community: &Actor) -> Result<&'static str> {
    if kind != ARTICLE || !community.is_local() {
        return Ok(kind);
    }
    let row = communities::by_id(conn, community.id)?;
    if row.holds(Format::Blog) && !may_write(conn, origin, &row, community)? {
        return Ok("discussion");
    }
    Ok(kind)
}

/// Stewards decide who publishes in their blog.
pub fn set_writers(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, writers: Writers) -> Result<()> {
    if !community.is_local() {
        return Err(Error::Forbidden("This community is changed on its own server."));
    }
    let target = Target { community: Some(community.id), ..Target::default() };
    let reason = match writers {
        Writers::Trusted => "Stewards and trusted members publish in the blog",
        Writers::Everybody => "Everybody publishes in the blog",
    };
    moderation::by_steward(tx, origin, community, Act::ChangeCommunity, &target, reason)?;
    articles::set_writers(tx, community.id, writers)?;
    communities::bump(tx, community.id)
}

/// Names or asks those whom an article's details list. `namer` is who published or changed it: its author, or a steward.
pub(super) fn name_authors(tx: &mut Tx<'_>, origin: &Origin, namer: &Origin, post: &Post, details: &Details) -> Result<()> {
    let listed = details.lines("authors");
    let before = articles::authors(tx.conn, post.id)?;
    if listed.is_empty() && before.is_empty() {
        return Ok(());
    }
    let people = if origin.is_local() { by_handles(tx, post, &listed)? } else { by_addresses(tx, origin.actor(), &listed)? };
    let mut authors: Vec<Author> = Vec::new();
    let mut asked = Vec::new();
    for (actor, position) in people.iter().zip(0..) {
        let known = before.iter().find(|a| a.actor_id == actor.id).map(|a| a.state);
        let state = match known {
            Some(state) => state,
            None if actor.is_local() => {
                asked.push(actor.id);
                Authorship::Asked
            }
            None => {
                name_elsewhere(tx, namer, post, actor)?;
                Authorship::Named
            }
        };
        authors.push(Author { post_id: post.id, actor_id: actor.id, position, state });
    }
    articles::set_authors(tx, post.id, &authors)?;
    for person in asked {
        notify(tx, origin, person, NotificationKind::Authorship, Some(post), post.community_id)?;
    }
    if !origin.is_local() && !strangers(tx.conn, origin.actor(), &listed)?.is_empty() {
        let (key, now) = (post.id.to_string(), tx.now);
        jobs::enqueue(tx, JOB, Some(&key), key.clone(), now)?;
    }
    Ok(())
}

/// Addresses of people on the author's own server of whom nothing is known here yet.
fn strangers(conn: &mut Conn, author: &Actor, addresses: &[String]) -> Result<Vec<Url>> {
    let home = Url::parse(&author.ap_id).ok().as_ref().and_then(urls::host_of);
    let mut unknown = Vec::new();
    for address in addresses.iter().take(AUTHORS_MAX + 1) {
        let Some(url) = Url::parse(address).ok().filter(|url| urls::host_of(url) == home) else { continue };
        if actors::by_ap_id(conn, address)?.is_none() {
            unknown.push(url);
        }
    }
    Ok(unknown)
}

/// The same for an article that is here: what its job has to fetch.
pub fn unknown_authors(conn: &mut Conn, post_id: i64) -> Result<Vec<Url>> {
    let Some((post, details)) = with_details(conn, post_id)? else { return Ok(Vec::new()) };
    let author = actors::by_id(conn, post.author_id)?;
    if author.is_local() { Ok(Vec::new()) } else { strangers(conn, &author, &details.lines("authors")) }
}

fn with_details(conn: &mut Conn, post_id: i64) -> Result<Option<(Post, Details)>> {
    let post = posts::by_id(conn, post_id)?.filter(|post| post.kind == ARTICLE && post.stands());
    Ok(post.map(|post| {
        let details = Details(serde_json::from_str(&post.data).unwrap_or_default());
        (post, details)
    }))
}

/// Names those of an article from elsewhere who have become known since it came.
pub fn name_known(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    posts::hold(tx, post_id)?;
    let Some((post, details)) = with_details(tx.conn, post_id)? else { return Ok(()) };
    let author = actors::by_id(tx.conn, post.author_id)?;
    let before = articles::authors(tx.conn, post_id)?;
    let mut authors = Vec::new();
    for (actor, position) in by_addresses(tx, &author, &details.lines("authors"))?.iter().zip(0..) {
        let state = match before.iter().find(|a| a.actor_id == actor.id) {
            Some(known) => known.state,
            // Ours were asked when it came; whoever said no is not asked again.
            None if actor.is_local() => continue,
            None => Authorship::Named,
        };
        authors.push(Author { post_id, actor_id: actor.id, position, state });
    }
    articles::set_authors(tx, post_id, &authors)?;
    posts::bump(tx, post_id)?;
    touch_pages(tx, &post)
}

/// People whom somebody of ours lists: members of the community, known here.
fn by_handles(tx: &mut Tx<'_>, post: &Post, handles: &[String]) -> Result<Vec<Actor>> {
    let mut people: Vec<Actor> = Vec::new();
    let wrong = |key: &'static str, name: &str| -> Error {
        let mut errors = FieldErrors::new();
        errors.add_with("authors", key, [("name", name.to_owned())]);
        errors.into()
    };
    if handles.len() > AUTHORS_MAX {
        let mut errors = FieldErrors::new();
        errors.add_with("authors", "form-too-many", [("max", AUTHORS_MAX.to_string())]);
        return Err(errors.into());
    }
    let own = format!("@{}", tx.urls().host());
    for handle in handles {
        let name = handle.trim_start_matches('@');
        let name = name.strip_suffix(&own).unwrap_or(name);
        let found = actors::by_handle(tx.conn, name)?.filter(|a| a.kind == ActorKind::Person && a.is_active());
        let actor = found.ok_or_else(|| wrong("form-author-unknown", handle))?;
        if actor.id == post.author_id || people.iter().any(|p| p.id == actor.id) {
            continue;
        }
        let Some(community) = post.community_id else { continue };
        let belongs = communities::is_member(tx.conn, community, actor.id)? || communities::is_steward(tx.conn, community, actor.id)?;
        if !belongs {
            return Err(wrong("form-author-no-member", handle));
        }
        people.push(actor);
    }
    Ok(people)
}

/// People whom another server lists: it speaks for its own people, and ours are asked.
fn by_addresses(tx: &mut Tx<'_>, author: &Actor, addresses: &[String]) -> Result<Vec<Actor>> {
    let mut people: Vec<Actor> = Vec::new();
    for address in addresses.iter().take(AUTHORS_MAX + 1) {
        let Some(actor) = actors::by_ap_id(tx.conn, address)?.filter(|a| a.kind == ActorKind::Person && a.is_active()) else { continue };
        let counts = actor.is_local() || actor.host_id == author.host_id;
        if counts && actor.id != author.id && people.iter().all(|p| p.id != actor.id) {
            people.push(actor);
        }
    }
    people.truncate(AUTHORS_MAX);
    Ok(people)
}

/// Somebody elsewhere cannot be asked on our pages. Where one of ours lists them, a steward answers for it.
fn name_elsewhere(tx: &mut Tx<'_>, namer: &Origin, post: &Post, actor: &Actor) -> Result<()> {
    if !namer.is_local() {
        return Ok(());
    }
    let community = post.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()?.ok_or(Error::NotFound("community"))?;
    if !access::has_power_over(tx.conn, namer, &community)? {
        let mut errors = FieldErrors::new();
        errors.add_with("authors", "form-author-elsewhere", [("name", actor.label().to_owned())]);
        return Err(errors.into());
    }
    let target = Target { community: Some(community.id), post: Some(post.id), person: Some(actor.id), ..Target::default() };
    moderation::by_steward(tx, namer, &community, Act::NameAuthor, &target, "Named as an author").map(drop)
}

/// Somebody who was asked says yes, or somebody who is named or asked says no.
pub fn answer(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, yes: bool) -> Result<()> {
    access::may_act(origin)?;
    let post = posts::hold(tx, post_id)?.filter(|p| p.kind == ARTICLE).ok_or(Error::NotFound("article"))?;
    if !post.stands() {
        return Err(Error::Gone);
    }
    let me = origin.actor().id;
    let row = articles::authors(tx.conn, post_id)?.into_iter().find(|a| a.actor_id == me);
    let row = row.ok_or(Error::Forbidden("Nobody has named you as an author of this article."))?;
    if yes {
        if row.state == Authorship::Named {
            return Ok(());
        }
        articles::set_named(tx, post_id, me)?;
    } else {
        articles::drop_author(tx, post_id, me)?;
    }
    posts::bump(tx, post_id)?;
    touch_pages(tx, &post)?;
    let author = actors::by_id(tx.conn, post.author_id)?;
    // What nobody else could see needs no telling.
    if author.is_local() && author.is_active() && (yes || row.state == Authorship::Named) {
        events::emit_for(tx, author.id, Event::PostEdited { post: post_id })?;
    }
    Ok(())
}
