//! The tags that a community offers: defined by its stewards, chosen by authors on every server.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::stranger::wire;
use crate::support::{Place, Software, Story, World, list_at, text_at};

#[tokio::test]
async fn tags_travel_with_threads() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, dan, bob) = (alpha.person("ann").await?, alpha.person("dan").await?, beta.person("bob").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    bob.joins(&garden.handle).await?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&garden).await?;
    world.settle().await?;

    let path = "/communities/garden/tags";
    let news = json!({ "name": "News", "description": "What happened", "color": "color03" });
    assert_eq!(dan.api(Method::POST, path, news.clone()).await?.status, 403);
    let news = ann.api(Method::POST, path, news).await?.is(201)?.json;
    let help = ann.api(Method::POST, path, json!({ "name": "Help wanted", "color": "color07" })).await?.is(201)?.json;
    for wrong in [json!({ "name": "", "color": "color01" }), json!({ "name": "NEWS", "color": "color01" }), json!({ "name": "x", "color": "red" })] {
        assert_eq!(ann.api(Method::POST, path, wrong.clone()).await?.status, 422, "{wrong}");
    }
    world.settle().await?;
    let told = lemmy.got("Announce/Update").pop().unwrap_or_default();
    let tag = told.pointer("/object/object/tag/0").cloned().unwrap_or_default();
    assert_eq!((text_at(&tag, "/type"), text_at(&tag, "/preferredUsername"), text_at(&tag, "/color")), ("CommunityPostTag", "News", "color03"));
    assert_eq!(list_at(&alpha.document("/c/garden").await?.is(200)?.json, "/tag").len(), 2);
    let there = beta.api(Method::GET, &format!("/communities/{}/tags", garden.handle), Value::Null).await?.is(200)?;
    assert_eq!(list_at(&there.json, "/items").len(), 2, "{}", there.text);

    // Here, in the other house, and on Lemmy.
    let body = json!({ "title": "Rain", "body": "#weather At last.", "tags": [news["id"]] });
    let rain = dan.api(Method::POST, "/communities/garden/threads", body).await?.is(201)?;
    assert_eq!(dan.api(Method::POST, "/communities/garden/threads", json!({ "title": "X", "tags": ["1"] })).await?.status, 422);
    let theirs = text_at(&there.json, "/items/1/id");
    let path = format!("/communities/{}/threads", garden.handle);
    let hose = bob.api(Method::POST, &path, json!({ "title": "A hose", "tags": [theirs] })).await?.is(201)?;
    let mut page = wire::thread(&lena, &garden, "Who waters?", "In May.");
    page["tag"] = json!([{ "type": "CommunityPostTag", "id": help["ap_id"], "preferredUsername": "help" }, { "type": "CommunityPostTag", "id": "https://evil.example/tag/1", "preferredUsername": "evil" }]);
    let page = lena.publishes(&garden, page).await?;
    world.settle().await?;
    let sent = lemmy.got("Announce/Create");
    let sent = sent.iter().find(|it| text_at(it, "/object/object/name") == "Rain").cloned().unwrap_or_default();
    let types: Vec<&str> = list_at(&sent, "/object/object/tag").iter().map(|tag| text_at(tag, "/type")).collect();
    assert_eq!(types, ["Mention", "Hashtag", "CommunityPostTag"], "hashtags stay what they were");
    for id in [hose.at("/ap_id"), text_at(&page, "/id")] {
        assert_eq!(text_at(&alpha.sees(id).await?, "/tags/0/name"), "Help wanted", "{id}");
    }
    assert_eq!(text_at(&beta.sees(rain.at("/ap_id")).await?, "/tags/0/name"), "News");

    // The list of one tag, by the API and on the page.
    let only = alpha.api(Method::GET, &format!("/communities/garden/threads?tag={}", text_at(&help, "/id")), Value::Null).await?.is(200)?;
    assert_eq!(list_at(&only.json, "/items").len(), 2);
    let shown = alpha.get(&format!("/c/garden?tag={}", text_at(&news, "/id"))).await?.is(200)?.text;
    assert!(shown.contains(">Rain</a>") && !shown.contains(">A hose</a>") && shown.contains("Only threads tagged"), "{shown}");
    let all = alpha.get("/c/garden?tag=77").await?.is(200)?.text;
    assert!(all.contains(">Rain</a>") && all.contains(">A hose</a>"));
    let way = alpha.get(&format!("/c/garden/tag/{}", text_at(&news, "/id"))).await?;
    assert!(way.status == 303 && way.header("location").contains("?tag="), "{way:?}");

    // An edit changes them; what is taken out of use is seen no more.
    dan.edits(alpha, rain.at("/ap_id"), json!({ "tags": [help["id"]] })).await?;
    world.settle().await?;
    assert_eq!(text_at(&beta.sees(rain.at("/ap_id")).await?, "/tags/0/name"), "Help wanted");
    dan.edits(alpha, rain.at("/ap_id"), json!({ "body": "At last, rain." })).await?;
    assert_eq!(list_at(&alpha.sees(rain.at("/ap_id")).await?, "/tags").len(), 1);
    ann.api(Method::DELETE, &format!("/communities/garden/tags/{}", text_at(&help, "/id")), Value::Null).await?.is(204)?;
    world.settle().await?;
    assert!(list_at(&alpha.sees(rain.at("/ap_id")).await?, "/tags").is_empty());
    assert!(list_at(&beta.sees(rain.at("/ap_id")).await?, "/tags").is_empty());
    world.end().await
}

#[tokio::test]
async fn stewards_define_tags_on_a_page() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, _) = (alpha.person("ann").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    let (steward, member) = (alpha.visit()?, alpha.visit()?);
    steward.login("ann").await?;
    member.login("dan").await?;
    let page = "/c/garden/tags";
    assert_eq!(member.page(page).await?.status, 403);
    assert!(steward.page("/c/garden/edit").await?.text.contains(page));
    let refused = steward.post(page, page, &[("name", " "), ("description", "Kept"), ("color", "color02")]).await?;
    assert!(refused.status == 422 && refused.text.contains("Give it a name") && refused.text.contains("Kept"), "{}", refused.text);
    let made = steward.send(page, page, &[("name", "Tools"), ("color", "color02")]).await?.is(200)?.text;
    let number = made.split("/c/garden/tags/").nth(1).and_then(|rest| rest.split('#').next()).unwrap_or_default().to_owned();
    let form = member.page("/c/garden?new=1").await?.is(200)?.text;
    assert!(form.contains(&format!("name=\"tag_{number}\"")), "{form}");
    let ticked = format!("tag_{number}");
    let thread = member.send("/c/garden?new=1", "/c/garden/threads", &[("title", "A rake"), (&ticked, "1")]).await?.is(200)?.text;
    assert!(thread.contains(&format!("href=\"/c/garden?tag={number}\"")), "{thread}");
    let edit = format!("{}/edit", member.place());
    assert!(member.page(&edit).await?.text.contains(&format!("name=\"tag_{number}\" value=\"1\" checked")));
    let without = member.send(&edit, &edit, &[("title", "A rake")]).await?.is(200)?.text;
    assert!(!without.contains(&format!("?tag={number}")));

    let own = format!("{page}/{number}");
    steward.send(&own, &own, &[("name", "Tools & gear"), ("color", "color04")]).await?.is(200)?;
    assert!(alpha.get("/c/garden").await?.text.contains("Tools &amp; gear"));
    steward.send(&own, &own, &[("name", "Tools & gear"), ("color", "color04"), ("retire", "1")]).await?.is(200)?;
    assert!(!alpha.get("/c/garden").await?.text.contains("Tools &amp; gear"));
    assert!(alpha.get("/c/garden/modlog").await?.text.contains("Tag taken out of use"));
    world.end().await
}
