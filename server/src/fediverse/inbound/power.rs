//! Changes from elsewhere that are acts of power, or reports that ask for one.

use folkmoot_federation::host::{BanScope, Change};
use url::Url;

use super::{Applied, Found, Outcome, Prepared, gone, lacks};
use crate::Result;
use crate::domain::{Origin, blocks, communities as tending, moderation, polls, questions};
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::conn::Tx;
use crate::store::posts;

/// Changes that are acts of power, or reports that ask for one.
pub(super) fn power(tx: &mut Tx<'_>, prepared: &Prepared, origin: &Origin) -> Outcome {
    match &prepared.received.change {
        Change::StewardAdded { collection, person } | Change::StewardRemoved { collection, person } => {
            let Some(community) = actors::by_moderators_url(tx.conn, collection.as_str())? else {
                return Ok(Applied::Ignored("stewards of a community that is not known here"));
            };
            let person = known_actor!(tx, person);
            if matches!(prepared.received.change, Change::StewardAdded { .. }) {
                tending::add_steward(tx, origin, &community, &person)?;
            } else {
                tending::remove_steward(tx, origin, &community, &person)?;
            }
        }
        Change::Pinned { collection, object } | Change::Unpinned { collection, object } => {
            let post = known_post!(tx, object);
            let community = post.community_id.map(|id| actors::by_id(tx.conn, id)).transpose()?;
            if community.is_none_or(|c| c.featured_url.as_deref() != Some(collection.as_str())) {
                return Ok(Applied::Ignored("a pin in another collection"));
            }
            moderation::set_pinned(tx, origin, post.id, matches!(prepared.received.change, Change::Pinned { .. }), "")?;
        }
        Change::Locked { object, reason } => {
            let post = known_post!(tx, object);
            moderation::set_locked(tx, origin, post.id, true, reason.as_deref().unwrap_or_default())?;
        }
        Change::Unlocked { object } => {
            let post = known_post!(tx, object);
            moderation::set_locked(tx, origin, post.id, false, "")?;
        }
        Change::Banned { person, scope, reason, until, remove_content } => {
            let Some(community) = ban_place(tx, scope)? else { return Ok(Applied::Ignored("a ban from elsewhere")) };
            let person = known_actor!(tx, person);
            let until = until.map(crate::clock::Time::from).filter(|at| *at > tx.now);
            moderation::ban(tx, origin, &community, &person, reason.as_deref().unwrap_or_default(), until, *remove_content)?;
        }
        Change::Unbanned { person, scope } => {
            let Some(community) = ban_place(tx, scope)? else { return Ok(Applied::Ignored("a ban from elsewhere")) };
            let person = known_actor!(tx, person);
            moderation::unban(tx, origin, &community, &person, "")?;
        }
        Change::PersonalBlock { target } => {
            let target = known_actor!(tx, target);
            blocks::block_person(tx, origin, &target)?;
        }
        Change::PersonalUnblock { target } => {
            let target = known_actor!(tx, target);
            blocks::unblock_person(tx, origin, &target)?;
        }
        Change::Reported { objects, reason } => return report(tx, origin, objects, reason),
        Change::AnswerChosen { reply } => {
            let reply = known_post!(tx, reply);
            if gone(&reply) || reply.is_thread() {
                return Ok(Applied::Ignored("no reply that could be an answer"));
            }
            questions::accept(tx, origin, reply.id, "")?;
        }
        Change::AnswerUnchosen { reply } => {
            let reply = known_post!(tx, reply);
            questions::unaccept(tx, origin, reply.id)?;
        }
        Change::Patched { .. } => return super::wiki::patched(tx, origin, &prepared.received.change),
        Change::PollVote { question, option } => {
            let poll = known_post!(tx, question);
            polls::cast(tx, origin, poll.id, polls::Ballot::Named(option))?;
        }
        _ => return Ok(Applied::Ignored("nothing to do here")),
    }
    Ok(Applied::Done)
}

/// A ban holds in one community; those of whole servers concern their own pages.
fn ban_place(tx: &mut Tx<'_>, scope: &BanScope) -> Result<Option<Actor>> {
    match scope {
        BanScope::Community(id) => Ok(actors::by_ap_id(tx.conn, id.as_str())?.filter(|a| a.kind == ActorKind::Community)),
        BanScope::Host(_) => Ok(None),
    }
}

fn report(tx: &mut Tx<'_>, origin: &Origin, objects: &[Url], reason: &str) -> Outcome {
    let mut person = None;
    let mut post = None;
    for id in objects.iter().take(20) {
        if let Some(found) = posts::by_ap_id(tx.conn, id.as_str())? {
            person = Some(found.author_id);
            post = post.or(Some(found.id));
        } else if let Some(actor) = actors::by_ap_id(tx.conn, id.as_str())? {
            person = person.or(Some(actor.id));
        }
    }
    match person {
        Some(person) => {
            moderation::report(tx, origin, post, person, reason, false)?;
            Ok(Applied::Done)
        }
        None => Ok(Applied::Ignored("a report about nothing that is known here")),
    }
}
