//! Who publishes, what a series is, and who is named.

use anyhow::Result;
use diesel::RunQueryDsl;
use reqwest::Method;
use serde_json::json;

use super::{founds, front, publishes, told, tries_to_publish};
use crate::support::instance::Instance;
use crate::support::person::Person;
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

/// What somebody did in a community made them trusted there.
async fn trusts(instance: &Instance, community: &str, person: &Person) -> Result<()> {
    let who = person.number_at(instance).await?;
    let insert = format!(
        "INSERT INTO ranks (community_id, actor_id, score, standing, changed_at) \
         SELECT id, {who}, 100, 'trusted', 0 FROM actors WHERE name = '{community}' AND kind = 'community'"
    );
    instance.write(move |tx| Ok(diesel::sql_query(&insert).execute(tx.conn).map(drop)?)).await
}

#[tokio::test]
async fn stewards_publish_and_others_are_told_how() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan, vera) = (alpha.person("ann").await?, alpha.person("dan").await?, alpha.person("vera").await?);
    founds(&ann, "trams").await?;
    publishes(&ann, "trams", "How the points work", json!({ "summary": "Neither left nor right." })).await?;
    let refused = tries_to_publish(&dan, "trams", "My own view", json!({})).await?;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("Hand your draft in"), "{}", refused.text);

    // Whoever is trusted by what they did publishes too.
    trusts(alpha, "trams", &vera).await?;
    publishes(&vera, "trams", "Rails in winter", json!({})).await?;

    // Everybody, once the stewards say so; and they say so in public.
    assert_eq!(dan.api(Method::PUT, "/communities/trams/blog", json!({ "writers": "everybody" })).await?.status, 403);
    assert_eq!(ann.api(Method::PUT, "/communities/trams/blog", json!({ "writers": "nobody" })).await?.status, 422);
    ann.api(Method::PUT, "/communities/trams/blog", json!({ "writers": "everybody" })).await?.is(200)?;
    assert_eq!(text_at(&dan.gets("/communities/trams/blog").await?, "/writers"), "everybody");
    publishes(&dan, "trams", "My own view", json!({})).await?;
    assert_eq!(front(&dan, "trams").await?, ["My own view", "Rails in winter", "How the points work"]);
    let log = alpha.get("/c/trams/modlog").await?.is(200)?.text;
    assert!(log.contains("Everybody publishes in the blog"), "{log}");

    // A forum without a blog takes no articles, and has no front for them.
    ann.founds("garden").await?;
    assert_eq!(tries_to_publish(&ann, "garden", "Beans", json!({})).await?.status, 422);
    assert_eq!(ann.api(Method::GET, "/communities/garden/articles", json!(null)).await?.status, 404);
    assert_eq!(alpha.get("/c/garden/blog").await?.status, 404);
    world.end().await
}

#[tokio::test]
async fn a_series_has_an_order_and_an_end() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "trams").await?;
    let part = |n: u32| json!({ "series": "How it runs", "part": n.to_string() });
    let third = publishes(&ann, "trams", "The depot", part(3)).await?;
    let first = publishes(&ann, "trams", "The track", part(1)).await?;
    // Without a number it comes last; the same name in other letters is the same series.
    let last = publishes(&ann, "trams", "The bell", json!({ "series": "how it runs!" })).await?;
    publishes(&ann, "trams", "Something else", json!({})).await?;

    let all = ann.gets("/communities/trams/series").await?;
    assert_eq!(list_at(&all, "/items").len(), 1, "{all:#}");
    assert_eq!((text_at(&all, "/items/0/slug"), number_at(&all, "/items/0/parts")), ("how-it-runs", 3));
    let page = alpha.get("/c/trams/blog/series/how-it-runs").await?.is(200)?.text;
    let places: Vec<_> = ["The track", "The depot", "The bell"].iter().map(|title| page.find(title)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    assert!(!page.contains("Something else"));
    let middle = alpha.get(&format!("/post/{}", third.number)).await?.is(200)?.text;
    assert!(middle.contains(&format!("rel=\"prev\" href=\"/post/{}\"", first.number)), "{middle}");
    assert!(middle.contains(&format!("rel=\"next\" href=\"/post/{}\"", last.number)));
    assert!(middle.contains("Part 2 of 3") && middle.contains("BlogPosting"));

    // What is taken away leaves no hole, and an edit moves a part.
    ann.deletes(alpha, &first.id).await?;
    ann.edits(alpha, &last.id, json!({ "details": { "part": "2", "summary": "Ding." } })).await?;
    let page = alpha.get("/c/trams/blog/series/how-it-runs").await?.is(200)?.text;
    assert!(!page.contains("The track") && page.find("The bell") < page.find("The depot"));
    assert_eq!(text_at(&ann.gets(&format!("/articles/{}", last.number)).await?, "/summary"), "Ding.");
    ann.edits(alpha, &last.id, json!({ "details": { "series": "" } })).await?;
    ann.deletes(alpha, &third.id).await?;
    assert_eq!(alpha.get("/c/trams/blog/series/how-it-runs").await?.status, 404);

    for (details, field) in [
        (json!({ "series": "x", "part": "0" }), "part"),
        (json!({ "summary": "long ".repeat(200) }), "summary"),
        (json!({ "authors": "@nobody@nowhere.example" }), "authors"),
    ] {
        let refused = tries_to_publish(&ann, "trams", "No", details).await?.is(422)?;
        assert!(refused.json["errors"][field].is_string(), "{field}: {}", refused.text);
    }
    world.end().await
}

#[tokio::test]
async fn nobody_is_named_who_was_not_asked() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan, eve) = (alpha.person("ann").await?, alpha.person("dan").await?, alpha.person("eve").await?);
    let trams = Place::ours(&founds(&ann, "trams").await?);
    dan.joins("trams").await?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lea = lemmy.person("lea");
    lea.follows(&trams).await?;
    world.settle().await?;

    let stranger = tries_to_publish(&ann, "trams", "Together", json!({ "authors": "@eve" })).await?.is(422)?;
    assert!(stranger.text.contains("no member"), "{}", stranger.text);
    let article = publishes(&ann, "trams", "Together", json!({ "authors": format!("@dan\n@{}\n@ann", lea.handle) })).await?;
    world.settle().await?;
    let path = format!("/articles/{}", article.number);
    let names = |seen: &serde_json::Value| list_at(seen, "/with").iter().map(|p| text_at(p, "/name").to_owned()).collect::<Vec<_>>();
    // Somebody elsewhere was named by a steward, and the log says so. Dan was asked.
    assert_eq!(names(&ann.gets(&path).await?), ["lea"]);
    assert!(alpha.get("/c/trams/modlog").await?.text.contains("Named as an author"));
    assert_eq!(told(&dan).await?, ["authorship"]);
    let visitor = alpha.get(&format!("/post/{}", article.number)).await?.is(200)?.text;
    assert!(!visitor.contains("@dan@") && visitor.contains("@lea@"), "who was only asked shows nowhere");
    assert_eq!(eve.api(Method::POST, &format!("{path}/authorship"), json!({ "yes": true })).await?.status, 403);

    lemmy.forgets();
    dan.api(Method::POST, &format!("{path}/authorship"), json!({ "yes": true })).await?.is(200)?;
    world.settle().await?;
    assert_eq!(names(&ann.gets(&path).await?), ["dan", "lea"]);
    let update = lemmy.got("Announce").into_iter().find(|a| a["object"]["type"] == "Update").unwrap_or_default();
    assert_eq!(update["object"]["object"]["attributedTo"], json!(ann.id), "one author, for those who read one");
    assert_eq!(update["object"]["object"]["authors"], json!([ann.id, dan.id, lea.id]), "{update:#}");

    // A name can be taken away again, and stays away when the article is edited.
    dan.api(Method::POST, &format!("{path}/authorship"), json!({ "yes": false })).await?.is(200)?;
    ann.edits(alpha, &article.id, json!({ "body": "More." })).await?;
    assert_eq!(names(&ann.gets(&path).await?), ["lea"]);
    world.end().await
}
