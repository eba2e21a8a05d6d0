//! The same by the pages, without scripts.

use serde_json::json;

use super::{founds, proposes, starts};
use crate::support::{Story, World, text_at};

#[tokio::test]
async fn the_roadmap_asks_for_a_reason() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    founds(&ann, "trams", "ideation").await?;
    let idea = proposes(&dan, "trams", "Hooks for bicycles").await?;
    let visitor = alpha.get("/c/trams/roadmap").await?.is(200)?.text;
    assert!(visitor.contains("Hooks for bicycles") && !visitor.contains("draggable"), "{visitor}");
    assert!(alpha.get("/c/trams").await?.is(200)?.text.contains("/c/trams/roadmap"));

    let steward = alpha.visit()?;
    steward.login("ann").await?;
    let board = steward.page("/c/trams/roadmap").await?.is(200)?.text;
    let form = format!("/ideas/{}/status", idea.number);
    assert!(board.contains("draggable") && board.contains(&form));
    let asked = steward.page(&format!("{form}?to=planned")).await?.is(200)?.text;
    assert!(asked.contains("value=\"planned\" checked"), "{asked}");
    let refused = steward.post(&form, &form, &[("status", "planned")]).await?;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Say why") && refused.text.contains("value=\"planned\" checked"));
    let done = steward.send(&form, &form, &[("status", "planned"), ("reason", "In June.")]).await?.is(200)?.text;
    assert!(done.contains("Planned") && done.contains("In June."), "{done}");
    assert!(alpha.get("/c/trams").await?.text.contains("Planned"), "the list shows where it stands");

    // Others see the thread and not the form.
    let member = alpha.visit()?;
    member.login("dan").await?;
    assert_eq!(member.page(&form).await?.status, 403);
    assert!(!member.page(&format!("/post/{}", idea.number)).await?.is(200)?.text.contains(&form));
    let notices = member.page("/notifications").await?.is(200)?.text;
    assert!(notices.contains("In June."), "{notices}");
    world.end().await
}

#[tokio::test]
async fn a_challenge_leads_to_the_form_for_an_idea() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "trams", "ideation").await?;
    let steward = alpha.visit()?;
    steward.login("ann").await?;
    let page = "/c/trams/challenges";
    let refused = steward.post(page, page, &[("question", "Dry feet?"), ("ends", "2020-01-01T00:00")]).await?;
    assert!(refused.status == 422 && refused.text.contains("Dry feet?"), "{}", refused.text);
    let posed = steward.send(page, page, &[("question", "Dry feet?"), ("ends", "2026-03-09T12:00")]).await?.is(200)?.text;
    let way = posed.split("href=\"").find(|part| part.contains("new=idea")).and_then(|part| part.split('"').next()).unwrap_or_default();
    let way = way.replace("&amp;", "&").replace("#new", "");
    let open = steward.page(&way).await?.is(200)?.text;
    assert!(open.contains("name=\"challenge\""), "{way}: {open}");
    let made = steward.send(&way, "/c/trams/threads", &[("title", "Boardwalks"), ("body", "")]).await?.is(200)?.text;
    assert!(made.contains("Dry feet?"), "{made}");
    world.end().await
}

#[tokio::test]
async fn the_inbox_shows_who_waits() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    founds(&ann, "desk", "feedback").await?;
    let steward = alpha.visit()?;
    steward.login("ann").await?;
    steward.send("/c/desk/feedback", "/c/desk/feedback/areas", &[("areas", "Stops\nTrams")]).await?.is(200)?;
    let form = steward.page("/c/desk?new=feedback").await?.is(200)?.text;
    assert!(form.contains("<option value=\"Stops\""), "{form}");
    let broken = starts(&dan, "desk", "feedback", "Broken lamp", json!({ "feedback_area": "Stops" })).await?;
    let inbox = steward.page("/c/desk/feedback").await?.is(200)?.text;
    assert!(inbox.contains("Broken lamp") && inbox.contains("Stops"), "{inbox}");
    let path = format!("/feedback/{}/state", broken.number);
    steward.send(&path, &path, &[("status", "working"), ("reason", "On Tuesday.")]).await?.is(200)?;
    assert!(!steward.page("/c/desk/feedback").await?.text.contains("Broken lamp"));
    assert!(steward.page("/c/desk/feedback?state=working").await?.text.contains("Broken lamp"));

    // A talk becomes feedback with one click; joining is another.
    let talk = dan.posts("desk", "The bench is wet", "").await?;
    let take = format!("/post/{}/take-in", talk.number);
    assert!(steward.page(&format!("/post/{}", talk.number)).await?.text.contains(&take));
    let fields = crate::support::visit::hidden_fields(&steward.page(&path).await?.text, &path).unwrap_or_default();
    assert_eq!(steward.post_fields(&take, &fields).await?.status, 303);
    let seen = steward.page(&format!("/post/{}", talk.number)).await?.is(200)?.text;
    assert!(seen.contains("I have this too"), "{seen}");
    assert_eq!(text_at(&alpha.sees(&talk.id).await?, "/kind"), "feedback");
    let visitor = alpha.visit()?;
    visitor.login("dan").await?;
    assert_eq!(visitor.page("/c/desk/feedback").await?.status, 403);
    world.end().await
}
