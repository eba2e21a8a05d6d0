//! Calendars to subscribe to: of one event, of a community, of one person.

use crate::calendar::Zone;
use crate::calendar::ical::{self, Entry};
use crate::clock::Time;
use crate::domain::access::{self, Person, Viewer};
use crate::domain::tokens;
use crate::formats::Format;
use crate::kinds::event;
use crate::pages::reader::Reader;
use crate::pages::thread::title_of;
use crate::pages::{Depends, Seen, seen};
use crate::render::plain_text;
use crate::store::conn::Conn;
use crate::store::guests::{self, GuestState};
use crate::store::occasions::{self, Occasion, OccasionState};
use crate::store::posts::Post;
use crate::store::{accounts, actors};
use crate::urls::Urls;
use crate::{Error, Result};

/// Events of one calendar.
const ENTRIES: i64 = 300;
/// How far back a calendar reaches.
const BACK: std::time::Duration = std::time::Duration::from_secs(180 * 24 * 60 * 60);
const TEXT: usize = 2_000;

fn entry(conn: &mut Conn, urls: &Urls, row: &Occasion, post: &Post) -> Result<Entry> {
    let place: Vec<&str> = [row.place.as_str(), row.address.as_str(), row.online_url.as_str()].into_iter().filter(|p| !p.is_empty()).collect();
    let mut text = plain_text(&post.html, TEXT);
    for line in [&row.reason, &row.online_url, &row.map_url].into_iter().filter(|line| !line.is_empty()) {
        text.push('\n');
        text.push_str(line);
    }
    let last = occasions::last(conn, row.post_id)?.map_or(row.starts_at, |date| date.starts_at);
    Ok(Entry {
        uid: format!("event-{}@{}", post.id, urls.host()),
        sequence: row.sequence,
        title: title_of(post),
        text: text.trim().to_owned(),
        place: place.join(", "),
        url: urls.post(post.id).to_string(),
        start: row.starts_at,
        end: row.ends_at,
        zone: Zone::parse(&row.zone),
        rule: row.rule.clone(),
        status: match row.state {
            OccasionState::On => "CONFIRMED",
            OccasionState::Postponed => "TENTATIVE",
            OccasionState::Cancelled => "CANCELLED",
        },
        created: post.published_at,
        changed: row.changed_at.max(post.edited_at.unwrap_or(post.published_at)),
        last,
    })
}

/// One event.
pub fn of_event(conn: &mut Conn, reader: &Reader, id: i64) -> Result<(String, Seen)> {
    let (post, _, community) = access::post(conn, &reader.viewer, id)?;
    let seen = seen::by(conn, reader, community.map_or(Depends::Everything, |c| Depends::Community(c.id)))?;
    let (_, row) = event::find(conn, post.id)?.ok_or(Error::NotFound("event"))?;
    let entry = entry(conn, &reader.urls, &row, &post)?;
    let name = entry.title.clone();
    Ok((ical::calendar(&name, &[entry]), seen))
}

/// Everything that takes place in a community.
pub fn of_community(conn: &mut Conn, reader: &Reader, handle: &str) -> Result<(String, Seen)> {
    let (community, actor) = access::part(conn, &reader.viewer, handle, Format::Events)?;
    if !community.holds(Format::Events) {
        return Err(Error::NotFound("page"));
    }
    let seen = seen::by(conn, reader, Depends::Community(actor.id))?;
    let found = occasions::of_community(conn, actor.id, reader.now.minus(BACK), ENTRIES)?;
    let entries = entries(conn, &reader.urls, &reader.viewer, found)?;
    Ok((ical::calendar(actor.label(), &entries), seen))
}

fn entries(conn: &mut Conn, urls: &Urls, viewer: &Viewer, found: Vec<(Occasion, Post)>) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for (row, post) in found {
        if access::reads(conn, viewer, post.id)? {
            entries.push(entry(conn, urls, &row, &post)?);
        }
    }
    Ok(entries)
}

/// What the owner of a secret address goes to, as far as they may still read it.
pub fn of_person(conn: &mut Conn, urls: &Urls, token: &str, now: Time) -> Result<String> {
    let owner = guests::calendar_owner(conn, &tokens::hash(token))?.ok_or(Error::NotFound("calendar"))?;
    let actor = actors::by_id(conn, owner)?;
    let account = accounts::by_actor(conn, owner)?.ok_or(Error::NotFound("calendar"))?;
    let person = Person::looking(conn, actor, account)?;
    if !person.is_active() {
        return Err(Error::NotFound("calendar"));
    }
    let name = person.actor.label().to_owned();
    let going = guests::of_person(conn, owner, ENTRIES)?;
    let ids: Vec<i64> = going.iter().filter(|guest| guest.state != GuestState::Asked).map(|guest| guest.post_id).collect();
    let mut found = occasions::with_posts(conn, &ids)?;
    let since = now.minus(BACK);
    found.retain(|(row, _)| !row.rule.is_empty() || row.ends_at.unwrap_or(row.starts_at) > since);
    let entries = entries(conn, urls, &Viewer::Person(Box::new(person)), found)?;
    Ok(ical::calendar(&name, &entries))
}
