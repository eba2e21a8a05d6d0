//! The doors to find things by: WebFinger, NodeInfo, host-meta, feeds, site maps, robots.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Story, World, list_at, number_at, text_at};

#[tokio::test]
async fn webfinger_knows_people_communities_and_the_house() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = ann.founds("garden").await?;
    let finger = async |resource: &str| alpha.get(&format!("/.well-known/webfinger?resource={resource}")).await;
    for (resource, id) in [
        (format!("acct:{}", ann.handle), &ann.id),
        (ann.id.clone(), &ann.id),
        (format!("acct:{}", alpha.handle("garden")), &garden),
        (garden.clone(), &garden),
        (format!("acct:GARDEN@{}", alpha.host), &garden),
    ] {
        let answer = finger(&resource).await?.is(200)?;
        assert!(answer.header("content-type").starts_with("application/jrd+json"), "{answer:?}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let own: Vec<&Value> = list_at(&answer.json, "/links").iter().filter(|link| link["rel"] == json!("self")).collect();
        assert_eq!(own.iter().map(|link| text_at(link, "/href")).collect::<Vec<_>>(), [id.as_str()], "{resource}");
        assert_eq!(text_at(own[0], "/type"), "application/activity+json");
    }
    let person = finger(&format!("acct:{}", ann.handle)).await?;
    let templates: Vec<&str> = list_at(&person.json, "/links").iter().map(|link| text_at(link, "/template")).filter(|it| !it.is_empty()).collect();
    assert!(templates.iter().all(|it| it.starts_with(&alpha.base)) && templates.iter().any(|it| it.contains("{uri}")), "{templates:?}");
    finger(&format!("acct:nobody@{}", alpha.host)).await?.is(404)?;
    finger("acct:ann@elsewhere.example").await?.is(404)?;
    alpha.get("/.well-known/webfinger").await?.is(400)?;
    let meta = alpha.get("/.well-known/host-meta").await?.is(200)?;
    assert!(meta.text.contains("/.well-known/webfinger?resource={uri}"), "{}", meta.text);
    world.end().await
}

#[tokio::test]
async fn nodeinfo_tells_what_runs_here() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("garden").await?;
    let thread = ann.posts("garden", "Bees", "").await?;
    ann.replies(alpha, &thread.id, "Here").await?;
    let links = alpha.get("/.well-known/nodeinfo").await?.is(200)?;
    let links = list_at(&links.json, "/links").to_vec();
    assert!(links.len() >= 2, "2.0 and 2.1");
    for link in links.iter().filter(|link| text_at(link, "/rel").contains("nodeinfo.diaspora.software")) {
        let href = text_at(link, "/href");
        let info = alpha.get(href.strip_prefix(&alpha.base).unwrap_or("/")).await?.is(200)?;
        assert!(text_at(link, "/rel").ends_with(info.at("/version")), "{info:?}");
        assert_eq!(info.at("/software/name"), "folkmoot");
        assert_eq!(info.json["openRegistrations"], json!(true));
        assert_eq!(number_at(&info.json, "/usage/users/total"), 1);
        assert_eq!((number_at(&info.json, "/usage/localPosts"), number_at(&info.json, "/usage/localComments")), (1, 1));
        assert_eq!(info.json["protocols"], json!(["activitypub"]));
    }
    world.end().await
}

#[tokio::test]
async fn actors_and_posts_are_written_as_others_read_them() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = ann.founds("garden").await?;
    let thread = ann.posts("garden", "Bees", "Where **are** they?").await?;
    let reply = ann.replies(alpha, &thread.id, "Here").await?;
    world.settle().await?;
    let group = alpha.document(&garden).await?.is(200)?.json;
    assert_eq!((text_at(&group, "/type"), text_at(&group, "/preferredUsername")), ("Group", "garden"));
    assert_eq!(group["publicKey"]["owner"], json!(garden));
    for (key, tail) in [("inbox", "inbox"), ("outbox", "outbox"), ("followers", "followers"), ("featured", "featured"), ("attributedTo", "moderators")] {
        assert_eq!(group[key], json!(format!("{garden}/{tail}")), "{key}");
    }
    assert_eq!(group["endpoints"]["sharedInbox"], json!(alpha.url("/inbox")));
    assert_eq!(group["manuallyApprovesFollowers"], json!(false));
    let person = alpha.document(&ann.id).await?.is(200)?.json;
    assert_eq!(text_at(&person, "/type"), "Person");
    let page = alpha.document(&thread.id).await?.is(200)?.json;
    assert_eq!((text_at(&page, "/type"), text_at(&page, "/name"), text_at(&page, "/audience")), ("Page", "Bees", garden.as_str()));
    assert!(text_at(&page, "/content").contains("<strong>are</strong>"));
    assert_eq!(page["source"]["mediaType"], json!("text/markdown"));
    assert_eq!((text_at(&page, "/context"), text_at(&page, "/replies")), (format!("{}/context", thread.id).as_str(), format!("{}/replies", thread.id).as_str()));
    let note = alpha.document(&reply.id).await?.is(200)?.json;
    assert_eq!((text_at(&note, "/type"), text_at(&note, "/inReplyTo")), ("Note", thread.id.as_str()));
    let moderators = alpha.document(&format!("{garden}/moderators")).await?.is(200)?;
    assert!(moderators.text.contains(&ann.id));
    // Collections: counted at their head, listed on their pages.
    for (path, expected) in [
        (format!("{}/context", thread.id), 2),
        (format!("{}/replies", thread.id), 1),
        (format!("{garden}/followers"), 1),
        (format!("{garden}/moderators"), 1),
        (format!("{garden}/featured"), 0),
    ] {
        let head = alpha.document(&path).await?.is(200)?.json;
        assert_eq!(number_at(&head, "/totalItems"), expected, "{path}: {head:#}");
        assert!(text_at(&head, "/type").contains("Collection"), "{path}");
    }
    let outbox = alpha.document(&format!("{garden}/outbox/first")).await?.is(200)?;
    assert!(outbox.text.contains(&thread.id), "{}", outbox.text);
    for accept in ["application/ld+json", "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", "application/activity+json, text/html;q=0.1"] {
        let answer = crate::support::answer::Answer::of(alpha.client.get(&garden).header("accept", accept)).await?.is(200)?;
        assert!(answer.header("content-type").contains("activity+json") || answer.header("content-type").contains("ld+json"), "{accept}: {}", answer.header("content-type"));
    }
    world.end().await
}

#[tokio::test]
async fn feeds_and_site_maps_list_what_is_public() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("garden").await?;
    let thread = ann.posts("garden", "Bees & <friends>", "Where **are** they?").await?;
    ann.replies(alpha, &thread.id, "Here they are").await?;
    world.settle().await?;
    for path in ["/feed.atom", "/c/garden/feed.atom", "/u/ann/feed.atom"] {
        let feed = alpha.get(path).await?.is(200)?;
        assert!(feed.header("content-type").starts_with("application/atom+xml"), "{path}");
        assert!(feed.text.contains("Bees &amp; &lt;friends&gt;") && feed.text.contains(&thread.id), "{path}: {}", feed.text);
    }
    let feed = alpha.get(&format!("/post/{}/feed.atom", thread.number)).await?.is(200)?;
    assert!(feed.text.contains("Here they are"));
    let mapped = async |path: &str| -> anyhow::Result<bool> {
        let map = alpha.get("/sitemap.xml").await?.is(200)?;
        let mut all = String::new();
        for part in map.text.split("<loc>").skip(1) {
            let url = part.split("</loc>").next().unwrap_or_default();
            all.push_str(&alpha.get(url.strip_prefix(&alpha.base).unwrap_or("/")).await?.is(200)?.text);
        }
        Ok(all.contains(&format!("<loc>{path}")))
    };
    assert!(mapped(&alpha.url("/c/garden")).await?);
    // Whether search engines elsewhere list somebody's words is theirs to say.
    for yes in [false, true] {
        ann.api(Method::PATCH, "/me", json!({ "indexable": yes })).await?.is(200)?;
        // A map may be a minute old.
        world.clock.advance(std::time::Duration::from_secs(61));
        assert_eq!(mapped(&thread.id).await?, yes);
    }
    let robots = alpha.get("/robots.txt").await?.is(200)?;
    assert!(robots.text.contains("Sitemap:") && robots.text.contains(&alpha.base));
    world.end().await
}

/// Words are found, also after an edit, and no longer when they are gone.
#[tokio::test]
async fn words_are_found_while_they_stand() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("garden").await?;
    let thread = ann.posts("garden", "Wintering tomatoes", "In the *cellar*").await?;
    let reply = ann.replies(alpha, &thread.id, "Or under fleece").await?;
    let find = async |words: &str| -> anyhow::Result<(usize, usize, usize)> {
        let found = alpha.api(Method::GET, &format!("/search?q={words}"), Value::Null).await?.is(200)?;
        let count = |key: &str| list_at(&found.json, key).len();
        Ok((count("/communities"), count("/threads"), count("/replies")))
    };
    assert_eq!(find("tomatoes").await?, (0, 1, 0));
    assert_eq!(find("cellar").await?, (0, 1, 0));
    assert_eq!(find("fleece").await?, (0, 0, 1));
    assert_eq!(find("garden").await?.0, 1);
    assert_eq!(find("tomatoes%20fleece").await?, (0, 0, 0), "all words in one post");
    for odd in ["%22", "a%22b", "*", "NEAR(", "%27%20OR%201%3D1", "-", "AND", "%F0%9F%8D%85", "%25"] {
        find(odd).await?;
    }
    ann.edits(alpha, &thread.id, json!({ "body": "In the attic" })).await?;
    assert_eq!((find("cellar").await?.1, find("attic").await?.1), (0, 1));
    ann.deletes(alpha, &reply.id).await?;
    assert_eq!(find("fleece").await?, (0, 0, 0));
    world.end().await
}
