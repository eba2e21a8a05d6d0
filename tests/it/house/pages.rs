//! A member's day on the pages, by forms alone; and that every page stands.

use crate::support::{Story, World, list_at, number_at, text_at};

#[tokio::test]
async fn a_member_does_everything_by_forms() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, _dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    let first = ann.posts("garden", "Rules", "Be kind.").await?;
    let visit = alpha.visit()?;
    visit.login("dan").await?;
    visit.send("/c/garden", "/c/garden/join", &[]).await?.is(200)?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 2);

    let page = visit.send("/c/garden?new=1", "/c/garden/threads", &[("title", "Bees"), ("body", "Where **are** they?"), ("kind", "discussion")]).await?.is(200)?;
    assert!(page.text.contains("<strong>are</strong>"), "{}", page.text);
    let place = visit.place();
    let number = place.trim_start_matches("/post/").split(['?', '#']).next().unwrap_or_default().to_owned();
    assert!(place.starts_with("/post/"), "{place}");

    let thread = format!("/post/{}", first.number);
    let page = visit.send(&thread, &format!("{thread}/reply"), &[("body", "I will be.")]).await?.is(200)?;
    assert!(page.text.contains("I will be."));
    visit.send(&format!("/post/{number}/edit"), &format!("/post/{number}/edit"), &[("title", "Bees!"), ("body", "Gone")]).await?.is(200)?;
    let page = visit.page(&format!("/post/{number}")).await?.is(200)?;
    assert!(page.text.contains("Bees!") && page.text.contains(&format!("/post/{number}/history")), "{}", page.text);
    visit.page(&format!("/post/{number}/history")).await?.is(200)?;

    let fields: Vec<(String, String)> = crate::support::visit::hidden_fields(&page.text, "/logout").unwrap_or_default();
    let with = |name: &str, value: &str| fields.iter().cloned().chain([(name.to_owned(), value.to_owned())]).collect::<Vec<_>>();
    let answer = visit.post_fields(&format!("{thread}/vote"), &with("value", "1")).await?;
    assert!(matches!(answer.status, 200 | 303), "{answer:?}");
    assert_eq!(number_at(&alpha.sees(&first.id).await?, "/score"), 1);
    let answer = visit.post_fields(&format!("{thread}/save"), &with("saved", "1")).await?;
    assert!(matches!(answer.status, 200 | 303), "{answer:?}");
    let saved = visit.page("/saved").await?.is(200)?;
    assert!(saved.text.contains("Rules"));

    visit.send(&format!("{thread}/report"), &format!("{thread}/report"), &[("reason", "Too strict")]).await?.is(200)?;
    let reports = ann.gets("/reports?community=garden").await?;
    assert_eq!(text_at(&list_at(&reports, "/items")[0], "/reason"), "Too strict");

    visit.send(&format!("/post/{number}/delete"), &format!("/post/{number}/delete"), &[]).await?;
    assert_eq!(text_at(&alpha.sees(&alpha.url(&format!("/post/{number}"))).await?, "/state"), "deleted");
    visit.send("/c/garden", "/c/garden/leave", &[]).await?.is(200)?;
    assert_eq!(number_at(&alpha.community("garden").await?, "/members"), 1);
    visit.send("/communities/new", "/communities/new", &[("name", "kitchen"), ("title", "The kitchen"), ("job", "Cook together"), ("format_forum", "1")]).await?.is(200)?;
    assert_eq!(text_at(&alpha.community("kitchen").await?, "/title"), "The kitchen");
    world.end().await
}

#[tokio::test]
async fn every_page_stands_for_visitors_members_and_staff() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    alpha.admin("ada").await?;
    ann.founds("garden").await?;
    bob.joins(&alpha.handle("garden")).await?;
    world.settle().await?;
    let thread = bob.posts(&alpha.handle("garden"), "Bees", "Where?").await?;
    world.settle().await?;
    let reply = ann.replies(alpha, &thread.id, "Here").await?;
    world.settle().await?;
    let at_alpha = text_at(&alpha.sees(&thread.id).await?, "/id").to_owned();
    let visitor = alpha.visit()?;
    let (member, staff) = (alpha.visit()?, alpha.visit()?);
    member.login("ann").await?;
    staff.login("ada").await?;
    let public = [
        "/".to_owned(), "/communities".to_owned(), "/c/garden".to_owned(), "/c/garden?sort=hot".to_owned(), "/c/garden?sort=top".to_owned(),
        "/c/garden?sort=unanswered".to_owned(), "/c/garden/modlog".to_owned(), "/u/ann".to_owned(), format!("/u/{}", bob.handle),
        format!("/post/{at_alpha}"), format!("/post/{}", reply.number), format!("/post/{at_alpha}/history"), "/search?q=bees".to_owned(),
        format!("/search?q={}", alpha.handle("garden")), "/about".to_owned(), "/powers".to_owned(), "/modlog".to_owned(), "/terms".to_owned(),
        format!("/interact?uri={}", thread.id), "/api".to_owned(),
    ];
    for visit in [&visitor, &member, &staff] {
        for path in &public {
            let page = visit.page(path).await?;
            assert_eq!(page.status, 200, "{path}: {}", page.text.chars().take(500).collect::<String>());
            assert!(page.text.contains("</html>") && page.text.contains("<h1"), "{path}");
            assert!(page.text.contains("lang=\"en\"") || page.text.contains("lang=en"), "{path}");
        }
    }
    for path in ["/login", "/register", "/reset"] {
        visitor.page(path).await?.is(200)?;
    }
    for path in ["/settings", "/settings?section=password", "/settings?section=mail", "/settings?section=tokens",
        "/settings?section=blocks", "/settings?section=data", "/notifications", "/saved", "/communities/new", "/c/garden/edit", "/c/garden/reports"] {
        member.page(path).await?.is(200)?;
        let answer = visitor.ask(path).await?;
        assert!(answer.status == 303 && answer.header("location").starts_with("/login") || answer.status == 401, "{path}: {}", answer.status);
    }
    for path in ["/admin", "/admin/approvals", "/admin/people", "/admin/reports", "/admin/servers"] {
        staff.page(path).await?.is(200)?;
        let answer = member.ask(path).await?;
        assert!(matches!(answer.status, 403 | 404), "{path}: {}", answer.status);
    }
    // A mistyped address is a page, too, and says nothing of what might be there.
    for path in ["/nowhere", "/c/nowhere", "/u/nobody", "/post/1", "/post/x"] {
        let page = visitor.page(path).await?;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text.contains("</html>"), "{path}");
    }
    // Under development every page says so.
    assert!(visitor.page("/").await?.text.contains("Development mode"), "the red notice");
    world.end().await
}

/// A thousand replies in one thread.
#[tokio::test]
async fn a_long_thread_stands() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("garden").await?;
    let thread = ann.posts("garden", "Counting", "").await?;
    let (origin, root) = (ann.origin(), thread.number.parse::<i64>()?);
    alpha
        .write(move |tx| {
            use folkmoot::domain::content::Content;
            use folkmoot::domain::posts::{NewPost, publish};
            let mut parent = root;
            for number in 0..1000 {
                let content = Content { html: format!("<p>Number {number}</p>"), plain: format!("Number {number}"), ..Content::default() };
                let post = publish(tx, &origin, NewPost::reply(parent, content))?;
                parent = if number % 10 == 0 { root } else { post.id };
            }
            Ok(())
        })
        .await?;
    world.settle().await?;
    let page = alpha.get(&format!("/post/{root}")).await?.is(200)?;
    assert!(page.text.contains("Number 0<") && page.text.len() < 3_000_000, "{} bytes", page.text.len());
    let last = alpha.number("SELECT max(id) AS number FROM posts")?;
    let page = alpha.get(&format!("/post/{last}")).await?.is(200)?;
    assert!(page.text.contains("Number 999"));
    world.end().await
}
