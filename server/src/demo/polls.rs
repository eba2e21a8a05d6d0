//! Polls of the demo: what they ask, and what people choose. Also the tags that communities offer.

use serde_json::json;

use super::play::Play;
use super::script::{Said, Script};
use crate::domain::labels::{self as rules, Draft};
use crate::domain::polls::{self, Ballot};
use crate::kinds::Details;
use crate::store::{actors, labels, posts};
use crate::{Error, Result};

/// What the form of a poll would say.
pub(super) fn asked(said: &Said) -> Details {
    if said.options.is_empty() {
        return Details::default();
    }
    let options: Vec<&str> = said.options.iter().map(|(option, _)| option.as_str()).collect();
    Details([("poll_options".to_owned(), json!(options))].into_iter().collect())
}

impl Play<'_> {
    /// Founders define the tags of their communities.
    pub(super) async fn offer(&self, house: usize, script: &Script) -> Result<()> {
        let stage = self.stage(house)?;
        for place in script.communities.iter().filter(|place| !place.tags.is_empty()) {
            let (origin, name, tags) = (stage.origin(&place.founder)?, place.name.clone(), place.tags.clone());
            stage
                .app
                .db
                .write(move |tx| {
                    let community = actors::by_handle(tx.conn, &name)?.ok_or(Error::NotFound("community"))?;
                    for (name, color, description) in &tags {
                        let draft = Draft { name: name.clone(), description: description.clone(), color: color.clone() };
                        rules::define(tx, &origin, &community, None, &draft)?;
                    }
                    Ok(())
                })
                .await?;
        }
        Ok(())
    }

    /// The tags that a thread carries, as far as this house knows them.
    pub(super) async fn labels(&self, house: usize, said: &Said) -> Result<Option<Vec<i64>>> {
        if said.tags.is_empty() {
            return Ok(None);
        }
        let (handle, names) = (self.handle(house, &said.community)?, said.tags.clone());
        self.stage(house)?
            .app
            .db
            .read(move |conn| {
                let community = actors::by_handle(conn, &handle)?.ok_or(Error::NotFound("community"))?;
                let offered = labels::of_community(conn, community.id)?;
                Ok(Some(offered.into_iter().filter(|label| names.contains(&label.name)).map(|label| label.id).collect()))
            })
            .await
    }

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
