//! Posts: threads and replies, their earlier texts, pictures, mentions and tags.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::formats::Format;
use crate::store::ext::OrIgnore;
use crate::store::schema::{actors, attachments, blocks, mentions, post_labels, post_revisions, post_tags, posts, saves};
use crate::text_enum;

text_enum! {
    /// Who may see a post at all.
    pub enum Visibility {
        Public = "public",
        /// Readable by anyone with the address, in no list.
        Unlisted = "unlisted",
        // Of those whom the door of this part of its community lets in.
        Forum = "forum",
        Wiki = "wiki",
        Blog = "blog",
        Newsletter = "newsletter",
        Events = "events",
    }
}

impl Visibility {
    /// Behind the door of a part.
    pub fn behind(part: Format) -> Self {
        match part {
            Format::Forum => Self::Forum,
            Format::Wiki => Self::Wiki,
            Format::Blog => Self::Blog,
            Format::Newsletter => Self::Newsletter,
            Format::Events => Self::Events,
        }
    }

    /// The part whose door stands before it; none for what is open.
    pub fn part(self) -> Option<Format> {
        match self {
            Self::Public | Self::Unlisted => None,
            Self::Forum => Some(Format::Forum),
            Self::Wiki => Some(Format::Wiki),
            Self::Blog => Some(Format::Blog),
            Self::Newsletter => Some(Format::Newsletter),
            Self::Events => Some(Format::Events),
        }
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = posts)]
pub struct Post {
    pub id: i64,
    pub ap_id: String,
    /// The kind's name, or `reply`.
    pub kind: String,
    pub author_id: i64,
    pub community_id: Option<i64>,
    pub thread_id: Option<i64>,
    pub parent_id: Option<i64>,
    pub depth: i32,
    pub title: Option<String>,
    pub warning: Option<String>,
    pub source: Option<String>,
    pub html: String,
    pub link_url: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub sensitive: bool,
    pub visibility: Visibility,
    pub data: String,
    pub ups: i32,
    pub downs: i32,
    pub score: i32,
    /// Of a thread: all its replies. Of a reply: those directly below it.
    pub replies: i32,
    pub hot: f64,
    pub published_at: Time,
    pub active_at: Time,
    pub edited_at: Option<Time>,
    pub deleted_at: Option<Time>,
    pub removed_at: Option<Time>,
    pub locked_at: Option<Time>,
    pub pinned_at: Option<Time>,
    pub version: i64,
}

impl Post {
    pub fn is_thread(&self) -> bool {
        self.parent_id.is_none()
    }

    /// The thread it belongs to, which may be itself.
    pub fn root(&self) -> i64 {
        self.thread_id.unwrap_or(self.id)
    }

    /// Its text can be read: neither its author nor a steward took it away.
    pub fn stands(&self) -> bool {
        self.deleted_at.is_none() && self.removed_at.is_none()
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = post_revisions)]
pub struct Revision {
    pub id: i64,
    pub post_id: i64,
    pub editor_id: i64,
    pub title: Option<String>,
    pub source: Option<String>,
    pub html: String,
    pub created_at: Time,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = attachments)]
pub struct Attachment {
    pub id: i64,
    pub post_id: i64,
    pub position: i32,
    pub url: String,
    pub media_type: String,
    pub alt: String,
    pub width: Option<i32>,
    pub height: Option<i32>,
}

/// The order of a list of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Hot,
    New,
    Top,
    Unanswered,
}

impl Sort {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "hot" => Self::Hot,
            "new" => Self::New,
            "top" => Self::Top,
            "unanswered" => Self::Unanswered,
            _ => return None,
        })
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::New => "new",
            Self::Top => "top",
            Self::Unanswered => "unanswered",
        }
    }
}

/// Where a page of threads ended: the sort value and id of its last row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    pub hot: f64,
    pub number: i64,
    pub id: i64,
}

impl Cursor {
    /// The cursor behind `post` in a list sorted by `sort`.
    pub fn after(post: &Post, sort: Sort) -> Self {
        let number = match sort {
            Sort::Top => i64::from(post.score),
            Sort::Hot | Sort::New | Sort::Unanswered => post.published_at.0,
        };
        Self { hot: post.hot, number, id: post.id }
    }

    pub fn encode(&self) -> String {
        format!("{:x}.{:x}.{:x}", self.hot.to_bits(), self.number, self.id)
    }

    pub fn decode(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let hot = f64::from_bits(u64::from_str_radix(parts.next()?, 16).ok()?);
        let number = u64::from_str_radix(parts.next()?, 16).ok()?.cast_signed();
        let id = i64::from_str_radix(parts.next()?, 16).ok()?;
        (parts.next().is_none() && !hot.is_nan()).then_some(Self { hot, number, id })
    }
}

/// Which threads a list holds.
#[derive(Debug, Clone, Default)]
pub struct Threads {
    pub community: Option<i64>,
    pub author: Option<i64>,
    /// Hides whom this person blocked.
    pub viewer: Option<i64>,
    /// Only from communities that this person follows.
    pub followed_by: Option<i64>,
    pub sort: Sort,
    pub after: Option<Cursor>,
    pub limit: i64,
    /// Of one community: questions without an accepted answer, newest first, whatever `sort` says.
    pub queue: bool,
    /// Only those that carry this tag of the community.
    pub label: Option<i64>,
    /// Kinds that the list leaves out, since they have pages of their own.
    pub without: Vec<&'static str>,
    /// What the viewer may see in the one community that is listed; only what is public where it is empty.
    pub seen: Vec<Visibility>,
    /// Of the communities that a person follows, those with closed parts that are open to them.
    pub open: Vec<(i64, Vec<Visibility>)>,
}

pub fn by_id(conn: &mut Conn, id: i64) -> Result<Option<Post>> {
    Ok(posts::table.find(id).select(Post::as_select()).first(conn).optional()?)
}

pub fn by_ids(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Post>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        found.extend(posts::table.filter(posts::id.eq_any(chunk.to_vec())).select(Post::as_select()).load(conn)?);
    }
    Ok(found)
}

pub fn by_ap_id(conn: &mut Conn, ap_id: &str) -> Result<Option<Post>> {
    Ok(posts::table.filter(posts::ap_id.eq(ap_id)).select(Post::as_select()).first(conn).optional()?)
}

pub fn insert(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    diesel::insert_into(posts::table).values(post.clone()).execute(tx.conn)?;
    Ok(())
}

/// Threads that stand, in a list's order. `access::listed` must have allowed the community.
pub fn threads(conn: &mut Conn, wanted: &Threads) -> Result<Vec<Post>> {
    if let Some(community) = wanted.community.filter(|_| wanted.queue) {
        let ids = super::questions::open(conn, community, wanted.after, wanted.limit)?;
        let mut found = by_ids(conn, &ids)?;
        found.sort_by_key(|post| ids.iter().position(|id| *id == post.id));
        return Ok(found);
    }
    let mut query = posts::table
        .filter(posts::parent_id.is_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .select(Post::as_select())
        .into_boxed();
    query = if wanted.seen.is_empty() {
        query.filter(posts::visibility.eq(Visibility::Public))
    } else {
        query.filter(posts::visibility.eq_any(wanted.seen.clone()))
    };
    if let Some(id) = wanted.community {
        query = query.filter(posts::community_id.eq(id));
    } else {
        query = query.filter(posts::community_id.is_not_null());
    }
    if let Some(id) = wanted.author {
        query = query.filter(posts::author_id.eq(id));
    }
    if let Some(id) = wanted.label {
        query = query.filter(posts::id.eq_any(post_labels::table.filter(post_labels::label_id.eq(id)).select(post_labels::post_id)));
    }
    if !wanted.without.is_empty() {
        query = query.filter(posts::kind.ne_all(wanted.without.clone()));
    }
    if let Some(id) = wanted.viewer {
        query = query.filter(posts::author_id.ne_all(
            blocks::table.filter(blocks::actor_id.eq(id)).filter(blocks::target_actor_id.is_not_null()).select(blocks::target_actor_id.assume_not_null()),
        ));
        query = query.filter(posts::author_id.ne_all(
            actors::table
                .inner_join(blocks::table.on(blocks::target_host_id.eq(actors::host_id.nullable())))
                .filter(blocks::actor_id.eq(id))
                .select(actors::id),
        ));
    }
    if let Some(id) = wanted.followed_by {
        use crate::store::schema::follows;
        query = query.filter(
            posts::community_id.eq_any(follows::table.filter(follows::follower_id.eq(id)).select(follows::followed_id.nullable())),
        );
    }
    query = match (wanted.sort, wanted.after) {
        (Sort::Hot, None) => query.order((posts::hot.desc(), posts::id.desc())),
        (Sort::Hot, Some(c)) => query
            .filter(posts::hot.lt(c.hot).or(posts::hot.eq(c.hot).and(posts::id.lt(c.id))))
            .order((posts::hot.desc(), posts::id.desc())),
        (Sort::Top, None) => query.order((posts::score.desc(), posts::id.desc())),
        (Sort::Top, Some(c)) => {
            let score = i32::try_from(c.number).unwrap_or(i32::MAX);
            query
                .filter(posts::score.lt(score).or(posts::score.eq(score).and(posts::id.lt(c.id))))
                .order((posts::score.desc(), posts::id.desc()))
        }
        (Sort::New | Sort::Unanswered, after) => {
            if wanted.sort == Sort::Unanswered {
                // Written out, not bound: only then does SQLite see that the partial index fits.
                query = query.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("posts.replies = 0"));
            }
            if let Some(c) = after {
                let at = Time(c.number);
                query = query.filter(
                    posts::published_at.lt(at).or(posts::published_at.eq(at).and(posts::id.lt(c.id))),
                );
            }
            query.order((posts::published_at.desc(), posts::id.desc()))
        }
    };
    Ok(query.limit(wanted.limit).load(conn)?)
}

pub fn pinned(conn: &mut Conn, community_id: i64) -> Result<Vec<Post>> {
    Ok(posts::table
        .filter(posts::community_id.eq(community_id))
        .filter(posts::pinned_at.is_not_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order(posts::pinned_at.desc())
        .select(Post::as_select())
        .load(conn)?)
}

/// Replies of a thread in order of time, whatever became of them, after `after`.
pub fn replies(conn: &mut Conn, thread_id: i64, after: i64, limit: i64) -> Result<Vec<Post>> {
    Ok(posts::table
        .filter(posts::thread_id.eq(thread_id))
        .filter(posts::id.gt(after))
        .order(posts::id)
        .limit(limit)
        .select(Post::as_select())
        .load(conn)?)
}

pub fn children(conn: &mut Conn, parent_id: i64, after: i64, limit: i64) -> Result<Vec<Post>> {
    Ok(posts::table
        .filter(posts::parent_id.eq(parent_id))
        .filter(posts::id.gt(after))
        .order(posts::id)
        .limit(limit)
        .select(Post::as_select())
        .load(conn)?)
}

/// What somebody wrote, newest first.
pub fn by_author(conn: &mut Conn, author_id: i64, before: Option<i64>, limit: i64) -> Result<Vec<Post>> {
    Ok(posts::table
        .filter(posts::author_id.eq(author_id))
        .filter(posts::id.lt(before.unwrap_or(i64::MAX)))
        .filter(posts::deleted_at.is_null())
        .order(posts::id.desc())
        .limit(limit)
        .select(Post::as_select())
        .load(conn)?)
}

/// The new text of a post.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = posts, treat_none_as_null = true)]
pub struct Text {
    pub title: Option<String>,
    pub warning: Option<String>,
    pub source: Option<String>,
    pub html: String,
    pub link_url: Option<String>,
    pub language: Option<String>,
    pub sensitive: bool,
    pub edited_at: Option<Time>,
}

pub fn set_text(tx: &mut Tx<'_>, id: i64, text: &Text) -> Result<()> {
    diesel::update(posts::table.find(id)).set((text.clone(), posts::version.eq(posts::version + 1))).execute(tx.conn)?;
    Ok(())
}

/// What its author filled in beside title and text.
pub fn set_data(tx: &mut Tx<'_>, id: i64, data: &str) -> Result<()> {
    diesel::update(posts::table.find(id)).set(posts::data.eq(data)).execute(tx.conn)?;
    Ok(())
}

pub fn set_title(tx: &mut Tx<'_>, id: i64, title: &str) -> Result<()> {
    diesel::update(posts::table.find(id))
        .set((posts::title.eq(title), posts::edited_at.eq(tx.now), posts::version.eq(posts::version + 1)))
        .execute(tx.conn)?;
    Ok(())
}

/// Adds a vote's difference. `hot` follows from the new score and is given by the domain.
pub fn add_votes(tx: &mut Tx<'_>, id: i64, ups: i32, downs: i32, hot: f64) -> Result<()> {
    diesel::update(posts::table.find(id))
        .set((
            posts::ups.eq(posts::ups + ups),
            posts::downs.eq(posts::downs + downs),
            posts::score.eq(posts::score + ups - downs),
            posts::hot.eq(hot),
            posts::version.eq(posts::version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Counts a reply below `id`.
pub fn add_replies(tx: &mut Tx<'_>, id: i64, count: i32, active: bool) -> Result<()> {
    let counted = (posts::replies.eq(posts::replies + count), posts::version.eq(posts::version + 1));
    let post = diesel::update(posts::table.find(id));
    if active {
        post.set((counted, posts::active_at.eq(tx.now))).execute(tx.conn)?;
    } else {
        post.set(counted).execute(tx.conn)?;
    }
    Ok(())
}

/// Something in the thread changed that its page shows.
pub fn bump(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(posts::table.find(id)).set(posts::version.eq(posts::version + 1)).execute(tx.conn)?;
    Ok(())
}

/// Empties a post and its history for good; what remains is the place in the thread.
pub fn bury(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(posts::table.find(id))
        .set((
            posts::deleted_at.eq(tx.now),
            posts::title.eq(None::<String>),
            posts::warning.eq(None::<String>),
            posts::source.eq(None::<String>),
            posts::html.eq(""),
            posts::link_url.eq(None::<String>),
            posts::data.eq("{}"),
            posts::pinned_at.eq(None::<Time>),
            posts::version.eq(posts::version + 1),
        ))
        .execute(tx.conn)?;
    diesel::delete(post_revisions::table.filter(post_revisions::post_id.eq(id))).execute(tx.conn)?;
    diesel::delete(attachments::table.filter(attachments::post_id.eq(id))).execute(tx.conn)?;
    diesel::delete(post_tags::table.filter(post_tags::post_id.eq(id))).execute(tx.conn)?;
    // Mentions stay: those who were addressed are told that it is gone.
    Ok(())
}

macro_rules! moment_setter {
    ($(#[$meta:meta])* $name:ident, $column:ident) => {
        $(#[$meta])*
        pub fn $name(tx: &mut Tx<'_>, id: i64, at: Option<Time>) -> Result<()> {
            diesel::update(posts::table.find(id))
                .set((posts::$column.eq(at), posts::version.eq(posts::version + 1)))
                .execute(tx.conn)?;
            Ok(())
        }
    };
}
moment_setter!(
    /// By an author who may take it back: only for remote posts, whose text can be fetched again.
    set_deleted, deleted_at);
moment_setter!(
    /// By a steward or the host; the text is kept, so that it can be restored.
    set_removed, removed_at);
moment_setter!(set_locked, locked_at);
moment_setter!(set_pinned, pinned_at);

pub fn insert_revision(tx: &mut Tx<'_>, revision: &Revision) -> Result<()> {
    diesel::insert_into(post_revisions::table).values(revision.clone()).execute(tx.conn)?;
    Ok(())
}

/// Earlier texts, newest first.
pub fn revisions(conn: &mut Conn, post_id: i64, limit: i64) -> Result<Vec<Revision>> {
    Ok(post_revisions::table
        .filter(post_revisions::post_id.eq(post_id))
        .order(post_revisions::id.desc())
        .limit(limit)
        .select(Revision::as_select())
        .load(conn)?)
}

pub fn set_attachments(tx: &mut Tx<'_>, post_id: i64, new: &[Attachment]) -> Result<()> {
    diesel::delete(attachments::table.filter(attachments::post_id.eq(post_id))).execute(tx.conn)?;
    for attachment in new {
        diesel::insert_into(attachments::table).values(attachment.clone()).execute(tx.conn)?;
    }
    Ok(())
}

pub fn attachments_of(conn: &mut Conn, post_ids: &[i64]) -> Result<Vec<Attachment>> {
    let mut found = Vec::new();
    for chunk in post_ids.chunks(500) {
        found.extend(
            attachments::table
                .filter(attachments::post_id.eq_any(chunk.to_vec()))
                .order((attachments::post_id, attachments::position))
                .select(Attachment::as_select())
                .load(conn)?,
        );
    }
    Ok(found)
}

pub fn set_mentions(tx: &mut Tx<'_>, post_id: i64, actor_ids: &[i64]) -> Result<()> {
    diesel::delete(mentions::table.filter(mentions::post_id.eq(post_id))).execute(tx.conn)?;
    for id in actor_ids {
        OrIgnore(diesel::insert_into(mentions::table).values((mentions::post_id.eq(post_id), mentions::actor_id.eq(*id))))
            .execute(tx.conn)?;
    }
    Ok(())
}

pub fn mentions_of(conn: &mut Conn, post_id: i64) -> Result<Vec<i64>> {
    Ok(mentions::table.filter(mentions::post_id.eq(post_id)).select(mentions::actor_id).load(conn)?)
}

pub fn set_tags(tx: &mut Tx<'_>, post_id: i64, tags: &[String]) -> Result<()> {
    diesel::delete(post_tags::table.filter(post_tags::post_id.eq(post_id))).execute(tx.conn)?;
    for tag in tags {
        OrIgnore(diesel::insert_into(post_tags::table).values((post_tags::post_id.eq(post_id), post_tags::tag.eq(tag))))
            .execute(tx.conn)?;
    }
    Ok(())
}

pub fn tags_of(conn: &mut Conn, post_id: i64) -> Result<Vec<String>> {
    Ok(post_tags::table.filter(post_tags::post_id.eq(post_id)).order(post_tags::tag).select(post_tags::tag).load(conn)?)
}

// Saved by a person, for that person alone

pub fn save(tx: &mut Tx<'_>, actor_id: i64, post_id: i64) -> Result<()> {
    OrIgnore(diesel::insert_into(saves::table).values((
        saves::actor_id.eq(actor_id),
        saves::post_id.eq(post_id),
        saves::created_at.eq(tx.now),
    )))
    .execute(tx.conn)?;
    Ok(())
}

pub fn unsave(tx: &mut Tx<'_>, actor_id: i64, post_id: i64) -> Result<()> {
    diesel::delete(saves::table.find((actor_id, post_id))).execute(tx.conn)?;
    Ok(())
}

pub fn saved(conn: &mut Conn, actor_id: i64, before: Time, limit: i64) -> Result<Vec<(Time, Post)>> {
    Ok(saves::table
        .inner_join(posts::table)
        .filter(saves::actor_id.eq(actor_id))
        .filter(saves::created_at.lt(before))
        .order(saves::created_at.desc())
        .limit(limit)
        .select((saves::created_at, Post::as_select()))
        .load(conn)?)
}

pub fn which_saved(conn: &mut Conn, actor_id: i64, post_ids: &[i64]) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    for chunk in post_ids.chunks(500) {
        found.extend(
            saves::table
                .filter(saves::actor_id.eq(actor_id))
                .filter(saves::post_id.eq_any(chunk.to_vec()))
                .select(saves::post_id)
                .load::<i64>(conn)?,
        );
    }
    Ok(found)
}

/// Local threads and replies that stand, for NodeInfo.
pub fn count_local(conn: &mut Conn) -> Result<(i64, i64)> {
    let local = posts::table
        .inner_join(actors::table.on(actors::id.eq(posts::author_id)))
        .filter(actors::host_id.eq(super::hosts::LOCAL))
        .filter(posts::visibility.eq(Visibility::Public))
        .filter(posts::deleted_at.is_null());
    let threads = local.filter(posts::parent_id.is_null()).count().get_result(conn)?;
    let replies = local.filter(posts::parent_id.is_not_null()).count().get_result(conn)?;
    Ok((threads, replies))
}

/// Ids of all posts in their order, in pieces: for counting anew.
pub fn ids_after(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<i64>> {
    Ok(posts::table
        .filter(posts::id.gt(after))
        .order(posts::id)
        .limit(limit)
        .select(posts::id)
        .load(conn)?)
}

/// A post that is about to change. On PostgreSQL its row is held until the transaction ends, so that two who delete it
/// at once count it out once; SQLite has one writer anyway.
pub fn hold(tx: &mut Tx<'_>, id: i64) -> Result<Option<Post>> {
    match tx.conn {
        Conn::Sqlite(_) => by_id(tx.conn, id),
        Conn::Postgres(c) => Ok(posts::table.find(id).select(Post::as_select()).for_update().first(c).optional()?),
    }
}

pub fn set_visibility(tx: &mut Tx<'_>, id: i64, visibility: Visibility) -> Result<()> {
    diesel::update(posts::table.find(id)).set(posts::visibility.eq(visibility)).execute(tx.conn)?;
    Ok(())
}
