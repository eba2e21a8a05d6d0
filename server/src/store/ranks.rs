//! Where people stand in a community, by what they did there.

use diesel::prelude::*;

use crate::Result;
use crate::store::conn::Conn;
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
