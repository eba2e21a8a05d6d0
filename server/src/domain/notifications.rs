//! Telling people: on their page always, by mail where they chose it.

use crate::Result;
use crate::domain::access::{self, Person, Viewer};
use crate::domain::events::{self, Event};
use crate::domain::origin::Origin;
use crate::store::accounts::{self, Role};
use crate::store::actors::{self, Actor};
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::notifications::{self, Notification, NotificationKind};
use crate::store::posts::Post;

/// Tells a local person that somebody did something. Remote people are told by their own server;
/// nobody is told of their own acts, or of people whom they blocked.
pub fn notify(
    tx: &mut Tx<'_>,
    origin: &Origin,
    person: i64,
    kind: NotificationKind,
    post: Option<&Post>,
    community: Option<i64>,
) -> Result<()> {
    if person == origin.actor().id {
        return Ok(());
    }
    let receiver = actors::by_id(tx.conn, person)?;
    if !receiver.is_local() || !receiver.is_active() || receiver.kind != actors::ActorKind::Person {
        return Ok(());
    }
    if !access::hears(tx.conn, person, origin.actor())? {
        return Ok(());
    }
    if let Some(post) = post.filter(|p| p.visibility.part().is_some())
        && !may_hear_of(tx, &receiver, post.id)?
    {
        return Ok(());
    }
    let row = Notification {
        id: tx.id(),
        actor_id: person,
        kind,
        from_id: Some(origin.actor().id),
        post_id: post.map(|p| p.id),
        community_id: community,
        created_at: tx.now,
        read_at: None,
    };
    notifications::insert(tx, &row)?;
    events::emit(tx, origin, Event::Notified { notification: row.id })
}

/// Nobody is told of what stands behind a door that is closed to them, also where somebody names them there.
fn may_hear_of(tx: &mut Tx<'_>, receiver: &Actor, post: i64) -> Result<bool> {
    let Some(account) = accounts::by_actor(tx.conn, receiver.id)? else { return Ok(false) };
    let person = Person::looking(tx.conn, receiver.clone(), account)?;
    access::reads(tx.conn, &Viewer::Person(Box::new(person)), post)
}

/// Tells the stewards of a community.
pub(super) fn notify_stewards(tx: &mut Tx<'_>, origin: &Origin, community: i64, kind: NotificationKind) -> Result<()> {
    for steward in communities::stewards_of(tx.conn, community)? {
        notify(tx, origin, steward.id, kind, None, Some(community))?;
    }
    Ok(())
}

/// Tells every active admin.
pub fn notify_admins(tx: &mut Tx<'_>, origin: &Origin, kind: NotificationKind) -> Result<()> {
    let admins = accounts::admins(tx.conn)?;
    for admin in admins.iter().filter(|a| a.role == Role::Admin) {
        notify(tx, origin, admin.actor_id, kind, None, None)?;
    }
    Ok(())
}

/// The kinds that go out by mail unless a person says otherwise.
pub fn mails_by_default(kind: NotificationKind) -> bool {
    matches!(
        kind,
        NotificationKind::Reply
            | NotificationKind::Mention
            | NotificationKind::Moderation
            | NotificationKind::Registration
            | NotificationKind::Report
            | NotificationKind::Standing
            | NotificationKind::Answer
            | NotificationKind::Suggestion
            | NotificationKind::SuggestionDecided
            | NotificationKind::TaskEnding
            | NotificationKind::TaskEnded
            | NotificationKind::Export
            | NotificationKind::AsksToJoin
            | NotificationKind::Admitted
            | NotificationKind::Authorship
            | NotificationKind::DraftProposed
            | NotificationKind::DraftReturned
            | NotificationKind::DraftFailed
    )
}

/// Whether a person wants this kind by mail, by their stored preferences.
pub fn wants_mail(preferences: &str, kind: NotificationKind) -> bool {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(preferences)
        .ok()
        .and_then(|map| map.get(kind.as_str()).and_then(serde_json::Value::as_bool))
        .unwrap_or_else(|| mails_by_default(kind))
}
