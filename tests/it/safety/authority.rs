//! Who may: taking back, deleting, changing and tending what is somebody else's.

use anyhow::Result;
use serde_json::{Value, json};

use crate::federation::{created, thread_of};
use crate::support::{Member, Place, Software, Story, World, number_at, text_at};

fn activity(who: &Member, verb: &str, object: Value) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": who.activity_id(verb), "type": verb, "actor": who.id, "object": object,
        "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [],
    })
}

/// 12: Undo, Delete and Update by another than whose it is.
#[tokio::test]
async fn nobody_takes_back_or_changes_what_is_anothers() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let (mastodon, evil) = (world.stranger("mastodon", Software::Mastodon)?, world.stranger("evil", Software::Mastodon)?);
    let (max, mia, eve) = (mastodon.person("max"), mastodon.person("mia"), evil.person("eve"));
    let follow = max.follows(&garden).await?;
    let note = max.posts(&garden, "Bees", "Where?").await?;
    world.settle().await?;
    let like = max.likes(&garden, text_at(&note, "/id")).await?;
    let local = dan.posts("garden", "Wasps", "There").await?;
    world.settle().await?;

    let stays = async |what: &str| -> Result<()> {
        world.settle().await?;
        let seen = alpha.sees(text_at(&note, "/id")).await?;
        assert_eq!((text_at(&seen, "/state"), text_at(&seen, "/title"), number_at(&seen, "/score")), ("visible", "Bees", 1), "{what}");
        assert_eq!(text_at(&alpha.sees(&local.id).await?, "/state"), "visible", "{what}");
        assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 2, "{what}");
        Ok(())
    };
    for who in [&mia, &eve] {
        // With the true actor inside, with themselves inside, and with nobody.
        let mut own = like.clone();
        own["actor"] = json!(who.id);
        let mut nobodys = like.clone();
        if let Some(map) = nobodys.as_object_mut() {
            map.remove("actor");
        }
        for inner in [like.clone(), own, nobodys, like["id"].clone(), follow.clone()] {
            who.tries(&garden.inbox, &activity(who, "Undo", inner)).await?;
        }
        stays(&format!("undone by {}", who.name)).await?;
        // What was written on a server is that server's to take back; what was written elsewhere is not.
        if who.home.host == max.home.host {
            continue;
        }
        for object in [note["id"].clone(), json!({ "id": note["id"], "type": "Tombstone" }), json!(local.id), json!(max.id)] {
            who.tries(&garden.inbox, &activity(who, "Delete", object)).await?;
        }
        stays(&format!("deleted by {}", who.name)).await?;
        let mut changed = note.clone();
        changed["content"] = json!("<p>I was hacked</p>");
        who.tries(&garden.inbox, &activity(who, "Update", changed.clone())).await?;
        changed["attributedTo"] = json!(who.id);
        who.tries(&garden.inbox, &activity(who, "Update", changed)).await?;
        let mut actor = max.document();
        actor["name"] = json!("Hacked");
        actor["publicKey"]["publicKeyPem"] = json!(evil.foreign_pem());
        who.tries(&garden.inbox, &activity(who, "Update", actor)).await?;
        stays(&format!("changed by {}", who.name)).await?;
    }
    assert_eq!(text_at(&alpha.sees(text_at(&note, "/id")).await?, "/author/display_name"), "max");
    // Max's own words about it count.
    max.undoes(&garden, &like).await?;
    max.deletes(&garden, &note).await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&note, "/id")).await?, "/state"), "deleted");
    world.end().await
}

/// 12: an Update changes the text, not whose it is, where it is or what it is.
#[tokio::test]
async fn an_update_moves_nothing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let kitchen = Place::ours(&ann.founds("kitchen").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let (lena, luc) = (lemmy.person("lena"), lemmy.person("luc"));
    let page = lena.posts(&garden, "Worms", "").await?;
    let other = lena.posts(&kitchen, "Soup", "").await?;
    let mine = ann.posts("garden", "Bees", "").await?;
    luc.posts(&garden, "Me too", "").await?;
    world.settle().await?;
    let id = text_at(&page, "/id");
    let change = json!({
        "audience": kitchen.id, "to": [kitchen.id, "https://www.w3.org/ns/activitystreams#Public"], "content": "<p>New</p>", "name": "Still worms",
    });
    lena.edits(&garden, &page, change).await?;
    world.settle().await?;
    let seen = alpha.sees(id).await?;
    assert_eq!((text_at(&seen, "/community/id"), text_at(&seen, "/title")), (garden.id.as_str(), "Still worms"));
    for change in [json!({ "attributedTo": luc.id }), json!({ "inReplyTo": other["id"] }), json!({ "type": "Person" }), json!({ "id": mine.id })] {
        let mut object = page.clone();
        for (key, value) in change.as_object().into_iter().flatten() {
            object[key] = value.clone();
        }
        lena.tries(&garden.inbox, &activity(&lena, "Update", object)).await?;
        world.settle().await?;
        let seen = alpha.sees(id).await?;
        assert_eq!((text_at(&seen, "/author/id"), &seen["parent_id"], text_at(&seen, "/kind")), (lena.id.as_str(), &Value::Null, "discussion"), "{change}");
        assert_eq!(text_at(&alpha.sees(&mine.id).await?, "/author/id"), ann.id);
    }
    world.end().await
}

/// Words in somebody else's name, and under somebody else's address.
#[tokio::test]
async fn nobody_writes_in_anothers_name() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let (lemmy, evil) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("evil", Software::Lemmy)?);
    let (lena, eve) = (lemmy.person("lena"), evil.person("eve"));
    lena.follows(&garden).await?;
    eve.follows(&garden).await?;
    world.settle().await?;
    let mut forged = Vec::new();
    for (author, at) in [(&lena.id, &evil), (&ann.id, &evil), (&eve.id, &lemmy)] {
        let mut object = thread_of(&eve, &garden, "Forged");
        object["attributedTo"] = json!(author);
        object["id"] = json!(at.url(&format!("/post/forged-{}", forged.len())));
        forged.push(object);
    }
    let mut ours = thread_of(&eve, &garden, "Forged");
    ours["id"] = json!(alpha.url("/post/1"));
    forged.push(ours);
    for object in forged {
        let mut create = created(&eve, &object);
        eve.tries(&garden.inbox, &create).await?;
        create["actor"] = object["attributedTo"].clone();
        create["id"] = json!(eve.activity_id("create"));
        let answer = eve.tries(&garden.inbox, &create).await?;
        assert!([202, 400, 401].contains(&answer.status), "{answer:?}");
    }
    world.settle().await?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM posts")?, 0);
    world.end().await
}

/// Power in a community of ours is for its stewards, wherever they live, and for nobody else.
#[tokio::test]
async fn members_elsewhere_have_no_power_here() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&garden).await?;
    let thread = dan.posts("garden", "Bees", "").await?;
    world.settle().await?;
    let modlog = alpha.number("SELECT count(*) AS number FROM modlog")?;
    let with = |verb: &str, object: Value, target: Value| {
        let mut it = activity(&lena, verb, object);
        it["target"] = target;
        it["summary"] = json!("Because");
        it["audience"] = json!(garden.id);
        it
    };
    let tries = [
        with("Add", json!(lena.id), json!(format!("{}/moderators", garden.id))),
        with("Remove", json!(ann.id), json!(format!("{}/moderators", garden.id))),
        with("Add", json!(thread.id), json!(format!("{}/featured", garden.id))),
        with("Lock", json!(thread.id), Value::Null),
        with("Delete", json!(thread.id), Value::Null),
        with("Block", json!(dan.id), json!(garden.id)),
        with("Block", json!(dan.id), json!(alpha.base)),
        activity(&lena, "Update", alpha.document(&garden.id).await?.json),
    ];
    for attempt in tries {
        lena.tries(&garden.inbox, &attempt).await?;
        world.settle().await?;
        let seen = alpha.sees(&thread.id).await?;
        assert_eq!((text_at(&seen, "/state"), &seen["locked"], &seen["pinned"]), ("visible", &json!(false), &json!(false)), "{attempt:#}");
    }
    assert_eq!(alpha.number("SELECT count(*) AS number FROM stewards")?, 1);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM bans")?, 0);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM modlog")?, modlog);
    world.end().await
}
