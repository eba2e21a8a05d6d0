//! The same afternoon in a community, lived by a member on each software that there is a shape of.

use serde_json::json;

use crate::support::{Place, Software, Story, World, number_at, text_at};

async fn takes_part(software: Software) -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let home = world.stranger("other", software)?;
    let (pia, pit) = (home.person("pia"), home.person("pit"));

    let follow = pia.follows(&garden).await?;
    world.settle().await?;
    assert_eq!(home.got_one("Accept")?["object"]["id"], follow["id"]);
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 2);

    // Writing needs no membership.
    let thread = pit.posts(&garden, "Which rake?", "Mine broke.").await?;
    let id = text_at(&thread, "/id");
    world.settle().await?;
    let seen = alpha.sees(id).await?;
    assert_eq!(text_at(&seen, "/title"), "Which rake?", "{seen:#}");
    assert!(text_at(&seen, "/body_html").contains("Mine broke."), "{seen:#}");
    assert_eq!((text_at(&seen, "/author/id"), text_at(&seen, "/author/home")), (pit.id.as_str(), home.host.as_str()));
    if software.is_threadiverse() {
        assert_eq!(home.got_one("Announce/Create")?["object"]["object"]["id"], json!(id));
    } else {
        assert_eq!(home.got_one("Announce")?["object"], json!(id));
    }

    let answer = ann.replies(alpha, id, "Wood.").await?;
    world.settle().await?;
    let reply = pia.replies(&garden, &answer.id, "Or steel.").await?;
    let like = pia.likes(&garden, &answer.id).await?;
    world.settle().await?;
    let seen = alpha.sees(text_at(&reply, "/id")).await?;
    assert_eq!((number_at(&seen, "/depth"), text_at(&seen, "/kind")), (2, "reply"));
    assert_eq!(number_at(&alpha.sees(&answer.id).await?, "/score"), 1);

    pia.undoes(&garden, &like).await?;
    if software.is_threadiverse() {
        pia.dislikes(&garden, &answer.id).await?;
    }
    pia.edits(&garden, &reply, json!({ "content": "<p>Or bamboo.</p>", "source": { "content": "Or bamboo.", "mediaType": "text/markdown" } })).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(&answer.id).await?, "/score"), if software.is_threadiverse() { -1 } else { 0 });
    assert!(text_at(&alpha.sees(text_at(&reply, "/id")).await?, "/body_html").contains("bamboo"));

    pia.deletes(&garden, &reply).await?;
    pia.undoes(&garden, &follow).await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&reply, "/id")).await?, "/state"), "deleted");
    let counts = alpha.community("garden").await?;
    assert_eq!((number_at(&counts, "/members"), number_at(&counts, "/replies")), (1, 1));
    world.end().await
}

#[tokio::test]
async fn on_mastodon() -> Story {
    takes_part(Software::Mastodon).await
}

#[tokio::test]
async fn on_gotosocial() -> Story {
    takes_part(Software::GoToSocial).await
}

#[tokio::test]
async fn on_lemmy() -> Story {
    takes_part(Software::Lemmy).await
}

#[tokio::test]
async fn on_piefed() -> Story {
    takes_part(Software::PieFed).await
}

#[tokio::test]
async fn on_mbin() -> Story {
    takes_part(Software::Mbin).await
}

#[tokio::test]
async fn on_nodebb() -> Story {
    takes_part(Software::NodeBb).await
}

#[tokio::test]
async fn on_friendica() -> Story {
    takes_part(Software::Friendica).await
}

#[tokio::test]
async fn on_mitra() -> Story {
    takes_part(Software::Mitra).await
}
