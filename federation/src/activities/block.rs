//! Block: with a target a ban by a moderator, without one a person's own wish.

use url::Url;

use super::{Parsed, governed_by, one};
use crate::host::{BanScope, Change};
use crate::protocol::Malformed;
use crate::protocol::activity::Envelope;
use crate::protocol::links::type_of;
use crate::vocabulary::actors;

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let person = activity.object_id()?;
    let Some(target_value) = activity.get("target") else {
        return one(Change::PersonalBlock { target: person });
    };
    let target = activity
        .target()
        .ok_or(Malformed::new("the ban's target is not an address"))?;
    let site = is_site(&target)
        || matches!(
            type_of(target_value),
            Some(actors::APPLICATION | actors::SERVICE)
        );
    let scope = if site {
        // Nobody bans from somebody else's server.
        governed_by(&activity.actor, &target)?;
        BanScope::Host(target)
    } else {
        BanScope::Community(target)
    };
    one(Change::Banned {
        person,
        scope,
        reason: activity.summary(),
        until: activity
            .moment("endTime")
            .or_else(|| activity.moment("expires")),
        remove_content: activity
            .get("removeData")
            .and_then(serde_json::Value::as_bool)
            .unwrap_or(false),
    })
}

/// The actor of a whole server: Lemmy and PieFed use the bare address of the site, we `/actor`.
fn is_site(target: &Url) -> bool {
    matches!(target.path(), "/" | "" | "/actor" | "/site" | "/instance") && target.query().is_none()
}
