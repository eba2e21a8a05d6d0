//! An idea from its proposal to the day it ships.

use reqwest::Method;
use serde_json::json;

use super::{founds, number_in, proposes, status, told};
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

#[tokio::test]
async fn an_idea_travels_from_proposal_to_shipped() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    let (bob, cat) = (beta.person("bob").await?, beta.person("cat").await?);
    let trams = Place::ours(&founds(&ann, "trams", "ideation").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    bob.joins(&trams.handle).await?;
    cat.joins(&trams.handle).await?;
    max.follows(&trams).await?;
    world.settle().await?;

    let idea = proposes(&bob, &trams.handle, "Hooks for bicycles").await?;
    world.settle().await?;
    let at_home = number_in(alpha, &idea.id).await?;
    assert_eq!(text_at(&alpha.sees(&idea.id).await?, "/kind"), "idea");
    assert_eq!(text_at(&ann.gets(&format!("/ideas/{at_home}")).await?, "/status"), "proposed");

    dan.votes(alpha, &idea.id, 1).await?;
    cat.votes(beta, &idea.id, 1).await?;
    max.likes(&trams, &idea.id).await?;
    world.settle().await?;
    let reply = dan.replies(alpha, &idea.id, "Two hooks for each car would do.").await?;
    world.settle().await?;
    let seen = ann.gets(&format!("/ideas/{at_home}")).await?;
    assert_eq!((number_at(&seen, "/votes/ups_here"), number_at(&seen, "/votes/ups_elsewhere")), (1, 2), "{seen:#}");

    // Nobody else decides, and nobody without a reason.
    assert_eq!(status(&dan, &at_home, "planned", "I want it.").await?.status, 403);
    assert_eq!(status(&ann, &at_home, "planned", " ").await?.status, 422);
    assert_eq!(status(&ann, &at_home, "duplicate", "No.").await?.status, 422);
    status(&ann, &at_home, "planned", "The workshop has room in June.").await?.is(200)?;
    world.settle().await?;

    let far = ann.gets(&format!("/ideas/{at_home}")).await?;
    assert_eq!(text_at(&far, "/status"), "planned");
    let there = bob.gets(&format!("/ideas/{}", number_in(beta, &idea.id).await?)).await?;
    assert_eq!(text_at(&there, "/status"), "planned");
    assert_eq!(list_at(&there, "/history").len(), 1, "{there:#}");
    assert_eq!(text_at(&there, "/history/0/by/id"), ann.id);
    assert!(text_at(&there, "/history/0/reason").contains("room in June"), "{there:#}");
    // The voters hear of it on both servers, its author by the reply.
    assert_eq!(told(&dan).await?, ["standing"]);
    assert_eq!(told(&cat).await?, ["standing"]);
    assert_eq!(told(&bob).await?.first().map(String::as_str), Some("reply"));

    // A second change, with the people behind it.
    let dan_here = dan.number_at(alpha).await?.to_string();
    let body = json!({ "status": "shipped", "reason": "Hooks in all cars.", "credits": [bob.number_at(alpha).await?.to_string(), dan_here, "77"] });
    ann.api(Method::POST, &format!("/ideas/{at_home}/status"), body).await?.is(200)?;
    world.settle().await?;
    let shipped = ann.gets(&format!("/ideas/{at_home}")).await?;
    let mut thanked: Vec<&str> = list_at(&shipped, "/credits").iter().map(|p| text_at(p, "/id")).collect();
    thanked.sort_unstable();
    let mut expected = [bob.id.as_str(), dan.id.as_str()];
    expected.sort_unstable();
    assert_eq!(thanked, expected, "only people who took part are named");
    let page = alpha.get(&format!("/post/{at_home}")).await?.is(200)?.text;
    assert!(page.contains("Shipped") && page.contains("The people behind it"), "{page}");
    assert_eq!(text_at(&bob.gets(&format!("/ideas/{}", number_in(beta, &idea.id).await?)).await?, "/status"), "shipped");
    assert_eq!(number_at(&alpha.sees(&idea.id).await?, "/replies"), 3);
    assert_eq!(text_at(&alpha.sees(&reply.id).await?, "/kind"), "reply");
    let log = alpha.get("/c/trams/modlog").await?.is(200)?.text;
    assert!(log.contains("room in June") && log.contains("Status changed"));
    world.end().await
}

/// Whoever writes from elsewhere proposes an idea too, and is told by name.
#[tokio::test]
async fn an_idea_from_mastodon_is_answered_there() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let rita = crate::support::person::Person::clone(&alpha.moderator("rita").await?);
    let trams = Place::ours(&founds(&ann, "trams", "ideation").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    let note = max.posts(&trams, "Quiet cars", "One in each tram.").await?;
    world.settle().await?;
    let id = text_at(&note, "/id");
    assert_eq!(text_at(&alpha.sees(id).await?, "/kind"), "idea");
    mastodon.forgets();

    status(&rita, &number_in(alpha, id).await?, "declined", "The trams are too short.").await?.is(200)?;
    world.settle().await?;
    let told = mastodon.got_one("Create")?;
    assert_eq!(told["object"]["inReplyTo"], json!(id));
    assert_eq!(told["object"]["standing"], "declined");
    assert!(told["object"]["content"].as_str().unwrap_or_default().contains("too short"), "{told:#}");
    let named = told["object"]["tag"].as_array().into_iter().flatten().any(|tag| tag["href"] == json!(max.id));
    assert!(named, "{told:#}");
    // Nobody speaks for Max: his own note is not sent anew.
    assert!(mastodon.got("Update").is_empty());
    world.end().await
}

/// A member of a third server says in a reply that it shipped.
#[tokio::test]
async fn only_a_community_says_where_its_ideas_stand() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    let trams = Place::ours(&founds(&ann, "trams", "ideation").await?);
    let evil = world.stranger("evil", Software::Lemmy)?;
    let eve = evil.person("eve");
    bob.joins(&trams.handle).await?;
    eve.follows(&trams).await?;
    world.settle().await?;
    let idea = proposes(&ann, "trams", "Heated stops").await?;
    world.settle().await?;

    let mut lie = crate::support::stranger::wire::reply(&eve, &trams, &idea.id, "It is done!");
    lie["standing"] = json!("shipped");
    eve.publishes(&trams, lie.clone()).await?;
    world.settle().await?;
    for (house, person) in [(alpha, &ann), (beta, &bob)] {
        assert!(house.post(text_at(&lie, "/id")).await?.is_some(), "the reply came to {}", house.name);
        let seen = person.gets(&format!("/ideas/{}", number_in(house, &idea.id).await?)).await?;
        assert_eq!(text_at(&seen, "/status"), "proposed", "at {}", house.name);
    }
    // An idea that calls itself shipped begins at the beginning.
    let mut proud = crate::support::stranger::wire::thread(&eve, &trams, "Golden rails", "Please.");
    proud["additionalType"] = json!("Idea");
    proud["standing"] = json!("shipped");
    eve.publishes(&trams, proud.clone()).await?;
    world.settle().await?;
    let number = number_in(alpha, text_at(&proud, "/id")).await?;
    assert_eq!(text_at(&ann.gets(&format!("/ideas/{number}")).await?, "/status"), "proposed");
    world.end().await
}
