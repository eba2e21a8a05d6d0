//! Where people stand in a community, by what they did there.

use diesel::prelude::*;

use crate::Result;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::ranks;
use crate::text_enum;

text_enum! {
    /// From the least to the most trusted.
    #[derive(PartialOrd, Ord)]
    pub enum Rank { Newcomer = "newcomer", Member = "member", Trusted = "trusted", SuperUser = "super_user" }
}

/// Somebody's rank in a community; whoever did nothing there yet is a newcomer.
pub fn rank_of(conn: &mut Conn, community_id: i64, actor_id: i64) -> Result<Rank> {
    let found = ranks::table.find((community_id, actor_id)).select(ranks::standing).first(conn).optional()?;
    Ok(found.unwrap_or(Rank::Newcomer))
}

/// Writes down where somebody stands.
pub fn set(tx: &mut Tx<'_>, community_id: i64, actor_id: i64, rank: Rank, score: i64) -> Result<()> {
    diesel::delete(ranks::table.find((community_id, actor_id))).execute(tx.conn)?;
    let values = (
        ranks::community_id.eq(community_id),
        ranks::actor_id.eq(actor_id),
        ranks::score.eq(score),
        ranks::standing.eq(rank),
        ranks::changed_at.eq(tx.now),
    );
    diesel::insert_into(ranks::table).values(values).execute(tx.conn)?;
    Ok(())
}
