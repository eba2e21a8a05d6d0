//! Members write a wiki in the browser: the first page, links, history, moves, care.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::{acts, begins, edits, founds, history, page, told, waiting};
use crate::support::{Story, World, number_at, text_at};

#[tokio::test]
async fn a_wiki_grows_from_nothing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "workshop").await?;
    let visit = alpha.visit()?;
    visit.login("ann").await?;
    let empty = visit.page("/c/workshop/wiki").await?.is(200)?.text;
    assert!(empty.contains("Nobody has written a page yet") && empty.contains("/c/workshop/wiki-new"), "{empty}");

    let text = "Welcome. See [[Tools/Big saw]] or [[rules|what holds here]].";
    let fields = [("title", "Home"), ("path", ""), ("body", text), ("summary", "A beginning")];
    let front = visit.send("/c/workshop/wiki-new", "/c/workshop/wiki-new", &fields).await?.is(200)?.text;
    assert_eq!(visit.place(), "/c/workshop/wiki/home");
    assert!(front.contains("class=\"wiki-missing\"") && front.contains("href=\"/c/workshop/wiki/tools/big-saw\""), "{front}");
    assert!(front.contains(">what holds here</a>"), "{front}");

    // The way to a page that is not there leads to writing it.
    let missing = visit.page("/c/workshop/wiki/Tools/Big%20saw").await?;
    assert_eq!((missing.status, visit.place().as_str()), (404, "/c/workshop/wiki/tools/big-saw"));
    assert!(missing.text.contains("Write this page") && missing.text.contains(">Home<"), "{}", missing.text);
    let new = "/c/workshop/wiki-new?path=tools%2Fbig-saw";
    let form = visit.page(new).await?.is(200)?.text;
    assert!(form.contains("value=\"tools/big-saw\"") && form.contains("value=\"Big saw\""), "{form}");
    let fields = [("title", "The big saw"), ("path", "tools/big-saw"), ("body", "Back to [[home]].")];
    let saw = visit.send(new, "/c/workshop/wiki-new", &fields).await?.is(200)?.text;
    assert!(saw.contains("Pages that link here") && saw.contains("href=\"/c/workshop/wiki/home\""), "{saw}");
    let front = visit.page("/c/workshop/wiki").await?.is(200)?.text;
    assert!(front.contains("<a href=\"/c/workshop/wiki/tools/big-saw\""), "the link leads somewhere now: {front}");
    assert!(front.contains("href=\"/c/workshop/wiki/rules\""));

    // The tree, the tab, and the thread where people talk about a page.
    let tree = visit.page("/c/workshop/wiki-pages").await?.is(200)?.text;
    assert!(tree.contains("The big saw") && tree.contains("wiki-depth-1"), "{tree}");
    let forum = alpha.visit()?.page("/c/workshop").await?.is(200)?.text;
    assert!(forum.contains("href=\"/c/workshop/wiki\"") && !forum.contains("The big saw"), "a page of the wiki is no thread of the forum: {forum}");
    let id = text_at(&ann.gets("/communities/workshop/wiki?path=tools/big-saw").await?, "/items/0/id").to_owned();
    let talk = visit.page(&format!("/post/{id}")).await?.is(200)?.text;
    assert!(talk.contains("href=\"/c/workshop/wiki/tools/big-saw\"") && talk.contains("Wiki page"), "{talk}");
    world.end().await
}

#[tokio::test]
async fn what_a_page_said_before_can_be_read_compared_and_brought_back() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "workshop").await?;
    let rules = begins(&ann, "workshop", "rules", "Rules", "Sweep the floor.\n\nWear glasses.").await?;
    let id = text_at(&rules, "/id").to_owned();
    edits(&bob, &rules, "Sweep the whole floor.\n\nWear glasses.", "Everywhere").await?.is(200)?;
    edits(&bob, &page(&bob, &id).await?, "Nothing holds.", "Vandal").await?.is(200)?;

    let visit = alpha.visit()?;
    visit.login("ann").await?;
    let list = visit.page(&format!("/wiki/{id}/history")).await?.is(200)?.text;
    assert!(list.contains("Everywhere") && list.contains("Vandal") && list.contains("Revision 3"), "{list}");
    let compared = visit.page(&format!("/wiki/{id}/compare?from=1&to=2")).await?.is(200)?.text;
    assert!(compared.contains("<ins>") && compared.contains("whole") && compared.contains("Wear glasses."), "{compared}");
    let old = visit.page(&format!("/wiki/{id}/revision/2")).await?.is(200)?.text;
    assert!(old.contains("<p>Sweep the whole floor.</p>"), "{old}");
    let back = visit.send(&format!("/wiki/{id}/revision/2"), &format!("/wiki/{id}/revert"), &[]).await?.is(200)?.text;
    assert!(back.contains("Sweep the whole floor."), "{back}");
    let all = history(&ann, &id).await?;
    assert_eq!(all.len(), 4, "nothing is taken out of the history");
    assert_eq!((text_at(&all[0], "/sort"), text_at(&all[0], "/summary")), ("reverted", "Back to revision 2"));
    world.end().await
}

#[tokio::test]
async fn pages_move_with_what_is_below_them_and_old_addresses_lead_on() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "workshop").await?;
    let tools = begins(&ann, "workshop", "tools", "Tools", "See [[tools/saw]].").await?;
    begins(&ann, "workshop", "tools/saw", "Saw", "Up: [[tools]].").await?;
    begins(&ann, "workshop", "rules", "Rules", "x").await?;
    let id = text_at(&tools, "/id").to_owned();
    for bad in ["rules", "tools", "tools/inside", "!!"] {
        acts(&ann, &id, "move", json!({ "path": bad })).await?.is(422)?;
    }
    acts(&ann, &id, "move", json!({ "path": "Machines" })).await?.is(200)?;
    let visit = alpha.visit()?;
    let saw = visit.page("/c/workshop/wiki/tools/saw").await?.is(200)?.text;
    assert_eq!(visit.place(), "/c/workshop/wiki/machines/saw");
    assert!(saw.contains("<h2 class=\"thread-title\" dir=\"auto\">Saw</h2>"), "{saw}");
    assert!(!saw.contains("wiki-missing"), "a link to where a page was is no missing one");
    let all = history(&ann, &id).await?;
    assert_eq!((text_at(&all[0], "/sort"), text_at(&all[0], "/summary")), ("moved", "tools → machines"));
    // A new page may stand where one was.
    begins(&ann, "workshop", "tools", "Tools again", "New").await?;
    assert!(visit.page("/c/workshop/wiki/tools").await?.is(200)?.text.contains("Tools again"));
    world.end().await
}

#[tokio::test]
async fn a_page_that_nobody_confirms_grows_old_until_somebody_does() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "workshop").await?;
    let rules = begins(&ann, "workshop", "rules", "Rules", "Sweep.").await?;
    let id = text_at(&rules, "/id").to_owned();
    let visit = alpha.visit()?;
    assert!(visit.page("/c/workshop/wiki/rules").await?.text.contains("Up to date"));
    world.pass(Duration::from_secs(200 * 24 * 3600)).await?;
    assert_eq!(page(&ann, &id).await?["stale"], true);
    visit.login("bob").await?;
    assert!(visit.page("/c/workshop/wiki/rules").await?.text.contains("Nobody has said for half a year"));
    acts(&bob, &id, "confirm", json!({})).await?.is(200)?;
    let fresh = visit.page("/c/workshop/wiki/rules").await?.text;
    assert!(fresh.contains("Up to date") && fresh.contains("bob"), "{fresh}");
    assert_eq!(history(&ann, &id).await?.len(), 1, "saying so is no edit");
    world.end().await
}

#[tokio::test]
async fn a_protected_page_takes_suggestions_that_a_steward_takes_over_by_name() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "workshop").await?;
    let rules = begins(&ann, "workshop", "rules", "Rules", "Sweep.\n\nWear glasses.").await?;
    let id = text_at(&rules, "/id").to_owned();
    acts(&bob, &id, "protection", json!({ "protection": "open", "reason": "Mine" })).await?.is(403)?;
    acts(&ann, &id, "protection", json!({ "protection": "trusted", "reason": " " })).await?.is(422)?;
    acts(&ann, &id, "protection", json!({ "protection": "trusted", "reason": "Too many jokes" })).await?.is(200)?;
    let log = alpha.get("/c/workshop/modlog").await?.is(200)?.text;
    assert!(log.contains("Wiki page protected") && log.contains("Too many jokes"), "{log}");

    let sent = edits(&bob, &rules, "Sweep twice.\n\nWear glasses.", "Once is not enough").await?.is(202)?;
    assert!(!sent.at("/suggestion_id").is_empty());
    assert_eq!(text_at(&page(&ann, &id).await?, "/source"), "Sweep.\n\nWear glasses.", "nothing counts before a steward says so");
    assert!(told(&ann).await?.contains(&"suggestion".to_owned()));
    bob.api(Method::GET, "/communities/workshop/wiki/suggestions", serde_json::Value::Null).await?.is(403)?;
    // The page goes on meanwhile, in another line.
    edits(&ann, &page(&ann, &id).await?, "Sweep.\n\nWear glasses, always.", "").await?.is(200)?;

    let visit = alpha.visit()?;
    visit.login("ann").await?;
    let queue = visit.page("/c/workshop/wiki-suggestions").await?.is(200)?.text;
    assert!(queue.contains("Once is not enough") && queue.contains("<ins>"), "{queue}");
    let action = format!("/wiki-suggestions/{}/accept", text_at(&waiting(&ann, "workshop").await?[0], "/id"));
    visit.send("/c/workshop/wiki-suggestions", &action, &[]).await?.is(200)?;
    let now = page(&ann, &id).await?;
    assert_eq!(text_at(&now, "/source"), "Sweep twice.\n\nWear glasses, always.");
    assert_eq!(text_at(&now, "/author/id"), bob.id, "the name of whoever suggested it stands on the revision");
    assert_eq!(text_at(&history(&ann, &id).await?[0], "/accepted_by/id"), ann.id);
    assert!(told(&bob).await?.contains(&"suggestion-decided".to_owned()) || told(&bob).await?.contains(&"suggestion_decided".to_owned()));

    // Another one is refused, with a reason.
    edits(&bob, &now, "Sing.", "").await?.is(202)?;
    let second = waiting(&ann, "workshop").await?;
    super::decides(&ann, &second[0], false, "").await?.is(422)?;
    super::decides(&ann, &second[0], false, "Not in the workshop").await?.is(204)?;
    super::decides(&ann, &second[0], true, "").await?.is(409)?;
    assert_eq!(number_at(&page(&ann, &id).await?, "/number"), 3);
    world.end().await
}

#[tokio::test]
async fn a_removed_page_leaves_its_reason_and_comes_back() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "workshop").await?;
    let ad = begins(&ann, "workshop", "ad", "Cheap saws", "Buy [[here]].").await?;
    let id = text_at(&ad, "/id").to_owned();
    let ap_id = text_at(&ad, "/ap_id").to_owned();
    ann.acts(alpha, &ap_id, "remove").await?;
    let visit = alpha.visit()?;
    let gone = visit.page("/c/workshop/wiki/ad").await?;
    assert!(gone.text.contains("This page was removed") && gone.text.contains("For the story."), "{}", gone.text);
    assert!(!gone.text.contains("Buy ") && !gone.text.contains("Cheap saws"));
    ann.api(Method::GET, &format!("/wiki/{id}/revisions/1"), serde_json::Value::Null).await?;
    let visitor = alpha.api(Method::GET, &format!("/wiki/{id}/revisions/1"), serde_json::Value::Null).await?;
    assert_eq!(visitor.status, 410, "what was removed cannot be read through its history");
    let body = json!({ "path": "ad", "title": "Mine", "body": "x" });
    ann.api(Method::POST, "/communities/workshop/wiki", body).await?.is(422)?;
    ann.acts(alpha, &ap_id, "restore").await?;
    assert!(visit.page("/c/workshop/wiki/ad").await?.is(200)?.text.contains("Cheap saws"));
    world.end().await
}
