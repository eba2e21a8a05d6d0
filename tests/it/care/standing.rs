//! Whose word stands, and who shows.

use folkmoot::domain::access::Viewer;
use folkmoot::domain::{Origin, Remote, moderation};
use folkmoot::store::hosts::HostPolicy;
use folkmoot::store::{actors, communities, jobs, posts};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::person::Person;
use crate::support::instance::Instance;
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

async fn decide(instance: &Instance, admin: &Person, host: &str, policy: HostPolicy) -> anyhow::Result<()> {
    let (origin, host) = (admin.origin(), host.to_owned());
    instance.write(move |tx| moderation::set_host_policy(tx, &origin, &host, policy, "For the story.")).await
}

#[tokio::test]
async fn what_the_staff_took_off_its_pages_stays_off() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (dan, mo, bob) = (alpha.person("dan").await?, alpha.moderator("mo").await?, beta.person("bob").await?);
    bob.founds("garden").await?;
    let handle = beta.handle("garden");
    dan.joins(&handle).await?;
    world.settle().await?;
    let thread = dan.posts(&handle, "Not for here", "Bad words").await?;
    world.settle().await?;
    mo.acts(alpha, &thread.id, "remove").await?.is(200)?;
    // Its own house takes it away and brings it back: that is its business, and these pages are ours.
    bob.acts(beta, &thread.id, "remove").await?.is(200)?;
    world.settle().await?;
    bob.acts(beta, &thread.id, "restore").await?.is(200)?;
    world.settle().await?;
    assert_eq!(text_at(&beta.sees(&thread.id).await?, "/state"), "visible");
    assert_eq!(text_at(&alpha.sees(&thread.id).await?, "/state"), "removed");
    mo.acts(alpha, &thread.id, "restore").await?.is(200)?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(&thread.id).await?, "/state"), "visible");
    world.end().await
}

#[tokio::test]
async fn who_is_banned_does_not_write_by_editing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    let (mine, theirs) = (dan.posts("garden", "Beans", "Green").await?, lena.posts(&garden, "Peas", "Sweet").await?);
    world.settle().await?;
    for handle in [&dan.handle, &lena.handle] {
        let ban = json!({ "person": handle, "reason": "Spam", "remove_posts": false });
        ann.api(Method::POST, "/communities/garden/bans", ban).await?.is(204)?;
    }
    world.settle().await?;
    let number = alpha.sees(&mine.id).await?;
    let path = format!("/posts/{}", text_at(&number, "/id"));
    dan.api(Method::PATCH, &path, json!({ "body": "Buy my pills" })).await?.is(403)?;
    lena.edits(&garden, &theirs, json!({ "content": "<p>Buy my pills</p>" })).await?;
    world.settle().await?;
    assert!(!text_at(&alpha.sees(text_at(&theirs, "/id")).await?, "/body_html").contains("pills"));
    assert!(lemmy.got("Announce/Update").is_empty(), "nobody is told of it");
    // What is theirs they may still take back.
    dan.deletes(alpha, &mine.id).await?;
    world.settle().await?;
    world.end().await
}

#[tokio::test]
async fn a_steward_elsewhere_does_not_put_out_the_founder() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    let garden = ann.founds("garden").await?;
    bob.joins(&alpha.handle("garden")).await?;
    world.settle().await?;
    ann.api(Method::POST, "/communities/garden/stewards", json!({ "person": bob.handle })).await?.is(200)?;
    world.settle().await?;
    let (by, founder) = (bob.id.clone(), ann.id.clone());
    let refused = alpha
        .app
        .db
        .write(move |tx| {
            let community = actors::by_ap_id(tx.conn, &garden)?.ok_or(folkmoot::Error::NotFound("community"))?;
            let actor = actors::by_ap_id(tx.conn, &by)?.ok_or(folkmoot::Error::NotFound("person"))?;
            let founder = actors::by_ap_id(tx.conn, &founder)?.ok_or(folkmoot::Error::NotFound("person"))?;
            let origin = Origin::Remote(Box::new(Remote { actor, activity: None, activity_id: None, announced_by: None }));
            moderation::ban(tx, &origin, &community, &founder, "Mine now", None, true)
        })
        .await;
    assert!(matches!(refused, Err(folkmoot::Error::Forbidden(_))), "{refused:?}");
    world.end().await
}

#[tokio::test]
async fn a_suspended_persons_words_leave_by_no_side_door() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, mo, dan) = (alpha.person("ann").await?, alpha.moderator("mo").await?, alpha.person("dan").await?);
    let garden = ann.founds("garden").await?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    lemmy.person("lena").follows(&Place::ours(&garden)).await?;
    world.settle().await?;
    dan.posts("garden", "Hello", "these are secret words").await?;
    world.settle().await?;
    let announce = lemmy.got_one("Announce/Create")?;
    let outbox = alpha.document("/c/garden/outbox").await?.is(200)?;
    let first = outbox.at("/first").to_owned();
    assert!(alpha.document(&first).await?.text.contains("secret words"), "it is there before: {first}");
    let (origin, target) = (mo.origin(), dan.account().actor.clone());
    alpha.write(move |tx| moderation::set_suspended(tx, &origin, &target, true, "For the story.")).await?;
    assert!(!alpha.document(&first).await?.text.contains("secret words"));
    for id in [text_at(&announce, "/id"), text_at(&announce, "/object/id")] {
        let answer = alpha.document(id).await?;
        assert!(matches!(answer.status, 404 | 410), "{id}: {}", answer.status);
        assert!(!answer.text.contains("secret words"));
    }
    world.end().await
}

#[tokio::test]
async fn nothing_of_a_blocked_server_shows_and_silenced_ones_are_put_before_nobody() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, ada, bob) = (alpha.person("ann").await?, alpha.admin("ada").await?, beta.person("bob").await?);
    ann.founds("garden").await?;
    bob.joins(&alpha.handle("garden")).await?;
    world.settle().await?;
    let thread = bob.posts(&alpha.handle("garden"), "Marmalade", "With oranges").await?;
    world.settle().await?;
    let number = text_at(&alpha.sees(&thread.id).await?, "/id").to_owned();
    let shows = async |path: &str| -> anyhow::Result<bool> { Ok(alpha.visit()?.page(path).await?.text.contains("Marmalade")) };
    let found = async |path: &str| -> anyhow::Result<usize> {
        let answer = alpha.api(Method::GET, path, Value::Null).await?.is(200)?;
        Ok(list_at(&answer.json, "/threads").len() + list_at(&answer.json, "/items").len())
    };
    let everywhere = ["/", "/c/garden", "/search?q=marmalade", "/feed.atom", "/c/garden/feed.atom"];
    for path in everywhere {
        assert!(shows(path).await?, "{path} shows it");
    }

    decide(alpha, &ada, &beta.host, HostPolicy::Silenced).await?;
    for (path, there) in [("/", false), ("/search?q=marmalade", false), ("/feed.atom", false), ("/c/garden", true)] {
        assert_eq!(shows(path).await?, there, "{path} while silenced");
    }
    assert_eq!((found("/threads").await?, found("/search?q=marmalade").await?, found("/communities/garden/threads").await?), (0, 0, 1));
    // Nor is anybody told of what they do, unless they follow them.
    let reply = bob.replies(beta, &ann.posts("garden", "Question", "?").await.map(|w| w.id)?, "Me").await;
    assert!(reply.is_err(), "beta has not heard of it yet");
    world.settle().await?;
    let follower = ann.number_at(alpha).await?;
    let told = format!("SELECT count(*) AS number FROM notifications WHERE actor_id = {follower}");
    let before = alpha.number(&told)?;
    let question = alpha.api(Method::GET, "/communities/garden/threads?sort=new", Value::Null).await?;
    let asked = text_at(&question.json, "/items/0/ap_id").to_owned();
    bob.replies(beta, &asked, "Me too").await?;
    world.settle().await?;
    assert_eq!(alpha.number(&told)?, before, "nobody is told");
    ann.api(Method::POST, &format!("/people/{}/follow", bob.handle), Value::Null).await?.is(200)?;
    world.settle().await?;
    let mine = ann.gets("/threads").await?;
    assert!(list_at(&mine, "/items").iter().any(|t| text_at(t, "/ap_id") == thread.id), "who follows them sees them");

    decide(alpha, &ada, &beta.host, HostPolicy::Blocked).await?;
    for path in everywhere {
        assert!(!shows(path).await?, "{path} while blocked");
    }
    assert_eq!(alpha.get(&format!("/u/{}", bob.handle)).await?.status, 404);
    assert_eq!(alpha.visit()?.ask(&format!("/post/{number}")).await?.status, 404);
    assert_eq!(alpha.api(Method::GET, &format!("/posts/{number}"), Value::Null).await?.status, 404);
    assert_eq!(found("/communities/garden/threads").await?, 1, "ours alone");
    let (id, visitor) = (number.parse::<i64>()?, Viewer::Visitor);
    assert!(!alpha.read(move |conn| folkmoot::domain::access::reads(conn, &visitor, id)).await?);
    // Nothing is queued for them either.
    ann.posts("garden", "Quiet", "").await?;
    world.settle().await?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM deliveries")?, 0);

    decide(alpha, &ada, &beta.host, HostPolicy::Open).await?;
    assert!(shows("/c/garden").await?, "it was hidden and not thrown away");
    world.end_with_work_left()
}

/// Two clicks at once are one deletion, one farewell: numbers never fall below what is there.
#[tokio::test]
async fn what_happens_twice_at_once_counts_once() -> Story {
    let world = World::plan().config(|_, config| config.database.readers = 6).start(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    for round in 0..6 {
        dan.joins("garden").await?;
        let thread = dan.posts("garden", &format!("Round {round}"), "").await?;
        let path = format!("/posts/{}", thread.number);
        let gone = async || dan.api(Method::DELETE, &path, Value::Null).await;
        let left = async || dan.api(Method::DELETE, "/communities/garden/membership", Value::Null).await;
        let (a, b, c, d, e, f) = tokio::join!(gone(), gone(), gone(), left(), left(), left());
        for answer in [a?, b?, c?, d?, e?, f?] {
            assert!(answer.status < 300, "{answer:?}");
        }
    }
    let counts = alpha.community("garden").await?;
    assert_eq!((number_at(&counts, "/threads"), number_at(&counts, "/members")), (0, 1));
    let id = number_at(&json!({ "n": alpha.number("SELECT actor_id AS number FROM communities")? }), "/n");
    let row = alpha.read(move |conn| communities::by_id(conn, id)).await?;
    assert_eq!((row.threads, row.members), (0, 1));
    world.settle().await?;
    world.end().await
}

/// A process that dies with the only job that waits: the next one takes it, and nothing else has to come up first.
#[tokio::test]
async fn a_dead_processs_job_is_due_again() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    world.settle().await?;
    let lease = std::time::Duration::from_secs(60);
    alpha
        .write(move |tx| {
            let now = tx.now;
            jobs::enqueue(tx, "mail", None, "{}".to_owned(), now)?;
            jobs::claim(tx, 10, lease).map(drop)
        })
        .await?;
    let now = world.clock.now();
    assert!(!alpha.read(move |conn| jobs::any_due(conn, now)).await?, "somebody is at it");
    let later = now.plus(lease * 2);
    assert!(alpha.read(move |conn| jobs::any_due(conn, later)).await?);
    alpha.write(move |tx| jobs::claim(tx, 10, lease).and_then(|rows| rows.iter().try_for_each(|row| jobs::finish(tx, row.id)))).await?;
    let id = 1;
    assert!(alpha.read(move |conn| posts::by_id(conn, id)).await?.is_none());
    world.end_with_work_left()
}
