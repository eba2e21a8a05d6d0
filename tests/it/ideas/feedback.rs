//! Feedback from people here and elsewhere, until everyone who joined has heard what became of it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{founds, number_in, starts, told};
use crate::support::answer::Answer;
use crate::support::person::Person;
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

async fn decides(person: &Person, id: &str, state: &str, reason: &str) -> anyhow::Result<Answer> {
    person.api(Method::POST, &format!("/feedback/{id}/state"), json!({ "state": state, "reason": reason })).await
}

#[tokio::test]
async fn feedback_from_elsewhere_is_taken_in_and_answered() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let bob = beta.person("bob").await?;
    let desk = Place::ours(&founds(&ann, "desk", "feedback").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let (max, mia) = (mastodon.person("max"), mastodon.person("mia"));
    bob.joins(&desk.handle).await?;
    max.follows(&desk).await?;
    world.settle().await?;

    let note = max.posts(&desk, "The lift is broken", "Since Monday.").await?;
    world.settle().await?;
    let id = text_at(&note, "/id");
    let number = number_in(alpha, id).await?;
    assert_eq!(text_at(&alpha.sees(id).await?, "/kind"), "discussion");
    assert_eq!(dan.api(Method::POST, &format!("/posts/{number}/take-in"), Value::Null).await?.status, 403);
    ann.api(Method::POST, &format!("/posts/{number}/take-in"), Value::Null).await?.is(200)?;
    // Taking in twice is taking in once.
    let taken = ann.api(Method::POST, &format!("/posts/{number}/take-in"), Value::Null).await?.is(200)?;
    assert_eq!((taken.at("/id"), taken.at("/state")), (number.as_str(), "new"));
    assert_eq!(text_at(&alpha.sees(id).await?, "/kind"), "feedback");

    dan.votes(alpha, id, 1).await?;
    bob.votes(beta, id, 1).await?;
    mia.likes(&desk, id).await?;
    world.settle().await?;
    assert_eq!(number_at(&ann.gets(&format!("/feedback/{number}")).await?, "/joined"), 3);
    let waiting = ann.gets("/communities/desk/feedback").await?;
    assert_eq!(list_at(&waiting, "/items").len(), 1);
    assert_eq!(dan.api(Method::GET, "/communities/desk/feedback", Value::Null).await?.status, 403);

    mastodon.forgets();
    assert_eq!(decides(&ann, &number, "done", "").await?.status, 422);
    decides(&ann, &number, "acknowledged", "We saw it.").await?.is(200)?;
    world.settle().await?;
    decides(&ann, &number, "done", "A new motor is in.").await?.is(200)?;
    world.settle().await?;
    assert_eq!(decides(&ann, &number, "done", "Again.").await?.status, 422);
    let seen = ann.gets(&format!("/feedback/{number}")).await?;
    assert_eq!((text_at(&seen, "/state"), list_at(&seen, "/history").len()), ("done", 2));

    // Everybody who joined hears of it: here, in the other house, and on Mastodon.
    assert_eq!(told(&dan).await?, ["standing", "standing"]);
    assert_eq!(told(&bob).await?, ["mention", "mention"]);
    let news = mastodon.got("Create");
    assert!(news.len() >= 2, "{news:#?}");
    for note in &news {
        let names: Vec<&str> = list_at(note, "/object/tag").iter().map(|tag| text_at(tag, "/href")).collect();
        assert!(names.contains(&max.id.as_str()) && names.contains(&mia.id.as_str()), "{note:#}");
    }
    world.end().await
}

#[tokio::test]
async fn a_reply_is_taken_in_and_keeps_its_source() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let desk = Place::ours(&founds(&ann, "desk", "feedback").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&desk).await?;
    let talk = dan.posts("desk", "How was your week?", "").await?;
    world.settle().await?;
    let reply = lena.replies(&desk, &talk.id, "Fine, but the light at stop 4 is out.").await?;
    world.settle().await?;
    let source = number_in(alpha, text_at(&reply, "/id")).await?;
    lemmy.forgets();
    let taken = ann.api(Method::POST, &format!("/posts/{source}/take-in"), Value::Null).await?.is(200)?;
    let again = ann.api(Method::POST, &format!("/posts/{source}/take-in"), Value::Null).await?.is(200)?;
    assert_eq!(taken.at("/id"), again.at("/id"));
    assert_eq!(taken.at("/source_id"), source);
    world.settle().await?;
    let made = lemmy.got_one("Announce/Create")?;
    let object = &made["object"]["object"];
    assert_eq!(object["additionalType"], "Feedback");
    assert!(text_at(object, "/name").contains("light at stop 4"));
    assert!(text_at(object, "/content").contains(&format!("/post/{source}")), "{object:#}");
    decides(&ann, taken.at("/id"), "done", "It shines.").await?.is(200)?;
    world.settle().await?;
    let told = lemmy.got("Announce/Create").pop().unwrap_or_default();
    assert!(list_at(&told, "/object/object/tag").iter().any(|tag| text_at(tag, "/href") == lena.id), "{told:#}");
    world.end().await
}

#[tokio::test]
async fn feedback_is_about_what_its_community_lists() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    founds(&ann, "desk", "feedback").await?;
    let path = "/communities/desk/feedback/areas";
    let list = json!({ "areas": ["Stops", " Trams ", "Stops", ""] });
    assert_eq!(dan.api(Method::PUT, path, list.clone()).await?.status, 403);
    let kept = ann.api(Method::PUT, path, list).await?.is(200)?;
    assert_eq!(kept.json["areas"], json!(["Stops", "Trams"]));
    let praise = starts(&dan, "desk", "feedback", "Kind driver", json!({ "feedback_sort": "praise", "feedback_area": "Trams" })).await?;
    let seen = dan.gets(&format!("/feedback/{}", praise.number)).await?;
    assert_eq!((text_at(&seen, "/sort"), text_at(&seen, "/area"), text_at(&seen, "/state")), ("praise", "Trams", "new"));
    for wrong in [json!({ "feedback_area": "Moon" }), json!({ "feedback_sort": "song" })] {
        let body = json!({ "title": "Odd", "kind": "feedback", "details": wrong });
        assert_eq!(dan.api(Method::POST, "/communities/desk/threads", body).await?.status, 422);
    }
    // Ideas are not for this community.
    let body = json!({ "title": "An idea", "kind": "idea" });
    assert_eq!(dan.api(Method::POST, "/communities/desk/threads", body).await?.status, 422);
    world.end().await
}

#[tokio::test]
async fn what_somebody_says_to_the_house_becomes_feedback() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (mo, dan) = (alpha.admin("mo").await?, alpha.person("dan").await?);
    founds(&mo, "desk", "feedback").await?;
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let eva = mastodon.person("eva");
    let house = alpha.url("/actor");
    let note = |number: u32, text: &str| {
        let id = mastodon.url(&format!("/users/eva/statuses/{number}"));
        json!({
            "@context": "https://www.w3.org/ns/activitystreams", "id": id, "url": id, "type": "Note", "attributedTo": eva.id,
            "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [house], "content": format!("<p>{text}</p>"),
            "published": "2026-01-02T03:04:05Z", "tag": [{ "type": "Mention", "href": house, "name": "@alpha" }],
        })
    };
    let inbox = Place { id: house.clone(), inbox: alpha.url("/inbox"), handle: String::new() };
    for (number, text) in [(1, "Why does the 4 never wait for the ferry?"), (2, "Nice weather.")] {
        eva.publishes(&inbox, note(number, text)).await?;
    }
    world.settle().await?;

    let theirs = alpha.visit()?;
    theirs.login(&dan.name).await?;
    theirs.page("/admin/mentions").await?.is(403)?;
    let hers = alpha.visit()?;
    hers.login(&mo.name).await?;
    let page = hers.page("/admin/mentions").await?.is(200)?;
    assert!(page.text.contains("wait for the ferry") && page.text.contains("/users/eva/statuses/1"), "{}", page.text);
    let taken = hers.send("/admin/mentions", "/admin/mentions", &[("community", "desk"), ("act", "take")]).await?.is(200)?;
    assert!(taken.text.contains("wait for the ferry"), "{}", taken.text);
    hers.send("/admin/mentions", "/admin/mentions", &[("act", "aside")]).await?.is(200)?;
    assert!(hers.page("/admin/mentions").await?.text.contains("Nobody is waiting"));
    world.settle().await?;
    // Whoever said it hears of it at home.
    assert!(mastodon.got("Create").iter().any(|made| made["object"]["content"].to_string().contains("ferry")), "{:#?}", mastodon.received());
    world.end().await
}
