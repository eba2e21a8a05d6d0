//! Coming in, getting back in, being in at several places, and leaving: with a real mail server.

use anyhow::Result;
use folkmoot::config::Secret;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::person::PASSWORD;
use crate::support::smtp::{Mail, SmtpSink};
use crate::support::visit::Visit;
use crate::support::{Story, World, list_at, text_at};

async fn with_mail() -> Result<(World, SmtpSink)> {
    let sink = SmtpSink::start().await?;
    let url = sink.url();
    let world = World::plan().config(move |_, config| config.mail.smtp_url = Some(Secret::new(url.clone()))).start(&["alpha"]).await?;
    Ok((world, sink))
}

async fn registers(visit: &Visit, name: &str) -> Result<crate::support::answer::Answer> {
    let email = format!("{name}@example.org");
    visit.send("/register", "/register", &[("name", name), ("email", &email), ("password", PASSWORD), ("about", "I like gardens."), ("agree", "on")]).await
}

/// The path of the link in a mail.
fn path_of(world: &World, mail: &Mail, part: &str) -> Result<String> {
    let link = mail.link(part)?;
    Ok(link.strip_prefix(&world.at("alpha").base).map(str::to_owned).unwrap_or(link))
}

#[tokio::test]
async fn whoever_registers_confirms_by_mail() -> Story {
    let (world, sink) = with_mail().await?;
    let alpha = world.at("alpha");
    let visit = alpha.visit()?;
    registers(&visit, "ann").await?.is(200)?;
    world.settle().await?;
    let mails = sink.wait_for(1).await?;
    let mail = &mails[0];
    assert_eq!(mail.to, ["ann@example.org"]);
    assert!(mail.html().is_some() && !mail.subject().is_empty());

    // Not yet.
    let early = visit.post("/login", "/login", &[("name", "ann"), ("password", PASSWORD)]).await?;
    assert_eq!(early.status, 422);
    // A program that opens the link for her does not confirm: that takes the button.
    let path = path_of(&world, mail, "/confirm/")?;
    visit.page(&path).await?.is(200)?;
    assert_ne!(visit.post("/login", "/login", &[("name", "ann"), ("password", PASSWORD)]).await?.status, 303);
    visit.send(&path, &path, &[]).await?.is(200)?;
    visit.login("ann").await?;
    assert!(visit.is_logged_in().await?);
    // Once.
    let again = alpha.visit()?;
    let page = again.page(&path).await?;
    assert!(crate::support::visit::hidden_fields(&page.text, &path).is_none() || page.status >= 400, "{}", page.text);
    world.end().await
}

#[tokio::test]
async fn an_admin_lets_people_in_where_the_house_asks_for_that() -> Story {
    let (world, sink) = with_mail().await?;
    let alpha = world.at("alpha");
    alpha.admin("ada").await?;
    alpha.setting("house.registration", "approval").await?;
    for name in ["ann", "bob"] {
        registers(&alpha.visit()?, name).await?.is(200)?;
    }
    world.settle().await?;
    for mail in sink.wait_for(2).await? {
        let path = path_of(&world, &mail, "/confirm/")?;
        alpha.visit()?.send(&path, &path, &[]).await?.is(200)?;
    }
    let ann = alpha.visit()?;
    assert_eq!(ann.post("/login", "/login", &[("name", "ann"), ("password", PASSWORD)]).await?.status, 422);
    world.settle().await?;
    let before = sink.mails().len();

    let admin = alpha.visit()?;
    admin.login("ada").await?;
    let page = admin.page("/admin/approvals").await?.is(200)?;
    assert!(page.text.contains("I like gardens."), "the admin reads why");
    let accounts = alpha.read(|conn| folkmoot::store::accounts::in_state(conn, folkmoot::store::accounts::AccountState::Pending, 0, 10)).await?;
    assert_eq!(accounts.len(), 2);
    for (account, actor) in accounts {
        let decision = if actor.name == "ann" { "approve" } else { "refuse" };
        let id = account.id.to_string();
        admin.send("/admin/approvals", "/admin/approvals", &[("account", &id), ("id", &id), ("act", decision), ("decision", decision), ("reason", "So be it.")]).await?.is(200)?;
    }
    world.settle().await?;
    sink.wait_for(before + 2).await?;
    ann.login("ann").await?;
    assert!(ann.is_logged_in().await?);
    let bob = alpha.visit()?;
    assert_ne!(bob.post("/login", "/login", &[("name", "bob"), ("password", PASSWORD)]).await?.status, 303);
    world.end().await
}

#[tokio::test]
async fn a_closed_house_takes_nobody_in() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let visit = alpha.visit()?;
    visit.page("/register").await?.is(200)?;
    let form = crate::support::visit::hidden_fields(&visit.ask("/register").await?.text, "/register").unwrap_or_default();
    alpha.setting("house.registration", "closed").await?;
    let page = alpha.visit()?.page("/register").await?;
    assert!(crate::support::visit::hidden_fields(&page.text, "/register").is_none(), "no form where none counts");
    let mut fields = form;
    for (name, value) in [("name", "ann"), ("email", "ann@example.org"), ("password", PASSWORD), ("about", "x"), ("agree", "on")] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    assert!(visit.post_fields("/register", &fields).await?.status >= 400);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM accounts")?, 0);
    world.end().await
}

#[tokio::test]
async fn forms_come_back_filled_in_with_the_error_beside_the_field() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    alpha.person("ann").await?;
    let visit = alpha.visit()?;
    for (name, email, password, field) in [
        ("ann", "new@example.org", PASSWORD, "name"),
        ("No Good!", "new@example.org", PASSWORD, "name"),
        ("new", "not an address", PASSWORD, "email"),
        ("new", "new@example.org", "short", "password"),
    ] {
        let values = [("name", name), ("email", email), ("password", password), ("about", "Hello there"), ("agree", "on")];
        let page = visit.send("/register", "/register", &values).await?.is(422)?;
        assert!(page.text.contains("aria-invalid=\"true\"") || page.text.contains("aria-invalid=true"), "{field}");
        assert!(!page.text.contains(PASSWORD), "a password is never shown again");
        if field != "email" {
            assert!(page.text.contains("new@example.org"), "{field}: the mail address is kept");
        }
    }
    assert_eq!(alpha.number("SELECT count(*) AS number FROM accounts")?, 1);
    world.end().await
}

#[tokio::test]
async fn a_lost_password_is_set_anew_by_mail() -> Story {
    let (world, sink) = with_mail().await?;
    let alpha = world.at("alpha");
    alpha.person("ann").await?;
    let here = alpha.visit()?;
    here.login("ann").await?;
    let lost = alpha.visit()?;
    let known = lost.send("/reset", "/reset", &[("email", "ann@alpha.example")]).await?.is(200)?;
    let unknown = lost.send("/reset", "/reset", &[("email", "nobody@alpha.example")]).await?.is(200)?;
    assert_eq!(known.text, unknown.text, "nobody learns who has an account");
    world.settle().await?;
    let mails = sink.wait_for(1).await?;
    assert_eq!(mails.len(), 1);
    let path = path_of(&world, &mails[0], "/reset/")?;
    lost.send(&path, &path, &[("password", "short")]).await?.is(422)?;
    lost.send(&path, &path, &[("password", "another long walk")]).await?.is(200)?;
    assert!(!here.is_logged_in().await?, "whoever had the old password is out");
    let mut answer = lost.post("/login", "/login", &[("name", "ann"), ("password", PASSWORD)]).await?;
    assert_eq!(answer.status, 422);
    answer = lost.post("/login", "/login", &[("name", "ann@alpha.example"), ("password", "another long walk")]).await?;
    assert_eq!(answer.status, 303);
    // The link was for once, and for an hour.
    let again = alpha.visit()?.page(&path).await?;
    assert!(crate::support::visit::hidden_fields(&again.text, &path).is_none());
    alpha.visit()?.send("/reset", "/reset", &[("email", "ann@alpha.example")]).await?.is(200)?;
    world.settle().await?;
    let mails = sink.wait_for(2).await?;
    world.clock.advance(std::time::Duration::from_secs(61 * 60));
    let path = path_of(&world, &mails[1], "/reset/")?;
    let late = alpha.visit()?.page(&path).await?;
    assert!(crate::support::visit::hidden_fields(&late.text, &path).is_none());
    world.end().await
}

#[tokio::test]
async fn sessions_are_listed_and_ended() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    alpha.person("ann").await?;
    let (one, two, three) = (alpha.visit()?, alpha.visit()?, alpha.visit()?);
    for visit in [&one, &two, &three] {
        visit.login("ann").await?;
    }
    let page = one.page("/settings?section=password").await?.is(200)?;
    assert!(page.text.matches("Story/1.0").count() >= 3, "each says which browser it is");
    two.send("/", "/logout", &[]).await?;
    assert!(!two.is_logged_in().await?);
    one.send("/settings?section=password", "/settings/sessions/end-all", &[]).await?.is(200)?;
    assert!(one.is_logged_in().await? && !three.is_logged_in().await?);
    world.clock.advance(std::time::Duration::from_secs(31 * 24 * 3600));
    assert!(!one.is_logged_in().await?, "thirty days");
    world.end().await
}

#[tokio::test]
async fn somebody_takes_all_their_words_along() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    ann.founds("garden").await?;
    bob.joins(&alpha.handle("garden")).await?;
    world.settle().await?;
    let thread = bob.posts(&alpha.handle("garden"), "Bees", "Where?").await?;
    world.settle().await?;
    let reply = bob.replies(beta, &thread.id, "Found them").await?;
    bob.votes(beta, &thread.id, 1).await?;
    world.settle().await?;
    let export = bob.api(Method::GET, "/me/export", Value::Null).await?.is(200)?;
    assert!(export.header("content-disposition").contains("bob"));
    for words in ["Bees", "Found them", &thread.id, &reply.id, "garden"] {
        assert!(export.text.contains(words), "{words} is not in the export: {:#}", export.json);
    }
    assert!(!export.text.contains("argon2") && !export.text.contains("PRIVATE KEY"));
    world.end().await
}

/// Everybody hears of what concerns them, by mail only where they want it.
#[tokio::test]
async fn people_are_told_what_concerns_them() -> Story {
    let (world, sink) = with_mail().await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    let thread = ann.posts("garden", "Bees", "").await?;
    dan.replies(alpha, &thread.id, "Here!").await?;
    dan.posts("garden", "Hello", "Ask @ann about it").await?;
    world.settle().await?;
    let heard = ann.gets("/notifications").await?;
    let kinds: Vec<&str> = list_at(&heard, "/items").iter().map(|it| text_at(it, "/kind")).collect();
    assert!(kinds.contains(&"reply") && kinds.contains(&"mention"), "{heard:#}");
    assert_eq!(ann.gets("/me").await?["unread"], json!(2));
    let mails = sink.mails();
    assert!(mails.iter().all(|mail| mail.to == ["ann@alpha.example"]), "{mails:?}");
    let told = mails.len();
    ann.api(Method::POST, "/notifications/read", json!({})).await?;
    assert_eq!(ann.gets("/me").await?["unread"], json!(0));

    // A mail server that is busy gets it later, once.
    sink.be_busy(1);
    dan.replies(alpha, &thread.id, "And there!").await?;
    world.settle().await?;
    for _ in 0..6 {
        world.pass(std::time::Duration::from_secs(3600)).await?;
    }
    assert_eq!(sink.mails().len(), told + told.min(1));
    world.end().await
}
