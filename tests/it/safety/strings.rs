//! 6, 7, 11, 18: addresses and names that are not what they seem, and signatures that we do not read.

use reqwest::Method;
use serde_json::{Value, json};

use crate::federation::{created, thread_of};
use crate::support::answer::Answer;
use crate::support::{Place, Software, Story, World, number_at, text_at};

/// 6: a line break in an address must not become one in a request of ours.
#[tokio::test]
async fn no_address_carries_a_line_break_into_a_request() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let evil = world.stranger("evil", Software::Lemmy)?;
    let eve = evil.person("eve");
    let split = |tail: &str| format!("{}/inbox HTTP/1.1\r\nx-evil: 1\r\n{tail}", eve.id);
    for (key, value) in [
        ("inbox", json!(split(""))),
        ("inbox", json!(format!("{}/in\tbox", eve.id))),
        ("url", json!(split("\r\n<script>"))),
        ("id", json!(format!("{}\r\nx-evil: 1", eve.id))),
    ] {
        let mut document = eve.document();
        document[key] = value;
        evil.serves_reply(&eve.id, crate::support::Reply::new(200, "application/activity+json", document.to_string()));
        eve.tries(&garden.inbox, &eve.follow_of(&garden.id)).await?;
        ann.api(Method::POST, "/resolve", json!({ "query": eve.id })).await?;
    }
    for query in [format!("{}\r\nx-evil: 1", eve.id), "@eve@evil.localhost\r\nx-evil: 1".to_owned(), format!("{}%0d%0ax-evil:1", eve.id)] {
        ann.api(Method::POST, "/resolve", json!({ "query": query })).await?;
    }
    world.settle().await?;
    let split = evil.asked().iter().any(|asked| asked.headers.iter().any(|(name, _)| name == "x-evil"));
    assert!(!split, "a request was split");
    world.end_with_work_left()
}

/// 7: a signature inside of a document opens no door.
#[tokio::test]
async fn signatures_inside_of_documents_count_for_nothing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let (mastodon, evil) = (world.stranger("mastodon", Software::Mastodon)?, world.stranger("evil", Software::Mastodon)?);
    let (max, eve) = (mastodon.person("max"), evil.person("eve"));
    max.follows(&garden).await?;
    eve.follows(&garden).await?;
    world.settle().await?;
    let mut forged = created(&max, &thread_of(&max, &garden, "Not mine"));
    forged["signature"] = json!({
        "type": "RsaSignature2017", "creator": max.key_id, "created": "2026-03-02T09:00:00Z", "signatureValue": "bm90aGluZw==",
    });
    let body = forged.to_string();
    let unsigned = alpha.client.post(&garden.inbox).header("content-type", "application/activity+json").body(body.clone());
    Answer::of(unsigned).await?.is(401)?;
    evil.delivers(&eve.key_id, &garden.inbox, body.as_bytes()).await?.is(401)?;
    world.settle().await?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM posts")?, 0);
    world.end().await
}

/// 11: one person has one spelling, and looks like nobody else.
#[tokio::test]
async fn names_have_one_spelling() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    for name in ["Ann", "ANN", "аnn", "an n", "ann\u{200b}", "ann@x", "../ann", "garden", "actor", ""] {
        let answer = ann.api(Method::POST, "/communities", json!({ "name": name, "title": "x" })).await?;
        assert_eq!(answer.status, 422, "{name:?}");
    }
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    max.follows(&garden).await?;
    world.settle().await?;
    for spelling in [max.handle.to_uppercase(), max.handle.replace("mastodon.localhost", "Mastodon.LocalHost")] {
        let found = ann.api(Method::POST, "/resolve", json!({ "query": format!("@{spelling}") })).await?;
        assert!(found.status == 404 || found.at("/person/id") == max.id, "{spelling}: {found:?}");
    }
    assert_eq!(alpha.number("SELECT count(*) AS number FROM hosts WHERE name LIKE '%mastodon%' OR name LIKE '%MASTODON%'")?, 1);
    // A person elsewhere whose name is none.
    for (number, name) in ["<b>x</b>", "a b", "a/../b", "аdmin", "x\u{202e}y", ""].iter().enumerate() {
        let id = mastodon.url(&format!("/users/odd{number}"));
        let mut document = max.document();
        document["id"] = json!(id);
        document["preferredUsername"] = json!(name);
        document["publicKey"]["id"] = json!(format!("{id}#main-key"));
        document["publicKey"]["owner"] = json!(id);
        mastodon.serves(&document);
        ann.api(Method::POST, "/resolve", json!({ "query": id })).await?;
    }
    let names = alpha.texts("SELECT name AS what FROM actors")?;
    let odd: Vec<&String> = names.iter().filter(|name| !name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-!".contains(c))).collect();
    assert!(odd.is_empty(), "{odd:?}");
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 2);
    world.end().await
}

/// 18: on the way home nobody is sent to somebody else's.
#[tokio::test]
async fn the_way_home_leads_home() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = ann.founds("garden").await?;
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let evil = world.stranger("evil", Software::Mastodon)?;
    let max = mastodon.person("max");
    let finger = |template: &str| {
        json!({
            "subject": format!("acct:{}", max.handle),
            "links": [
                { "rel": "self", "type": "application/activity+json", "href": max.id },
                { "rel": "http://ostatus.org/schema/1.0/subscribe", "template": template },
            ],
        })
    };
    let visit = alpha.visit()?;
    let page = format!("/interact?uri={garden}");
    for (template, leads) in [
        (mastodon.url("/authorize_interaction?uri={uri}"), true),
        (evil.url("/phish?uri={uri}"), false),
        ("javascript:alert(1)".to_owned(), false),
        ("//evil.example/{uri}".to_owned(), false),
        ("http://127.0.0.1/{uri}".to_owned(), false),
    ] {
        mastodon.fingers(&finger(&template));
        let answer = visit.post(&page, "/interact", &[("home", &max.handle)]).await?;
        let home = format!("{}/authorize_interaction?uri=http%3A%2F%2F", mastodon.origin);
        assert_eq!(answer.text.contains(&home), leads, "{template}: {}", answer.status);
        assert!(!answer.text.contains("phish") && !answer.text.contains("javascript:alert") && answer.header("location").is_empty(), "{template}");
    }
    // Our own templates open a page that asks first.
    let finger = alpha.get(&format!("/.well-known/webfinger?resource=acct:{}", ann.handle)).await?.is(200)?;
    let template = finger.json["links"].as_array().into_iter().flatten().map(|link| text_at(link, "/template")).find(|it| it.contains("{uri}"));
    let path = template.unwrap_or_default().replace(&alpha.base, "").replace("{uri}", &garden);
    let member = alpha.visit()?;
    alpha.person("bob").await?;
    member.login("bob").await?;
    let before = alpha.number("SELECT count(*) AS number FROM follows")?;
    member.page(&path).await?.is(200)?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM follows")?, before, "a link alone does nothing: {:?}", Value::Null);
    world.end().await
}
