//! The same by the pages, without scripts.

use crate::support::{Story, World};

#[tokio::test]
async fn a_poll_is_asked_and_voted_in_on_its_page() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, _) = (alpha.person("ann").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    let asker = alpha.visit()?;
    asker.login("ann").await?;
    let form = "/c/garden?new=poll";
    let refused = asker.post(form, "/c/garden/threads", &[("title", "Peas?"), ("poll_options", "Only this")]).await?;
    assert!(refused.status == 422 && refused.text.contains("at least two options") && refused.text.contains("Only this"), "{}", refused.text);
    let values = [("title", "Peas?"), ("poll_options", "Yes & more\nNo"), ("poll_ends", "2026-03-03T09:00")];
    let made = asker.send(form, "/c/garden/threads", &values).await?.is(200)?.text;
    assert!(made.contains("Yes &amp; more") && made.contains("2026-03-03 09:00 UTC"), "{made}");
    let page = asker.place();

    let action = format!("{page}/poll");
    let visitor = alpha.get(&page).await?.is(200)?.text;
    assert!(visitor.contains("Yes &amp; more") && !visitor.contains("name=\"choice\"") && !visitor.contains(" % "), "{visitor}");
    let voter = alpha.visit()?;
    voter.login("dan").await?;
    let nothing = voter.post(&page, &action, &[]).await?;
    assert!(nothing.status == 422 && nothing.text.contains("Choose something first"), "{}", nothing.text);
    let voted = voter.send(&page, &action, &[("choice", "0")]).await?.is(200)?.text;
    assert!(voted.contains("100 % · 1") && voted.contains("Your vote") && voted.contains("Take my vote back"), "{voted}");
    let back = voter.send(&page, &action, &[("take_back", "1")]).await?.is(200)?.text;
    assert!(!back.contains("Your vote</span>") && back.contains("0 people voted"), "{back}");
    voter.send(&page, &action, &[("choice", "1")]).await?.is(200)?;
    world.pass(std::time::Duration::from_secs(25 * 60 * 60)).await?;
    let over = alpha.get(&page).await?.is(200)?.text;
    assert!(over.contains("100 % · 1") && over.contains("Ended"), "{over}");
    assert!(alpha.get("/c/garden").await?.text.contains(">Over<"), "the list says so");
    let late = voter.post_fields(&action, &[]).await?;
    assert!(late.status >= 400);
    assert!(voter.page("/notifications").await?.is(200)?.text.contains("is over"));
    world.end().await
}
