//! Calendars: of one event, of a community, and a secret one of one's own.

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use super::{comes, founds, joins, plans, state};
use crate::support::answer::Answer;
use crate::support::{Story, World, list_at};

/// What every reader of calendars relies on (RFC 5545): the type, the frame, and no line longer than 75 bytes.
fn is_formed(answer: &Answer) -> Result<()> {
    ensure!(answer.header("content-type").starts_with("text/calendar"), "{answer:?}");
    ensure!(answer.text.split("\r\n").all(|line| line.len() <= 75), "a line is too long:\n{}", answer.text);
    ensure!(answer.text.starts_with("BEGIN:VCALENDAR\r\n") && answer.text.ends_with("END:VCALENDAR\r\n"), "{}", answer.text);
    Ok(())
}

/// How often a line stands in a calendar.
fn count(answer: &Answer, line: &str) -> usize {
    answer.text.split("\r\n").filter(|found| *found == line).count()
}

#[tokio::test]
async fn calendars_are_read_by_others() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "repair").await?;
    let once = plans(&ann, "repair", json!({ "event_address": "Bridge Street 4; back yard, left\\right" })).await?.number;
    let series = plans(&ann, "repair", json!({ "event_repeats": "weekly", "event_place": "Größe ".repeat(30).trim() })).await?.number;
    let one = alpha.get(&format!("/post/{once}/event.ics")).await?.is(200)?;
    assert!(one.text.contains("DTSTART:20260317T180000Z\r\n") && one.text.contains("STATUS:CONFIRMED"), "{}", one.text);
    assert!(one.text.contains("Bridge Street 4\\; back yard\\, left\\\\right"), "{}", one.text);
    is_formed(&one)?;
    assert_eq!((count(&one, "BEGIN:VEVENT"), count(&one, "SUMMARY:Repair café")), (1, 1), "{}", one.text);
    let all = alpha.get("/c/repair/events.ics").await?.is(200)?;
    assert!(all.text.contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n") && all.text.contains("DTSTART;TZID=Europe/Berlin:20260317T190000"), "{}", all.text);
    is_formed(&all)?;
    assert_eq!((count(&all, "BEGIN:VEVENT"), count(&all, "BEGIN:VTIMEZONE"), count(&all, "RRULE:FREQ=WEEKLY")), (2, 1, 1), "{}", all.text);
    // Called off, it stays in calendars, crossed out and newer than before.
    state(&ann, &series, "cancelled", "Flood.").await?.is(200)?;
    let all = alpha.get("/c/repair/events.ics").await?.is(200)?;
    assert!(all.text.contains("STATUS:CANCELLED\r\n") && all.text.contains("SEQUENCE:1\r\n"), "{}", all.text);

    // One's own, by an address that nobody guesses.
    comes(&bob, &once, json!({})).await?.is(200)?;
    let secret = bob.api(Method::POST, "/me/calendar", Value::Null).await?.is(201)?;
    let path = secret.at("/url").strip_prefix(&alpha.base).context("our address")?.to_owned();
    let own = alpha.get(&path).await?.is(200)?;
    assert!(own.text.contains("Repair café") && own.header("cache-control").contains("no-store"), "{own:?}");
    is_formed(&own)?;
    assert_eq!(alpha.get("/calendar/guess.ics").await?.status, 404);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM calendar_keys WHERE length(token_hash) = 32")?, 1);
    let fresh = bob.api(Method::POST, "/me/calendar", Value::Null).await?.is(201)?;
    assert_eq!(alpha.get(&path).await?.status, 404, "an address made anew ends the old one");
    bob.api(Method::DELETE, "/me/calendar", Value::Null).await?.is(204)?;
    let path = fresh.at("/url").strip_prefix(&alpha.base).context("our address")?;
    assert_eq!(alpha.get(path).await?.status, 404);
    // What is taken down is in no calendar.
    assert_eq!(joins(&ann, &once).await?, "going");
    ann.acts(alpha, &alpha.url(&format!("/post/{once}")), "remove").await?;
    assert!(!alpha.get("/c/repair/events.ics").await?.is(200)?.text.contains(&format!("event-{once}@")));
    assert_ne!(alpha.get(&format!("/post/{once}/event.ics")).await?.status, 200);
    world.end().await
}

#[tokio::test]
async fn my_events_are_listed_with_their_times() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "repair").await?;
    let event = plans(&ann, "repair", json!({})).await?.number;
    let visit = alpha.visit()?;
    visit.login("bob").await?;
    assert!(visit.page("/events/mine").await?.is(200)?.text.contains("You have signed up for nothing so far."));
    let page = format!("/post/{event}");
    let done = visit.send(&page, &format!("/events/{event}/rsvp"), &[("going", "1"), ("remind_hour", "1")]).await?.is(200)?;
    assert!(done.text.contains("You come."), "{}", done.text);
    let mine = visit.page("/events/mine").await?.is(200)?.text;
    assert!(mine.contains("Repair café") && mine.contains("You come"), "{mine}");
    let made = visit.send("/events/mine", "/events/mine", &[("calendar", "make")]).await?.is(200)?.text;
    assert!(made.contains("/calendar/") && made.contains("webcal://"), "{made}");
    assert!(!visit.page("/events/mine").await?.is(200)?.text.contains("webcal://"), "it is shown once");
    assert_eq!(list_at(&bob.gets("/me/events").await?, "/items").len(), 1);
    visit.send(&page, &format!("/events/{event}/rsvp"), &[("going", "0")]).await?.is(200)?;
    assert!(list_at(&bob.gets("/me/events").await?, "/items").is_empty());
    assert!(list_at(&ann.gets("/zones").await?, "/items").len() > 300);
    world.end().await
}
