//! Places, the line behind them, names, and reminders.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{comes, founds, joins, leaves, plans, state, told};
use crate::support::{Story, World, list_at, number_at, text_at};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn whoever_waits_moves_up_and_is_told() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cat, dan) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cat").await?, alpha.person("dan").await?);
    founds(&ann, "repair").await?;
    let event = plans(&ann, "repair", json!({ "event_capacity": 1 })).await?.number;
    assert_eq!(joins(&bob, &event).await?, "going");
    assert_eq!(joins(&cat, &event).await?, "waiting");
    assert_eq!(joins(&dan, &event).await?, "waiting");
    // Saying it twice takes no second place.
    assert_eq!(joins(&bob, &event).await?, "going");
    let seen = ann.gets(&format!("/events/{event}")).await?;
    assert_eq!((number_at(&seen, "/going"), number_at(&seen, "/waiting")), (1, 2));
    let page = alpha.get(&format!("/post/{event}")).await?.is(200)?.text;
    assert!(page.contains("1 person comes") && page.contains("2 wait") && page.contains("Old Mill"), "{page}");

    leaves(&bob, &event).await?;
    world.settle().await?;
    assert_eq!(told(&cat).await?, ["event_seat"]);
    assert!(told(&dan).await?.is_empty(), "the second in line still waits");
    assert_eq!(text_at(&cat.gets(&format!("/events/{event}")).await?, "/mine/state"), "going");

    // A larger room lets the rest in.
    ann.api(Method::PATCH, &format!("/events/{event}"), json!({ "details": { "event_capacity": 5 } })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(told(&dan).await?, ["event_seat"], "and the same time is no news");
    // Nobody is sent away by a smaller one.
    let smaller = ann.api(Method::PATCH, &format!("/events/{event}"), json!({ "details": { "event_capacity": 1 } })).await?;
    assert_eq!(smaller.status, 422, "{smaller:?}");
    world.end().await
}

#[tokio::test]
async fn names_are_shown_only_to_those_who_may_read_them() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cat) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cat").await?);
    founds(&ann, "repair").await?;
    let event = plans(&ann, "repair", json!({ "event_organizers": "@bob" })).await?.number;
    comes(&bob, &event, json!({ "shown": true })).await?.is(200)?;
    comes(&cat, &event, json!({})).await?.is(200)?;
    let seen = alpha.api(Method::GET, &format!("/events/{event}"), Value::Null).await?.is(200)?.json;
    let named: Vec<&str> = list_at(&seen, "/people").iter().map(|p| text_at(p, "/name")).collect();
    assert_eq!((named, number_at(&seen, "/going")), (vec!["bob"], 2));
    let page = alpha.get(&format!("/post/{event}")).await?.is(200)?.text;
    assert!(page.contains("/u/bob") && !page.contains("/u/cat") && page.contains("and 1 more"), "{page}");
    // Those who plan it know both; whoever only comes does not get the list.
    for (who, status) in [(&ann, 200), (&bob, 200), (&cat, 403)] {
        let list = who.api(Method::GET, &format!("/events/{event}/guests"), Value::Null).await?;
        assert_eq!(list.status, status, "{}", who.name);
    }
    let list = bob.gets(&format!("/events/{event}/guests")).await?;
    assert_eq!(list_at(&list, "/items").len(), 2);

    // At the door.
    let start = text_at(&list, "/starts_at").to_owned();
    let first = text_at(&list, "/items/0/id").to_owned();
    let mark = |here: bool| json!({ "here": here, "starts_at": start });
    ann.api(Method::POST, &format!("/events/{event}/guests/{first}"), mark(true)).await?.is(204)?;
    assert_eq!(list_at(&ann.gets(&format!("/events/{event}/guests")).await?, "/items")[0]["here"], true);
    assert_eq!(cat.api(Method::POST, &format!("/events/{event}/guests/{first}"), mark(true)).await?.status, 403);
    let wrong = json!({ "here": true, "starts_at": "2026-03-18T10:00:00Z" });
    assert_eq!(ann.api(Method::POST, &format!("/events/{event}/guests/{first}"), wrong).await?.status, 404);
    let visit = alpha.visit()?;
    visit.login("ann").await?;
    let door = visit.page(&format!("/events/{event}/door")).await?.is(200)?.text;
    assert!(door.contains("2 come, 1 are here") && door.contains("@cat@"), "{door}");
    visit.send(&format!("/events/{event}/door"), &format!("/events/{event}/door"), &[("away", &first)]).await?.is(200)?;
    assert_eq!(list_at(&ann.gets(&format!("/events/{event}/guests")).await?, "/items")[0]["here"], false);
    world.end().await
}

#[tokio::test]
async fn reminders_come_when_they_were_asked_for_and_once() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cat, dan) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cat").await?, alpha.person("dan").await?);
    founds(&ann, "repair").await?;
    // In 33 hours, and again a week later.
    let event = plans(&ann, "repair", json!({ "event_start": "2026-03-03T19:00", "event_end": "", "event_repeats": "weekly", "event_until": "2026-03-10" })).await?.number;
    comes(&bob, &event, json!({ "remind_day": true, "remind_hour": true })).await?.is(200)?;
    comes(&cat, &event, json!({ "remind_hour": true })).await?.is(200)?;
    joins(&dan, &event).await?;
    world.pass(HOUR * 8).await?;
    assert!(told(&bob).await?.is_empty(), "33 hours are more than a day");
    world.pass(HOUR * 2).await?;
    world.pass(HOUR).await?;
    assert_eq!(told(&bob).await?, ["event_soon"]);
    assert!(told(&cat).await?.is_empty());
    world.pass(HOUR * 21 + HOUR / 2).await?;
    assert_eq!(told(&bob).await?, ["event_soon", "event_soon"]);
    assert_eq!(told(&cat).await?, ["event_soon"]);
    // The next week again, and never of what was called off.
    world.pass(HOUR * 24 * 6 + HOUR).await?;
    assert_eq!(told(&bob).await?.len(), 3);
    state(&ann, &event, "cancelled", "The mill is flooded.").await?.is(200)?;
    world.pass(HOUR * 24 + HOUR / 2).await?;
    assert_eq!(told(&bob).await?.first().map(String::as_str), Some("event_changed"));
    assert_eq!(told(&cat).await?, ["event_changed", "event_soon"]);
    assert_eq!(told(&dan).await?, ["event_changed"], "who wants no reminders hears of changes");
    world.end().await
}

#[tokio::test]
async fn thousands_come_and_all_hear_that_it_is_called_off() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "fair").await?;
    let event = plans(&ann, "fair", json!({})).await?.number;
    comes(&bob, &event, json!({ "shown": true })).await?.is(200)?;
    let (id, host) = (event.parse::<i64>()?, bob.number_at(alpha).await?);
    // Thousands of guests whom nobody knows by name.
    alpha
        .write(move |tx| {
            let known = folkmoot::store::guests::of_actor(tx.conn, id, host)?.ok_or(folkmoot::Error::NotFound("guest"))?;
            for n in 0..3_000 {
                let guest = folkmoot::store::guests::Guest { id: tx.id(), actor_id: None, name: format!("Guest {n}"), ..known.clone() };
                folkmoot::store::guests::insert(tx, &guest)?;
            }
            Ok(())
        })
        .await?;
    let page = alpha.get(&format!("/post/{event}")).await?.is(200)?.text;
    assert!(page.contains("3,001 people come") || page.contains("3001 people come"), "{page}");
    assert!(page.len() < 200_000, "the page names few of them");
    let visit = alpha.visit()?;
    visit.login("ann").await?;
    let door = visit.page(&format!("/events/{event}/door")).await?.is(200)?.text;
    assert!(door.contains("after="), "the list goes on");
    state(&ann, &event, "cancelled", "Storm.").await?.is(200)?;
    world.settle().await?;
    assert_eq!(told(&bob).await?, ["event_changed"]);
    world.end().await
}
