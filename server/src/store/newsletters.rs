//! Newsletters: what each says of itself, its issues, and what an issue can be made of.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ideas::IdeaStatus;
use crate::store::posts::{Post, Visibility};
use crate::store::schema::{ideas, newsletter_issues, newsletters, posts, questions};
use crate::text_enum;

text_enum! {
    pub enum IssueState {
        Draft = "draft",
        Scheduled = "scheduled",
        /// Published, and copies are on their way.
        Sending = "sending",
        Sent = "sent",
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = newsletter_issues)]
pub struct Issue {
    pub id: i64,
    pub community_id: i64,
    /// Who wrote it last, and in whose name it goes out.
    pub author_id: i64,
    pub title: String,
    pub source: String,
    pub state: IssueState,
    pub send_at: Option<Time>,
    pub post_id: Option<i64>,
    /// Why it did not go out.
    pub problem: Option<String>,
    pub reached: i64,
    pub queued_at: Option<Time>,
    pub copies: i32,
    pub sent: i32,
    pub failed: i32,
    pub bounced: i32,
    pub parted: i32,
    pub finished_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

impl Issue {
    /// Nothing of it has left the house yet.
    pub fn can_change(&self) -> bool {
        matches!(self.state, IssueState::Draft | IssueState::Scheduled)
    }
}

/// What one more outcome adds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tally {
    Sent,
    Failed,
    Bounced,
    Parted,
}

pub fn about(conn: &mut Conn, community: i64) -> Result<String> {
    Ok(newsletters::table.find(community).select(newsletters::about).first(conn).optional()?.unwrap_or_default())
}

pub fn set_about(tx: &mut Tx<'_>, community: i64, about: &str) -> Result<()> {
    let changed = diesel::update(newsletters::table.find(community))
        .set((newsletters::about.eq(about), newsletters::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    if changed == 0 {
        diesel::insert_into(newsletters::table)
            .values((newsletters::community_id.eq(community), newsletters::about.eq(about), newsletters::updated_at.eq(tx.now)))
            .execute(tx.conn)?;
    }
    Ok(())
}

pub fn insert(tx: &mut Tx<'_>, issue: &Issue) -> Result<()> {
    diesel::insert_into(newsletter_issues::table).values(issue.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn find(conn: &mut Conn, id: i64) -> Result<Option<Issue>> {
    Ok(newsletter_issues::table.find(id).select(Issue::as_select()).first(conn).optional()?)
}

/// Takes an issue for itself until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, id: i64) -> Result<Option<Issue>> {
    let query = newsletter_issues::table.find(id).select(newsletter_issues::all_columns);
    Ok(match tx.conn {
        Conn::Sqlite(c) => query.first(c).optional()?,
        Conn::Postgres(c) => query.for_update().first(c).optional()?,
    })
}

pub fn by_post(conn: &mut Conn, post: i64) -> Result<Option<Issue>> {
    Ok(newsletter_issues::table.filter(newsletter_issues::post_id.eq(post)).select(Issue::as_select()).first(conn).optional()?)
}

/// Issues of a newsletter, newest first.
pub fn list(conn: &mut Conn, community: i64, limit: i64) -> Result<Vec<Issue>> {
    Ok(newsletter_issues::table
        .filter(newsletter_issues::community_id.eq(community))
        .order(newsletter_issues::id.desc())
        .limit(limit)
        .select(Issue::as_select())
        .load(conn)?)
}

/// The articles of those that went out, newest first.
pub fn published(conn: &mut Conn, community: i64, limit: i64) -> Result<Vec<i64>> {
    let found: Vec<Option<i64>> = newsletter_issues::table
        .filter(newsletter_issues::community_id.eq(community))
        .filter(newsletter_issues::post_id.is_not_null())
        .order(newsletter_issues::post_id.desc())
        .limit(limit)
        .select(newsletter_issues::post_id)
        .load(conn)?;
    Ok(found.into_iter().flatten().collect())
}

pub fn set_text(tx: &mut Tx<'_>, id: i64, author: i64, title: &str, source: &str) -> Result<()> {
    diesel::update(newsletter_issues::table.find(id))
        .set((
            newsletter_issues::author_id.eq(author),
            newsletter_issues::title.eq(title),
            newsletter_issues::source.eq(source),
            newsletter_issues::problem.eq(None::<String>),
            newsletter_issues::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_schedule(tx: &mut Tx<'_>, id: i64, author: i64, at: Option<Time>) -> Result<()> {
    let state = if at.is_some() { IssueState::Scheduled } else { IssueState::Draft };
    diesel::update(newsletter_issues::table.find(id))
        .set((
            newsletter_issues::author_id.eq(author),
            newsletter_issues::state.eq(state),
            newsletter_issues::send_at.eq(at),
            newsletter_issues::problem.eq(None::<String>),
            newsletter_issues::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// It did not go out; it is a draft again.
pub fn set_problem(tx: &mut Tx<'_>, id: i64, problem: &str) -> Result<()> {
    diesel::update(newsletter_issues::table.find(id))
        .set((
            newsletter_issues::state.eq(IssueState::Draft),
            newsletter_issues::send_at.eq(None::<Time>),
            newsletter_issues::problem.eq(Some(problem)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_sending(tx: &mut Tx<'_>, id: i64, post: i64) -> Result<()> {
    diesel::update(newsletter_issues::table.find(id))
        .set((newsletter_issues::state.eq(IssueState::Sending), newsletter_issues::post_id.eq(Some(post)), newsletter_issues::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// Copies were made up to this subscriber; `all` says that none is left.
pub fn set_reached(tx: &mut Tx<'_>, id: i64, reached: i64, copies: i32, all: bool) -> Result<()> {
    diesel::update(newsletter_issues::table.find(id))
        .set((
            newsletter_issues::reached.eq(reached),
            newsletter_issues::copies.eq(newsletter_issues::copies + copies),
            newsletter_issues::queued_at.eq(all.then_some(tx.now)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_finished(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(newsletter_issues::table.find(id))
        .set((newsletter_issues::state.eq(IssueState::Sent), newsletter_issues::finished_at.eq(Some(tx.now))))
        .execute(tx.conn)?;
    Ok(())
}

pub fn count(tx: &mut Tx<'_>, id: i64, what: Tally, by: i32) -> Result<()> {
    let row = diesel::update(newsletter_issues::table.find(id));
    match what {
        Tally::Sent => row.set(newsletter_issues::sent.eq(newsletter_issues::sent + by)).execute(tx.conn)?,
        Tally::Failed => row.set(newsletter_issues::failed.eq(newsletter_issues::failed + by)).execute(tx.conn)?,
        Tally::Bounced => row.set(newsletter_issues::bounced.eq(newsletter_issues::bounced + by)).execute(tx.conn)?,
        Tally::Parted => row.set(newsletter_issues::parted.eq(newsletter_issues::parted + by)).execute(tx.conn)?,
    };
    Ok(())
}

/// Copies that will not be sent after all.
pub fn take_back(tx: &mut Tx<'_>, id: i64, copies: i32) -> Result<()> {
    diesel::update(newsletter_issues::table.find(id)).set(newsletter_issues::copies.eq(newsletter_issues::copies - copies)).execute(tx.conn)?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(newsletter_issues::table.find(id)).execute(tx.conn)?;
    Ok(())
}

// What an issue can be made of

/// Threads of a community since a moment, best first; without those of the kinds named.
pub fn best_threads(conn: &mut Conn, community: i64, since: Time, without: &[&str], limit: i64) -> Result<Vec<Post>> {
    let without: Vec<String> = without.iter().map(|kind| (*kind).to_owned()).collect();
    Ok(posts::table
        .filter(posts::community_id.eq(community))
        .filter(posts::parent_id.is_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .filter(posts::visibility.eq(Visibility::Public))
        .filter(posts::published_at.ge(since))
        .filter(posts::kind.ne_all(without))
        .order((posts::hot.desc(), posts::id.desc()))
        .limit(limit)
        .select(Post::as_select())
        .load(conn)?)
}

/// Threads of one kind since a moment, newest first.
pub fn of_kind(conn: &mut Conn, community: i64, kind: &str, since: Time, limit: i64) -> Result<Vec<Post>> {
    Ok(posts::table
        .filter(posts::community_id.eq(community))
        .filter(posts::parent_id.is_null())
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .filter(posts::kind.eq(kind))
        .filter(posts::published_at.ge(since))
        .order(posts::published_at.desc())
        .limit(limit)
        .select(Post::as_select())
        .load(conn)?)
}

/// Questions with an answer that were active since a moment, those that most people had first.
pub fn answered(conn: &mut Conn, community: i64, since: Time, limit: i64) -> Result<Vec<Post>> {
    Ok(posts::table
        .inner_join(questions::table.on(questions::post_id.eq(posts::id)))
        .filter(questions::community_id.eq(community))
        .filter(questions::bucket_id.is_null())
        .filter(questions::answer_id.is_not_null().or(questions::official_id.is_not_null()))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .filter(posts::active_at.ge(since))
        .order((questions::joined.desc(), posts::score.desc(), posts::id.desc()))
        .limit(limit)
        .select(Post::as_select())
        .load(conn)?)
}

/// Ideas that shipped since a moment.
pub fn shipped(conn: &mut Conn, community: i64, since: Time, limit: i64) -> Result<Vec<Post>> {
    Ok(posts::table
        .inner_join(ideas::table.on(ideas::post_id.eq(posts::id)))
        .filter(ideas::community_id.eq(community))
        .filter(ideas::status.eq(IdeaStatus::Shipped))
        .filter(ideas::changed_at.ge(since))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order(ideas::changed_at.desc())
        .limit(limit)
        .select(Post::as_select())
        .load(conn)?)
}
