//! Two houses of ours: the members of one take part in a community of the other.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Story, World, list_at, number_at, text_at};

#[tokio::test]
async fn a_community_is_found_joined_and_left_from_another_house() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    let garden = ann.founds("garden").await?;
    let handle = alpha.handle("garden");

    let found = bob.resolves(&format!("!{handle}")).await?;
    assert_eq!(text_at(&found, "/kind"), "community");
    assert_eq!(text_at(&found, "/community/id"), garden);
    assert_eq!(bob.joins(&handle).await?, "pending");
    world.settle().await?;

    let seen = bob.gets(&format!("/communities/{handle}")).await?;
    assert_eq!(text_at(&seen, "/membership"), "member");
    let at_home = alpha.community("garden").await?;
    assert_eq!(number_at(&at_home, "/members"), 2);
    assert!(list_at(&at_home, "/homes").contains(&json!({ "host": beta.host, "members": 1 })), "{at_home:#}");

    // Joining twice is joining once.
    bob.joins(&handle).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 2);

    bob.leaves(&handle).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 1);
    let seen = bob.gets(&format!("/communities/{handle}")).await?;
    assert_eq!(text_at(&seen, "/membership"), "none");
    world.end().await
}

#[tokio::test]
async fn a_conversation_goes_back_and_forth() -> Story {
    let world = World::new(&["alpha", "beta", "gamma"]).await?;
    let (alpha, beta, gamma) = (world.at("alpha"), world.at("beta"), world.at("gamma"));
    let (ann, bob, cat) = (alpha.person("ann").await?, beta.person("bob").await?, gamma.person("cat").await?);
    ann.founds("garden").await?;
    let handle = alpha.handle("garden");
    bob.joins(&handle).await?;
    cat.joins(&handle).await?;
    world.settle().await?;

    let thread = bob.posts(&handle, "Tomatoes split", "After *every* rain. Why?").await?;
    world.settle().await?;
    for place in [alpha, gamma] {
        let seen = place.sees(&thread.id).await?;
        assert_eq!(text_at(&seen, "/title"), "Tomatoes split");
        assert!(text_at(&seen, "/body_html").contains("<em>every</em>"), "{seen:#}");
        assert_eq!(text_at(&seen, "/author/id"), bob.id);
        assert_eq!(text_at(&seen, "/community/id"), alpha.url("/c/garden"));
    }

    let answer = ann.replies(alpha, &thread.id, "Water evenly.").await?;
    world.settle().await?;
    let thanks = bob.replies(beta, &answer.id, "Thank you!").await?;
    world.settle().await?;
    let aside = cat.replies(gamma, &thanks.id, "Mulch helps too.").await?;
    world.settle().await?;
    for place in [alpha, beta, gamma] {
        let seen = place.sees(&aside.id).await?;
        assert_eq!(number_at(&seen, "/depth"), 3, "at {}", place.name);
        assert_eq!(number_at(&place.sees(&thread.id).await?, "/replies"), 3, "at {}", place.name);
    }
    let counts = alpha.community("garden").await?;
    assert_eq!((number_at(&counts, "/threads"), number_at(&counts, "/replies")), (1, 3));
    world.end().await
}

#[tokio::test]
async fn votes_count_everywhere_and_can_be_taken_back() -> Story {
    let world = World::new(&["alpha", "beta", "gamma"]).await?;
    let (alpha, beta, gamma) = (world.at("alpha"), world.at("beta"), world.at("gamma"));
    let (ann, bob, cat) = (alpha.person("ann").await?, beta.person("bob").await?, gamma.person("cat").await?);
    ann.founds("garden").await?;
    let handle = alpha.handle("garden");
    bob.joins(&handle).await?;
    cat.joins(&handle).await?;
    world.settle().await?;
    let thread = ann.posts("garden", "Which spade?", "").await?;
    world.settle().await?;

    let score = async |expected: i64| -> anyhow::Result<()> {
        for place in [alpha, beta, gamma] {
            assert_eq!(number_at(&place.sees(&thread.id).await?, "/score"), expected, "at {}", place.name);
        }
        Ok(())
    };
    bob.votes(beta, &thread.id, 1).await?;
    cat.votes(gamma, &thread.id, 1).await?;
    world.settle().await?;
    score(2).await?;
    // Changing one's mind counts once.
    bob.votes(beta, &thread.id, -1).await?;
    world.settle().await?;
    score(0).await?;
    bob.votes(beta, &thread.id, 0).await?;
    world.settle().await?;
    score(1).await?;
    ann.votes(alpha, &thread.id, 1).await?;
    world.settle().await?;
    score(2).await?;
    ann.votes(alpha, &thread.id, 0).await?;
    cat.votes(gamma, &thread.id, 0).await?;
    world.settle().await?;
    score(0).await?;
    world.end().await
}

#[tokio::test]
async fn edits_and_deletions_reach_everyone() -> Story {
    let world = World::new(&["alpha", "beta", "gamma"]).await?;
    let (alpha, beta, gamma) = (world.at("alpha"), world.at("beta"), world.at("gamma"));
    let (ann, bob, cat) = (alpha.person("ann").await?, beta.person("bob").await?, gamma.person("cat").await?);
    ann.founds("garden").await?;
    let handle = alpha.handle("garden");
    bob.joins(&handle).await?;
    cat.joins(&handle).await?;
    world.settle().await?;
    let thread = bob.posts(&handle, "Slugs", "Everywhere").await?;
    world.settle().await?;
    let reply = ann.replies(alpha, &thread.id, "Copper").await?;
    world.settle().await?;

    bob.edits(beta, &thread.id, json!({ "title": "Slugs again", "body": "Everywhere, **again**" })).await?;
    ann.edits(alpha, &reply.id, json!({ "body": "Copper tape" })).await?;
    world.settle().await?;
    for place in [alpha, beta, gamma] {
        let seen = place.sees(&thread.id).await?;
        assert_eq!(text_at(&seen, "/title"), "Slugs again", "at {}", place.name);
        assert!(text_at(&seen, "/body_html").contains("<strong>again</strong>"));
        assert!(text_at(&place.sees(&reply.id).await?, "/body_html").contains("Copper tape"), "at {}", place.name);
        let history = place.api(Method::GET, &format!("/posts/{}/history", text_at(&seen, "/id")), Value::Null).await?.is(200)?;
        assert_eq!(list_at(&history.json, "/items").len(), 1, "at {}: {:#}", place.name, history.json);
    }

    bob.deletes(beta, &thread.id).await?;
    world.settle().await?;
    for place in [alpha, beta, gamma] {
        let seen = place.sees(&thread.id).await?;
        assert_eq!(text_at(&seen, "/state"), "deleted", "at {}", place.name);
        assert_eq!(text_at(&seen, "/body_html"), "");
        assert!(seen["author"].is_null());
        // What answered it stays.
        assert_eq!(text_at(&place.sees(&reply.id).await?, "/state"), "visible", "at {}", place.name);
    }
    let stone = beta.document(&thread.id).await?.is(410)?;
    assert_eq!(stone.at("/type"), "Tombstone");
    assert_eq!(number_at(&alpha.community("garden").await?, "/threads"), 0);
    world.end().await
}

#[tokio::test]
async fn a_server_that_sleeps_for_a_day_catches_up() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = crate::support::Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", crate::support::Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&garden).await?;
    world.settle().await?;
    lemmy.forgets();

    lemmy.is_down(Some(crate::support::Reply::empty(503)));
    let mut written = Vec::new();
    for title in ["One", "Two", "Three"] {
        written.push(ann.posts("garden", title, "").await?.id);
        world.settle().await?;
    }
    assert_eq!(alpha.left()?.len(), 3, "{:#?}", alpha.left()?);
    lemmy.is_down(None);
    for _ in 0..24 {
        world.pass(std::time::Duration::from_secs(3600)).await?;
    }
    let came: Vec<Value> = lemmy.got("Announce/Create").iter().map(|it| it["object"]["object"]["id"].clone()).collect();
    assert_eq!(came, written.iter().map(|id| json!(id)).collect::<Vec<_>>(), "in their order, each once");
    world.end().await
}
