//! Rows of people and communities as pages name them.

use std::collections::HashMap;

use crate::Result;
use crate::pages::view::{CommunityCard, PersonView};
use crate::store::actors::{self, Actor};
use crate::store::communities::Community;
use crate::store::conn::Conn;

/// A person with the name of their server.
pub fn person(actor: &Actor, host: &str) -> PersonView {
    let mut view = PersonView::new(actor.id.to_string(), &actor.name, &actor.display_name, host, actor.is_local());
    view.avatar = actor.icon_url.clone().unwrap_or_default();
    view
}

/// Several people at once, by id; those who are not stored are missing.
pub fn people(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, PersonView>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let found = actors::with_hosts(conn, &ids)?;
    Ok(found.into_iter().map(|(actor, host)| (actor.id, person(&actor, &host))).collect())
}

/// A community with the name of its server. What depends on the reader is left for the page.
pub fn card(community: &Community, actor: &Actor, host: &str) -> CommunityCard {
    let mut card = CommunityCard::new(actor.id.to_string(), &actor.name, &actor.display_name, host, actor.is_local());
    card.summary.clone_from(&community.job);
    card.icon = actor.icon_url.clone().unwrap_or_default();
    card.members = u64::try_from(community.members).unwrap_or(0);
    card.threads = u64::try_from(community.threads).unwrap_or(0);
    card.posting = if community.posting_restricted { "stewards" } else { "open" }.to_owned();
    card
}
