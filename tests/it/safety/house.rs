//! The pages' own guards: forms, cookies, headers, redirects, brakes.

use folkmoot::config::Rate;

use crate::support::person::PASSWORD;
use crate::support::{Story, World};

#[tokio::test]
async fn every_page_forbids_foreign_scripts_and_frames() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("garden").await?;
    let thread = ann.posts("garden", "Bees", "").await?;
    for path in ["/", "/c/garden", "/login", "/nowhere", "/search?q=bees", &format!("/post/{}", thread.number)] {
        let page = alpha.get(path).await?;
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src") && !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") || page.header("x-frame-options").eq_ignore_ascii_case("deny"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!page.header("referrer-policy").is_empty(), "{path}");
        assert!(!page.text.contains(" onclick=") && !page.text.contains("<script>"), "{path} has script in it");
    }
    world.end().await
}

#[tokio::test]
async fn a_form_from_another_site_does_nothing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    ann.founds("garden").await?;
    let visit = alpha.visit()?;
    visit.login("bob").await?;
    let other = alpha.visit()?;
    other.login("ann").await?;
    let foreign = other.ask("/c/garden").await?;
    let token = crate::support::visit::hidden_fields(&foreign.text, "/logout")
        .into_iter()
        .flatten()
        .find(|(name, _)| name == "csrf")
        .map(|(_, value)| value)
        .unwrap_or_default();
    assert!(token.len() > 20);
    let before = alpha.number("SELECT count(*) AS number FROM follows")?;
    for fields in [vec![], vec![("csrf".to_owned(), String::new())], vec![("csrf".to_owned(), "x".repeat(43))], vec![("csrf".to_owned(), token)]] {
        let answer = visit.post_fields("/c/garden/join", &fields).await?;
        assert_eq!(answer.status, 403, "{fields:?}");
    }
    // The right token, and the browser's word that another site sent the form.
    let own = crate::support::visit::hidden_fields(&visit.ask("/c/garden").await?.text, "/c/garden/join").unwrap_or_default();
    for headers in [[("origin", "https://evil.example")], [("sec-fetch-site", "cross-site")], [("origin", "null")]] {
        assert_eq!(visit.post_with("/c/garden/join", &own, &headers).await?.status, 403, "{headers:?}");
    }
    assert_eq!(alpha.number("SELECT count(*) AS number FROM follows")?, before);
    visit.send("/c/garden", "/c/garden/join", &[]).await?.is(200)?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM follows")?, before + 1);
    // The API takes tokens only: a cookie is nobody there.
    let answer = visit.ask("/api/v1/me").await?;
    assert_eq!(answer.status, 401);
    assert!(bob.id.ends_with("/u/bob"));
    world.end().await
}

#[tokio::test]
async fn cookies_are_out_of_reach_and_new_at_each_log_in() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    alpha.person("ann").await?;
    let visit = alpha.visit()?;
    // Somebody planted a session before the log-in; it must not become Ann's.
    let planted = crate::support::answer::Answer::of(alpha.client.get(alpha.url("/login")).header("cookie", "folkmoot=planted")).await?.is(200)?;
    assert!(!planted.text.contains("planted"));
    let answer = visit.post("/login", "/login", &[("name", "ann"), ("password", PASSWORD)]).await?.is(303)?;
    let cookies: Vec<&str> = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("folkmoot=")).copied().unwrap_or_default();
    assert!(session.contains("HttpOnly") && session.contains("SameSite=Lax") && session.contains("Path=/"), "{cookies:?}");
    assert!(!session.contains("planted"));
    world.end().await
}

/// 18: nobody is led astray by a link to us.
#[tokio::test]
async fn links_lead_nowhere_else() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    alpha.person("ann").await?;
    for next in ["https://evil.example/", "//evil.example/", "/\\evil.example", "/%2f/evil.example", "javascript:alert(1)", "\t//evil.example"] {
        let visit = alpha.visit()?;
        let answer = visit.post("/login", "/login", &[("name", "ann"), ("password", PASSWORD), ("next", next)]).await?.is(303)?;
        let to = answer.header("location");
        assert!(to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'), "{next} led to {to}");
        let url = reqwest::Url::parse(&alpha.base)?.join(to)?;
        assert_eq!(url.host_str(), Some("alpha.localhost"), "{next} led to {url}");
    }
    world.end().await
}

/// 18: brakes hold for accounts and for addresses.
#[tokio::test]
async fn too_often_is_told_to_wait() -> Story {
    let world = World::plan()
        .config(|_, config| {
            config.limits.login = Rate::per_minute(5);
            config.limits.post = Rate::per_minute(3);
            config.limits.search = Rate::per_minute(3);
            config.limits.resolve = Rate::per_minute(2);
        })
        .start(&["alpha"])
        .await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let wrong = alpha.visit()?;
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(wrong.post("/login", "/login", &[("name", "ann"), ("password", "wrong password")]).await?.status);
    }
    assert!(statuses.ends_with(&[429]) || statuses.ends_with(&[422]), "{statuses:?}");
    // Even the right password waits now.
    let answer = wrong.post("/login", "/login", &[("name", "ann"), ("password", PASSWORD)]).await?;
    assert_ne!(answer.status, 303, "{answer:?}");
    let mut last = 0;
    for number in 0..5 {
        let answer = ann.api(reqwest::Method::POST, "/communities", serde_json::json!({ "name": format!("c{number}"), "title": "x" })).await?;
        last = answer.status;
        if last == 429 {
            assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0), "{answer:?}");
        }
    }
    assert_eq!(last, 429);
    for (method, path, body) in [
        (reqwest::Method::GET, "/search?q=x", serde_json::Value::Null),
        (reqwest::Method::POST, "/resolve", serde_json::json!({ "query": "@x@nowhere.example" })),
    ] {
        let mut seen = Vec::new();
        for _ in 0..5 {
            seen.push(ann.api(method.clone(), path, body.clone()).await?.status);
        }
        assert_eq!(seen.last(), Some(&429), "{path}: {seen:?}");
    }
    // After a while it is as before.
    world.clock.advance(std::time::Duration::from_secs(120));
    let visit = alpha.visit()?;
    visit.login("ann").await?;
    assert!(visit.is_logged_in().await?);
    world.end().await
}

/// Nobody learns from the answer, or from how long it takes, which names exist.
#[tokio::test]
async fn a_failed_log_in_tells_nothing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    alpha.person("ann").await?;
    let visit = alpha.visit()?;
    let known = visit.post("/login", "/login", &[("name", "ann"), ("password", "not the password")]).await?;
    let unknown = visit.post("/login", "/login", &[("name", "nix"), ("password", "not the password")]).await?;
    assert_eq!((known.status, unknown.status), (422, 422));
    assert_eq!(known.text.replace("\"ann\"", ""), unknown.text.replace("\"nix\"", ""));
    world.end().await
}
