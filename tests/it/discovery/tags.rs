//! Hashtags: one page for each, across all communities.

use reqwest::Method;
use serde_json::Value;

use crate::support::{Story, World, list_at, text_at};

#[tokio::test]
async fn a_hashtag_leads_to_everything_that_has_it() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    ann.founds("green").await?;
    ann.founds("wheels").await?;
    bob.joins(&alpha.handle("green")).await?;
    world.settle().await?;
    let thread = ann.posts("green", "First frost", "Cover your #Tomatoes and #Köln").await?;
    ann.posts("wheels", "Trailers", "For #tomatoes, say").await?;
    ann.posts("wheels", "Bells", "Nothing").await?;
    bob.posts(&alpha.handle("green"), "From elsewhere", "Ours have #TOMATOES too").await?;
    world.settle().await?;
    let reply = ann.replies(alpha, &thread.id, "Mine: #tomatoes").await?;

    let page = alpha.get("/tags/tomatoes").await?.is(200)?.text;
    for there in ["First frost", "Trailers", "From elsewhere", &format!("/post/{}\"", reply.number)] {
        assert!(page.contains(there), "{there}: {page}");
    }
    assert!(!page.contains("Bells"));
    assert!(alpha.get("/tags/%23Tomatoes").await?.is(200)?.text.contains("Trailers"), "however it is written");
    assert!(alpha.get("/tags/k%C3%B6ln").await?.is(200)?.text.contains("First frost"));
    assert!(alpha.get("/tags/nothing").await?.is(200)?.text.contains("Nothing has the hashtag"));
    assert_eq!(alpha.get("/tags/a%20b").await?.status, 404);
    let post = alpha.get(&format!("/post/{}", thread.number)).await?.is(200)?.text;
    assert!(post.contains("/tags/tomatoes\"") && post.contains("/tags/k%C3%B6ln\""), "{post}");
    let feed = alpha.get("/tags/tomatoes/feed.atom").await?.is(200)?;
    assert!(feed.header("content-type").starts_with("application/atom+xml") && feed.text.contains("Trailers") && feed.text.contains(&reply.id));
    let sent = alpha.document(&thread.id).await?.is(200)?.text;
    assert!(sent.contains(&alpha.url("/tags/tomatoes")), "{sent}");

    // What is taken away is on no list, and lists go on by the last one seen.
    ann.acts(alpha, &thread.id, "remove").await?.is(200)?;
    assert!(!alpha.get("/tags/tomatoes").await?.is(200)?.text.contains("First frost"));
    let first = alpha.api(Method::GET, "/tags/tomatoes?limit=2", Value::Null).await?.is(200)?.json;
    let rest = alpha.api(Method::GET, &format!("/tags/tomatoes?limit=2&cursor={}", text_at(&first, "/next_cursor")), Value::Null).await?.is(200)?.json;
    assert_eq!((list_at(&first, "/items").len(), list_at(&rest, "/items").len()), (2, 1));
    world.end().await
}
