//! What a member may like, by what their fellow members are in.

use reqwest::Method;
use serde_json::Value;

use crate::support::person::Person;
use crate::support::{Story, World, list_at, text_at};

async fn suggested(person: &Person) -> anyhow::Result<Vec<(String, i64)>> {
    let list = person.gets("/suggestions").await?;
    Ok(list_at(&list, "").iter().map(|one| (text_at(one, "/community/name").to_owned(), one["people"].as_i64().unwrap_or(0))).collect())
}

#[tokio::test]
async fn fellow_members_say_where_they_are_and_not_who() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let mut people = Vec::new();
    for name in ["ann", "bob", "cat", "dan", "eve", "fay"] {
        people.push(alpha.person(name).await?);
    }
    let ann = &people[0];
    let founder = alpha.person("olga").await?;
    for name in ["garden", "bees", "compost", "chess", "secret"] {
        founder.founds(name).await?;
    }
    for person in &people {
        person.joins("garden").await?;
    }
    // Three fellow gardeners keep bees besides the founder of everything, one plays chess.
    for person in &people[1..4] {
        person.joins("bees").await?;
    }
    for person in &people[1..3] {
        person.joins("compost").await?;
    }
    people[4].joins("chess").await?;
    let list = suggested(ann).await?;
    // The founder is a member of each as well, and a fellow gardener.
    assert_eq!(list, [("bees".to_owned(), 4), ("compost".to_owned(), 3)]);

    let visit = alpha.visit()?;
    visit.login("ann").await?;
    for path in ["/", "/communities"] {
        let page = visit.page(path).await?.is(200)?.text;
        assert!(page.contains("You may like") && page.contains("4 people from your communities"), "{path}: {page}");
        assert!(!page.contains("/u/bob"), "nobody is named");
    }
    assert!(!alpha.get("/communities").await?.text.contains("You may like"));

    // "Not for me" counts, for this person alone; and what one has joined is no suggestion.
    visit.send("/communities", "/c/bees/unwanted", &[]).await?.is(200)?;
    assert_eq!(suggested(ann).await?, [("compost".to_owned(), 3)]);
    ann.joins("compost").await?;
    assert!(suggested(ann).await?.is_empty());
    assert_eq!(suggested(&people[5]).await?.len(), 2);
    people[5].api(Method::DELETE, "/suggestions/compost", Value::Null).await?.is(204)?;
    assert_eq!(suggested(&people[5]).await?, [("bees".to_owned(), 4)]);
    assert_eq!(people[5].api(Method::DELETE, "/suggestions/nowhere", Value::Null).await?.status, 404);
    assert_eq!(alpha.api(Method::GET, "/suggestions", Value::Null).await?.status, 401);
    world.end().await
}
