//! Threads and replies: written, edited, deleted, saved.

use serde_json::Value;

use crate::clock::Time;
use crate::domain::access::{self, Viewer};
use crate::domain::articles;
use crate::domain::content::Content;
use crate::domain::doors;
use crate::domain::events::{self, Event};
use crate::domain::finding;
use crate::domain::labels;
use crate::domain::media;
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::domain::{questions, wiki};
use crate::kinds::{self, Details, Offer};
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Community};
use crate::store::conn::Tx;
use crate::store::notifications::{self, NotificationKind};
use crate::store::posts::{self, Post, Revision, Visibility};
use crate::store::search;
use crate::{Error, Result};

/// How deep replies nest; deeper ones are kept on the deepest level.
pub const DEPTH_MAX: i32 = 60;
/// The name of replies in the column of kinds.
pub const REPLY: &str = "reply";

/// Where a post comes from and where it goes.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// A name from the registry of kinds; replies have none of their own.
    pub kind: &'static str,
    /// For a thread; a reply belongs where its parent does.
    pub community: Option<i64>,
    pub parent: Option<i64>,
    pub content: Content,
    /// What only this kind knows.
    pub details: Details,
    /// Of a remote post: its id, its page, its own time.
    pub ap_id: Option<String>,
    pub url: Option<String>,
    pub published: Option<Time>,
}

impl NewPost {
    pub fn thread(kind: &'static str, community: i64, content: Content) -> Self {
        Self { kind, community: Some(community), parent: None, content, details: Details::default(), ap_id: None, url: None, published: None }
    }

    pub fn reply(parent: i64, content: Content) -> Self {
        Self { kind: REPLY, community: None, parent: Some(parent), content, details: Details::default(), ap_id: None, url: None, published: None }
    }
}

/// A rank by age and score that never needs to be computed again as time passes: twelve and a
/// half hours (45,000 seconds) weigh as much as ten times the score.
pub fn hot(score: i32, published: Time) -> f64 {
    let magnitude = f64::from(score.unsigned_abs().max(1)).log10();
    let sign = f64::from(score.signum());
    let seconds = (published.unix_seconds() - 1_700_000_000) as f64;
    sign * magnitude + seconds / 45_000.0
}

/// By whose leave something is published.
#[derive(Clone, Copy)]
enum Leave<'a> {
    /// Its author's own.
    Own,
    /// A steward's, who publishes it under its author's name.
    Steward(&'a Origin),
    /// The community has ended, and this is its last word.
    Last,
}

/// Publishes a thread or a reply.
pub fn publish(tx: &mut Tx<'_>, origin: &Origin, new: NewPost) -> Result<Post> {
    put(tx, origin, new, Leave::Own)
}

/// Publishes a thread under its author's name, also where only others start threads. The caller has checked the power.
pub(super) fn publish_for(tx: &mut Tx<'_>, author: &Origin, steward: &Origin, new: NewPost) -> Result<Post> {
    put(tx, author, new, Leave::Steward(steward))
}

/// Fails where somebody could not start such a thread right now.
pub(super) fn may_start(tx: &mut Tx<'_>, origin: &Origin, kind: &str, community_id: i64) -> Result<()> {
    let community = communities::by_id(tx.conn, community_id)?;
    check_place(tx, origin, kind, None, Some(&community), false)
}

/// Publishes a thread also where nobody posts any more: the outcome of what has ended. The caller has checked the power.
pub(super) fn publish_last(tx: &mut Tx<'_>, origin: &Origin, new: NewPost) -> Result<Post> {
    put(tx, origin, new, Leave::Last)
}

fn put(tx: &mut Tx<'_>, origin: &Origin, new: NewPost, leave: Leave<'_>) -> Result<Post> {
    access::may_act(origin)?;
    if origin.is_local() {
        new.content.check(new.parent.is_none())?;
    }
    if let Some(ap_id) = &new.ap_id
        && let Some(known) = posts::by_ap_id(tx.conn, ap_id)?
    {
        // The same post by another way: as it was.
        return Ok(known);
    }
    let parent = new.parent.map(|id| posts::by_id(tx.conn, id)?.ok_or(Error::NotFound("post"))).transpose()?;
    // Whoever answers a merged question answers its bucket.
    let (parent, merge) = questions::where_it_goes(tx, parent)?;
    let community_id = parent.as_ref().map_or(new.community, |p| p.community_id);
    let community = community_id.map(|id| communities::find(tx.conn, id)).transpose()?.flatten();
    if let Leave::Last = leave {
        access::may_act(origin)?;
    } else {
        check_place(tx, origin, new.kind, parent.as_ref(), community.as_ref(), matches!(leave, Leave::Steward(_)))?;
    }

    let visibility = visibility(tx, new.kind, parent.as_ref(), community_id)?;
    if let (Some(part), Some(community), false) = (visibility.part(), &community, matches!(leave, Leave::Last)) {
        access::may_use_part(tx, origin, community, part)?;
    }
    let post = Post { visibility, ..row(tx, origin, &new, parent.as_ref(), community_id) };
    posts::insert(tx, &post)?;
    if let Some(merge) = merge {
        questions::arrived(tx, merge, post.id)?;
    }
    if post.is_thread()
        && let Some(kind) = kinds::by_name(&post.kind)
    {
        kind.begin(tx, &post, &new.details, origin.is_local())?;
    }
    if post.kind == articles::ARTICLE {
        let namer = if let Leave::Steward(steward) = leave { steward } else { origin };
        articles::name_authors(tx, origin, namer, &post, &new.details)?;
    }
    attach(tx, post.id, &new.content, true)?;
    label(tx, &post, &new.content, origin.is_local())?;
    index(tx, &post, origin.actor(), &new.content, true)?;
    count(tx, &post, parent.as_ref(), 1)?;
    tell_people(tx, origin, &post, parent.as_ref(), &new.content.mentions)?;
    events::emit(tx, origin, Event::PostCreated { post: post.id })?;
    if !post.is_thread() {
        wiki::suggestions::in_reply(tx, origin, &post, &new.content)?;
    }
    Ok(post)
}

/// Replies are as open as their thread, threads as the part of the community where they stand.
fn visibility(tx: &mut Tx<'_>, kind: &str, parent: Option<&Post>, community_id: Option<i64>) -> Result<Visibility> {
    match (parent, community_id) {
        (Some(parent), _) => Ok(parent.visibility),
        (None, Some(community)) => doors::visibility(tx.conn, community, kinds::format_of(kind)),
        (None, None) => Ok(Visibility::Public),
    }
}

fn check_place(tx: &mut Tx<'_>, origin: &Origin, kind: &str, parent: Option<&Post>, community: Option<&Community>, approved: bool) -> Result<()> {
    if let Some(community) = community {
        access::may_take_part(tx, origin, community)?;
        let actor = actors::by_id(tx.conn, community.actor_id)?;
        if !actor.is_active() {
            return Err(Error::Gone);
        }
        if parent.is_none() && origin.is_local() && actor.is_local() && !kinds::by_name(kind).is_some_and(|k| k.offered(&Offer::of(community))) {
            return Err(Error::field("kind", "form-kind-not-here"));
        }
        if kind == articles::ARTICLE && parent.is_none() && origin.is_local() && actor.is_local() && !approved {
            articles::check_writer(tx.conn, origin, community, &actor)?;
        }
        let closed_here = parent.is_none() && community.posting_restricted && !approved;
        if closed_here && !access::has_power_over(tx.conn, origin, &actor)? {
            return Err(Error::Forbidden("Only stewards start threads here."));
        }
    } else if parent.is_none() && origin.is_local() {
        return Err(Error::field("community", "form-community-missing"));
    }
    let Some(parent) = parent else { return Ok(()) };
    if !parent.stands() && origin.is_local() {
        return Err(Error::Gone);
    }
    let root = if parent.is_thread() { parent.clone() } else { posts::by_id(tx.conn, parent.root())?.ok_or(Error::NotFound("thread"))? };
    if root.locked_at.is_some() || parent.locked_at.is_some() {
        let steward = match root.community_id {
            Some(id) => {
                let actor = actors::by_id(tx.conn, id)?;
                access::has_power_over(tx.conn, origin, &actor)?
            }
            None => false,
        };
        if !steward {
            return Err(Error::Forbidden("This thread is locked."));
        }
    }
    let parent_author = actors::by_id(tx.conn, parent.author_id)?;
    let me = origin.actor();
    if parent_author.is_local() && notifications::is_blocked(tx.conn, parent_author.id, me.id, me.host_id)? {
        return Err(Error::Forbidden("The author does not take replies from this account."));
    }
    Ok(())
}

fn row(tx: &Tx<'_>, origin: &Origin, new: &NewPost, parent: Option<&Post>, community_id: Option<i64>) -> Post {
    let id = tx.id();
    // A remote clock may be wrong; nothing is published in the future.
    let published_at = new.published.map_or(tx.now, |at| at.min(tx.now));
    let content = &new.content;
    Post {
        id,
        ap_id: new.ap_id.clone().unwrap_or_else(|| tx.urls().post(id).to_string()),
        kind: if parent.is_some() { REPLY.to_owned() } else { new.kind.to_owned() },
        author_id: origin.actor().id,
        community_id,
        thread_id: parent.map(Post::root),
        parent_id: parent.map(|p| p.id),
        depth: parent.map_or(0, |p| (p.depth + 1).min(DEPTH_MAX)),
        title: if parent.is_some() { None } else { content.title.as_deref().map(|t| t.trim().to_owned()) },
        warning: content.warning.clone(),
        source: content.source.clone(),
        html: content.html.clone(),
        link_url: content.link.clone(),
        url: new.url.clone(),
        language: content.language.clone(),
        sensitive: content.sensitive,
        visibility: Visibility::Public,
        data: Value::Object(new.details.0.clone()).to_string(),
        ups: 0,
        downs: 0,
        score: 0,
        replies: 0,
        hot: hot(0, published_at),
        published_at,
        active_at: published_at,
        edited_at: None,
        deleted_at: None,
        removed_at: None,
        locked_at: None,
        pinned_at: None,
        version: 0,
    }
}

pub(super) fn attach(tx: &mut Tx<'_>, post_id: i64, content: &Content, fresh: bool) -> Result<()> {
    // A fresh post has nothing to replace, which saves three statements for most replies.
    if !fresh || !content.attachments.is_empty() {
        if !fresh {
            let before = posts::attachments_of(tx.conn, &[post_id])?;
            let dropped = before.iter().map(|a| a.url.as_str()).filter(|url| content.attachments.iter().all(|kept| kept.url != *url));
            media::release(tx, dropped)?;
        }
        let (ids, now) = (tx.env.ids.clone(), tx.now);
        posts::set_attachments(tx, post_id, &content.rows(post_id, || ids.next(now)))?;
    }
    if !fresh || !content.mentions.is_empty() {
        posts::set_mentions(tx, post_id, &content.mentions)?;
    }
    if !fresh || !content.tags.is_empty() {
        posts::set_tags(tx, post_id, &content.tags)?;
    }
    Ok(())
}

/// Sets the tags of its community that a thread carries. Says whether they are others now.
fn label(tx: &mut Tx<'_>, post: &Post, content: &Content, local: bool) -> Result<bool> {
    let Some(chosen) = content.labels.as_ref().filter(|_| post.is_thread()) else { return Ok(false) };
    let fitting = labels::fitting(tx.conn, post.community_id, chosen, local)?;
    crate::store::labels::set(tx, post.id, &fitting)
}

fn index(tx: &mut Tx<'_>, post: &Post, author: &Actor, content: &Content, fresh: bool) -> Result<()> {
    // Somebody else may have improved it.
    let author = if author.id == post.author_id { author.clone() } else { actors::by_id(tx.conn, post.author_id)? };
    finding::put_post(tx, post, &author, content.title.as_deref().unwrap_or_default(), &content.plain, fresh)
}

/// Counts a post in (+1) or out (-1) where it is shown as a number.
pub(super) fn count(tx: &mut Tx<'_>, post: &Post, parent: Option<&Post>, by: i32) -> Result<()> {
    if let (Some(thread), Some(parent)) = (post.thread_id, post.parent_id) {
        posts::add_replies(tx, thread, by, by > 0)?;
        if parent != thread {
            posts::add_replies(tx, parent, by, false)?;
        }
    }
    debug_assert!(parent.is_none_or(|p| Some(p.id) == post.parent_id));
    if let Some(community) = post.community_id {
        let (mut threads, mut replies) = if post.is_thread() { (by, 0) } else { (0, by) };
        if post.visibility.part().is_some() && communities::is_open(tx.conn, community)? {
            // What a closed part of an open community holds is not told by a number either.
            (threads, replies) = (0, 0);
        }
        communities::count(tx, community, i64::from(threads), i64::from(replies))?;
    }
    Ok(())
}

fn tell_people(tx: &mut Tx<'_>, origin: &Origin, post: &Post, parent: Option<&Post>, mentions: &[i64]) -> Result<()> {
    let mut told = Vec::new();
    if let Some(parent) = parent {
        told.push(parent.author_id);
        notify(tx, origin, parent.author_id, NotificationKind::Reply, Some(post), post.community_id)?;
    }
    for id in mentions {
        if !told.contains(id) {
            told.push(*id);
            notify(tx, origin, *id, NotificationKind::Mention, Some(post), post.community_id)?;
        }
    }
    Ok(())
}

/// Replaces the text; the earlier one is kept for everyone to see.
pub fn edit(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, content: &Content) -> Result<Post> {
    edit_with(tx, origin, post_id, content, None)
}

/// The same, with what its kind asks for beside title and text, where that changes as well.
pub fn edit_with(tx: &mut Tx<'_>, origin: &Origin, post_id: i64, content: &Content, details: Option<&Details>) -> Result<Post> {
    access::may_act(origin)?;
    let old = posts::hold(tx, post_id)?.ok_or(Error::NotFound("post"))?;
    if old.author_id != origin.actor().id {
        return Err(Error::Forbidden("Only its author may edit a post."));
    }
    if !old.stands() {
        return Err(Error::Gone);
    }
    if let Some(community) = old.community_id.map(|id| communities::find(tx.conn, id)).transpose()?.flatten() {
        // What stands may not become what its author could not write there any more.
        access::may_take_part(tx, origin, &community)?;
    }
    if origin.is_local() {
        content.check(old.is_thread())?;
    }
    let same = old.html == content.html && old.title == content.title && old.warning == content.warning && old.link_url == content.link;
    if !same {
        let revision = Revision {
            id: tx.id(),
            post_id,
            editor_id: origin.actor().id,
            title: old.title.clone(),
            source: old.source.clone(),
            html: old.html.clone(),
            created_at: old.edited_at.unwrap_or(old.published_at),
        };
        posts::insert_revision(tx, &revision)?;
    }
    let mut text = content.text(if same { old.edited_at } else { Some(tx.now) });
    if !old.is_thread() {
        text.title = None;
    }
    posts::set_text(tx, post_id, &text)?;
    attach(tx, post_id, content, false)?;
    let labelled = label(tx, &old, content, origin.is_local())?;
    index(tx, &old, origin.actor(), content, false)?;
    touch_pages(tx, &old)?;
    let post = posts::by_id(tx.conn, post_id)?.ok_or(Error::NotFound("post"))?;
    let amended = match details {
        Some(details) => amend(tx, origin, &post, details)?,
        None => false,
    };
    if !same || amended || labelled || origin.is_local() {
        events::emit(tx, origin, Event::PostEdited { post: post_id })?;
    }
    if let Some(kind) = kinds::by_name(&post.kind) {
        kind.changed(tx, &post)?;
    }
    Ok(post)
}

/// Changes what a kind keeps beside title and text, and says whether that is different now.
fn amend(tx: &mut Tx<'_>, origin: &Origin, post: &Post, details: &Details) -> Result<bool> {
    let Some(kind) = kinds::by_name(&post.kind).filter(|_| post.is_thread()) else { return Ok(false) };
    let before = kind.filled(tx.conn, post)?;
    if before.0.is_empty() {
        return Ok(false);
    }
    kind.amended(tx, post, details, origin.is_local())?;
    if post.kind == articles::ARTICLE {
        articles::name_authors(tx, origin, origin, post, details)?;
    }
    posts::set_data(tx, post.id, &Value::Object(details.0.clone()).to_string())?;
    Ok(kind.filled(tx.conn, post)? != before)
}

/// The author takes a post back for good. What answers it stays.
pub fn delete(tx: &mut Tx<'_>, origin: &Origin, post_id: i64) -> Result<()> {
    let post = posts::hold(tx, post_id)?.ok_or(Error::NotFound("post"))?;
    if post.author_id != origin.actor().id {
        return Err(Error::Forbidden("Only its author may delete a post."));
    }
    if post.deleted_at.is_some() {
        return Ok(());
    }
    erase(tx, &post)?;
    events::emit(tx, origin, Event::PostDeleted { post: post_id })
}

/// Empties a post, takes it out of the numbers and out of search.
pub(super) fn erase(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    // Somebody may have taken it away since it was read.
    let Some(post) = &posts::hold(tx, post.id)?.filter(|p| p.deleted_at.is_none()) else { return Ok(()) };
    if post.stands() {
        count(tx, post, None, -1)?;
    }
    if let Some(kind) = kinds::by_name(&post.kind) {
        kind.bury(tx, post)?;
    }
    let shown = posts::attachments_of(tx.conn, &[post.id])?;
    posts::bury(tx, post.id)?;
    media::release(tx, shown.iter().map(|a| a.url.as_str()))?;
    search::remove(tx, post.id)?;
    touch_pages(tx, post)
}

/// Pages that show this post are out of date.
pub(super) fn touch_pages(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    if let Some(thread) = post.thread_id {
        posts::bump(tx, thread)?;
    }
    if let Some(community) = post.community_id {
        communities::bump(tx, community)?;
    }
    Ok(())
}

/// Puts a post on, or takes it off, a person's own list.
pub fn save(tx: &mut Tx<'_>, viewer: &Viewer, post_id: i64, saved: bool) -> Result<()> {
    let person = viewer.id().ok_or_else(|| Error::unauthorized("Log in to save posts."))?;
    access::post(tx.conn, viewer, post_id)?;
    if saved { posts::save(tx, person, post_id) } else { posts::unsave(tx, person, post_id) }
}

/// The kind of a thread for an author's choice; an unknown word is the author's error.
pub fn kind(word: &str) -> Result<&'static str> {
    kinds::by_name(word).map(|k| k.name()).ok_or_else(|| Error::field("kind", "form-kind-unknown"))
}

/// Whether the one behind an action wrote a post or tends its community: who may see its menus.
pub fn may_edit(post: &Post, viewer: &Viewer) -> bool {
    viewer.person().is_some_and(|p| p.id() == post.author_id && p.is_active()) && post.stands()
}

/// The community actor of a post, where it has one.
pub fn community_of(tx: &mut Tx<'_>, post: &Post) -> Result<Option<Actor>> {
    post.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()
}
