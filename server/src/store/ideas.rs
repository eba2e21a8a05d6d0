//! Ideas: where each stands, what was merged, who is thanked, and the challenges that they answer.
//! Also the history that ideas and feedback share.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::ext::OrIgnore;
use crate::store::hosts;
use crate::store::posts::Post;
use crate::store::schema::{actors, carried_votes, challenges, feedback, idea_credits, ideas, posts, standings, votes};
use crate::store::votes::Vote;
use crate::text_enum;

text_enum! {
    /// Where an idea stands, in the order of the roadmap.
    pub enum IdeaStatus {
        Proposed = "proposed", Review = "review", Planned = "planned", Progress = "progress",
        Shipped = "shipped", Declined = "declined", Duplicate = "duplicate",
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = ideas)]
pub struct Idea {
    pub post_id: i64,
    pub community_id: i64,
    pub status: IdeaStatus,
    pub changed_at: Time,
    pub duplicate_of: Option<i64>,
    pub challenge_id: Option<i64>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = standings)]
pub struct Standing {
    pub id: i64,
    pub post_id: i64,
    pub actor_id: i64,
    pub was: String,
    pub became: String,
    pub reason: String,
    /// The public reply that told of it.
    pub reply_id: Option<i64>,
    pub created_at: Time,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = challenges)]
pub struct Challenge {
    pub id: i64,
    pub community_id: i64,
    pub author_id: i64,
    pub question: String,
    pub starts_at: Time,
    pub ends_at: Time,
    pub created_at: Time,
}

impl Challenge {
    pub fn is_open(&self, now: Time) -> bool {
        self.starts_at <= now && now < self.ends_at
    }
}

/// Votes on a post by where the voters live.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Split {
    pub ups_here: i64,
    pub ups_elsewhere: i64,
    pub downs_here: i64,
    pub downs_elsewhere: i64,
}

pub fn find(conn: &mut Conn, post_id: i64) -> Result<Option<Idea>> {
    Ok(ideas::table.find(post_id).select(Idea::as_select()).first(conn).optional()?)
}

pub fn insert(tx: &mut Tx<'_>, idea: &Idea) -> Result<()> {
    OrIgnore(diesel::insert_into(ideas::table).values(idea.clone())).execute(tx.conn)?;
    Ok(())
}

pub fn set_status(tx: &mut Tx<'_>, post_id: i64, status: IdeaStatus, duplicate_of: Option<i64>) -> Result<()> {
    diesel::update(ideas::table.find(post_id))
        .set((ideas::status.eq(status), ideas::duplicate_of.eq(duplicate_of), ideas::changed_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_challenge(tx: &mut Tx<'_>, post_id: i64, challenge: Option<i64>) -> Result<()> {
    diesel::update(ideas::table.find(post_id)).set(ideas::challenge_id.eq(challenge)).execute(tx.conn)?;
    Ok(())
}

/// Forgets an idea that is deleted for good. What its page told goes with it.
pub fn remove(tx: &mut Tx<'_>, post_id: i64) -> Result<()> {
    diesel::delete(idea_credits::table.filter(idea_credits::post_id.eq(post_id))).execute(tx.conn)?;
    diesel::delete(ideas::table.find(post_id)).execute(tx.conn)?;
    Ok(())
}

pub fn statuses(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, IdeaStatus)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let rows = ideas::table.filter(ideas::post_id.eq_any(chunk.to_vec())).select((ideas::post_id, ideas::status));
        found.extend(rows.load::<(i64, IdeaStatus)>(conn)?);
    }
    Ok(found)
}

/// Ideas that stand, in one column of the roadmap: the most wanted first while they can still be
/// voted for, and the latest first once they are settled.
pub fn column(conn: &mut Conn, community: i64, status: IdeaStatus, challenge: Option<i64>, limit: i64) -> Result<Vec<(Idea, Post)>> {
    let mut query = ideas::table
        .inner_join(posts::table)
        .filter(ideas::community_id.eq(community))
        .filter(ideas::status.eq(status))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .limit(limit)
        .select((Idea::as_select(), Post::as_select()))
        .into_boxed();
    if let Some(id) = challenge {
        query = query.filter(ideas::challenge_id.eq(id));
    }
    query = match status {
        IdeaStatus::Proposed | IdeaStatus::Review | IdeaStatus::Planned => query.order((posts::score.desc(), ideas::post_id.desc())),
        _ => query.order((ideas::changed_at.desc(), ideas::post_id.desc())),
    };
    Ok(query.load(conn)?)
}

pub fn count(conn: &mut Conn, community: i64, status: IdeaStatus, challenge: Option<i64>) -> Result<i64> {
    let mut query = ideas::table
        .inner_join(posts::table)
        .filter(ideas::community_id.eq(community))
        .filter(ideas::status.eq(status))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .into_boxed();
    if let Some(id) = challenge {
        query = query.filter(ideas::challenge_id.eq(id));
    }
    Ok(query.count().get_result(conn)?)
}

/// What was merged into an idea.
pub fn merged_into(conn: &mut Conn, post_id: i64) -> Result<Vec<Post>> {
    Ok(ideas::table
        .inner_join(posts::table)
        .filter(ideas::duplicate_of.eq(post_id))
        .order(ideas::post_id)
        .limit(200)
        .select(Post::as_select())
        .load(conn)?)
}

pub fn split(conn: &mut Conn, post_id: i64) -> Result<Split> {
    let mut count = |up: bool, here: bool| -> Result<i64> {
        let query = votes::table.inner_join(actors::table.on(actors::id.eq(votes::actor_id))).filter(votes::post_id.eq(post_id)).into_boxed();
        let query = if up { query.filter(votes::value.gt(0)) } else { query.filter(votes::value.lt(0)) };
        let query = if here { query.filter(actors::host_id.eq(hosts::LOCAL)) } else { query.filter(actors::host_id.ne(hosts::LOCAL)) };
        Ok(query.count().get_result(conn)?)
    };
    Ok(Split {
        ups_here: count(true, true)?,
        ups_elsewhere: count(true, false)?,
        downs_here: count(false, true)?,
        downs_elsewhere: count(false, false)?,
    })
}

/// People of this house who voted on a thread, wrote in it or started what was merged into it.
pub fn concerned(conn: &mut Conn, post_id: i64) -> Result<Vec<i64>> {
    let mut people: Vec<i64> = votes::table
        .inner_join(actors::table.on(actors::id.eq(votes::actor_id)))
        .filter(votes::post_id.eq(post_id))
        .filter(actors::host_id.eq(hosts::LOCAL))
        .select(votes::actor_id)
        .load(conn)?;
    people.extend(
        posts::table
            .inner_join(actors::table)
            .filter(posts::thread_id.eq(post_id))
            .filter(posts::deleted_at.is_null())
            .filter(actors::host_id.eq(hosts::LOCAL))
            .select(posts::author_id)
            .distinct()
            .load::<i64>(conn)?,
    );
    people.extend(ideas::table.inner_join(posts::table).filter(ideas::duplicate_of.eq(post_id)).select(posts::author_id).load::<i64>(conn)?);
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

/// People elsewhere who voted for a thread, the first ones first.
pub fn supporters_elsewhere(conn: &mut Conn, post_id: i64, limit: i64) -> Result<Vec<i64>> {
    Ok(votes::table
        .inner_join(actors::table.on(actors::id.eq(votes::actor_id)))
        .filter(votes::post_id.eq(post_id))
        .filter(votes::value.gt(0))
        .filter(actors::host_id.ne(hosts::LOCAL))
        .filter(actors::deleted_at.is_null())
        .order(votes::created_at)
        .limit(limit)
        .select(votes::actor_id)
        .load(conn)?)
}

/// Those whose replies were liked most, for the list of whom to thank.
pub fn best_repliers(conn: &mut Conn, post_id: i64, limit: i64) -> Result<Vec<i64>> {
    let mut found: Vec<i64> = posts::table
        .filter(posts::thread_id.eq(post_id))
        .filter(posts::deleted_at.is_null())
        .filter(posts::removed_at.is_null())
        .order((posts::score.desc(), posts::id))
        .limit(limit * 4)
        .select(posts::author_id)
        .load(conn)?;
    let mut seen = std::collections::HashSet::new();
    found.retain(|id| seen.insert(*id));
    found.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(found)
}

// Merged votes

pub fn votes_on(conn: &mut Conn, post_id: i64) -> Result<Vec<Vote>> {
    Ok(votes::table.filter(votes::post_id.eq(post_id)).select(Vote::as_select()).load(conn)?)
}

/// Where a person's vote on an idea was carried from, if it was.
pub fn carried(conn: &mut Conn, post_id: i64, actor_id: i64) -> Result<Option<i64>> {
    Ok(carried_votes::table.find((post_id, actor_id)).select(carried_votes::from_id).first(conn).optional()?)
}

pub fn carried_from(conn: &mut Conn, from_id: i64) -> Result<Vec<i64>> {
    Ok(carried_votes::table.filter(carried_votes::from_id.eq(from_id)).select(carried_votes::actor_id).load(conn)?)
}

pub fn set_carried(tx: &mut Tx<'_>, post_id: i64, actor_id: i64, from_id: i64) -> Result<()> {
    diesel::insert_into(carried_votes::table)
        .values((
            carried_votes::post_id.eq(post_id),
            carried_votes::actor_id.eq(actor_id),
            carried_votes::from_id.eq(from_id),
            carried_votes::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn drop_carried(tx: &mut Tx<'_>, post_id: i64, actor_id: i64) -> Result<()> {
    diesel::delete(carried_votes::table.find((post_id, actor_id))).execute(tx.conn)?;
    Ok(())
}

// Credits

pub fn credits(conn: &mut Conn, post_id: i64) -> Result<Vec<i64>> {
    Ok(idea_credits::table.filter(idea_credits::post_id.eq(post_id)).order(idea_credits::actor_id).select(idea_credits::actor_id).load(conn)?)
}

pub fn set_credits(tx: &mut Tx<'_>, post_id: i64, people: &[i64]) -> Result<()> {
    diesel::delete(idea_credits::table.filter(idea_credits::post_id.eq(post_id))).execute(tx.conn)?;
    for id in people {
        OrIgnore(diesel::insert_into(idea_credits::table).values((idea_credits::post_id.eq(post_id), idea_credits::actor_id.eq(*id))))
            .execute(tx.conn)?;
    }
    Ok(())
}

// History

pub fn insert_standing(tx: &mut Tx<'_>, standing: &Standing) -> Result<()> {
    diesel::insert_into(standings::table).values(standing.clone()).execute(tx.conn)?;
    Ok(())
}

/// The changes of a thread, newest first.
pub fn history(conn: &mut Conn, post_id: i64) -> Result<Vec<Standing>> {
    Ok(standings::table
        .filter(standings::post_id.eq(post_id))
        .order(standings::id.desc())
        .limit(200)
        .select(Standing::as_select())
        .load(conn)?)
}

// Challenges

pub fn challenge(conn: &mut Conn, id: i64) -> Result<Option<Challenge>> {
    Ok(challenges::table.find(id).select(Challenge::as_select()).first(conn).optional()?)
}

/// A community's challenges, those that end last first.
pub fn challenges_of(conn: &mut Conn, community: i64, limit: i64) -> Result<Vec<Challenge>> {
    Ok(challenges::table
        .filter(challenges::community_id.eq(community))
        .order((challenges::ends_at.desc(), challenges::id.desc()))
        .limit(limit)
        .select(Challenge::as_select())
        .load(conn)?)
}

pub fn insert_challenge(tx: &mut Tx<'_>, challenge: &Challenge) -> Result<()> {
    diesel::insert_into(challenges::table).values(challenge.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn end_challenge(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(challenges::table.find(id)).set(challenges::ends_at.eq(tx.now)).execute(tx.conn)?;
    Ok(())
}

pub fn count_filed(conn: &mut Conn, challenge: i64) -> Result<i64> {
    Ok(ideas::table.filter(ideas::challenge_id.eq(challenge)).count().get_result(conn)?)
}

/// Gives a thread another kind; its tables are the domain's to fill.
pub fn set_kind(tx: &mut Tx<'_>, post_id: i64, kind: &str) -> Result<()> {
    diesel::update(posts::table.find(post_id)).set((posts::kind.eq(kind), posts::version.eq(posts::version + 1))).execute(tx.conn)?;
    Ok(())
}

/// The thread that a reply was taken in as.
pub fn taken_from(conn: &mut Conn, source: i64) -> Result<Option<i64>> {
    Ok(feedback::table.filter(feedback::source_id.eq(source)).select(feedback::post_id).first(conn).optional()?)
}
