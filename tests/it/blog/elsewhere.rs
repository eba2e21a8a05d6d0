//! Articles on their way between servers, in the shapes that each understands.

use reqwest::Method;
use serde_json::json;

use super::{founds, front, publishes};
use crate::support::stranger::wire;
use crate::support::{Place, Software, Story, World, list_at, text_at};

#[tokio::test]
async fn an_article_travels_with_summary_preview_and_cover() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, dan, bob) = (alpha.person("ann").await?, alpha.person("dan").await?, beta.person("bob").await?);
    let trams = Place::ours(&founds(&ann, "trams").await?);
    dan.joins("trams").await?;
    bob.joins(&trams.handle).await?;
    let (mastodon, lemmy) = (world.stranger("mastodon", Software::Mastodon)?, world.stranger("lemmy", Software::Lemmy)?);
    let (max, lea) = (mastodon.person("max"), lemmy.person("lea"));
    max.follows(&trams).await?;
    lea.follows(&trams).await?;
    world.settle().await?;
    mastodon.forgets();
    lemmy.forgets();

    let details = json!({ "summary": "Left & right, explained.", "series": "How it runs", "part": "2", "authors": "@dan" });
    let article = publishes(&ann, "trams", "Points", details).await?;
    dan.api(Method::POST, &format!("/articles/{}/authorship", article.number), json!({ "yes": true })).await?.is(200)?;
    world.settle().await?;
    let document = alpha.document(&article.id).await?.is(200)?.json;
    assert_eq!((text_at(&document, "/type"), text_at(&document, "/name")), ("Article", "Points"));
    assert_eq!(text_at(&document, "/summary"), "Left &amp; right, explained.", "a summary is HTML");
    assert_eq!(document["attributedTo"], json!(ann.id));
    assert_eq!(document["authors"], json!([ann.id, dan.id]));
    assert_eq!((text_at(&document, "/isPartOf/name"), &document["position"]), ("How it runs", &json!(2)));
    assert_eq!(text_at(&document, "/preview/type"), "Note");
    assert!(text_at(&document, "/preview/content").contains("Left &amp; right") && text_at(&document, "/preview/content").contains(&article.id));

    // Lemmy gets the whole activity, Mastodon a boost.
    let passed = lemmy.got("Announce").into_iter().find(|a| a["object"]["type"] == "Create").unwrap_or_default();
    assert_eq!(passed["object"]["object"]["type"], "Article", "{passed:#}");
    assert!(mastodon.got("Announce").iter().any(|a| a["object"] == json!(article.id)));

    // Another house reads all of it, and its people answer as everywhere.
    let far = beta.sees(&article.id).await?;
    let there = bob.gets(&format!("/articles/{}", text_at(&far, "/id"))).await?;
    assert_eq!(text_at(&there, "/summary"), "Left & right, explained.");
    assert_eq!((text_at(&there, "/series/name"), &there["series"]["part"]), ("How it runs", &json!(2)));
    assert_eq!(list_at(&there, "/with").iter().map(|p| text_at(p, "/id")).collect::<Vec<_>>(), [dan.id.as_str()]);
    let reply = bob.replies(beta, &article.id, "Now I know.").await?;
    let note = max.replies(&trams, &article.id, "Ding!").await?;
    world.settle().await?;
    for id in [reply.id.as_str(), text_at(&note, "/id")] {
        assert_eq!(text_at(&alpha.sees(id).await?, "/kind"), "reply");
    }

    // A new summary is news, also where the text is as it was.
    ann.edits(alpha, &article.id, json!({ "details": { "summary": "Explained at last." } })).await?;
    world.settle().await?;
    let there = bob.gets(&format!("/articles/{}", text_at(&far, "/id"))).await?;
    assert_eq!(text_at(&there, "/summary"), "Explained at last.");
    world.end().await
}

#[tokio::test]
async fn articles_from_elsewhere_stand_where_their_authors_may_publish() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let trams = Place::ours(&founds(&ann, "trams").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    let nodebb = world.stranger("nodebb", Software::NodeBb)?;
    let (nora, nils) = (nodebb.person("nora"), nodebb.person("nils"));
    nora.follows(&trams).await?;
    world.settle().await?;

    // Not trusted yet: her words are a discussion, and lost nowhere.
    let first = nora.posts(&trams, "Trams I knew", "There were many.").await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&first, "/id")).await?, "/kind"), "discussion");
    assert!(front(&ann, "trams").await?.is_empty());

    ann.api(Method::PUT, "/communities/trams/blog", json!({ "writers": "everybody" })).await?.is(200)?;
    let mut second = wire::thread(&nora, &trams, "Trams I know", "There are few.");
    second["attributedTo"] = json!([nora.id, nils.id, "https://other.localhost/u/pope"]);
    second["summary"] = json!("<p>Few &amp; good.</p>");
    second["image"] = json!({ "type": "Image", "url": nodebb.url("/cover.png"), "name": "A tram" });
    nora.publishes(&trams, second.clone()).await?;
    world.settle().await?;
    let seen = alpha.sees(text_at(&second, "/id")).await?;
    assert_eq!((text_at(&seen, "/kind"), text_at(&seen, "/attachments/0/url")), ("article", nodebb.url("/cover.png").as_str()));
    let article = ann.gets(&format!("/articles/{}", text_at(&seen, "/id"))).await?;
    assert_eq!(text_at(&article, "/summary"), "Few & good.");
    assert_eq!(list_at(&article, "/with").iter().map(|p| text_at(p, "/name")).collect::<Vec<_>>(), ["nils"]);
    assert_eq!(front(&ann, "trams").await?, ["Trams I know"]);
    nora.edits(&trams, &second, json!({ "summary": "<p>Very few.</p>" })).await?;
    world.settle().await?;
    assert_eq!(text_at(&ann.gets(&format!("/articles/{}", text_at(&seen, "/id"))).await?, "/summary"), "Very few.");

    // A server speaks for its own people; ours are asked, whoever names them.
    let mut third = wire::thread(&nora, &trams, "With Ann", "She does not know.");
    third["attributedTo"] = json!([nora.id, ann.id]);
    nora.publishes(&trams, third.clone()).await?;
    world.settle().await?;
    let number = text_at(&alpha.sees(text_at(&third, "/id")).await?, "/id").to_owned();
    assert!(list_at(&ann.gets(&format!("/articles/{number}")).await?, "/with").is_empty());
    assert_eq!(super::told(&ann).await?.first().map(String::as_str), Some("authorship"));

    // Where there is no blog, an article is a thread of its kind, as before.
    let other = nora.posts(&garden, "Beans", "In May.").await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&other, "/id")).await?, "/kind"), "article");
    world.end().await
}
