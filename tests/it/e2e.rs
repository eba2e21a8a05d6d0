//! The house in a real browser: by mouse, by keyboard, on a phone, in the dark, and by a screen reader's rules.

use anyhow::Result;
use folkmoot::config::Secret;
use folkmoot::domain::{setup, tokens};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::browser::play;
use crate::support::instance::Instance;
use crate::support::person::{PASSWORD, Person, Written};
use crate::support::smtp::SmtpSink;
use crate::support::{Story, World};

/// A house with a little life in it.
async fn furnished(alpha: &Instance) -> Result<(Person, Written)> {
    let ann = alpha.person("ann").await?;
    ann.founds("garden").await?;
    let thread = ann.posts("garden", "Bees in winter", "Where **do** they go?\n\n> A quote\n\n- one\n- two\n\n`code`").await?;
    let reply = ann.replies(alpha, &thread.id, "Into the hive.").await?;
    ann.replies(alpha, &reply.id, "All of them?").await?;
    Ok((ann, thread))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_reads_and_finds() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (_ann, thread) = furnished(alpha).await?;
    world.settle().await?;
    for javascript in [true, false] {
        let told = play(
            "visitor",
            json!({
                "base": alpha.base, "javascript": javascript, "community": { "name": "garden", "title": "The garden" },
                "thread": { "path": format!("/post/{}", thread.number), "title": "Bees in winter" }, "person": "ann", "search": "bees",
            }),
        )
        .await?;
        assert!(told["stops"].as_u64() > Some(2));
    }
    world.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_comes_in_by_mail_and_takes_part_by_keyboard() -> Story {
    let sink = SmtpSink::start().await?;
    let url = sink.url();
    let world = World::plan().config(move |_, config| config.mail.smtp_url = Some(Secret::new(url.clone()))).start(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (_ann, thread) = furnished(alpha).await?;
    let account = json!({ "name": "dan", "email": "dan@example.org", "password": PASSWORD });
    play("register", json!({ "base": alpha.base, "account": account })).await?;
    world.settle().await?;
    let mails = sink.wait_for(1).await?;
    play("confirm", json!({ "base": alpha.base, "link": mails[0].link("/confirm/")? })).await?;
    for javascript in [true, false] {
        let community = if javascript { "garden" } else { "kitchen" };
        if !javascript {
            alpha.person("eve").await?.founds("kitchen").await?;
        }
        play(
            "join_and_post",
            json!({
                "base": alpha.base, "javascript": javascript, "community": community, "account": account,
                "vote_on": format!("/post/{}", thread.number), "title": format!("By keyboard in the {community}"),
            }),
        )
        .await?;
    }
    world.settle().await?;
    assert_eq!(alpha.community("garden").await?["members"], json!(2));
    world.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_opens_the_house() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    alpha.setting("house.set_up", "").await?;
    let token = tokens::fresh()?;
    let given = token.clone();
    assert!(alpha.write(move |tx| setup::invite(tx, &given)).await?);
    play(
        "setup",
        json!({
            "base": alpha.base, "setup_url": alpha.url(&format!("/setup?token={token}")),
            "values": { "org": "Riverside", "purpose": "Getting around", "accent": "#0a6b52", "name": "ada", "email": "ada@example.org", "password": PASSWORD },
        }),
    )
    .await?;
    world.end().await
}

/// Axe, both colour schemes, two widths, the focus in sight: on every page that there is.
async fn audited(alpha: &Instance, paths: Vec<String>, login: Option<&str>) -> Result<Value> {
    let login = login.map(|name| json!({ "name": name, "password": PASSWORD }));
    play("a11y", json!({ "base": alpha.base, "paths": paths, "login": login })).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_public_page_is_fit_for_everybody() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (_ann, thread) = furnished(alpha).await?;
    world.settle().await?;
    let post = format!("/post/{}", thread.number);
    let paths = [
        "/", "/communities", "/c/garden", "/u/ann", &post, "/search?q=bees", "/search?q=bees&in=garden&state=open", "/search?q=bes",
        "/tags/bees", "/communities?purpose=support&lifespan=task", "/about", "/powers", "/modlog", "/login", "/register", "/reset",
        &format!("/interact?uri={}", thread.id), "/api", "/styleguide",
    ];
    audited(alpha, paths.map(str::to_owned).to_vec(), None).await?;
    world.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_members_and_staff_is_fit_for_everybody() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (_ann, thread) = furnished(alpha).await?;
    alpha.admin("ada").await?;
    world.settle().await?;
    let post = format!("/post/{}", thread.number);
    let of_members = [
        "/", "/c/garden", "/c/garden?new=1", "/c/garden/edit", "/c/garden/reports", &post, &format!("{post}/edit"), &format!("{post}/history"),
        &format!("{post}/delete"), "/settings", "/notifications", "/saved", "/communities/new",
    ];
    audited(alpha, of_members.map(str::to_owned).to_vec(), Some("ann")).await?;
    let of_staff = ["/admin", "/admin/approvals", "/admin/people", "/admin/reports", "/admin/servers"];
    audited(alpha, of_staff.map(str::to_owned).to_vec(), Some("ada")).await?;
    world.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_a_wiki_is_fit_for_everybody() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    let body = json!({ "name": "yard", "title": "The yard", "formats": ["forum", "wiki"] });
    ann.api(Method::POST, "/communities", body).await?.is(201)?;
    let begin = |path: &str, text: &str| json!({ "path": path, "title": path, "body": text });
    ann.api(Method::POST, "/communities/yard/wiki", begin("home", "# Tools\n\n[[saws]] and [[glue|what holds]]\n\n| a | b |\n|---|---|\n| 1 | 2 |")).await?.is(201)?;
    let saws = ann.api(Method::POST, "/communities/yard/wiki", begin("saws", "One\n\nTwo")).await?.is(201)?;
    let id = saws.at("/id").to_owned();
    ann.api(Method::PATCH, &format!("/wiki/{id}"), json!({ "title": "Saws", "body": "One\n\nThree", "summary": "More" })).await?.is(200)?;
    ann.api(Method::POST, &format!("/wiki/{id}/protection"), json!({ "protection": "stewards", "reason": "Fingers" })).await?.is(200)?;
    bob.api(Method::PATCH, &format!("/wiki/{id}"), json!({ "title": "Saws", "body": "One\n\nFour" })).await?.is(202)?;
    world.settle().await?;
    let public = [
        "/c/yard/wiki", "/c/yard/wiki/saws", "/c/yard/wiki-pages", &format!("/wiki/{id}/history"), &format!("/wiki/{id}/compare?from=1&to=2"),
        &format!("/wiki/{id}/revision/1"), &format!("/post/{id}"),
    ];
    audited(alpha, public.map(str::to_owned).to_vec(), None).await?;
    let of_stewards = [
        "/c/yard/wiki/saws", "/c/yard/wiki-new", &format!("/wiki/{id}/edit"), &format!("/wiki/{id}/move"), &format!("/wiki/{id}/protect"), "/c/yard/wiki-suggestions",
    ];
    audited(alpha, of_stewards.map(str::to_owned).to_vec(), Some("ann")).await?;
    world.end().await
}
