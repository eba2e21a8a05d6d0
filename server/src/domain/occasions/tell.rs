//! Telling those who come: what changed, that there is a place now, and that it is soon. People of this house on their
//! page (and by mail as they chose), guests by mail, people elsewhere by their server.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::lifecycle;
use crate::domain::notifications::notify;
use crate::domain::tokens;
use crate::store::actors;
use crate::store::conn::Tx;
use crate::store::guests::{self, Guest, GuestState};
use crate::store::jobs;
use crate::store::notifications::NotificationKind;
use crate::store::occasions::{self, Date, OccasionState};
use crate::store::posts;
use crate::{Error, Result};

pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);
pub const HOUR: Duration = Duration::from_secs(60 * 60);
/// People told in one transaction.
const BATCH: i64 = 200;
/// Mail addresses are kept this long after the last date, and this long where the link was never opened.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
const UNOPENED: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// The job that tells all who come to one event.
pub const TELL: &str = "tell-guests";
/// The job that mails one guest.
pub const MAIL: &str = "guest-mail";

/// What there is to say. Its word is part of the messages in mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum News {
    Confirm,
    Seat,
    Waiting,
    Full,
    Changed,
    Cancelled,
    Postponed,
    On,
    Soon,
}

impl News {
    pub fn of(state: OccasionState) -> Self {
        match state {
            OccasionState::On => Self::On,
            OccasionState::Postponed => Self::Postponed,
            OccasionState::Cancelled => Self::Cancelled,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Seat => "seat",
            Self::Waiting => "waiting",
            Self::Full => "full",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
            Self::Postponed => "postponed",
            Self::On => "on",
            Self::Soon => "soon",
        }
    }
}

/// What the job that tells everyone needs to know.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Errand {
    pub post: i64,
    pub news: News,
    /// The last guest who was told.
    pub after: i64,
}

/// A mail to one guest. The token is in its link.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Letter {
    pub guest: i64,
    pub news: News,
    pub token: String,
}

/// Asks that everyone who comes or waits is told.
pub(super) fn everyone(tx: &mut Tx<'_>, post: i64, news: News) -> Result<()> {
    let data = serde_json::to_string(&Errand { post, news, after: 0 })?;
    let now = tx.now;
    jobs::enqueue(tx, TELL, None, data, now)
}

/// Tells the next of them, and asks for the rest. People elsewhere hear of it by the update that their server gets.
pub fn some(tx: &mut Tx<'_>, errand: Errand) -> Result<()> {
    let guests = guests::expected(tx.conn, errand.post, errand.after, BATCH)?;
    for guest in &guests {
        if guest.actor_id.is_none() {
            mail(tx, guest, errand.news)?;
        } else {
            one(tx, guest, NotificationKind::EventChanged)?;
        }
    }
    match guests.last() {
        Some(last) if i64::try_from(guests.len()).unwrap_or(0) == BATCH => {
            let data = serde_json::to_string(&Errand { after: last.id, ..errand })?;
            let now = tx.now;
            jobs::enqueue(tx, TELL, None, data, now)
        }
        _ => Ok(()),
    }
}

/// Tells one person of this house on their page.
pub(super) fn one(tx: &mut Tx<'_>, guest: &Guest, kind: NotificationKind) -> Result<()> {
    let Some(person) = guest.actor_id else { return Ok(()) };
    if !actors::by_id(tx.conn, person)?.is_local() {
        return Ok(());
    }
    let Some(post) = posts::by_id(tx.conn, guest.post_id)? else { return Ok(()) };
    let house = lifecycle::convener(tx.conn)?;
    notify(tx, &house, person, kind, Some(&post), post.community_id)
}

/// Asks for a mail to a guest, with a link of its own.
pub(super) fn mail(tx: &mut Tx<'_>, guest: &Guest, news: News) -> Result<()> {
    if guest.email.is_none() {
        return Ok(());
    }
    let token = tokens::fresh()?;
    guests::insert_link(tx, &tokens::hash(&token), guest.id)?;
    let data = serde_json::to_string(&Letter { guest: guest.id, news, token })?;
    let now = tx.now;
    jobs::enqueue(tx, MAIL, None, data, now)
}

/// Reminds some of those who come to a date, and says whether there are more. A day ahead counts until it is an hour.
pub fn remind(tx: &mut Tx<'_>, date: &Date, day: bool) -> Result<bool> {
    let Some(row) = occasions::find(tx.conn, date.post_id)?.filter(|row| row.state == OccasionState::On) else { return Ok(false) };
    let guests = guests::to_remind(tx.conn, row.post_id, date.starts_at, day, BATCH)?;
    for guest in &guests {
        let mut told = guest.clone();
        if day {
            told.day_told = Some(date.starts_at);
        } else {
            told.hour_told = Some(date.starts_at);
        }
        guests::update(tx, &told)?;
        if guest.actor_id.is_none() {
            mail(tx, guest, News::Soon)?;
        } else {
            one(tx, guest, NotificationKind::EventSoon)?;
        }
    }
    Ok(i64::try_from(guests.len()).unwrap_or(0) == BATCH)
}

/// Forgets the mail address of a guest whose event is long over, or who never opened the link.
pub fn forget(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let Some(mut guest) = guests::by_id(tx.conn, id)?.filter(|guest| guest.email.is_some()) else { return Ok(()) };
    let now = tx.now;
    if guest.state == GuestState::Asked {
        return if guest.asked_at.plus(UNOPENED) < now { guests::remove(tx, id) } else { Ok(()) };
    }
    let over = match occasions::last(tx.conn, guest.post_id)? {
        Some(last) => last.ends_at.plus(KEPT) < now,
        None => true,
    };
    if !over {
        return Ok(());
    }
    guest.email = None;
    guest.email_key = None;
    if !guest.shown {
        guest.name.clear();
    }
    guests::update(tx, &guest)
}

/// A letter that was asked for.
pub fn letter(data: &str) -> Result<Letter> {
    serde_json::from_str(data).map_err(|e| Error::malformed(e.to_string()))
}

pub fn errand(data: &str) -> Result<Errand> {
    serde_json::from_str(data).map_err(|e| Error::malformed(e.to_string()))
}
