//! Coming from elsewhere, and going there: as Mobilizon and others say it.

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use super::{founds, joins, leaves, plans, state, told};
use crate::support::instance::Instance;
use crate::support::stranger::wire;
use crate::support::{Member, Place, Software, Story, World, number_at, text_at};

async fn sends(member: &Member, inbox: &str, verb: &str, object: Value) -> Result<Value> {
    let activity = wire::activity(member, verb, object);
    member.sends(inbox, &activity).await?;
    Ok(activity)
}

fn count(alpha: &Instance, event: &str, state: &str) -> Result<i64> {
    alpha.number(&format!("SELECT count(*) AS number FROM attendees WHERE post_id = {event} AND state = '{state}'"))
}

#[tokio::test]
async fn people_on_mobilizon_come_and_leave() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "repair").await?;
    let mobilizon = world.stranger("mobilizon", Software::Mobilizon)?;
    let (mia, max) = (mobilizon.person("mia"), mobilizon.person("max"));
    let event = plans(&ann, "repair", json!({ "event_capacity": 1, "event_full": "wait" })).await?;
    let inbox = format!("{}/inbox", ann.id);

    let join = sends(&mia, &inbox, "Join", json!(event.id)).await?;
    world.settle().await?;
    let accept = mobilizon.got_one("Accept")?;
    assert_eq!((&accept["actor"], &accept["to"]), (&json!(ann.id), &json!([mia.id])));
    assert_eq!(accept["object"], json!({ "id": join["id"], "type": "Join", "actor": mia.id, "object": event.id }));
    assert!(accept["object"].get("@context").is_none());

    // The next one waits, with the whole event inside of what was sent.
    mobilizon.forgets();
    sends(&max, &inbox, "Join", json!({ "id": event.id, "type": "Event" })).await?;
    world.settle().await?;
    assert!(mobilizon.received().is_empty(), "who waits has no answer yet: {:#?}", mobilizon.received());
    assert_eq!(joins(&bob, &event.number).await?, "waiting");
    let page = alpha.get(&format!("/post/{}", event.number)).await?.is(200)?.text;
    assert!(!page.contains("mia@mobilizon"), "nobody asked Mia whether her name may be read");

    // Mia leaves, and Max hears that he may come.
    sends(&mia, &inbox, "Leave", json!(event.id)).await?;
    world.settle().await?;
    assert_eq!(mobilizon.got_one("Accept")?["object"]["actor"], json!(max.id));
    // Others undo what they did.
    let undo = json!({ "id": format!("{}/join/x", mobilizon.origin), "type": "Join", "actor": max.id, "object": event.id });
    sends(&max, &inbox, "Undo", undo).await?;
    world.settle().await?;
    assert_eq!(told(&bob).await?, ["event_seat"]);
    assert_eq!((count(alpha, &event.number, "going")?, count(alpha, &event.number, "left")?), (1, 2));
    // Somebody else's Join takes nothing back.
    mobilizon.forgets();
    sends(&mia, &inbox, "Leave", json!("http://nowhere.example/x")).await?;
    world.settle().await?;
    assert_eq!(count(alpha, &event.number, "going")?, 1);
    world.end().await
}

#[tokio::test]
async fn who_cannot_come_is_told_no() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "repair").await?;
    let mobilizon = world.stranger("mobilizon", Software::Mobilizon)?;
    let mia = mobilizon.person("mia");
    let inbox = format!("{}/inbox", ann.id);
    let closed = plans(&ann, "repair", json!({ "event_joining": "nobody" })).await?;
    let off = plans(&ann, "repair", json!({})).await?;
    state(&ann, &off.number, "cancelled", "Flood.").await?.is(200)?;
    for event in [&closed, &off] {
        mobilizon.forgets();
        sends(&mia, &inbox, "Join", json!(event.id)).await?;
        world.settle().await?;
        assert_eq!(mobilizon.got_one("Reject")?["object"]["object"], json!(event.id));
        assert_eq!(count(alpha, &event.number, "going")?, 0);
    }
    // A talk is no event.
    mobilizon.forgets();
    let talk = ann.posts("repair", "Tools", "Which?").await?;
    sends(&mia, &inbox, "Join", json!(talk.id)).await?;
    world.settle().await?;
    assert!(mobilizon.got("Accept").is_empty());
    world.end().await
}

#[tokio::test]
async fn what_is_called_off_reaches_those_who_come_from_elsewhere() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let place = Place::ours(&founds(&ann, "repair").await?);
    let (mobilizon, lemmy) = (world.stranger("mobilizon", Software::Mobilizon)?, world.stranger("lemmy", Software::Lemmy)?);
    let (mia, lea) = (mobilizon.person("mia"), lemmy.person("lea"));
    lea.follows(&place).await?;
    world.settle().await?;
    let event = plans(&ann, "repair", json!({ "event_capacity": 12, "event_address": "Bridge Street 4" })).await?;
    world.settle().await?;
    let told = lemmy.got_one("Announce/Create")?;
    let doc = &told["object"]["object"];
    assert_eq!((text_at(doc, "/type"), text_at(doc, "/startTime"), text_at(doc, "/endTime")), ("Event", "2026-03-17T19:00:00+01:00", "2026-03-17T21:00:00+01:00"));
    assert_eq!((text_at(doc, "/timezone"), text_at(doc, "/joinMode"), text_at(doc, "/ical:status")), ("Europe/Berlin", "free", "CONFIRMED"));
    assert_eq!((number_at(doc, "/maximumAttendeeCapacity"), number_at(doc, "/participantCount")), (12, 0));
    assert_eq!(doc["location"], json!({ "type": "Place", "name": "Old Mill", "address": { "type": "PostalAddress", "streetAddress": "Bridge Street 4" } }));
    assert_eq!(doc["organizers"]["items"], json!([ann.id]));
    // Software that shows an event as a post shows when and where.
    let text = text_at(doc, "/content");
    assert!(text.starts_with("<p>📅 <strong>2026-03-17, 19:00–21:00 Europe/Berlin (UTC+01:00)</strong>") && text.contains("Old Mill, Bridge Street 4"), "{text}");

    sends(&mia, &format!("{}/inbox", ann.id), "Join", json!(event.id)).await?;
    world.settle().await?;
    mobilizon.forgets();
    lemmy.forgets();
    state(&ann, &event.number, "cancelled", "The mill is flooded.").await?.is(200)?;
    world.settle().await?;
    for update in [mobilizon.got_one("Update")?, lemmy.got_one("Announce/Update")?["object"].clone()] {
        let doc = &update["object"];
        assert_eq!((text_at(doc, "/ical:status"), text_at(doc, "/eventStatus")), ("CANCELLED", "EventCancelled"));
        assert!(text_at(doc, "/content").contains("🚫") && text_at(doc, "/content").contains("flooded"), "{doc:#}");
        let whom = update["cc"].to_string() + &update["to"].to_string();
        assert!(!whom.contains(&mia.id), "nobody reads in it who comes");
    }
    world.end().await
}

#[tokio::test]
async fn one_of_ours_goes_to_an_event_elsewhere() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    let place = Place::ours(&founds(&ann, "walks").await?);
    let mobilizon = world.stranger("mobilizon", Software::Mobilizon)?;
    let mia = mobilizon.person("mia");
    let theirs = mia.posts(&place, "Night walk", "Bring a lamp.").await?;
    world.settle().await?;
    let id = text_at(&theirs, "/id");
    let number = text_at(&alpha.sees(id).await?, "/id").to_owned();
    let seen = bob.gets(&format!("/events/{number}")).await?;
    assert_eq!((text_at(&seen, "/starts_at"), text_at(&seen, "/place"), number_at(&seen, "/going")), ("2026-03-20T18:00:00.000000Z", "Mairie", 3));
    assert_eq!(joins(&bob, &number).await?, "asked");
    world.settle().await?;
    let join = mobilizon.got_one("Join")?;
    assert_eq!((&join["actor"], &join["object"], &join["to"]), (&json!(bob.id), &json!(id), &json!([mia.id])));

    // Somebody on another server cannot answer for them.
    let evil = world.stranger("evil", Software::Mobilizon)?;
    let eve = evil.person("eve");
    let inbox = format!("{}/inbox", bob.id);
    sends(&eve, &inbox, "Accept", wire::bare(&join)).await?;
    world.settle().await?;
    assert_eq!(text_at(&bob.gets(&format!("/events/{number}")).await?, "/mine/state"), "asked");
    sends(&mia, &inbox, "Accept", join["id"].clone()).await?;
    world.settle().await?;
    assert_eq!(text_at(&bob.gets(&format!("/events/{number}")).await?, "/mine/state"), "going");
    assert_eq!(told(&bob).await?, ["event_seat"]);

    // It is moved, and then called off.
    let moved = mia.edits(&place, &theirs, json!({ "startTime": "2026-03-21T19:00:00+01:00", "endTime": null, "participantCount": 9 })).await?;
    world.settle().await?;
    let seen = bob.gets(&format!("/events/{number}")).await?;
    assert_eq!((text_at(&seen, "/starts_at"), number_at(&seen, "/going")), ("2026-03-21T18:00:00.000000Z", 9));
    mia.edits(&place, &moved, json!({ "ical:status": "CANCELLED" })).await?;
    world.settle().await?;
    assert_eq!(text_at(&bob.gets(&format!("/events/{number}")).await?, "/state"), "cancelled");
    assert_eq!(told(&bob).await?, ["event_changed", "event_changed", "event_seat"]);

    leaves(&bob, &number).await?;
    world.settle().await?;
    assert_eq!(mobilizon.got_one("Leave")?["object"], json!(id));
    // Nobody here changes what is planned there.
    assert_eq!(state(&ann, &number, "on", "I want it.").await?.status, 403);
    let change = ann.api(Method::PATCH, &format!("/events/{number}"), json!({ "details": { "event_place": "Here" } })).await?;
    assert_eq!(change.status, 403);
    world.end().await
}

#[tokio::test]
async fn two_houses_of_ours_go_to_each_others_events() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    let place = Place::ours(&founds(&ann, "repair").await?);
    bob.joins(&place.handle).await?;
    world.settle().await?;
    let event = plans(&ann, "repair", json!({ "event_capacity": 1, "event_full": "refuse" })).await?;
    world.settle().await?;
    let there = text_at(&beta.sees(&event.id).await?, "/id").to_owned();
    joins(&bob, &there).await?;
    world.settle().await?;
    assert_eq!(text_at(&bob.gets(&format!("/events/{there}")).await?, "/mine/state"), "going");
    assert_eq!(number_at(&ann.gets(&format!("/events/{}", event.number)).await?, "/going"), 1);
    leaves(&bob, &there).await?;
    let cat = alpha.person("cat").await?;
    world.settle().await?;
    assert_eq!(joins(&cat, &event.number).await?, "going");
    joins(&bob, &there).await?;
    world.settle().await?;
    assert_eq!(text_at(&bob.gets(&format!("/events/{there}")).await?, "/mine/state"), "refused");
    assert_eq!(told(&bob).await?.first().map(String::as_str), Some("event_full"));
    // Another time reaches the other house.
    ann.api(Method::PATCH, &format!("/events/{}", event.number), json!({ "details": { "event_start": "2026-03-18T19:00", "event_end": "2026-03-18T21:00" } }))
        .await?
        .is(200)?;
    world.settle().await?;
    assert_eq!(text_at(&bob.gets(&format!("/events/{there}")).await?, "/starts_at"), "2026-03-18T18:00:00.000000Z");
    world.end().await
}
