//! Newsletters: who gets them and by what consent, what is in an issue, how it goes out, and what comes back.

pub mod compile;
pub mod import;
pub mod issues;
pub mod keys;
pub mod reports;
pub mod sending;
pub mod subscribing;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::config::Rate;
use crate::domain::access;
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::formats::Format;
use crate::store::actors::Actor;
use crate::store::communities::{self, Community, CommunityState};
use crate::store::conn::{Conn, Tx};
use crate::store::moderation::Act;
use crate::store::{doors, jobs, newsletters};
use crate::{Error, Result};

/// The job that publishes an issue and makes its copies.
pub const ISSUE_JOB: &str = "newsletter_issue";
/// The job that sends one mail about a subscription.
pub const NOTE_JOB: &str = "newsletter_note";
/// The job that shows an issue to whoever writes it.
pub const TEST_JOB: &str = "newsletter_test";

/// What a newsletter says of itself, in characters.
const ABOUT_MAX: usize = 500;

/// A mail about a subscription.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Note {
    pub subscriber: i64,
    pub kind: NoteKind,
    /// The secret of the link, where the mail carries one.
    #[serde(default)]
    pub token: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Carries the link that says yes.
    Confirm,
    /// Somebody asked for an address that gets it already.
    Known,
    /// A steward brought the address along.
    Brought,
}

fn note(tx: &mut Tx<'_>, subscriber: i64, kind: NoteKind, token: &str, at: Time) -> Result<()> {
    let data = serde_json::to_string(&Note { subscriber, kind, token: token.to_owned() })?;
    jobs::enqueue(tx, NOTE_JOB, None, data, at)
}

/// A community of ours with a newsletter.
pub fn of(conn: &mut Conn, actor: &Actor) -> Result<Community> {
    let found = communities::find(conn, actor.id)?.filter(|c| actor.is_local() && c.holds(Format::Newsletter));
    found.ok_or(Error::NotFound("newsletter"))
}

/// The same, where it still goes out.
fn open(conn: &mut Conn, actor: &Actor) -> Result<Community> {
    let community = of(conn, actor)?;
    if community.state != CommunityState::Open {
        return Err(Error::Forbidden("This newsletter does not go out any more."));
    }
    Ok(community)
}

/// Whether a door stands before it. Mail is read where no door guards, so such a newsletter is read in its community only.
pub fn is_closed(conn: &mut Conn, community: i64) -> Result<bool> {
    Ok(doors::door(conn, community, Format::Newsletter)?.is_some())
}

/// The same as [`open`], where it goes out by mail.
fn mailed(conn: &mut Conn, actor: &Actor) -> Result<Community> {
    let community = open(conn, actor)?;
    if is_closed(conn, actor.id)? {
        return Err(Error::Forbidden("This newsletter is read in its community only."));
    }
    Ok(community)
}

/// Fails unless the one behind an action writes this newsletter.
pub fn tended(conn: &mut Conn, origin: &Origin, actor: &Actor) -> Result<Community> {
    let community = of(conn, actor)?;
    access::power_over(conn, origin, actor)?;
    Ok(community)
}

/// What the newsletter says of itself.
pub fn describe(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, about: &str) -> Result<()> {
    of(tx.conn, community)?;
    let about = about.trim();
    if about.chars().count() > ABOUT_MAX {
        let mut errors = crate::error::FieldErrors::new();
        errors.add_with("about", "form-too-long", [("max", ABOUT_MAX.to_string())]);
        errors.check()?;
    }
    let target = Target { community: Some(community.id), ..Target::default() };
    moderation::by_steward(tx, origin, community, Act::ChangeCommunity, &target, "What the newsletter says of itself")?;
    newsletters::set_about(tx, community.id, about)?;
    communities::bump(tx, community.id)
}

/// How many mails go to one domain in a time.
#[derive(Debug, Clone, Copy)]
pub struct Pace(pub Rate);

impl Pace {
    /// From one mail to a domain to the next.
    fn step(self) -> Duration {
        self.0.period() / self.0.count().max(1)
    }
}

/// The part of an address behind its last `@`.
fn domain_of(email_key: &str) -> &str {
    email_key.rsplit_once('@').map_or("", |(_, domain)| domain)
}
