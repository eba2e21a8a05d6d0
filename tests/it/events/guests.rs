//! Guests without an account: by a link in a mail, also into the last place.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::{founds, joins, leaves, plans, state, with_mail};
use crate::support::instance::Instance;
use crate::support::smtp::Mail;
use crate::support::visit::Visit;
use crate::support::{Place, Software, Story, World};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The path of the link in a mail.
fn path_of(alpha: &Instance, mail: &Mail) -> Result<String> {
    let link = mail.link("/guests/")?;
    Ok(link.strip_prefix(&alpha.base).map(str::to_owned).unwrap_or(link))
}

async fn asks(visit: &Visit, event: &str, name: &str, email: &str) -> Result<crate::support::answer::Answer> {
    let form = format!("/events/{event}/guest");
    visit.send(&form, &form, &[("name", name), ("email", email), ("shown", "1")]).await
}

fn going(alpha: &Instance, event: &str, state: &str) -> Result<i64> {
    alpha.number(&format!("SELECT count(*) AS number FROM attendees WHERE post_id = {event} AND state = '{state}'"))
}

#[tokio::test]
async fn a_guest_comes_by_mail_and_not_before_the_link_is_opened() -> Story {
    let (world, sink) = with_mail().await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "repair").await?;
    let event = plans(&ann, "repair", json!({ "event_capacity": 1 })).await?.number;
    let visit = alpha.visit()?;
    let page = visit.page(&format!("/post/{event}")).await?.is(200)?.text;
    assert!(page.contains(&format!("/events/{event}/guest")), "{page}");
    for (name, email) in [("", "otto@example.org"), ("Otto", "nowhere"), ("Otto", "")] {
        assert_eq!(asks(&visit, &event, name, email).await?.status, 422, "{name} {email}");
    }
    asks(&visit, &event, "Otto", "otto@example.org").await?.is(200)?;
    world.settle().await?;
    let mail = sink.wait_for(1).await?.pop().expect("a mail");
    assert_eq!(mail.to, ["otto@example.org"]);
    assert!(mail.subject().contains("Repair café") && mail.text().contains("2026-03-17, 19:00") && mail.text().contains("Old Mill"), "{}", mail.text());
    assert_eq!(going(alpha, &event, "going")?, 0, "asking takes no place");
    let stored = alpha.number("SELECT count(*) AS number FROM guest_links WHERE length(token_hash) = 32")?;
    assert_eq!(stored, 1, "only a hash is kept");

    // Mail programs look at links by themselves: looking changes nothing.
    let link = path_of(alpha, &mail)?;
    visit.page(&link).await?.is(200)?;
    assert_eq!(going(alpha, &event, "going")?, 0);
    let done = visit.send(&link, &link, &[("going", "1"), ("shown", "1"), ("remind_day", "1")]).await?.is(200)?;
    assert!(done.text.contains("You come."), "{}", done.text);
    assert_eq!(joins(&bob, &event).await?, "waiting");
    let page = alpha.get(&format!("/post/{event}")).await?.is(200)?.text;
    assert!(page.contains("Otto") && !page.contains("otto@example.org"), "{page}");
    assert_eq!(visit.page("/guests/nonsense").await?.status, 404);

    // The same address asked for again gets another link, and no second place.
    asks(&visit, &event, "Someone else", "OTTO@example.org").await?.is(200)?;
    world.settle().await?;
    let again = path_of(alpha, sink.wait_for(3).await?.last().expect("a mail"))?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM attendees WHERE email IS NOT NULL")?, 1);

    // Reminded a day before, told of changes, and let go.
    world.pass(DAY * 14 + DAY / 2).await?;
    let reminded = sink.wait_for(4).await?.pop().expect("a mail");
    assert!(reminded.subject().starts_with("Soon:"), "{}", reminded.subject());
    visit.send(&again, &again, &[("going", "0")]).await?.is(200)?;
    world.settle().await?;
    assert_eq!(super::told(&bob).await?, ["event_seat"]);
    assert_eq!((going(alpha, &event, "going")?, going(alpha, &event, "left")?), (1, 1));

    // Long after, the address is forgotten.
    world.pass(DAY * 40).await?;
    world.pass(DAY).await?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM attendees WHERE email IS NOT NULL")?, 0);
    world.end().await
}

#[tokio::test]
async fn guests_by_mail_stand_in_line_and_hear_what_changes() -> Story {
    let (world, sink) = with_mail().await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "repair").await?;
    let event = plans(&ann, "repair", json!({ "event_capacity": 1 })).await?.number;
    joins(&bob, &event).await?;
    let visit = alpha.visit()?;
    asks(&visit, &event, "Otto", "otto@example.org").await?.is(200)?;
    world.settle().await?;
    let link = path_of(alpha, &sink.wait_for(1).await?[0])?;
    let page = visit.send(&link, &link, &[("going", "1")]).await?.is(200)?;
    assert!(page.text.contains("number 1 in line"), "{}", page.text);
    world.settle().await?;
    leaves(&bob, &event).await?;
    world.settle().await?;
    state(&ann, &event, "postponed", "The mill has no heating.").await?.is(200)?;
    world.settle().await?;
    let mails = sink.wait_for(4).await?;
    let subjects: Vec<String> = mails.iter().map(Mail::subject).collect();
    let beginnings = ["Do you come?", "You stand in line", "There is a place for you", "Put off"];
    assert!(subjects.iter().zip(beginnings).all(|(subject, start)| subject.starts_with(start)), "{subjects:?}");
    assert!(mails[3].text().contains("no heating"), "{}", mails[3].text());
    // Nobody signs up for what is put off.
    assert_eq!(asks(&alpha.visit()?, &event, "Eve", "eve@example.org").await.map_or(404, |answer| answer.status), 404);
    world.end().await
}

/// Whoever is first gets it, whichever way they come.
#[tokio::test]
async fn the_last_place_goes_to_exactly_one() -> Story {
    let (world, sink) = with_mail().await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "repair").await?;
    let mobilizon = world.stranger("mobilizon", Software::Mobilizon)?;
    let mia = mobilizon.person("mia");
    let place = Place { id: String::new(), inbox: format!("{}/inbox", ann.id), handle: ann.handle.clone() };
    for round in 0..4 {
        let full = if round % 2 == 0 { "refuse" } else { "wait" };
        let event = plans(&ann, "repair", json!({ "event_capacity": 1, "event_full": full })).await?;
        let visit = alpha.visit()?;
        asks(&visit, &event.number, "Otto", &format!("otto{round}@example.org")).await?.is(200)?;
        world.settle().await?;
        let asked = sink.mails();
        let link = path_of(alpha, asked.iter().rev().find(|m| m.subject().starts_with("Do you come?")).expect("a mail"))?;
        mobilizon.forgets();
        let join = crate::support::stranger::wire::activity(&mia, "Join", json!(event.id));
        mia.sends(&place.inbox, &join).await?;
        // Both at once.
        let (jobs, page) = tokio::join!(alpha.run_due(), visit.send(&link, &link, &[("going", "1")]));
        jobs?;
        page?.is(200)?;
        world.settle().await?;
        assert_eq!(going(alpha, &event.number, "going")?, 1, "round {round}");
        let other = if full == "wait" { "waiting" } else { "refused" };
        assert_eq!(going(alpha, &event.number, other)?, 1, "round {round}");
        let by_mail = format!("SELECT count(*) AS number FROM attendees WHERE post_id = {} AND state = 'going' AND email IS NOT NULL", event.number);
        let mia_goes = alpha.number(&by_mail)? == 0;
        assert_eq!(mobilizon.got("Accept").len(), usize::from(mia_goes), "round {round}");
        assert_eq!(mobilizon.got("Reject").len(), usize::from(!mia_goes && full == "refuse"), "round {round}");
    }
    world.end().await
}

#[tokio::test]
async fn a_house_without_mail_says_so() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "repair").await?;
    let event = plans(&ann, "repair", json!({})).await?.number;
    let page = alpha.visit()?.page(&format!("/events/{event}/guest")).await?.is(200)?;
    assert!(page.text.contains("sends no mail") && !page.text.contains("name=\"email\""), "{}", page.text);
    world.end().await
}
