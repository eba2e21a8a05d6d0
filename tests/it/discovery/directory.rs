//! The directory of communities.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Story, World, list_at, text_at};

#[tokio::test]
async fn communities_are_found_by_what_they_are_for() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    for (name, purpose, job) in [("help", "support", "Get a stuck machine going"), ("trams", "ideation", "Make the trams better"), ("talk", "open", "")] {
        ann.api(Method::POST, "/communities", json!({ "name": name, "title": format!("The {name}"), "purpose": purpose, "job": job })).await?.is(201)?;
        world.clock.advance(Duration::from_secs(60));
    }
    bob.founds("far").await?;
    ann.joins(&beta.handle("far")).await?;
    world.settle().await?;
    let visit = alpha.visit()?;
    visit.login("ann").await?;
    visit.send("/communities", "/impromptu", &[("title", "Power cut in Riverside")]).await?;
    world.settle().await?;

    let shows = async |path: &str| -> anyhow::Result<Vec<&'static str>> {
        let page = alpha.get(path).await?.is(200)?.text;
        let list = page.split("data-results>").nth(1).unwrap_or_default().to_owned();
        Ok(["The help", "The trams", "The talk", "The far", "Power cut"].into_iter().filter(|title| list.contains(title)).collect())
    };
    assert_eq!(shows("/communities").await?.len(), 5);
    assert_eq!(shows("/communities?purpose=support").await?, ["The help"]);
    assert_eq!(shows("/communities?lifespan=impromptu").await?, ["Power cut"]);
    assert_eq!(shows("/communities?lifespan=standing&show=here").await?, ["The help", "The trams", "The talk"]);
    assert_eq!(shows("/communities?show=elsewhere").await?, ["The far"]);
    assert_eq!(shows("/communities?q=stuck+machine").await?, ["The help"], "by the job");
    assert_eq!(shows("/communities?q=the&purpose=ideation").await?, ["The trams"], "words and filters together");
    assert_eq!(shows("/communities?active=day&purpose=open&show=here").await?, ["The talk", "Power cut"]);
    world.clock.advance(Duration::from_secs(2 * 24 * 3_600));
    assert!(shows("/communities?active=day").await?.is_empty());
    let empty = alpha.get("/communities?active=day&purpose=feedback").await?.is(200)?.text;
    assert!(empty.contains("Nothing fits") && empty.contains("Within a day") && empty.contains("Feedback"), "{empty}");

    let front = alpha.get("/communities").await?.is(200)?.text;
    assert!(front.contains("Happening now") && front.contains("Get a stuck machine going") && front.contains("isperses"), "{front}");
    world.end_with_work_left()
}

#[tokio::test]
async fn programs_read_the_directory_page_by_page() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    for number in 0..7 {
        let purpose = if number % 2 == 0 { "support" } else { "open" };
        ann.api(Method::POST, "/communities", json!({ "name": format!("c{number}"), "title": format!("C{number}"), "purpose": purpose })).await?.is(201)?;
        world.clock.advance(Duration::from_secs(60));
    }
    for (sort, first) in [("new", "C6"), ("active", "C6"), ("members", "C6")] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/communities?purpose=support&sort={sort}&limit=3&cursor={cursor}");
            let page = alpha.api(Method::GET, &path, Value::Null).await?.is(200)?.json;
            seen.extend(list_at(&page, "/items").iter().map(|one| text_at(one, "/title").to_owned()));
            cursor = text_at(&page, "/next_cursor").to_owned();
            if cursor.is_empty() {
                break;
            }
        }
        assert_eq!(seen, [first, "C4", "C2", "C0"], "{sort}");
    }
    for bad in ["purpose=x", "format=x", "lifespan=x", "active_since=x", "sort=x", "cursor=x"] {
        assert_eq!(alpha.api(Method::GET, &format!("/communities?{bad}"), Value::Null).await?.status, 400, "{bad}");
    }
    world.end().await
}
