//! The same by the pages and feeds, without scripts.

use serde_json::json;

use super::{founds, publishes};
use crate::support::{Story, World, list_at, text_at};

#[tokio::test]
async fn an_article_is_written_kept_looked_at_and_published() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "trams").await?;
    let empty = alpha.get("/c/trams/blog").await?.is(200)?.text;
    assert!(empty.contains("Nothing has been published yet") && !empty.contains("Write an article"), "{empty}");
    assert!(alpha.get("/c/trams").await?.is(200)?.text.contains("/c/trams/blog"), "the tab");
    assert_eq!(alpha.get("/c/trams/blog/new").await?.status, 303, "to the log-in page");

    let writer = alpha.visit()?;
    writer.login("ann").await?;
    assert!(writer.page("/c/trams/blog").await?.is(200)?.text.contains("/c/trams/blog/new"));
    let (new, to) = ("/c/trams/blog/new", "/c/trams/drafts");
    let long = "x".repeat(201);
    let refused = writer.post(new, to, &[("title", &long), ("body", "Kept."), ("act", "keep")]).await?;
    assert!(refused.status == 422 && refused.text.contains("Kept."), "{}", refused.text);
    let kept = writer.send(new, to, &[("title", ""), ("body", "Neither *left* nor right."), ("summary", "Few words."), ("act", "keep")]).await?.is(200)?.text;
    assert!(kept.contains("Kept as a draft") && kept.contains("Few words."), "{kept}");
    let here = writer.place();
    assert!(writer.page("/drafts").await?.is(200)?.text.contains("Without title"));

    // Refused for want of a title, and everything that was written with it is kept.
    let refused = writer.post(&here, &here, &[("title", " "), ("body", "Neither *left* nor right, and slow."), ("act", "publish")]).await?;
    assert!(refused.status == 422 && refused.text.contains("and slow."), "{}", refused.text);
    assert!(writer.page(&here).await?.text.contains("and slow."));
    let fields = [("title", "Points"), ("body", "Neither *left* nor right."), ("summary", "Few words."), ("series", "How it runs")];
    let look = writer.send(&here, &here, &[fields[0], fields[1], fields[2], fields[3], ("act", "preview")]).await?.is(200)?.text;
    assert!(look.contains("<em>left</em>") && look.contains("Only you see it") && look.contains("How it runs"), "{look}");
    let planned = writer.send(&here, &here, &[fields[0], fields[1], fields[2], fields[3], ("publish_at", "2026-03-05T08:00"), ("act", "schedule")]).await?;
    assert!(planned.text.contains("2026-03-05 08:00 UTC"), "{}", planned.text);
    let refused = writer.post(&here, &here, &[fields[0], fields[1], ("publish_at", "soon"), ("act", "schedule")]).await?;
    assert!(refused.status == 422 && refused.text.contains("no date"), "{}", refused.text);

    let done = writer.send(&here, &here, &[fields[0], fields[1], fields[2], fields[3], ("act", "publish")]).await?.is(200)?.text;
    assert!(done.contains("thread-article") && done.contains("Few words.") && done.contains("<em>left</em>"), "{done}");
    assert!(done.contains("og:description\" content=\"Few words.") && done.contains("BlogPosting"));
    let post = writer.place();
    assert!(writer.page("/drafts").await?.is(200)?.text.contains("You have no drafts"));
    let front = alpha.get("/c/trams/blog").await?.is(200)?.text;
    assert!(front.contains("Points") && front.contains("Few words.") && front.contains("/c/trams/blog/series/how-it-runs"), "{front}");
    assert!(front.contains("application/feed+json") && front.contains("/c/trams/blog/feed.atom"));
    // The forum's list leaves to the blog what has a page there.
    assert!(!alpha.get("/c/trams").await?.text.contains("Few words."));

    // The edit form has its fields, and keeps them.
    let edit = format!("{post}/edit");
    assert!(writer.page(&edit).await?.is(200)?.text.contains("How it runs"));
    let edited = writer.send(&edit, &edit, &[("title", "Points"), ("body", "New."), ("summary", "Fewer."), ("series", ""), ("part", ""), ("authors", "")]).await?.is(200)?;
    assert!(edited.text.contains("Fewer.") && !edited.text.contains("How it runs"), "{}", edited.text);
    world.end().await
}

#[tokio::test]
async fn a_member_hands_in_and_a_steward_decides_on_the_desk() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, _dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    founds(&ann, "trams").await?;
    let (steward, member) = (alpha.visit()?, alpha.visit()?);
    steward.login("ann").await?;
    member.login("dan").await?;
    let form = member.page("/c/trams/blog/new").await?.is(200)?.text;
    assert!(form.contains("value=\"propose\"") && !form.contains("value=\"publish\""), "{form}");
    let fields = [("title", "From the last row"), ("body", "One hears *everything*.")];
    let handed = member.send("/c/trams/blog/new", "/c/trams/drafts", &[fields[0], fields[1], ("act", "propose")]).await?.is(200)?.text;
    assert!(handed.contains("The stewards have this draft"), "{handed}");
    let here = member.place();
    assert_eq!(member.page("/c/trams/blog/desk").await?.status, 403);

    assert!(steward.page("/c/trams/blog").await?.text.contains("1 draft waits"));
    let desk = steward.page("/c/trams/blog/desk").await?.is(200)?.text;
    assert!(desk.contains("From the last row") && desk.contains(&format!("{here}/preview")), "{desk}");
    let (look, decide) = (format!("{here}/preview"), format!("{here}/decide"));
    assert!(steward.page(&look).await?.is(200)?.text.contains("<em>everything</em>"));
    assert_eq!(steward.page(&here).await?.status, 403, "a steward decides, and writes nothing into it");
    let refused = steward.post(&look, &decide, &[("act", "return"), ("note", "")]).await?;
    assert_eq!(refused.status, 422);
    steward.send(&look, &decide, &[("act", "return"), ("note", "Who says so?")]).await?.is(200)?;
    assert!(member.page(&here).await?.is(200)?.text.contains("Who says so?"));
    member.send(&here, &here, &[fields[0], ("body", "The driver says so."), ("act", "propose")]).await?.is(200)?;
    let done = steward.send(&look, &decide, &[("act", "publish")]).await?.is(200)?.text;
    assert!(done.contains("The driver says so.") && done.contains("@dan@"), "{done}");
    let notices = member.page("/notifications").await?.is(200)?.text;
    assert!(notices.contains("published your article"), "{notices}");

    let open = steward.send("/c/trams/blog/desk", "/c/trams/blog/desk", &[("writers", "everybody")]).await?.is(200)?.text;
    assert!(open.contains("value=\"everybody\" checked"), "{open}");
    assert!(member.page("/c/trams/blog/new").await?.text.contains("value=\"publish\""));
    world.end().await
}

#[tokio::test]
async fn readers_follow_a_blog_and_a_series_by_feed() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "trams").await?;
    for n in 1..=3 {
        publishes(&ann, "trams", &format!("Part {n}"), json!({ "series": "How it runs", "summary": format!("Words on {n} & more.") })).await?;
        world.clock.advance(super::HOUR);
    }
    let alone = publishes(&ann, "trams", "Alone", json!({})).await?;
    ann.posts("trams", "A talk", "Not in the blog.").await?;

    let feed = alpha.get("/c/trams/blog/feed.json").await?.is(200)?;
    assert!(feed.header("content-type").starts_with("application/feed+json"));
    let feed = feed.json;
    assert_eq!(text_at(&feed, "/version"), "https://jsonfeed.org/version/1.1");
    assert_eq!(text_at(&feed, "/feed_url"), alpha.url("/c/trams/blog/feed.json"));
    let titles: Vec<&str> = list_at(&feed, "/items").iter().map(|item| text_at(item, "/title")).collect();
    assert_eq!(titles, ["Alone", "Part 3", "Part 2", "Part 1"]);
    assert_eq!((text_at(&feed, "/items/0/id"), text_at(&feed, "/items/1/summary")), (alone.id.as_str(), "Words on 3 & more."));
    assert_eq!(text_at(&feed, "/items/1/authors/0/name"), "ann");
    let series = alpha.get("/c/trams/blog/series/how-it-runs/feed.json").await?.is(200)?.json;
    assert_eq!((text_at(&series, "/title"), list_at(&series, "/items").len()), ("How it runs", 3));
    for path in ["/c/trams/blog/feed.atom", "/c/trams/blog/series/how-it-runs/feed.atom"] {
        let atom = alpha.get(path).await?.is(200)?;
        assert!(atom.text.contains("Words on 2 &amp; more.") && !atom.text.contains("A talk"), "{}", atom.text);
    }
    // What is removed leaves the feeds at once.
    ann.acts(alpha, &alone.id, "remove").await?.is(200)?;
    let feed = alpha.get("/c/trams/blog/feed.json").await?.is(200)?.json;
    assert_eq!(list_at(&feed, "/items").len(), 3);
    assert_eq!(alpha.get("/c/trams/blog/series/none/feed.json").await?.status, 404);
    assert_eq!(alpha.get("/c/trams/blog/series/none").await?.status, 404);

    // A front of many goes on.
    for n in 4..=16 {
        publishes(&ann, "trams", &format!("Part {n}"), json!({})).await?;
        world.clock.advance(super::HOUR);
    }
    let first = alpha.get("/c/trams/blog").await?.is(200)?.text;
    assert!(first.contains("Part 16") && !first.contains(">Part 1<"));
    let next = first.split("href=\"").find(|part| part.starts_with("/c/trams/blog?after=")).and_then(|part| part.split('"').next());
    let second = alpha.get(next.unwrap_or_default()).await?.is(200)?.text;
    assert!(second.contains(">Part 1<") && !second.contains(">Part 16<"), "{second}");
    world.end().await
}
