//! Servers that do not answer: put off, left alone, forgotten, and heard again.

use std::time::Duration;

use serde_json::json;

use crate::support::{Place, Reply, Software, Story, World, number_at};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn a_server_that_is_silent_for_a_week_is_left_alone_until_it_speaks() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&garden).await?;
    world.settle().await?;
    lemmy.is_down(Some(Reply::empty(502)));
    ann.posts("garden", "Is anybody there?", "").await?;
    world.settle().await?;
    for _ in 0..40 {
        world.pass(DAY / 4).await?;
    }
    let dormant = || alpha.number("SELECT count(*) AS number FROM hosts WHERE dormant_at IS NOT NULL");
    assert_eq!(dormant()?, 1);
    assert!(alpha.left()?.is_empty(), "what waited for a week is old news: {:#?}", alpha.left()?);
    // Tried less and less often, not once a minute for a week.
    let knocks = lemmy.asked().iter().filter(|asked| asked.method == "POST").count();
    assert!(knocks < 60, "{knocks} knocks");
    lemmy.forgets();
    ann.posts("garden", "Still nobody?", "").await?;
    world.pass(DAY).await?;
    assert!(!lemmy.asked().iter().any(|asked| asked.method == "POST"), "nobody knocks at a dormant server");

    lemmy.is_down(None);
    lena.likes(&garden, &ann.posts("garden", "Hello again", "").await?.id).await?;
    world.settle().await?;
    assert_eq!(dormant()?, 0);
    lemmy.forgets();
    let back = ann.posts("garden", "Welcome back", "").await?;
    world.pass(DAY).await?;
    assert!(lemmy.got("Announce/Create").iter().any(|it| it["object"]["object"]["id"] == json!(back.id)));
    world.end().await
}

/// 410: nobody is behind that mailbox any more.
#[tokio::test]
async fn whoever_is_gone_is_no_member_any_more() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let mitra = world.stranger("mitra", Software::Mitra)?;
    let (mo, mia) = (mitra.person("mo"), mitra.person("mia"));
    mo.follows(&garden).await?;
    mia.follows(&garden).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 3);
    mitra.refuses_once(Reply::empty(410));
    ann.posts("garden", "Bees", "").await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 2, "one of the two mailboxes is gone");
    assert_eq!(mitra.got("Announce/Create").len(), 1, "the other one is not");
    world.end().await
}

/// What a server refuses for good is not sent again; what it puts off is, when it said.
#[tokio::test]
async fn refusals_are_final_and_delays_are_kept() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    lemmy.person("lena").follows(&garden).await?;
    world.settle().await?;
    lemmy.forgets();
    lemmy.refuses_once(Reply::empty(400));
    ann.posts("garden", "Malformed, says Lemmy", "").await?;
    world.settle().await?;
    assert!(alpha.left()?.is_empty());
    world.pass(DAY).await?;
    assert!(lemmy.received().is_empty());

    let mut busy = Reply::empty(429);
    busy.headers.push(("retry-after".to_owned(), "7200".to_owned()));
    lemmy.refuses_once(busy);
    ann.posts("garden", "Too fast, says Lemmy", "").await?;
    world.settle().await?;
    world.pass(Duration::from_secs(7000)).await?;
    assert!(lemmy.received().is_empty(), "two hours are two hours");
    world.pass(Duration::from_secs(600)).await?;
    assert_eq!(lemmy.got("Announce/Create").len(), 1);
    world.end().await
}
