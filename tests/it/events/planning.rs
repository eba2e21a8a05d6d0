//! Planning: what makes no sense is refused with a word beside its field; changes, calling off, and what came of it.

use std::time::Duration;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use super::{founds, joins, plans, state, told, tries};
use crate::support::{Story, World, list_at, text_at};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn what_cannot_take_place_is_not_planned() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "repair").await?;
    ann.founds("talk").await?;
    let bad = [
        ("event_end", json!({ "event_end": "2026-03-17T18:00" })),
        ("event_zone", json!({ "event_zone": "Middle-earth/Shire" })),
        ("event_capacity", json!({ "event_capacity": 0 })),
        ("event_capacity", json!({ "event_capacity": "a few" })),
        ("event_start", json!({ "event_start": "" })),
        ("event_start", json!({ "event_start": "tomorrow" })),
        ("event_place", json!({ "event_place": "" })),
        ("event_online", json!({ "event_online": "javascript:alert(1)" })),
        ("event_rule", json!({ "event_repeats": "rule", "event_rule": "FREQ=SECONDLY" })),
        ("event_rule", json!({ "event_repeats": "rule", "event_rule": "every other Tuesday" })),
        ("event_rule", json!({ "event_repeats": "rule", "event_rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31" })),
        ("event_until", json!({ "event_repeats": "weekly", "event_until": "2026-03-01" })),
        ("event_organizers", json!({ "event_organizers": "@nobody" })),
    ];
    let before = alpha.rows()?;
    for (field, details) in bad {
        let answer = tries(&ann, "repair", details.clone()).await?;
        assert_eq!(answer.status, 422, "{details}: {}", answer.text);
        let words = answer.json["errors"][field].as_str().unwrap_or_default();
        assert!(words.contains(' '), "{details}: {}", answer.text);
    }
    assert_eq!(alpha.rows()?, before, "nothing is left of what was refused");
    assert_eq!(tries(&ann, "talk", json!({})).await?.status, 422, "a forum without a calendar");

    // A rule without an end goes on, as far as anybody looks ahead.
    let daily = plans(&ann, "repair", json!({ "event_repeats": "rule", "event_rule": "FREQ=DAILY", "event_end": "" })).await?.number;
    let dates = alpha.number(&format!("SELECT count(*) AS number FROM occasion_dates WHERE post_id = {daily}"))?;
    assert!((300..=420).contains(&dates), "{dates}");
    world.pass(DAY * 150).await?;
    world.pass(DAY).await?;
    let later = alpha.number(&format!("SELECT count(*) AS number FROM occasion_dates WHERE post_id = {daily}"))?;
    assert!(later > dates, "{later} after {dates}");
    world.end().await
}

#[tokio::test]
async fn the_form_comes_back_as_it_was_filled_in() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "repair").await?;
    let visit = alpha.visit()?;
    visit.login("ann").await?;
    let empty = visit.page("/c/repair/events").await?.is(200)?.text;
    assert!(empty.contains("Nothing is planned yet.") && empty.contains("/c/repair?new=event#new"), "{empty}");
    let form = "/c/repair?new=event";
    let page = visit.page(form).await?.is(200)?.text;
    assert!(page.contains("Europe/Berlin") && page.contains("name=\"event_start\"") && page.contains("every two weeks"), "{page}");
    let mut values = vec![("kind", "event"), ("title", "Bread and salt"), ("event_start", "2026-03-17T19:00"), ("event_zone", "Europe/Berlin"), ("event_end", "2026-03-17T18:00"), ("event_online", "https://meet.example/x")];
    let back = visit.send(form, "/c/repair/threads", &values).await?.is(422)?.text;
    assert!(back.contains("It ends before it begins.") && back.contains("value=\"2026-03-17T19:00\"") && back.contains("Bread and salt"), "{back}");
    values.retain(|(name, _)| *name != "event_end");
    let shown = visit.send(form, "/c/repair/threads", &values).await?.is(200)?.text;
    assert!(shown.contains("Tuesday, 17 March 2026, 19:00") && shown.contains("https://meet.example/x") && shown.contains("schema.org/OnlineEventAttendanceMode"), "{shown}");
    let list = alpha.get("/c/repair/events").await?.is(200)?.text;
    assert!(list.contains("Bread and salt") && list.contains("Tuesday, 17 March 2026, 19:00"), "{list}");
    for path in ["/c/repair/events?show=past", "/c/repair/events?month=2026-03", "/c/repair/events?month=2027-01", "/events/mine"] {
        visit.page(path).await?.is(200)?;
    }
    assert_eq!(visit.page("/c/repair/events?month=never").await?.status, 404);
    assert!(!alpha.get("/c/repair").await?.is(200)?.text.contains("Bread and salt"), "what has a page of its own is not in the forum's list");
    world.end().await
}

#[tokio::test]
async fn an_event_moves_is_called_off_and_leaves_something() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cat) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cat").await?);
    founds(&ann, "repair").await?;
    let event = plans(&bob, "repair", json!({ "event_organizers": "@cat" })).await?.number;
    let dan = alpha.person("dan").await?;
    joins(&dan, &event).await?;
    let page = format!("/events/{event}");
    let moves = |who| {
        let page = page.clone();
        async move { moves_to(who, &page, "2026-03-18T20:00").await }
    };
    assert_eq!(moves(&dan).await?, 403, "whoever comes does not plan");
    assert_eq!(moves(&ann).await?, 403, "nor does a steward");
    assert_eq!(moves(&cat).await?, 200);
    world.settle().await?;
    assert_eq!(told(&dan).await?, ["event_changed"]);
    let seen = dan.gets(&page).await?;
    assert_eq!((text_at(&seen, "/starts_at"), text_at(&seen, "/place")), ("2026-03-18T19:00:00.000000Z", "Old Mill"));

    // A steward calls it off, in the open.
    assert_eq!(state(&dan, &event, "cancelled", "No.").await?.status, 403);
    assert_eq!(state(&ann, &event, "cancelled", "  ").await?.status, 422);
    state(&ann, &event, "cancelled", "The mill is flooded.").await?.is(200)?;
    world.settle().await?;
    let log = alpha.get("/c/repair/modlog").await?.is(200)?.text;
    assert!(log.contains("The mill is flooded.") && log.contains("Event called off"), "{log}");
    let shown = alpha.get(&format!("/post/{event}")).await?.is(200)?.text;
    assert!(shown.contains("Called off") && shown.contains("The mill is flooded."), "{shown}");
    assert_eq!(super::comes(&ann, &event, json!({})).await?.status, 403);
    // On again by those who plan it, which is nobody's power over anybody.
    state(&bob, &event, "on", "").await?.is(200)?;
    assert_eq!(state(&bob, &event, "on", "").await?.status, 422);

    // People come: it is not simply deleted.
    assert_eq!(bob.api(Method::DELETE, &format!("/posts/{event}"), Value::Null).await?.status, 403);

    // What came of it, once it has begun.
    let visit = alpha.visit()?;
    visit.login("cat").await?;
    let form = format!("/events/{event}/outcome");
    assert_eq!(visit.send(&form, &form, &[("body", "Too early.")]).await?.status, 422);
    world.pass(DAY * 17).await?;
    let told = visit.send(&form, &form, &[("body", "Nine toasters live again.")]).await?.is(200)?.text;
    assert!(told.contains("What came of it") && told.matches("Nine toasters live again.").count() >= 2, "{told}");
    let seen = dan.gets(&page).await?;
    assert!(seen["over"].as_bool().unwrap_or_default() && !text_at(&seen, "/outcome_id").is_empty(), "{seen:#}");
    assert_eq!(super::comes(&ann, &event, json!({})).await?.status, 403, "it is over");
    let past = dan.gets("/communities/repair/events?when=past").await?;
    assert_eq!(list_at(&past, "/items").len(), 1);
    assert!(list_at(&dan.gets("/communities/repair/events").await?, "/items").is_empty());
    world.end().await
}

async fn moves_to(who: &crate::support::person::Person, page: &str, start: &str) -> Result<u16> {
    let details = json!({ "details": { "event_start": start, "event_end": "" } });
    Ok(who.api(Method::PATCH, page, details).await?.status)
}
