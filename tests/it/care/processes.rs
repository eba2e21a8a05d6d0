//! Several processes on one database: what waits is done once, and in its order.

use std::collections::HashSet;
use std::net::TcpListener;

use folkmoot::Options;
use serde_json::json;

use crate::support::postgres;
use crate::support::{Place, Software, Story, World, number_at, text_at};

const POSTS: usize = 30;

#[tokio::test]
async fn two_processes_share_the_work_and_do_it_once() -> Story {
    let world = World::new(&["alpha"]).await?;
    if !postgres::wanted() {
        // An SQLite file has one server.
        return world.end().await;
    }
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let (lemmy, mastodon) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("mastodon", Software::Mastodon)?);
    let (lena, max) = (lemmy.person("lena"), mastodon.person("max"));
    lena.follows(&garden).await?;
    max.follows(&garden).await?;
    world.settle().await?;
    lemmy.forgets();
    mastodon.forgets();

    // The same house again: another process would be started with just this configuration.
    let options = Options { clock: world.clock.clone(), listener: Some(TcpListener::bind("127.0.0.1:0")?), jobs_by_hand: true };
    let second = folkmoot::start(alpha.app.config.clone(), options).await?;
    let (mut sent, mut likes) = (Vec::new(), Vec::new());
    for number in 0..POSTS {
        let thread = lena.posts(&garden, &format!("Thread {number}"), "First").await?;
        lena.edits(&garden, &thread, json!({ "content": "<p>Second</p>" })).await?;
        let like = max.likes(&garden, text_at(&thread, "/id")).await?;
        likes.push(text_at(&like, "/id").to_owned());
        // Half of them are taken back at once: a deletion must not overtake what it deletes.
        if number % 2 == 0 {
            lena.deletes(&garden, &thread).await?;
        }
        sent.push(text_at(&thread, "/id").to_owned());
    }
    for number in 0..POSTS {
        ann.posts("garden", &format!("Ours {number}"), "").await?;
    }
    loop {
        let (here, there) = tokio::join!(alpha.run_due(), second.run_due());
        if !here? && !there? {
            break;
        }
    }
    world.settle().await?;

    let counts = alpha.community("garden").await?;
    assert_eq!(number_at(&counts, "/threads"), i64::try_from(POSTS + POSTS / 2)?);
    for (number, id) in sent.iter().enumerate() {
        let seen = alpha.sees(id).await?;
        if number % 2 == 0 {
            assert_eq!(text_at(&seen, "/state"), "deleted", "{id}");
        } else {
            assert!(text_at(&seen, "/body_html").contains("Second"), "{id}");
            assert_eq!(number_at(&seen, "/score"), 1, "{id}: {}", alpha.fate(&likes[number])?);
        }
    }
    for stranger in [&lemmy, &mastodon] {
        let ids: Vec<String> = stranger.received().iter().map(|a| text_at(a, "/id").to_owned()).collect();
        let once: HashSet<&String> = ids.iter().collect();
        assert_eq!(ids.len(), once.len(), "each activity arrives once");
    }
    // What was taken back before anybody heard of it may never have been told.
    let told = lemmy.got("Announce/Create").len();
    assert!((POSTS + POSTS / 2..=POSTS * 2).contains(&told), "{told}");
    assert_eq!(alpha.number("SELECT count(*) AS number FROM inbox WHERE state = 'ready'")?, 0);
    second.stop().await?;
    world.end().await
}
