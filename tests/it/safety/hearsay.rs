//! 13: what a community passes on counts only as far as its author's server says the same.

use serde_json::{Value, json};

use crate::federation::{created, joined, thread_of};
use crate::support::{Place, Reply, Software, Story, World, number_at, text_at};

#[tokio::test]
async fn a_forged_announcement_is_not_believed() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (evil, lemmy) = (world.stranger("evil", Software::Lemmy)?, world.stranger("lemmy", Software::Lemmy)?);
    let (trap, lena) = (evil.group("trap"), lemmy.person("lena"));
    let place = joined(&world, &ann, &trap).await?;
    let home = Place::ours(&ann.founds("garden").await?);
    let mine = ann.posts("garden", "Bees", "").await?;
    let hers = lena.posts(&home, "Worms", "True words").await?;
    world.settle().await?;

    // Words that Lena never wrote, at an address where nothing is.
    let mut invented = thread_of(&lena, &place, "I never said that");
    invented["id"] = json!(lemmy.url("/post/invented"));
    trap.sends(&place.inbox, &trap.announcement(created(&lena, &invented))).await?;
    // Another text for what she did write.
    let mut twisted = hers.clone();
    twisted["content"] = json!("<p>False words</p>");
    let mut update = created(&lena, &twisted);
    update["type"] = json!("Update");
    update["id"] = json!(lemmy.url("/activities/update/1"));
    trap.sends(&place.inbox, &trap.announcement(update)).await?;
    // A vote, a deletion and an undo that never happened.
    let act = |verb: &str, object: Value| {
        json!({ "id": lemmy.url(&format!("/activities/{verb}/never")), "type": verb, "actor": lena.id, "object": object })
    };
    for activity in [act("Dislike", json!(mine.id)), act("Delete", hers["id"].clone()), act("Undo", act("Follow", json!(home.id)))] {
        trap.sends(&place.inbox, &trap.announcement(activity)).await?;
    }
    world.settle().await?;
    assert!(alpha.post(text_at(&invented, "/id")).await?.is_none());
    let seen = alpha.sees(text_at(&hers, "/id")).await?;
    assert_eq!(text_at(&seen, "/state"), "visible");
    assert!(text_at(&seen, "/body_html").contains("True words"), "{seen:#}");
    assert_eq!(number_at(&alpha.sees(&mine.id).await?, "/score"), 0);

    // In the name of somebody here.
    let ours = json!({ "id": alpha.url("/activities/1"), "type": "Dislike", "actor": ann.id, "object": hers["id"] });
    trap.sends(&place.inbox, &trap.announcement(ours)).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(text_at(&hers, "/id")).await?, "/score"), 0);
    world.end().await
}

/// An id that was heard in a forgery must not keep the true activity out.
#[tokio::test]
async fn a_forgery_does_not_poison_the_true_one() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (evil, lemmy) = (world.stranger("evil", Software::Lemmy)?, world.stranger("lemmy", Software::Lemmy)?);
    let (trap, lena) = (evil.group("trap"), lemmy.person("lena"));
    let place = joined(&world, &ann, &trap).await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let page = thread_of(&lena, &garden, "Worms");
    let create = created(&lena, &page);
    let mut forged = create.clone();
    forged["object"]["name"] = json!("Lies");
    trap.sends(&place.inbox, &trap.announcement(forged)).await?;
    world.settle().await?;
    assert!(alpha.post(text_at(&page, "/id")).await?.is_none());

    lemmy.serves(&page);
    lena.sends(&garden.inbox, &create).await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&page, "/id")).await?, "/title"), "Worms");
    world.end().await
}

/// A community owns what is in it: another one does not pass on its posts, or take them in.
#[tokio::test]
async fn a_community_speaks_for_itself_alone() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (evil, lemmy) = (world.stranger("evil", Software::Lemmy)?, world.stranger("lemmy", Software::Lemmy)?);
    let (trap, tea) = (evil.group("trap"), lemmy.group("tea"));
    let place = joined(&world, &ann, &trap).await?;
    let of_tea = joined(&world, &ann, &tea).await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let eve = evil.person("eve");
    // Eve's words, said to be in tea, or in a community of ours, passed on by the trap.
    for other in [&of_tea, &garden] {
        let thread = thread_of(&eve, other, "Smuggled");
        evil.serves(&thread);
        trap.sends(&place.inbox, &trap.announcement(created(&eve, &thread))).await?;
        world.settle().await?;
        if let Some(seen) = alpha.post(text_at(&thread, "/id")).await? {
            assert_ne!(text_at(&seen, "/community/id"), of_tea.id, "{seen:#}");
        }
    }
    // The trap removes a post of tea's, locks it, bans somebody from it.
    let mine = ann.posts(&tea.handle, "Green", "").await?;
    world.settle().await?;
    let moe = evil.person("moe");
    for (verb, object) in [("Delete", json!(mine.id)), ("Lock", json!(mine.id)), ("Block", json!(ann.id))] {
        let act = json!({
            "id": moe.activity_id(verb), "type": verb, "actor": moe.id, "object": object, "target": tea.id, "summary": "Mine", "to": [tea.id], "cc": [],
        });
        trap.sends(&place.inbox, &trap.announcement(act)).await?;
    }
    world.settle().await?;
    let seen = alpha.sees(&mine.id).await?;
    assert_eq!((text_at(&seen, "/state"), &seen["locked"]), ("visible", &json!(false)));
    assert_eq!(alpha.number("SELECT count(*) AS number FROM bans")?, 0);
    world.end().await
}

/// Proof that cannot be had now is asked for again, and not for ever.
#[tokio::test]
async fn hearsay_waits_for_its_author_server() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (lemmy, third) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("third", Software::Lemmy)?);
    let (tea, tom) = (lemmy.group("tea"), third.person("tom"));
    let place = joined(&world, &ann, &tea).await?;
    let thread = thread_of(&tom, &place, "Late");
    third.serves(&thread);
    third.is_down(Some(Reply::empty(503)));
    tea.sends(&place.inbox, &tea.announcement(created(&tom, &thread))).await?;
    world.settle().await?;
    assert!(alpha.post(text_at(&thread, "/id")).await?.is_none());
    third.is_down(None);
    for _ in 0..12 {
        world.pass(std::time::Duration::from_secs(3600)).await?;
    }
    assert_eq!(text_at(&alpha.sees(text_at(&thread, "/id")).await?, "/title"), "Late");
    world.end().await
}
