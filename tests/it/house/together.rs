//! Taking part elsewhere, by the pages alone; and what the host sees of other servers.

use crate::support::{Reply, Software, Story, World, number_at, text_at};

#[tokio::test]
async fn a_member_finds_joins_and_writes_in_a_community_elsewhere() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let ann = alpha.person("ann").await?;
    beta.person("bob").await?;
    ann.founds("garden").await?;
    let first = ann.posts("garden", "Rules", "Be kind.").await?;
    world.settle().await?;
    let handle = alpha.handle("garden");
    let place = format!("/c/{handle}");

    // A stranger does not make this house ask around; a member does.
    let visitor = beta.visit()?;
    visitor.page(&format!("/search?q=@{handle}")).await?.is(200)?;
    assert_eq!(beta.number("SELECT count(*) AS number FROM communities")?, 0);
    let visit = beta.visit()?;
    visit.login("bob").await?;
    let found = visit.page(&format!("/search?q=@{handle}")).await?.is(200)?;
    assert!(found.text.contains(&place), "{}", found.text);
    world.settle().await?;
    let page = visit.page(&place).await?.is(200)?;
    assert!(page.text.contains("Rules"), "what it holds came along");
    assert!(page.text.contains(&alpha.host) && page.text.contains(&format!("href=\"{}", alpha.base)), "it says where it lives, and links there");

    visit.send(&place, &format!("{place}/join"), &[]).await?.is(200)?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 2);
    let fields = [("title", "From next door"), ("body", "Hello!"), ("kind", "discussion")];
    visit.send(&format!("{place}?new=1"), &format!("{place}/threads"), &fields).await?.is(200)?;
    let here = visit.place();
    let number = here.trim_start_matches("/post/").split(['?', '#']).next().unwrap_or_default();
    world.settle().await?;
    let mine = beta.url(&format!("/post/{number}"));
    assert_eq!(text_at(&alpha.sees(&mine).await?, "/title"), "From next door");

    let at_beta = text_at(&beta.sees(&first.id).await?, "/id").to_owned();
    visit.send(&format!("/post/{at_beta}"), &format!("/post/{at_beta}/reply"), &[("body", "I will be.")]).await?.is(200)?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(&first.id).await?, "/replies"), 1);

    // At home they look like anybody, and say where they live.
    let page = alpha.get(&format!("/u/bob@{}", beta.host)).await?.is(200)?;
    assert!(page.text.contains(&beta.host) && page.text.contains(&format!("href=\"{}/u/bob\"", beta.base)), "{}", page.text);
    visit.send(&place, &format!("{place}/leave"), &[]).await?.is(200)?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 1);
    world.end().await
}

/// Which servers there are, what waits for each, and the power to shut one out, in words that everybody can read.
#[tokio::test]
async fn the_host_sees_and_judges_other_servers() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, _ada) = (alpha.person("ann").await?, alpha.admin("ada").await?);
    let garden = crate::support::Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&garden).await?;
    world.settle().await?;
    lemmy.is_down(Some(Reply::empty(503)));
    ann.posts("garden", "Bees", "").await?;
    world.settle().await?;
    let admin = alpha.visit()?;
    admin.login("ada").await?;
    let page = admin.page("/admin/servers").await?.is(200)?;
    assert!(page.text.contains(&lemmy.host) && page.text.to_lowercase().contains("lemmy"), "{}", page.text);

    // A reason is asked for, and then everybody can read it.
    admin.send("/admin/servers", "/admin/servers/block", &[("host", &lemmy.host), ("reason", "")]).await?;
    assert_eq!(lena.tries(&garden.inbox, &lena.follow_of(&garden.id)).await?.status, 202, "not yet");
    admin.send("/admin/servers", "/admin/servers/block", &[("host", &lemmy.host), ("reason", "Spam without end")]).await?.is(200)?;
    world.settle().await?;
    assert_eq!(lena.tries(&garden.inbox, &lena.follow_of(&garden.id)).await?.status, 403);
    let log = alpha.get("/modlog").await?.is(200)?;
    assert!(log.text.contains("Spam without end"), "{}", log.text);
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 1, "its people are no members any more");
    world.end().await
}
