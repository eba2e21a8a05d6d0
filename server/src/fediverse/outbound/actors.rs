//! People and communities on their way: follows and their answers, new faces, farewells.

use folkmoot_federation::compose::{self, Aim, AnnounceForm};
use folkmoot_federation::host::ActorKind as DocKind;
use folkmoot_federation::objects::Capabilities;
use url::Url;

use super::ways::*;
use crate::Result;
use crate::domain::events::Told;
use crate::fediverse::convening;
use crate::fediverse::convert::{self, url};
use crate::store::conn::Tx;
use crate::store::{actors, communities, deliveries};

pub(super) fn follow_asked(tx: &mut Tx<'_>, follow: i64) -> Result<()> {
    let Some(follow) = communities::follow_by_id(tx.conn, follow)? else { return Ok(()) };
    let follower = actors::by_id(tx.conn, follow.follower_id)?;
    let followed = actors::by_id(tx.conn, follow.followed_id)?;
    let (actor, target) = (url(&follower.ap_id)?, url(&followed.ap_id)?);
    let known = deliveries::activity(tx.conn, follow.id)?;
    let id = match known {
        // Asked again: the same question under the same address.
        Some(row) => row.id,
        None => record_as(tx, follow.id, &follower, "Follow", None, true, |id| compose::follow(id, &actor, &target))?.0,
    };
    send(tx, id, &own_mailbox(&followed))
}

pub(super) fn answer(tx: &mut Tx<'_>, follower: i64, followed: i64, ap_id: Option<&str>, yes: bool) -> Result<()> {
    let follower = actors::by_id(tx.conn, follower)?;
    let followed = actors::by_id(tx.conn, followed)?;
    if follower.is_local() || !followed.is_local() {
        return Ok(());
    }
    let id = ap_id.map(url).transpose()?;
    let actor = url(&followed.ap_id)?;
    let follow = compose::follow_parts(id.as_ref(), &url(&follower.ap_id)?, &actor);
    let kind = if yes { "Accept" } else { "Reject" };
    let make = |id: &Url| if yes { compose::accept(id, &actor, &follow) } else { compose::reject(id, &actor, &follow) };
    let (id, _) = record(tx, &followed, kind, None, false, make)?;
    send(tx, id, &own_mailbox(&follower))
}

pub(super) fn unfollowed(tx: &mut Tx<'_>, told: &Told, follower: i64, followed: i64, ap_id: Option<&str>) -> Result<()> {
    let follower = actors::by_id(tx.conn, follower)?;
    let followed = actors::by_id(tx.conn, followed)?;
    if !told.local || followed.is_local() || !follower.is_local() {
        return Ok(());
    }
    let id = ap_id.map(url).transpose()?;
    let follow = compose::follow_parts(id.as_ref(), &url(&follower.ap_id)?, &url(&followed.ap_id)?);
    let (id, _) = record(tx, &follower, "Undo", None, false, |id| compose::undo(id, &follow))?;
    send(tx, id, &own_mailbox(&followed))
}

pub(super) fn actor_changed(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let actor = actors::by_id(tx.conn, id)?;
    let doc = convert::actor_doc(&actor, None)?;
    let mut to = followers(tx, &actor)?;
    for (_, followed) in communities::following(tx.conn, id, 1000)? {
        to.extend(mailbox(&followed));
    }
    let by = url(&actor.ap_id)?;
    let aim = Aim { public: true, ..Aim::default() }.also(&followers_url(&actor)?);
    let (id, _) = record(tx, &actor, "UpdateActor", None, true, |id| compose::update_actor(id, &by, &doc, &Capabilities::default(), &aim))?;
    send(tx, id, &to)
}

/// Whoever goes for good tells every server that is known: copies may be anywhere.
pub(super) fn actor_deleted(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let actor = actors::by_id(tx.conn, id)?;
    let by = url(&actor.ap_id)?;
    let to: Mailboxes = actors::all_inboxes(tx.conn)?.into_iter().collect();
    let (id, _) = record(tx, &actor, "DeleteActor", None, true, |id| compose::delete_actor(id, &by))?;
    send(tx, id, &to)
}

pub(super) fn community_changed(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let actor = actors::by_id(tx.conn, id)?;
    let community = communities::by_id(tx.conn, id)?;
    let doc = convert::group_doc(tx.conn, &actor, &community)?;
    debug_assert_eq!(doc.kind, DocKind::Community);
    let capabilities = Capabilities { description: Some(community.job).filter(|j| !j.is_empty()), ..Capabilities::default() };
    let by = url(&actor.ap_id)?;
    let aim = Aim { public: true, ..Aim::default() }.also(&followers_url(&actor)?);
    let (id, body) = record(tx, &actor, "UpdateActor", None, true, |id| compose::update_actor(id, &by, &doc, &capabilities, &aim))?;
    // Microblog servers take a group's own word for itself; the threadiverse wants it announced.
    let to: Mailboxes = communities::follower_inboxes(tx.conn, actor.id)?
        .into_iter()
        .filter(|(_, _, software)| compose::forms_for(software.as_deref()) == AnnounceForm::Object)
        .map(|(inbox, host, _)| (inbox, host))
        .collect();
    send(tx, id, &to)?;
    announce(tx, &actor, Topic::default(), body)
}

/// A word of the convener to one person elsewhere. The note has no page, so its address leads nowhere.
pub(super) fn convener_said(tx: &mut Tx<'_>, convener: i64, person: i64, reply_to: Option<&str>, html: &str) -> Result<()> {
    let (by, to) = (actors::by_id(tx.conn, convener)?, actors::by_id(tx.conn, person)?);
    if to.is_local() || !to.is_active() {
        return Ok(());
    }
    let (host, id) = (actors::host_name(tx.conn, &to)?, tx.id());
    let note = url(&format!("{}/note", tx.urls().activity(id)))?;
    let doc = convening::note(note, &by, &to, &host, reply_to.map(url).transpose()?, html, tx.now)?;
    let (id, _) = record_as(tx, id, &by, "ConvenerNote", None, false, |id| compose::create(id, &doc))?;
    send(tx, id, &own_mailbox(&to))
}
