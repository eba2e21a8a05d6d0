//! Coming to get a newsletter, and leaving it.

use std::time::Duration;

use anyhow::Context;
use reqwest::Method;
use serde_json::{Value, json};

use super::{asks, founds, issue, issues_in, look, path_of, sends, subscribes, with_mail};
use crate::support::{Story, World, text_at};

const MINUTE: Duration = Duration::from_secs(60);

/// A visitor asks, is asked back by mail, gets an issue, and leaves with one click of their mail program.
#[tokio::test]
async fn a_visitor_subscribes_by_mail_and_leaves_with_one_click() -> Story {
    let (world, sink) = with_mail(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "quay").await?;
    let page = alpha.get("/c/quay/newsletter").await?.is(200)?.text;
    assert!(page.contains("Send me the newsletter of The quay"), "{page}");
    assert!(alpha.get("/c/quay").await?.text.contains("/c/quay/newsletter"), "the tab leads there");

    let visit = alpha.visit()?;
    let refused = asks(&visit, "quay", "nobody").await?.is(422)?;
    assert!(refused.text.contains("does not look like a mail address") && refused.text.contains("value=\"nobody\""));
    let first = asks(&visit, "quay", "Vera@Home.example").await?.is(200)?.text;
    world.settle().await?;
    let [asked] = sink.mails().try_into().map_err(|mails| anyhow::anyhow!("{mails:?}"))?;
    assert_eq!(asked.to, ["Vera@Home.example"]);
    assert_eq!(asked.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(alpha.number("SELECT count(*) AS number FROM subscribers WHERE state = 'active'")?, 0);

    // Looking at the page of the link agrees to nothing; its button does.
    let link = path_of(alpha, &asked.link("/newsletter/confirm/")?);
    let question = visit.page(&link).await?.is(200)?;
    assert!(question.text.contains("until I leave it"));
    assert_eq!(alpha.number("SELECT count(*) AS number FROM subscribers WHERE state = 'active'")?, 0);
    let done = visit.send(&link, &link, &[]).await?.is(200)?;
    assert_eq!((done.header("cache-control"), done.header("referrer-policy")), ("private, no-store", "no-referrer"));
    assert!(visit.page(&link).await?.text.contains("worked for seven days"), "a link works once");
    let kept = alpha.texts("SELECT consent_source || ' ' || consent_address || ' ' || consent_text AS what FROM subscribers")?;
    assert!(kept[0].starts_with("page 127.0.0.1 Send me the newsletter of The quay"), "{kept:?}");

    // Whoever asks for that address sees the same, and its owner is told once.
    world.pass(MINUTE * 60 * 25).await?;
    let stranger = alpha.visit()?;
    let again = asks(&stranger, "quay", "vera@home.EXAMPLE").await?.is(200)?.text;
    let words = |page: &str| page.split("<main").nth(1).and_then(|rest| rest.split("</main").next()).unwrap_or_default().to_owned();
    assert_eq!(words(&first), words(&again));
    world.settle().await?;
    asks(&stranger, "quay", "vera@home.example").await?.is(200)?;
    world.settle().await?;
    assert_eq!(sink.mails().len(), 2);
    assert!(sink.mails()[1].subject().contains("already"));

    let id = issue(&ann, "quay", "First light", "Come **down** to the [quay](https://quay.example/).").await?;
    sends(&ann, &id).await?;
    world.settle().await?;
    let [mail] = issues_in(&sink).try_into().map_err(|mails| anyhow::anyhow!("{mails:?}"))?;
    assert_eq!((mail.subject().as_str(), mail.to.as_slice()), ("First light", &["Vera@Home.example".to_owned()][..]));
    assert!(mail.from.starts_with("bounces+") && mail.from.ends_with("@moot.example"), "{}", mail.from);
    assert_eq!(mail.header("List-Id").as_deref(), Some("<quay.newsletter.alpha.localhost>"));
    assert_eq!(mail.header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    assert_eq!(mail.header("Precedence").as_deref(), Some("bulk"));
    assert!(mail.text().contains("quay (https://quay.example/)"), "{}", mail.text());
    let html = mail.html().context("a part with markup")?;
    assert!(html.contains("<strong>down</strong>") && html.contains("color-scheme"), "{html}");
    assert!(!html.contains("<img") && !html.contains("LEAVE") && !mail.text().contains("LEAVE"));

    // The program of the reader leaves: one request, without cookies or pages.
    let way = mail.header("List-Unsubscribe").context("a way out")?;
    let way = path_of(alpha, way.trim_matches(['<', '>']));
    assert!(mail.text().contains(&way) && html.contains(&way));
    let asked = alpha.get(&way).await?.is(200)?;
    assert!(asked.text.contains("Stop sending it"));
    assert_eq!(alpha.number("SELECT count(*) AS number FROM subscribers WHERE state = 'left'")?, 0, "opening a link leaves nothing");
    for _ in 0..2 {
        let form = [("List-Unsubscribe", "One-Click")];
        let left = world.client.post(alpha.url(&way)).form(&form).send().await?;
        assert_eq!(left.status().as_u16(), 200);
    }
    assert_eq!(alpha.number("SELECT count(*) AS number FROM subscribers WHERE state = 'left'")?, 1);
    assert_eq!(look(&ann, &id).await?["left"], json!(1));
    let next = issue(&ann, "quay", "Second light", "Dark.").await?;
    sends(&ann, &next).await?;
    world.settle().await?;
    assert_eq!(issues_in(&sink).len(), 1, "who left gets nothing");
    world.end().await
}

/// What is kept of a subscriber they see, take along, and have forgotten.
#[tokio::test]
async fn a_subscriber_takes_their_data_along_and_is_forgotten() -> Story {
    let (world, sink) = with_mail(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "quay").await?;
    subscribes(&world, &sink, alpha, "quay", "vera@home.example").await?;
    sends(&ann, &issue(&ann, "quay", "One", "Text.").await?).await?;
    world.settle().await?;
    let way = issues_in(&sink)[0].header("List-Unsubscribe").context("a way out")?;
    let own = path_of(alpha, way.trim_matches(['<', '>'])).split("/leave").next().unwrap_or_default().to_owned();
    let visit = alpha.visit()?;
    let page = visit.page(&own).await?.is(200)?.text;
    assert!(page.contains("vera@home.example") && page.contains("The form on our page"), "{page}");
    let record = alpha.get(&format!("{own}/export.json")).await?.is(200)?;
    assert_eq!((text_at(&record.json, "/email"), text_at(&record.json, "/consent/source")), ("vera@home.example", "page"));

    // Nobody makes up a key.
    let (id, mark) = own.rsplit('/').next().and_then(|key| key.split_once('-')).context("a key")?;
    for made_up in [format!("{id}-{}", "0".repeat(mark.len())), format!("{id}1-{mark}"), "x".to_owned(), id.to_owned()] {
        assert_eq!(alpha.get(&format!("/newsletter/{made_up}")).await?.status, 404, "{made_up}");
    }
    visit.send(&own, &format!("{own}/erase"), &[]).await?.is(200)?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM subscribers")?, 0);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM newsletter_copies")?, 0);
    assert_eq!(alpha.get(&own).await?.status, 410);
    world.end().await
}

/// Somebody with an account clicks once; one whose address is not proven is asked by mail; and leaving the house leaves it.
#[tokio::test]
async fn a_member_joins_with_one_click() -> Story {
    let (world, sink) = with_mail(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bo) = (alpha.person("ann").await?, alpha.person("bo").await?);
    founds(&ann, "quay").await?;
    let visit = alpha.visit()?;
    visit.login("bo").await?;
    let page = "/c/quay/newsletter";
    assert!(visit.page(page).await?.text.contains("bo@alpha.example"));
    let joined = visit.send(page, "/c/quay/newsletter/subscribe", &[]).await?.is(200)?.text;
    assert!(joined.contains("You get it at"), "{joined}");
    assert!(sink.mails().is_empty());
    assert_eq!(bo.gets("/communities/quay/newsletter").await?["subscribed"], json!(true));
    assert_eq!(bo.gets("/communities/quay/newsletter").await?["subscribers"], Value::Null);
    assert_eq!(ann.gets("/communities/quay/newsletter").await?["subscribers"], json!(1));
    visit.send(page, "/c/quay/newsletter/part", &[]).await?.is(200)?;
    assert_eq!(bo.gets("/communities/quay/newsletter").await?["subscribed"], json!(false));

    bo.api(Method::POST, "/communities/quay/newsletter/subscription", Value::Null).await?.is(200)?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM subscribers WHERE state = 'active'")?, 1);
    let account = bo.account().account.id;
    alpha.write(move |tx| folkmoot::store::accounts::set_email(tx, account, "other@alpha.example", false)).await?;
    bo.api(Method::DELETE, "/communities/quay/newsletter/subscription", Value::Null).await?.is(200)?;
    bo.api(Method::POST, "/communities/quay/newsletter/subscription", Value::Null).await?.is(409)?;
    let asked = asks(&visit, "quay", "other@alpha.example").await?.is(200)?;
    assert!(asked.text.contains("on its way"));
    world.settle().await?;
    assert_eq!(sink.mails().len(), 1);

    let person = bo.account().clone();
    alpha.write(move |tx| folkmoot::domain::accounts::delete(tx, &person)).await?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM subscribers WHERE actor_id IS NOT NULL")?, 0);
    world.end().await
}

/// Communities without a newsletter have no such page, and one that is over takes nobody.
#[tokio::test]
async fn there_is_a_newsletter_where_stewards_want_one() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("yard").await?;
    for path in ["/c/yard/newsletter", "/c/yard/newsletter/feed.atom", "/c/nowhere/newsletter"] {
        assert_eq!(alpha.get(path).await?.status, 404, "{path}");
    }
    founds(&ann, "quay").await?;
    let elsewhere = [("origin", "https://evil.example")];
    let fields = [("email".to_owned(), "vera@home.example".to_owned())];
    assert_eq!(alpha.visit()?.post_with("/c/quay/newsletter/subscribe", &fields, &elsewhere).await?.status, 422);
    ann.api(Method::POST, "/communities/quay/lifespan", json!({ "act": "archive", "reason": "Done." })).await?.is(200)?;
    let over = alpha.get("/c/quay/newsletter").await?.is(200)?.text;
    assert!(over.contains("does not go out any more") && !over.contains("name=\"email\""), "{over}");
    assert_eq!(alpha.visit()?.post_fields("/c/quay/newsletter/subscribe", &fields).await?.status, 422);
    world.end().await
}
