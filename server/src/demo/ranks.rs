//! Communities of the demo that show who did most for them.

use super::play::Play;
use super::script::Script;
use crate::domain::reputation::{self, Decision, Wish};
use crate::store::actors;
use crate::store::ranks::{Openness, Rank};
use crate::{Error, Result};

impl Play<'_> {
    /// They open their lists, and their stewards grant ranks.
    pub(super) async fn rank(&self, house: usize, scripts: &[Script]) -> Result<()> {
        let stage = self.stage(house)?;
        for place in scripts.get(house).into_iter().flat_map(|script| &script.communities).filter(|place| place.open) {
            let origin = stage.origin(&place.founder)?;
            let (name, ranks) = (place.name.clone(), place.ranks.clone());
            stage
                .app
                .db
                .write(move |tx| {
                    let community = actors::by_handle(tx.conn, &name)?.ok_or(Error::NotFound("community"))?;
                    reputation::open_up(tx, &origin, &community, Openness { board: true, reasons: true })?;
                    for (who, rank, reason) in &ranks {
                        let person = actors::by_handle(tx.conn, who)?.ok_or(Error::NotFound("person"))?;
                        let rank = Rank::parse(rank).ok_or(Error::NotFound("rank"))?;
                        let decision = Decision { wish: Wish::Grant(rank), reason: reason.clone() };
                        reputation::decide(tx, &origin, &community, &person, &decision)?;
                    }
                    Ok(())
                })
                .await?;
        }
        Ok(())
    }
}
