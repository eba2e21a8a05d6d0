//! Polls of the demo: what they ask, and what people choose.

use serde_json::json;

use super::play::Play;
use super::script::Said;
use crate::domain::polls::{self, Ballot};
use crate::kinds::Details;
use crate::store::posts;
use crate::Result;

/// What the form of a poll would say.
pub(super) fn asked(said: &Said) -> Details {
    if said.options.is_empty() {
        return Details::default();
    }
    let options: Vec<&str> = said.options.iter().map(|(option, _)| option.as_str()).collect();
    Details([("poll_options".to_owned(), json!(options))].into_iter().collect())
}

impl Play<'_> {
    /// Everybody of one house votes as the script says.
    pub(super) async fn choose(&self, house: usize) -> Result<()> {
        let stage = self.stage(house)?;
        let mut ballots = Vec::new();
        for line in self.lines.iter().filter(|line| line.parent.is_none()) {
            let Some(ap_id) = &line.ap_id else { continue };
            for (position, (_, names)) in (0_i32..).zip(&line.said.options) {
                for name in names.iter().filter(|name| stage.person(name).is_some()) {
                    ballots.push((stage.origin(name)?, ap_id.clone(), position));
                }
            }
        }
        stage
            .app
            .db
            .write(move |tx| {
                for (origin, ap_id, position) in &ballots {
                    // What this house never heard of cannot be voted in here.
                    if let Some(post) = posts::by_ap_id(tx.conn, ap_id)? {
                        polls::cast(tx, origin, post.id, Ballot::Whole(&[*position]))?;
                    }
                }
                Ok(())
            })
            .await
    }
}
