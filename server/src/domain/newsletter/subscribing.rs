//! Who gets a newsletter: asked for by mail and confirmed there, or with one click by those with an account.

use std::time::Duration;

use super::keys::{self, Keys, Use};
use super::{NoteKind, mailed, note, of};
use crate::domain::access::{self, Person};
use crate::domain::origin::Origin;
use crate::domain::tokens;
use crate::store::actors::Actor;
use crate::store::conn::{Conn, Tx};
use crate::store::newsletters::{self, Tally};
use crate::store::subscribers::{self, Consent, Subscriber, SubscriberState};
use crate::store::copies;
use crate::{Error, Result};

const HOUR: Duration = Duration::from_secs(60 * 60);
/// How long the link in the mail works; an address that never confirms is forgotten after it.
const LASTS: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Between two mails that somebody asked for in the name of one address.
const PAUSE: Duration = Duration::from_secs(10 * 60);
/// The same where that address gets the newsletter already.
const PAUSE_KNOWN: Duration = Duration::from_secs(24 * 60 * 60);
/// The same where they told their provider that our mail is spam.
const PAUSE_COMPLAINED: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Somebody who asks to get a newsletter.
#[derive(Debug, Clone)]
pub struct Wish {
    pub email: String,
    pub locale: String,
    /// The words that they agree to.
    pub text: String,
    /// The network address that asks.
    pub address: String,
}

/// An address as it is stored, or what is wrong with it.
pub(super) fn check_email(email: &str) -> Result<String> {
    let email = email.trim();
    let good = email.len() <= 254 && email.parse::<lettre::Address>().is_ok_and(|a| a.domain().contains('.'));
    if good { Ok(email.to_owned()) } else { Err(Error::field("email", "form-email-bad")) }
}

fn fresh(tx: &Tx<'_>, community: i64, email: &str, locale: &str, consent: &Consent) -> Subscriber {
    Subscriber {
        id: tx.id(),
        community_id: community,
        email: email.to_owned(),
        email_key: subscribers::key_of(email),
        actor_id: None,
        locale: locale.to_owned(),
        state: SubscriberState::Pending,
        token_hash: None,
        token_until: None,
        consent_text: consent.text.clone(),
        consent_source: consent.source.clone(),
        consent_address: consent.address.clone(),
        consent_at: consent.at,
        confirmed_at: None,
        bounces: 0,
        error: None,
        mailed_at: None,
        created_at: tx.now,
        changed_at: tx.now,
    }
}

/// Somebody asks by mail. What comes of it is the same for whoever asks: the rest is in a mail to that address alone.
pub fn ask(tx: &mut Tx<'_>, community: &Actor, wish: &Wish, token: &str) -> Result<()> {
    mailed(tx.conn, community)?;
    let email = check_email(&wish.email)?;
    keys::ensure(tx)?;
    let row = match subscribers::by_email(tx.conn, community.id, &email)? {
        Some(row) => row,
        None => {
            let consent = Consent { text: wish.text.clone(), source: "page".to_owned(), address: wish.address.clone(), at: tx.now };
            let row = fresh(tx, community.id, &email, &wish.locale, &consent);
            subscribers::insert(tx, &row)?;
            row
        }
    };
    let pause = match row.state {
        SubscriberState::Active => PAUSE_KNOWN,
        SubscriberState::Complained => PAUSE_COMPLAINED,
        SubscriberState::Pending | SubscriberState::Left | SubscriberState::Bounced => PAUSE,
    };
    let last = if row.state == SubscriberState::Complained { row.mailed_at.max(Some(row.changed_at)) } else { row.mailed_at };
    if last.is_some_and(|at| tx.now.since(at) < pause) {
        return Ok(());
    }
    let now = tx.now;
    if row.state == SubscriberState::Active {
        subscribers::set_mailed(tx, row.id)?;
        return note(tx, row.id, NoteKind::Known, "", now);
    }
    subscribers::set_token(tx, row.id, &tokens::hash(token), now.plus(LASTS))?;
    note(tx, row.id, NoteKind::Confirm, token, now)
}

/// The link in the mail was opened and its button pressed.
pub fn confirm(tx: &mut Tx<'_>, token: &str, text: &str, address: &str) -> Result<Subscriber> {
    let now = tx.now;
    let found = subscribers::by_token(tx.conn, &tokens::hash(token), now)?.ok_or(Error::NotFound("link"))?;
    let consent = Consent { text: text.to_owned(), source: "page".to_owned(), address: address.to_owned(), at: now };
    subscribers::set_active(tx, found.id, &consent, None)?;
    Ok(found)
}

/// One click of somebody whose address the house knows. `false` where that address is not confirmed, so that a mail has
/// to ask first.
pub fn join(tx: &mut Tx<'_>, person: &Person, community: &Actor, text: &str, address: &str) -> Result<bool> {
    mailed(tx.conn, community)?;
    access::may_act(&Origin::Local(person.clone()))?;
    let account = &person.account;
    let Some(email) = account.email.as_deref().filter(|_| account.email_confirmed_at.is_some()) else { return Ok(false) };
    keys::ensure(tx)?;
    let consent = Consent { text: text.to_owned(), source: "account".to_owned(), address: address.to_owned(), at: tx.now };
    let row = match subscribers::by_email(tx.conn, community.id, email)? {
        Some(row) => row,
        None => {
            let row = fresh(tx, community.id, email, account.locale.as_deref().unwrap_or_default(), &consent);
            subscribers::insert(tx, &row)?;
            row
        }
    };
    if row.state == SubscriberState::Active && row.actor_id == Some(person.id()) {
        return Ok(true);
    }
    subscribers::set_active(tx, row.id, &consent, Some(person.id()))?;
    Ok(true)
}

/// The same taken back, by somebody with an account.
pub fn part(tx: &mut Tx<'_>, person: &Person, community: &Actor) -> Result<()> {
    of(tx.conn, community)?;
    match mine(tx.conn, person, community.id)? {
        Some(row) => leave(tx, row.id, None),
        None => Ok(()),
    }
}

/// The subscription of somebody with an account: made with it, or with the address that is proven to be theirs.
pub fn mine(conn: &mut Conn, person: &Person, community: i64) -> Result<Option<Subscriber>> {
    if let Some(row) = subscribers::of_person(conn, community, person.id())? {
        return Ok(Some(row));
    }
    let email = person.account.email.as_deref().filter(|_| person.account.email_confirmed_at.is_some());
    email.map(|email| subscribers::by_email(conn, community, email)).transpose().map(Option::flatten)
}

/// They leave. `issue` is the one whose link they followed.
pub fn leave(tx: &mut Tx<'_>, id: i64, issue: Option<i64>) -> Result<()> {
    let row = subscribers::hold(tx, id)?.ok_or(Error::Gone)?;
    if row.state == SubscriberState::Left {
        return Ok(());
    }
    if row.state == SubscriberState::Active
        && let Some(issue) = issue
        && copies::of(tx.conn, issue, id)?.is_some()
    {
        newsletters::count(tx, issue, Tally::Parted, 1)?;
    }
    subscribers::set_state(tx, id, SubscriberState::Left, None)
}

/// Nothing of them stays here, not even that they left.
pub fn erase(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let Some(row) = subscribers::hold(tx, id)? else { return Ok(()) };
    for copy in copies::ready_for(tx.conn, row.id)? {
        newsletters::take_back(tx, copy.issue_id, 1)?;
    }
    subscribers::delete(tx, row.id)
}

/// A person with an account leaves the house: their subscriptions go with them.
pub(in crate::domain) fn forget(tx: &mut Tx<'_>, actor: i64) -> Result<()> {
    for row in subscribers::all_of_person(tx.conn, actor)? {
        erase(tx, row.id)?;
    }
    Ok(())
}

/// Whom a key in a link names.
pub fn by_key(conn: &mut Conn, key: &str) -> Result<Subscriber> {
    let id = Keys::load(conn)?.read(Use::Subscriber, key).ok_or(Error::NotFound("subscription"))?;
    subscribers::find(conn, id)?.ok_or(Error::Gone)
}

/// How long a mail that asks waits for its answer, in days.
pub const fn link_days() -> u64 {
    LASTS.as_secs() / (24 * HOUR.as_secs())
}
