//! A community of ours and a foreign server that shares no line of code with us.

use anyhow::Result;
use serde_json::json;

use crate::support::peer::{Knock, Peer};
use crate::support::{Story, World, number_at, text_at};

async fn with_peer(knock: Knock) -> Result<(World, Peer)> {
    let peer = Peer::start("peer.localhost", knock).await?;
    let (host, address) = peer.address()?;
    let world = World::plan().neighbour(&host, address).on_the_systems_clock().start(&["alpha"]).await?;
    Ok((world, peer))
}

async fn takes_part(knock: Knock) -> Story {
    let (world, peer) = with_peer(knock).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = ann.founds("garden").await?;

    // By its address: Fedify asks for handles over https alone, which no test server speaks.
    let looked = peer.call("lookup", json!({ "query": garden })).await?;
    assert_eq!((text_at(&looked, "/id"), text_at(&looked, "/type")), (garden.as_str(), "Group"));
    let follow = peer.id_of("follow", json!({ "target": garden })).await?;
    world.settle().await?;
    peer.wait(json!({ "type": "Accept" })).await?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 2);

    let post = peer.id_of("post", json!({ "group": garden, "title": "Bees", "body": "Where?" })).await?;
    world.settle().await?;
    let seen = alpha.sees(&post).await?;
    assert_eq!((text_at(&seen, "/title"), text_at(&seen, "/author/id")), ("Bees", peer.actor("ann").as_str()));

    let answer = ann.replies(alpha, &post, "In the clover").await?;
    world.settle().await?;
    // This software is none that is known to take whole activities, so the answer comes to the author directly.
    peer.wait(json!({ "type": "Create" })).await?;
    let reply = peer.id_of("reply", json!({ "to": answer.id, "group": garden, "body": "All of them?" })).await?;
    let like = peer.id_of("like", json!({ "object": answer.id, "group": garden })).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(&reply).await?, "/depth"), 2);
    assert_eq!(number_at(&alpha.sees(&answer.id).await?, "/score"), 1);

    peer.call("undo", json!({ "id": like })).await?;
    peer.call("edit", json!({ "id": post, "title": "All the bees", "body": "Where are they?" })).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(&answer.id).await?, "/score"), 0);
    assert_eq!(text_at(&alpha.sees(&post).await?, "/title"), "All the bees");

    peer.call("dislike", json!({ "object": answer.id, "group": garden })).await?;
    peer.call("delete", json!({ "id": reply })).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(&answer.id).await?, "/score"), -1);
    assert_eq!(text_at(&alpha.sees(&reply).await?, "/state"), "deleted");

    peer.call("undo", json!({ "id": follow })).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 1);
    world.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_there_who_signs_the_new_way() -> Story {
    takes_part(Knock::Rfc9421).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_there_who_signs_the_old_way() -> Story {
    takes_part(Knock::Cavage).await
}

/// The other way round: somebody here in a group there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_here_in_a_group_there() -> Story {
    let (world, peer) = with_peer(Knock::Cavage).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (host, address) = peer.address()?;
    let club = format!("club@{host}:{}", address.port());
    assert_eq!(ann.joins(&club).await?, "pending");
    world.settle().await?;
    peer.wait(json!({ "type": "Follow" })).await?;
    world.settle().await?;
    let seen = ann.gets(&format!("/communities/{club}")).await?;
    assert_eq!(text_at(&seen, "/membership"), "member");

    let post = peer.id_of("post", json!({ "group": peer.actor("club"), "title": "Hello", "body": "From the club" })).await?;
    let _ = post;
    let mine = ann.posts(&club, "From afar", "Hello there").await?;
    world.settle().await?;
    let came = peer.wait(json!({ "type": "Create" })).await?;
    assert!(came.iter().any(|it| it["object"]["id"] == json!(mine.id)), "{came:#?}");
    let read = peer.call("fetch", json!({ "id": mine.id })).await?;
    assert_eq!(text_at(&read, "/document/name"), "From afar");
    ann.leaves(&club).await?;
    world.settle().await?;
    peer.wait(json!({ "type": "Undo" })).await?;
    world.end().await
}
