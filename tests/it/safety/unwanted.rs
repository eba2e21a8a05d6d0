//! 14, 15: what is blocked, banned or not public stays out, and stays in, by every way.

use anyhow::Result;
use folkmoot::domain::moderation;
use folkmoot::store::hosts::HostPolicy;
use serde_json::{Value, json};

use crate::federation::{created, joined, reply_of, thread_of};
use crate::support::instance::Instance;
use crate::support::person::Person;
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

async fn block(instance: &Instance, admin: &Person, host: &str, policy: HostPolicy) -> Result<()> {
    let (origin, host) = (admin.origin(), host.to_owned());
    instance.write(move |tx| moderation::set_host_policy(tx, &origin, &host, policy, "For the story.")).await
}

/// 15: a blocked server is neither heard, asked nor told anything.
#[tokio::test]
async fn a_blocked_server_is_shut_out_by_every_way() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, ada) = (alpha.person("ann").await?, alpha.admin("ada").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let (evil, lemmy) = (world.stranger("evil", Software::Lemmy)?, world.stranger("lemmy", Software::Lemmy)?);
    let (eve, ed, tea, lena) = (evil.person("eve"), evil.person("ed"), lemmy.group("tea"), lemmy.person("lena"));
    eve.follows(&garden).await?;
    let of_tea = joined(&world, &ann, &tea).await?;
    lena.follows(&garden).await?;
    world.settle().await?;
    block(alpha, &ada, &evil.host, HostPolicy::Blocked).await?;
    world.settle().await?;
    evil.forgets();
    let before = alpha.number("SELECT count(*) AS number FROM posts")?;

    // At the door, known and unknown, before anything is looked up.
    for who in [&eve, &ed] {
        let answer = who.tries(&garden.inbox, &created(who, &thread_of(who, &garden, "Hello"))).await?;
        assert_eq!(answer.status, 403, "{answer:?}");
    }
    // Passed on by a community that is welcome, and as the parent of a reply by somebody who is.
    let hers = thread_of(&eve, &of_tea, "By another door");
    evil.serves(&hers);
    tea.sends(&of_tea.inbox, &tea.announcement(created(&eve, &hers))).await?;
    let reply = reply_of(&lena, &of_tea, text_at(&hers, "/id"), "Look what Eve says");
    lemmy.serves(&reply);
    tea.sends(&of_tea.inbox, &tea.announcement(created(&lena, &reply))).await?;
    // Boosted.
    let mut boost = tea.announcement(hers["id"].clone());
    boost["id"] = json!(tea.activity_id("boost"));
    tea.sends(&of_tea.inbox, &boost).await?;
    world.settle().await?;
    // Looked up by somebody here.
    for query in [&eve.handle, &ed.handle, &ed.id, text_at(&hers, "/id")] {
        let answer = ann.api(reqwest::Method::POST, "/resolve", json!({ "query": query })).await?;
        assert!(answer.status >= 400 || *query == eve.handle, "{query}: {answer:?}");
    }
    // Told nothing.
    ann.posts("garden", "Not for Eve", "").await?;
    world.settle().await?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM posts")?, before + 1);
    assert!(evil.asked().is_empty(), "{:?}", evil.asked().iter().map(|a| format!("{} {}", a.method, a.target)).collect::<Vec<_>>());
    // And reads nothing with its signature.
    let read = evil.fetches(&eve.key_id, &garden.id).await?;
    assert_eq!(read.status, 403, "{read:?}");

    block(alpha, &ada, &evil.host, HostPolicy::Open).await?;
    let back = eve.posts(&garden, "Forgiven", "").await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&back, "/id")).await?, "/state"), "visible");
    world.end().await
}

/// 11: a host is one host, however it is written.
#[tokio::test]
async fn a_blocked_host_has_no_other_spelling() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, ada) = (alpha.person("ann").await?, alpha.admin("ada").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let evil = world.stranger("evil", Software::Lemmy)?;
    let eve = evil.person("eve");
    block(alpha, &ada, &evil.host.to_uppercase(), HostPolicy::Blocked).await?;
    let answer = eve.tries(&garden.inbox, &eve.follow_of(&garden.id)).await?;
    assert_eq!(answer.status, 403, "{answer:?}");
    block(alpha, &ada, "Müller.Example.", HostPolicy::Blocked).await?;
    let punycode = alpha.read(|conn| folkmoot::store::hosts::by_name(conn, "xn--mller-kva.example")).await?;
    assert_eq!(punycode.map(|host| host.policy), Some(HostPolicy::Blocked));
    let mut loud = eve.follow_of(&garden.id);
    loud["actor"] = json!(eve.id.replace("evil.localhost", "EVIL.localhost"));
    let key = eve.key_id.replace("evil.localhost", "EvIl.LocalHost");
    let answer = evil.delivers(&key, &garden.inbox, loud.to_string().as_bytes()).await?;
    assert_eq!(answer.status, 403, "{answer:?}");
    world.settle().await?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 1);
    world.end().await
}

/// 15: who is suspended acts no more, whatever their server sends.
#[tokio::test]
async fn a_suspended_person_is_silent() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, ada) = (alpha.person("ann").await?, alpha.admin("ada").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    let page = lena.posts(&garden, "Hello", "Hello").await?;
    world.settle().await?;
    let (origin, id) = (ada.origin(), lena.id.clone());
    alpha
        .write(move |tx| {
            let person = folkmoot::store::actors::by_ap_id(tx.conn, &id)?.ok_or(folkmoot::Error::NotFound("person"))?;
            moderation::set_suspended(tx, &origin, &person, true, "For the story.")
        })
        .await?;
    world.settle().await?;
    let answer = lena.tries(&garden.inbox, &lena.follow_of(&garden.id)).await?;
    assert_eq!(answer.status, 403, "{answer:?}");
    let seen = alpha.sees(text_at(&page, "/id")).await?;
    assert_eq!((text_at(&seen, "/state"), text_at(&seen, "/body_html")), ("removed", ""));
    world.end().await
}

/// 14: what was taken away is nowhere any more: one rule for pages, API, other servers, feeds, search, outbox and counts.
#[tokio::test]
async fn what_was_taken_away_is_seen_by_no_door() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    let thread = dan.posts("garden", "Unspeakable title", "Unspeakable secret").await?;
    let reply = dan.replies(alpha, &thread.id, "Unspeakable answer").await?;
    let deleted = dan.posts("garden", "Unspeakable too", "Unspeakable secret").await?;
    world.settle().await?;
    let activities: Vec<Value> = {
        let outbox = alpha.document("/c/garden/outbox/first").await?.is(200)?;
        list_at(&outbox.json, "/orderedItems").to_vec()
    };
    ann.acts(alpha, &thread.id, "remove").await?.is(200)?;
    ann.acts(alpha, &reply.id, "remove").await?.is(200)?;
    dan.deletes(alpha, &deleted.id).await?;
    world.settle().await?;
    let mut doors: Vec<String> = [
        "/", "/c/garden", "/c/garden?sort=new", "/c/garden/feed.atom", "/feed.atom", "/u/dan", "/u/dan/feed.atom", "/search?q=unspeakable",
        "/api/v1/search?q=unspeakable", "/api/v1/communities/garden/threads", "/api/v1/threads", "/api/v1/people/dan/posts", "/sitemap.xml",
        "/c/garden/outbox/first", "/u/dan/outbox/first", "/c/garden/featured", "/modlog", "/c/garden/modlog", "/api/v1/modlog",
    ]
    .map(str::to_owned)
    .to_vec();
    for post in [&thread, &reply, &deleted] {
        for tail in ["", "/history", "/feed.atom", "/replies/first", "/context/first"] {
            doors.push(format!("/post/{}{tail}", post.number));
        }
        doors.push(format!("/api/v1/posts/{}", post.number));
        doors.push(format!("/api/v1/posts/{}/history", post.number));
        doors.push(format!("/api/v1/threads/{}/replies", post.number));
    }
    for activity in &activities {
        for id in [text_at(activity, "/id"), text_at(activity, "/object/id")] {
            doors.push(id.strip_prefix(&alpha.base).unwrap_or("/").to_owned());
        }
    }
    for door in doors {
        for accept in ["text/html", "application/activity+json"] {
            let answer = crate::support::answer::Answer::of(alpha.client.get(alpha.url(&door)).header("accept", accept)).await?;
            // The search page repeats what was looked for.
            let text = answer.text.replace("Unspeakable title", "TITLE").replace("Unspeakable too", "TITLE").to_lowercase();
            let leaks = text.contains("unspeakable secret") || text.contains("unspeakable answer") || text.contains("title</") && !door.contains("modlog") && answer.text.contains("Unspeakable");
            assert!(!leaks, "{door} as {accept} ({}):\n{}", answer.status, answer.text);
        }
    }
    let counts = alpha.community("garden").await?;
    assert_eq!((number_at(&counts, "/threads"), number_at(&counts, "/replies")), (0, 0));
    world.end().await
}
