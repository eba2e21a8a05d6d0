//! Content warnings, from here and from everywhere.

use reqwest::Method;
use serde_json::json;

use crate::support::stranger::wire;
use crate::support::{Place, Software, Story, World, text_at};

#[tokio::test]
async fn a_warning_folds_what_it_is_about_on_every_server() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    bob.joins(&garden.handle).await?;
    let (mastodon, lemmy) = (world.stranger("mastodon", Software::Mastodon)?, world.stranger("lemmy", Software::Lemmy)?);
    let (max, lena) = (mastodon.person("max"), lemmy.person("lena"));
    max.follows(&garden).await?;
    lena.follows(&garden).await?;
    world.settle().await?;

    // Written here: by the page, with a warning.
    let writer = alpha.visit()?;
    writer.login("ann").await?;
    let too_long = "w".repeat(201);
    let form = "/c/garden?new=1";
    let refused = writer.post(form, "/c/garden/threads", &[("title", "Slugs"), ("body", "They eat each other."), ("warning", &too_long)]).await?;
    assert!(refused.status == 422 && refused.text.contains("At most 200"), "{}", refused.text);
    let values = [("title", "Slugs"), ("body", "They eat each other."), ("warning", "Slugs & slime")];
    let page = writer.send(form, "/c/garden/threads", &values).await?.is(200)?.text;
    assert!(page.contains("<details class=\"warned\"><summary>Slugs &amp; slime</summary>"), "{page}");
    world.settle().await?;
    let sent = lemmy.got_one("Announce/Create")?["object"]["object"].clone();
    assert_eq!((text_at(&sent, "/summary"), &sent["sensitive"]), ("Slugs & slime", &json!(true)));
    let id = text_at(&sent, "/id").to_owned();
    assert_eq!(text_at(&beta.sees(&id).await?, "/warning"), "Slugs & slime");
    let list = alpha.get("/c/garden").await?.text;
    assert!(list.contains("Slugs &amp; slime") && !list.contains("They eat each other"), "{list}");

    // A reply with a warning is a note like Mastodon's.
    let path = format!("/threads/{}/replies", text_at(&alpha.sees(&id).await?, "/id"));
    let reply = ann.api(Method::POST, &path, json!({ "body": "Salt.", "warning": "Death" })).await?.is(201)?;
    assert_eq!(reply.json["sensitive"], json!(true));
    world.settle().await?;
    let note = alpha.document(reply.at("/ap_id")).await?.is(200)?.json;
    assert_eq!((text_at(&note, "/type"), text_at(&note, "/summary"), &note["sensitive"]), ("Note", "Death", &json!(true)));

    // Written on Mastodon.
    let mut toot = wire::thread(&max, &garden, "Snails", "They are slow.");
    wire::merge(&mut toot, json!({ "summary": "Snails inside", "sensitive": true }));
    let toot = max.publishes(&garden, toot).await?;
    world.settle().await?;
    let seen = alpha.sees(text_at(&toot, "/id")).await?;
    assert_eq!((text_at(&seen, "/warning"), text_at(&seen, "/title")), ("Snails inside", "Snails"));
    let shown = alpha.get(&format!("/post/{}", text_at(&seen, "/id"))).await?.is(200)?.text;
    assert!(shown.contains("<summary>Snails inside</summary>") && !shown.contains("content=\"They are slow"), "{shown}");
    max.edits(&garden, &toot, json!({ "summary": null, "sensitive": false })).await?;
    world.settle().await?;
    assert_eq!(alpha.sees(text_at(&toot, "/id")).await?["warning"], json!(null));

    // The author takes it off again; a teaser of other software is no warning.
    let edit = format!("{}/edit", writer.place());
    writer.send(&edit, &edit, &[("title", "Slugs"), ("body", "They eat each other."), ("warning", "")]).await?.is(200)?;
    world.settle().await?;
    let now = beta.sees(&id).await?;
    assert_eq!((&now["warning"], &now["sensitive"]), (&json!(null), &json!(false)));
    let mut page = wire::thread(&lena, &garden, "Beans", "They climb.");
    wire::merge(&mut page, json!({ "summary": "They climb.", "sensitive": true }));
    let page = lena.publishes(&garden, page).await?;
    world.settle().await?;
    let seen = alpha.sees(text_at(&page, "/id")).await?;
    assert_eq!((&seen["warning"], &seen["sensitive"]), (&json!(null), &json!(true)));
    world.end().await
}
