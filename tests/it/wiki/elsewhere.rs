//! People on other servers read the wiki there, and suggest from home.

use reqwest::Method;
use serde_json::{Value, json};

use super::{begins, decides, edits, founds, history, page, waiting};
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

const TEXT: &str = "# Saws\n\nThe big saw hangs left.\n\n# Hours\n\nFrom nine.";

#[tokio::test]
async fn a_page_travels_as_an_article_and_each_revision_as_its_update() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let workshop = Place::ours(&founds(&ann, "workshop").await?);
    let (lemmy, mastodon) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("mastodon", Software::Mastodon)?);
    lemmy.person("lea").follows(&workshop).await?;
    mastodon.person("max").follows(&workshop).await?;
    world.settle().await?;
    let tools = begins(&ann, "workshop", "tools", "Tools", &format!("{TEXT}\n\nSee [[rules]].")).await?;
    world.settle().await?;
    let create = lemmy.got_one("Announce")?["object"].clone();
    assert_eq!((&create["type"], &create["object"]["type"]), (&json!("Create"), &json!("Article")));
    let article = &create["object"];
    assert_eq!((text_at(article, "/name"), text_at(article, "/wikiPath")), ("Tools", "tools"));
    assert!(text_at(article, "/content").contains(&format!("href=\"{}", alpha.url("/c/workshop/wiki/rules"))), "{article:#}");
    assert_eq!(text_at(article, "/wikiEditor"), ann.id);
    assert_ne!(text_at(article, "/attributedTo"), ann.id, "the page is nobody's own");
    assert_eq!(mastodon.got("Announce").len(), 1);
    lemmy.forgets();
    mastodon.forgets();

    edits(&ann, &tools, &TEXT.replace("left", "right"), "The saw moved").await?.is(200)?;
    edits(&ann, &page(&ann, text_at(&tools, "/id")).await?, &TEXT.replace("left", "in the shed"), "Again").await?.is(200)?;
    world.settle().await?;
    let updates: Vec<Value> = lemmy.got("Announce").into_iter().map(|a| a["object"].clone()).collect();
    assert_eq!(updates.iter().filter(|u| u["type"] == "Update").count(), 2, "{updates:#?}");
    assert!(updates.iter().all(|u| u["object"]["id"] == tools["ap_id"]), "no revision is another post");
    let told = mastodon.got("Update");
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(mastodon.got("Announce").is_empty() && mastodon.got("Create").is_empty());
    assert_eq!(number_at(&told[1], "/object/wikiRevision"), 3);
    // The document at the page's own address is the page.
    let path = text_at(&tools, "/ap_id").strip_prefix(&alpha.base).unwrap_or_default().to_owned();
    assert_eq!(text_at(&alpha.document(&path).await?.is(200)?.json, "/wikiPath"), "tools");
    world.end().await
}

#[tokio::test]
async fn a_member_of_another_house_reads_the_wiki_at_home_and_suggests_from_there() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    founds(&ann, "workshop").await?;
    let handle = alpha.handle("workshop");
    bob.joins(&handle).await?;
    world.settle().await?;
    let tools = begins(&ann, "workshop", "tools", "Tools", &format!("{TEXT}\n\nSee [[rules]].")).await?;
    let id = text_at(&tools, "/id").to_owned();
    world.settle().await?;
    edits(&ann, &tools, &format!("{TEXT}\n\nSee [[rules]] and [[tools]]."), "More").await?.is(200)?;
    world.settle().await?;
    let there = text_at(&beta.sees(text_at(&tools, "/ap_id")).await?, "/id").to_owned();
    let copy = page(&bob, &there).await?;
    assert_eq!((text_at(&copy, "/path"), number_at(&copy, "/number")), ("tools", 2));
    assert_eq!(text_at(&copy, "/author/id"), ann.id, "whoever wrote it is named in every house");
    let visit = beta.visit()?;
    visit.login("bob").await?;
    let shown = visit.page(&format!("/c/{handle}/wiki/tools")).await?.is(200)?.text;
    assert!(shown.contains("Suggest a change") && shown.contains(&format!("href=\"/c/{handle}/wiki/rules\"")), "{shown}");

    let text = format!("{}\n\nSee [[rules]] and [[tools]].", TEXT.replace("From nine.", "From ten."));
    edits(&bob, &copy, &text, "Sundays changed").await?.is(202)?;
    // The page changes meanwhile, in another part.
    edits(&ann, &page(&ann, &id).await?, &format!("{}\n\nSee [[rules]] and [[tools]].", TEXT.replace("left", "right")), "").await?.is(200)?;
    world.settle().await?;
    let queue = waiting(&ann, "workshop").await?;
    assert_eq!(queue.len(), 1, "{queue:#?}");
    assert_eq!((text_at(&queue[0], "/author/id"), text_at(&queue[0], "/summary")), (bob.id.as_str(), "Sundays changed"));
    decides(&ann, &queue[0], true, "").await?.is(204)?;
    world.settle().await?;
    let now = page(&ann, &id).await?;
    assert!(text_at(&now, "/source").contains("From ten.") && text_at(&now, "/source").contains("hangs right"), "{now:#}");
    assert_eq!(text_at(&now, "/author/id"), bob.id);
    let copy = page(&bob, &there).await?;
    assert!(text_at(&copy, "/source").contains("From ten."), "the revision comes back to the house it came from: {copy:#}");
    // Bob is told by a reply.
    let told = list_at(&bob.gets("/notifications").await?, "/items").len();
    assert!(told >= 1);
    world.end().await
}

#[tokio::test]
async fn a_reply_with_a_marked_block_is_a_suggestion() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let workshop = Place::ours(&founds(&ann, "workshop").await?);
    let (lemmy, mastodon) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("mastodon", Software::Mastodon)?);
    let (lea, max) = (lemmy.person("lea"), mastodon.person("max"));
    lea.follows(&workshop).await?;
    max.follows(&workshop).await?;
    world.settle().await?;
    let tools = begins(&ann, "workshop", "tools", "Tools", TEXT).await?;
    let (id, ap_id) = (text_at(&tools, "/id").to_owned(), text_at(&tools, "/ap_id").to_owned());
    world.settle().await?;

    // Mastodon's people write into one field: their software makes lines of it.
    max.replies(&workshop, &ap_id, "Sundays have changed.</p><p>```suggestion Hours<br>From ten.<br>```").await?;
    // Lemmy's people write Markdown.
    let mut whole = crate::support::stranger::wire::reply(&lea, &workshop, &ap_id, "x");
    whole["source"] = json!({ "content": "No saws any more.\n\n```suggestion\n# Hours\n\nFrom eleven.\n```", "mediaType": "text/markdown" });
    lea.publishes(&workshop, whole).await?;
    lea.replies(&workshop, &ap_id, "Just talk.").await?;
    world.settle().await?;
    let queue = waiting(&ann, "workshop").await?;
    assert_eq!(queue.len(), 2, "{queue:#?}");
    assert_eq!(text_at(&queue[0], "/author/id"), max.id);
    assert_eq!(text_at(&queue[0], "/source"), TEXT.replace("From nine.", "From ten."));
    assert_eq!(text_at(&queue[0], "/summary"), "Sundays have changed.");
    mastodon.forgets();
    decides(&ann, &queue[0], true, "").await?.is(204)?;
    world.settle().await?;
    let thanks = mastodon.got_one("Create")?;
    assert!(text_at(&thanks, "/object/content").contains("Taken over"), "{thanks:#}");
    assert_eq!(text_at(&history(&ann, &id).await?[0], "/author/id"), max.id);

    // The second one changed the same lines: a steward is shown both texts, and refuses it with a reason.
    let clash = decides(&ann, &queue[1], true, "").await?.is(409)?;
    assert!(clash.at("/theirs").contains("From ten.") && clash.at("/yours").contains("From eleven."), "{clash:?}");
    lemmy.forgets();
    decides(&ann, &queue[1], false, "The saws stay").await?.is(204)?;
    world.settle().await?;
    let answers: Vec<Value> = lemmy.got("Announce").into_iter().filter(|a| a["object"]["type"] == "Create").collect();
    assert!(answers.iter().any(|a| text_at(a, "/object/object/content").contains("The saws stay")), "{answers:#?}");
    assert_eq!(waiting(&ann, "workshop").await?.len(), 0);
    world.end().await
}

#[tokio::test]
async fn nobody_elsewhere_writes_a_page_by_saying_so() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    let workshop = Place::ours(&founds(&ann, "workshop").await?);
    let evil = world.stranger("evil", Software::Lemmy)?;
    let eve = evil.person("eve");
    bob.joins(&workshop.handle).await?;
    eve.follows(&workshop).await?;
    world.settle().await?;
    let tools = begins(&ann, "workshop", "tools", "Tools", TEXT).await?;
    world.settle().await?;
    let mut lie = crate::support::stranger::wire::thread(&eve, &workshop, "Tools", "Buy here");
    lie["type"] = json!("Article");
    lie["additionalType"] = json!("WikiPage");
    lie["wikiPath"] = json!("offers");
    eve.publishes(&workshop, lie.clone()).await?;
    world.settle().await?;
    for (house, person, community) in [(alpha, &ann, "workshop".to_owned()), (beta, &bob, workshop.handle.clone())] {
        let seen = house.sees(text_at(&lie, "/id")).await?;
        assert_ne!(text_at(&seen, "/kind"), "wiki", "at {}", house.name);
        let all = person.gets(&format!("/communities/{community}/wiki")).await?;
        let paths: Vec<&str> = list_at(&all, "/items").iter().map(|p| text_at(p, "/path")).collect();
        assert_eq!(paths, ["tools"], "at {}", house.name);
    }
    // Nor does she change one that is there.
    let mut forged = json!({ "id": tools["ap_id"], "type": "Article", "name": "Tools", "content": "<p>Gone</p>", "wikiPath": "tools", "wikiRevision": 9 });
    forged["attributedTo"] = json!(eve.id);
    forged["to"] = json!([workshop.id, "https://www.w3.org/ns/activitystreams#Public"]);
    forged["cc"] = json!([]);
    let update = crate::support::stranger::wire::about(&eve, "Update", &forged);
    let answer = eve.tries(&workshop.inbox, &update).await?;
    assert!(matches!(answer.status, 202 | 400 | 403), "{answer:?}");
    world.settle().await?;
    let now = ann.api(Method::GET, &format!("/wiki/{}", text_at(&tools, "/id")), Value::Null).await?.is(200)?;
    assert_eq!(now.at("/source"), TEXT);
    world.end().await
}

#[tokio::test]
async fn wiki_software_sends_its_change_as_a_patch() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let workshop = Place::ours(&founds(&ann, "workshop").await?);
    let ibis = world.stranger("other", Software::Lemmy)?;
    let ida = ibis.person("ida");
    ida.follows(&workshop).await?;
    world.settle().await?;
    let tools = begins(&ann, "workshop", "tools", "Tools", "one\n\ntwo\n\nthree\n\nfour").await?;
    let patch = |number: u32, diff: &str| {
        let object = json!({
            "type": "Patch", "id": ibis.url(&format!("/article/tools/{number}")), "content": diff, "summary": "It is three times two",
            "version": "c2", "previousVersion": tools["revision_id"], "object": tools["ap_id"], "attributedTo": ida.id,
        });
        let mut edit = crate::support::stranger::wire::activity(&ida, "Edit", object);
        edit["to"] = json!([workshop.id, "https://www.w3.org/ns/activitystreams#Public"]);
        edit
    };
    let good = "--- original\n+++ modified\n@@ -1,5 +1,5 @@\n one\n \n-two\n+two, two, two\n \n three\n";
    ida.sends(&workshop.inbox, &patch(1, good)).await?;
    ida.sends(&workshop.inbox, &patch(1, good)).await?;
    ida.sends(&workshop.inbox, &patch(2, "@@ -1 +1 @@\n-nothing like it\n+x\n")).await?;
    ida.sends(&workshop.inbox, &patch(3, "no patch at all")).await?;
    world.settle().await?;
    let queue = waiting(&ann, "workshop").await?;
    assert_eq!(queue.len(), 1, "once, and only what fits: {queue:#?}");
    assert_eq!((text_at(&queue[0], "/author/id"), text_at(&queue[0], "/summary")), (ida.id.as_str(), "It is three times two"));
    decides(&ann, &queue[0], true, "").await?.is(204)?;
    let now = page(&ann, text_at(&tools, "/id")).await?;
    assert_eq!((text_at(&now, "/source"), text_at(&now, "/author/id")), ("one\n\ntwo, two, two\n\nthree\n\nfour", ida.id.as_str()));
    world.end().await
}
