//! Who comes: people of this house, people elsewhere by their server, and guests by mail. One place for one person, the
//! last one for exactly one, and a line behind it.

use crate::domain::access::{self, Viewer};
use crate::domain::events::{self, Event};
use crate::domain::notifications::notify;
use crate::domain::occasions::tell::{self, News};
use crate::domain::occasions::Held;
use crate::domain::origin::Origin;
use crate::domain::posts::touch_pages;
use crate::domain::tokens;
use crate::store::actors::{self, Actor};
use crate::store::communities;
use crate::store::conn::{Conn, Tx};
use crate::store::guests::{self, Guest, GuestState};
use crate::store::notifications::{self, NotificationKind};
use crate::store::occasions::{self, Joining, Occasion, OccasionState, WhenFull};
use crate::store::posts::{self, Post};
use crate::{Error, Result};

/// The longest name of a guest by mail, in characters.
pub const NAME_MAX: usize = 80;

/// What somebody who comes wishes beside that.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    pub shown: bool,
    pub remind_day: bool,
    pub remind_hour: bool,
}

/// Fails unless one can say that one comes.
fn open(tx: &mut Tx<'_>, held: &Held) -> Result<()> {
    match held.occasion.state {
        OccasionState::On => {}
        OccasionState::Postponed => return Err(Error::Forbidden("This event was put off.")),
        OccasionState::Cancelled => return Err(Error::Forbidden("This event was called off.")),
    }
    if matches!(held.occasion.joining, Joining::Nobody | Joining::Elsewhere) {
        return Err(Error::Forbidden("Nobody signs up for this event here."));
    }
    if held.is_over(tx)? { Err(Error::Forbidden("This event is over.")) } else { Ok(()) }
}

/// Fails unless this one may take part where the event takes place.
fn welcome(tx: &mut Tx<'_>, origin: &Origin, held: &Held) -> Result<()> {
    access::may_act(origin)?;
    let viewer = match origin {
        Origin::Local(person) => Viewer::Person(Box::new(person.clone())),
        _ => {
            let host = actors::host_name(tx.conn, origin.actor())?;
            Viewer::server(tx.conn, host)?
        }
    };
    access::post(tx.conn, &viewer, held.post.id)?;
    if let Some(community) = held.community.as_ref().map(|c| communities::find(tx.conn, c.id)).transpose()?.flatten() {
        access::may_take_part_at(tx, origin, &community, &held.post)?;
    }
    let me = origin.actor();
    if held.author.is_local() && notifications::is_blocked(tx.conn, held.author.id, me.id, me.host_id)? {
        return Err(Error::Forbidden("Whoever planned this event does not take this account in."));
    }
    Ok(())
}

fn fresh(tx: &Tx<'_>, post: i64) -> Guest {
    Guest {
        id: tx.id(),
        post_id: post,
        actor_id: None,
        email: None,
        email_key: None,
        name: String::new(),
        locale: String::new(),
        state: GuestState::Asked,
        shown: false,
        remind_day: false,
        remind_hour: false,
        day_told: None,
        hour_told: None,
        join_id: None,
        asked_at: tx.now,
        answered_at: None,
    }
}

/// Somebody comes, here or from elsewhere, or changes what they wish. Says what became of it.
pub fn join(tx: &mut Tx<'_>, origin: &Origin, id: i64, wish: Wish, join_id: Option<&str>) -> Result<GuestState> {
    let held = Held::of(tx, id)?;
    welcome(tx, origin, &held)?;
    open(tx, &held)?;
    let me = origin.actor();
    if !held.author.is_local() && !me.is_local() {
        return Err(Error::Forbidden("This event is planned on another server."));
    }
    let known = guests::of_actor(tx.conn, id, me.id)?;
    let expected = known.as_ref().filter(|g| matches!(g.state, GuestState::Going | GuestState::Waiting | GuestState::Asked)).map(|g| g.state);
    let mut guest = match known.clone() {
        Some(guest) => guest,
        None => Guest { actor_id: Some(me.id), ..fresh(tx, id) },
    };
    (guest.shown, guest.remind_day, guest.remind_hour) = (wish.shown, wish.remind_day, wish.remind_hour);
    guest.join_id = join_id.map(ToOwned::to_owned).or(guest.join_id);
    guest.state = match expected {
        Some(state) => state,
        None if held.author.is_local() => {
            guest.asked_at = tx.now;
            seat(tx, &held.occasion)?
        }
        None => GuestState::Asked,
    };
    settle(tx, &mut guest)?;
    keep(tx, &guest, known.is_some())?;
    if !held.author.is_local() {
        if expected.is_none() {
            events::emit(tx, origin, Event::JoinAsked { guest: guest.id })?;
        }
    } else if !me.is_local() {
        answer(tx, &held.author, &guest)?;
    }
    touch_pages(tx, &held.post)?;
    Ok(guest.state)
}

/// A place, the end of the line, or neither. The event's row is held, so nobody else takes the same place.
fn seat(tx: &mut Tx<'_>, row: &Occasion) -> Result<GuestState> {
    let Some(capacity) = row.capacity else { return Ok(GuestState::Going) };
    if guests::count(tx.conn, row.post_id, GuestState::Going)? < i64::from(capacity) {
        return Ok(GuestState::Going);
    }
    Ok(if row.when_full == WhenFull::Wait { GuestState::Waiting } else { GuestState::Refused })
}

/// When it was answered. Whoever comes at short notice needs no reminder of what they just read.
fn settle(tx: &mut Tx<'_>, guest: &mut Guest) -> Result<()> {
    if guest.state != GuestState::Going || guest.answered_at.is_some() {
        return Ok(());
    }
    let now = tx.now;
    guest.answered_at = Some(now);
    if let Some(next) = occasions::next(tx.conn, guest.post_id, now)? {
        guest.day_told = Some(next.starts_at).filter(|at| *at <= now.plus(tell::DAY)).or(guest.day_told);
        guest.hour_told = Some(next.starts_at).filter(|at| *at <= now.plus(tell::HOUR)).or(guest.hour_told);
    }
    Ok(())
}

fn keep(tx: &mut Tx<'_>, guest: &Guest, known: bool) -> Result<()> {
    if known { guests::update(tx, guest) } else { guests::insert(tx, guest) }
}

/// Tells somebody elsewhere whether they may come. Who waits in line has no answer yet.
fn answer(tx: &mut Tx<'_>, author: &Actor, guest: &Guest) -> Result<()> {
    let Some(person) = guest.actor_id else { return Ok(()) };
    let yes = match guest.state {
        GuestState::Going => true,
        GuestState::Refused => false,
        GuestState::Asked | GuestState::Waiting | GuestState::Left => return Ok(()),
    };
    events::emit_for(tx, author.id, Event::JoinAnswered { post: guest.post_id, person, join_id: guest.join_id.clone(), yes })
}

/// Tells somebody elsewhere that they cannot come, where a rule stands against it.
pub fn refuse(tx: &mut Tx<'_>, origin: &Origin, post: &Post, join_id: Option<&str>) -> Result<()> {
    let person = origin.actor().id;
    events::emit_for(tx, post.author_id, Event::JoinAnswered { post: post.id, person, join_id: join_id.map(ToOwned::to_owned), yes: false })
}

/// Somebody does not come after all. Whoever is next in line moves up and is told.
pub fn leave(tx: &mut Tx<'_>, origin: &Origin, id: i64) -> Result<()> {
    access::may_act(origin)?;
    let held = Held::of(tx, id)?;
    let me = origin.actor();
    let Some(guest) = guests::of_actor(tx.conn, id, me.id)? else { return Ok(()) };
    if held.author.is_local() {
        return vacate(tx, &held, guest);
    }
    guests::remove(tx, guest.id)?;
    if me.is_local() {
        events::emit(tx, origin, Event::LeftElsewhere { post: id, person: me.id })?;
    }
    touch_pages(tx, &held.post)
}

fn vacate(tx: &mut Tx<'_>, held: &Held, mut guest: Guest) -> Result<()> {
    if guest.state == GuestState::Left {
        return Ok(());
    }
    guest.state = GuestState::Left;
    guest.shown = false;
    guest.answered_at = None;
    guests::update(tx, &guest)?;
    move_up(tx, &held.post, &held.occasion)?;
    touch_pages(tx, &held.post)
}

/// Fills free places from the line.
pub(super) fn move_up(tx: &mut Tx<'_>, post: &Post, row: &Occasion) -> Result<()> {
    let now = tx.now;
    if row.state != OccasionState::On || occasions::next(tx.conn, post.id, now)?.is_none() {
        return Ok(());
    }
    let author = actors::by_id(tx.conn, post.author_id)?;
    while let Some(mut guest) = guests::next_in_line(tx.conn, post.id)? {
        if row.capacity.is_some() && seat(tx, row)? != GuestState::Going {
            return Ok(());
        }
        guest.state = GuestState::Going;
        settle(tx, &mut guest)?;
        guests::update(tx, &guest)?;
        answer_all(tx, &author, &guest)?;
    }
    Ok(())
}

/// Tells somebody, wherever they are, that there is a place for them now.
fn answer_all(tx: &mut Tx<'_>, author: &Actor, guest: &Guest) -> Result<()> {
    let Some(person) = guest.actor_id else { return tell::mail(tx, guest, News::Seat) };
    if actors::by_id(tx.conn, person)?.is_local() {
        return tell::one(tx, guest, NotificationKind::EventSeat);
    }
    answer(tx, author, guest)
}

// Guests by mail

/// What somebody without an account writes into the form.
#[derive(Debug, Clone, Default)]
pub struct Stranger {
    pub name: String,
    pub email: String,
    pub shown: bool,
    pub locale: String,
}

/// Sends a link to an address. A place is taken only when it is opened, so that nobody signs somebody else up; and the
/// answer on the page is the same whether or not the address was known.
pub fn ask_by_mail(tx: &mut Tx<'_>, id: i64, stranger: &Stranger) -> Result<()> {
    // The link leads there without an account, so only what everyone may read is offered in this way.
    access::post(tx.conn, &Viewer::Visitor, id)?;
    let held = Held::here(tx, id)?;
    open(tx, &held)?;
    let name = crate::render::one_line(&stranger.name, NAME_MAX);
    if name.is_empty() {
        return Err(Error::field("name", "error-required"));
    }
    let address = stranger.email.trim();
    if address.len() > 254 || address.parse::<lettre::Address>().is_err() {
        return Err(Error::field("email", "form-email-bad"));
    }
    let key = address.to_lowercase();
    let guest = match guests::of_email(tx.conn, id, &key)? {
        Some(known) => known,
        None => {
            let guest = Guest {
                email: Some(address.to_owned()),
                email_key: Some(key),
                name,
                shown: stranger.shown,
                locale: stranger.locale.clone(),
                ..fresh(tx, id)
            };
            guests::insert(tx, &guest)?;
            guest
        }
    };
    tell::mail(tx, &guest, News::Confirm)
}

/// Whom a link from a mail belongs to, with their event.
pub fn by_token(conn: &mut Conn, token: &str) -> Result<(Guest, Post)> {
    let guest = guests::by_link(conn, &tokens::hash(token))?.ok_or(Error::NotFound("link"))?;
    let post = posts::by_id(conn, guest.post_id)?.filter(Post::stands).ok_or(Error::Gone)?;
    Ok((guest, post))
}

/// The one who got the link comes.
pub fn confirm_by_mail(tx: &mut Tx<'_>, token: &str, wish: Wish) -> Result<GuestState> {
    let (_, post) = by_token(tx.conn, token)?;
    let held = Held::here(tx, post.id)?;
    open(tx, &held)?;
    // Read again now that the row is held.
    let (mut guest, _) = by_token(tx.conn, token)?;
    (guest.shown, guest.remind_day, guest.remind_hour) = (wish.shown, wish.remind_day, wish.remind_hour);
    let known = matches!(guest.state, GuestState::Going | GuestState::Waiting);
    if !known {
        guest.asked_at = tx.now;
        guest.state = seat(tx, &held.occasion)?;
    }
    settle(tx, &mut guest)?;
    guests::update(tx, &guest)?;
    if !known {
        tell::mail(tx, &guest, match guest.state {
            GuestState::Going => News::Seat,
            GuestState::Waiting => News::Waiting,
            _ => News::Full,
        })?;
    }
    touch_pages(tx, &held.post)?;
    Ok(guest.state)
}

pub fn leave_by_mail(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    let (_, post) = by_token(tx.conn, token)?;
    let held = Held::here(tx, post.id)?;
    let (guest, _) = by_token(tx.conn, token)?;
    vacate(tx, &held, guest)
}

// Events elsewhere

/// The server of an event elsewhere lets one of ours come, or does not. Only its own word counts.
pub fn answered(tx: &mut Tx<'_>, origin: &Origin, guest: &Guest, yes: bool) -> Result<()> {
    let held = Held::of(tx, guest.post_id)?;
    if held.author.is_local() || held.author.host_id != origin.actor().host_id {
        return Err(Error::Forbidden("Only those who plan an event say who may come."));
    }
    let mut guest = guest.clone();
    let state = if yes { GuestState::Going } else { GuestState::Refused };
    if guest.state == state || guest.state == GuestState::Left {
        return Ok(());
    }
    guest.state = state;
    settle(tx, &mut guest)?;
    guests::update(tx, &guest)?;
    if let Some(person) = guest.actor_id {
        let kind = if yes { NotificationKind::EventSeat } else { NotificationKind::EventFull };
        notify(tx, origin, person, kind, Some(&held.post), held.post.community_id)?;
    }
    touch_pages(tx, &held.post)
}

/// Somebody is gone for good: their places are free.
pub fn forget(tx: &mut Tx<'_>, person: i64) -> Result<()> {
    for guest in guests::of_person(tx.conn, person, 1_000)? {
        match Held::of(tx, guest.post_id) {
            Ok(held) if held.author.is_local() => vacate(tx, &held, guest)?,
            Ok(_) | Err(Error::Gone | Error::NotFound(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
