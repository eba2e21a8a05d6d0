//! Votes that look like an arrangement count once.

use std::time::Duration;

use super::{founds, reasons, stands, starts};
use crate::support::{Place, Software, Story, World, text_at};

#[tokio::test]
async fn friends_who_praise_each_other_gain_one_vote_each() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cat) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cat").await?);
    founds(&ann, "square", "open").await?;
    for n in 0..3 {
        let (of_bob, of_cat) = (starts(&bob, "square", "discussion", &format!("Bob {n}")).await?, starts(&cat, "square", "discussion", &format!("Cat {n}")).await?);
        cat.votes(alpha, &of_bob.id, 1).await?;
        bob.votes(alpha, &of_cat.id, 1).await?;
        world.settle().await?;
        world.clock.advance(Duration::from_secs(7_200));
    }
    assert_eq!(stands(&ann, "square", &bob.handle).await?.0, 1);
    assert_eq!(stands(&ann, "square", &cat.handle).await?.0, 1);
    let told = reasons(&bob, "square", &bob.handle).await?;
    assert_eq!(told.len(), 3, "what does not count is shown too");
    assert_eq!(told.iter().filter(|r| text_at(r, "/ring") == "pair").count(), 2, "{told:#?}");

    // Somebody outside of it still counts.
    let post = starts(&bob, "square", "discussion", "Bob again").await?;
    ann.votes(alpha, &post.id, 1).await?;
    world.settle().await?;
    assert_eq!(stands(&ann, "square", &bob.handle).await?.0, 2);
    world.end().await
}

#[tokio::test]
async fn a_crowd_from_one_server_and_a_hasty_voter_count_once() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "square", "open").await?;
    let place = Place::ours(&alpha.url("/c/square"));
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let post = starts(&bob, "square", "discussion", "Look at me").await?;
    world.settle().await?;
    for n in 0..6 {
        mastodon.person(&format!("fan{n}")).likes(&place, &post.id).await?;
    }
    world.settle().await?;
    assert_eq!(stands(&ann, "square", &bob.handle).await?.0, 1, "one server within a minute");
    world.clock.advance(Duration::from_secs(61));
    mastodon.person("late").likes(&place, &post.id).await?;
    world.settle().await?;
    assert_eq!(stands(&ann, "square", &bob.handle).await?.0, 2);

    // One reader who likes everything at once; taking it back and liking again gains nothing.
    world.clock.advance(Duration::from_secs(61));
    for n in 0..4 {
        let more = starts(&bob, "square", "discussion", &format!("More {n}")).await?;
        ann.votes(alpha, &more.id, 1).await?;
        ann.votes(alpha, &more.id, 0).await?;
        ann.votes(alpha, &more.id, 1).await?;
    }
    world.settle().await?;
    assert_eq!(stands(&ann, "square", &bob.handle).await?.0, 3);

    // Nobody votes for themselves, and a silenced server is not heard.
    bob.votes(alpha, &post.id, 1).await?;
    let admin = alpha.admin("rae").await?;
    let origin = admin.origin();
    let host = mastodon.host.clone();
    alpha
        .write(move |tx| folkmoot::domain::moderation::set_host_policy(tx, &origin, &host, folkmoot::store::hosts::HostPolicy::Silenced, "A ring"))
        .await?;
    world.clock.advance(Duration::from_secs(3_600));
    mastodon.person("later").likes(&place, &post.id).await?;
    world.settle().await?;
    assert_eq!(stands(&ann, "square", &bob.handle).await?.0, 3);
    world.end().await
}
