//! Log-ins that end while somebody writes, mails that do not come, and a house behind a proxy that speaks https.

use std::net::TcpListener;

use anyhow::Context;
use folkmoot::config::Config;
use folkmoot::domain::accounts::{self, NewAccount};
use folkmoot::domain::tokens;
use folkmoot::store::accounts as rows;
use folkmoot::{Options, app};
use url::Url;

use crate::support::answer::Answer;
use crate::support::person::PASSWORD;
use crate::support::scratch::Scratch;
use crate::support::visit::hidden_fields;
use crate::support::{Story, World, list_at, text_at};

#[tokio::test]
async fn words_come_back_after_a_log_in_that_ended() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("garden").await?;
    let browser = alpha.visit()?;
    browser.login("ann").await?;
    let page = browser.ask("/c/garden?new=1").await?.is(200)?;
    let mut fields = hidden_fields(&page.text, "/c/garden/threads").context("the form")?;
    fields.push(("title".to_owned(), "Bees & wasps".to_owned()));
    fields.push(("body".to_owned(), "A long text,\nwritten with care.".to_owned()));
    let account = ann.account().account.id;
    alpha.write(move |tx| rows::end_sessions(tx, account, None).map(drop)).await?;

    let refused = browser.post_fields("/c/garden/threads", &fields).await?.is(401)?;
    let mut login = hidden_fields(&refused.text, "/login").context("a log-in form")?;
    assert!(login.iter().any(|(name, text)| name == "kept.body" && text.contains("written with care")), "{login:?}");
    // A wrong password loses nothing either.
    login.push(("name".to_owned(), "ann".to_owned()));
    login.push(("password".to_owned(), "not hers at all".to_owned()));
    let again = browser.post_fields("/login", &login).await?.is(422)?;
    let mut login = hidden_fields(&again.text, "/login").context("a log-in form")?;
    login.push(("name".to_owned(), "ann".to_owned()));
    login.push(("password".to_owned(), PASSWORD.to_owned()));
    let resumed = browser.post_fields("/login", &login).await?.is(200)?;
    assert!(resumed.text.contains("written with care."), "{}", resumed.text);

    let mut sent = hidden_fields(&resumed.text, "/c/garden/threads").context("the form came back")?;
    sent.push(("title".to_owned(), "Bees & wasps".to_owned()));
    sent.push(("body".to_owned(), "A long text,\nwritten with care.".to_owned()));
    browser.post_fields("/c/garden/threads", &sent).await?.is(303)?;
    let threads = ann.gets("/communities/garden/threads").await?;
    assert_eq!(list_at(&threads, "/items").iter().map(|t| text_at(t, "/title")).collect::<Vec<_>>(), ["Bees & wasps"]);
    // The way back stays in the house.
    let visitor = alpha.visit()?;
    let form = visitor.ask("/login").await?;
    let mut planted = hidden_fields(&form.text, "/login").context("a log-in form")?;
    for (name, value) in [("name", "ann"), ("password", PASSWORD), ("kept_to", "//evil.example/x"), ("kept.body", "x")] {
        planted.push((name.to_owned(), value.to_owned()));
    }
    let answer = visitor.post_fields("/login", &planted).await?;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    world.settle().await?;
    world.end().await
}

#[tokio::test]
async fn a_confirmation_can_be_sent_again() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let new = NewAccount {
        name: "cem".to_owned(),
        email: "cem@mail.example".to_owned(),
        password_hash: "x".to_owned(),
        application: None,
        locale: None,
    };
    let keys = app::new_keys().await?;
    let (first, second) = (tokens::fresh()?, tokens::fresh()?);
    let again = second.clone();
    let (known, unknown) = alpha
        .write(move |tx| {
            accounts::register(tx, &new, &keys, &first)?;
            let known = accounts::confirm_again(tx, " CEM@mail.example ", &again)?;
            Ok((known, accounts::confirm_again(tx, "nobody@mail.example", "x")?))
        })
        .await?;
    assert!(known.is_some() && unknown.is_none());
    let token = second.clone();
    let state = alpha.write(move |tx| accounts::confirm(tx, &token)).await?;
    assert_eq!(state, rows::AccountState::Active);
    // Once confirmed there is nothing to send, and the page says the same words to all.
    assert!(alpha.write(|tx| accounts::confirm_again(tx, "cem@mail.example", "y")).await?.is_none());
    let browser = alpha.visit()?;
    let told = browser.send("/confirm", "/confirm", &[("email", "cem@mail.example")]).await?.is(200)?;
    let other = browser.send("/confirm", "/confirm", &[("email", "nobody@mail.example")]).await?.is(200)?;
    assert_eq!(told.text, other.text);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM jobs WHERE kind = 'mail'")?, 0);
    world.end().await
}

/// The usual place of a house: a proxy speaks https with the world and plain http with us.
#[tokio::test]
async fn behind_a_tls_proxy_cookies_are_locked_to_the_house() -> anyhow::Result<()> {
    let dir = Scratch::new()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut config = Config::default();
    config.server.public_url = Url::parse("https://moot.example")?;
    config.server.data_dir = dir.path().to_owned();
    config.server.workers = 1;
    config.server.trusted_proxies = vec!["127.0.0.1".parse()?];
    let running = folkmoot::start(config, Options { listener: Some(listener), jobs_by_hand: true, ..Options::default() }).await?;
    let base = format!("http://{}", running.address);
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
    let headers = [("host", "moot.example"), ("x-forwarded-proto", "https"), ("x-forwarded-for", "203.0.113.7"), ("accept", "text/html")];
    let with = |mut request: reqwest::RequestBuilder| {
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request
    };
    let new = NewAccount {
        name: "ann".to_owned(),
        email: "ann@mail.example".to_owned(),
        password_hash: tokio::task::spawn_blocking(|| accounts::hash_password(PASSWORD)).await??,
        application: None,
        locale: None,
    };
    let keys = app::new_keys().await?;
    running.app.db.write(move |tx| accounts::create(tx, &new, rows::Role::Admin, &keys).map(drop)).await?;

    let page = Answer::of(with(client.get(format!("{base}/login")))).await?.is(200)?;
    assert!(page.header("strict-transport-security").starts_with("max-age="));
    let visit = page.header("set-cookie").to_owned();
    for part in ["__Host-folkmoot-visit=", "Secure", "HttpOnly", "Path=/", "SameSite=Lax"] {
        assert!(visit.contains(part), "{part} in {visit}");
    }
    let mut fields = hidden_fields(&page.text, "/login").context("the form")?;
    fields.push(("name".to_owned(), "ann".to_owned()));
    fields.push(("password".to_owned(), PASSWORD.to_owned()));
    let cookie = visit.split(';').next().unwrap_or_default().to_owned();
    let request = with(client.post(format!("{base}/login"))).header("origin", "https://moot.example").header("cookie", &cookie);
    let entered = Answer::of(request.form(&fields)).await?.is(303)?;
    let cookies: Vec<&str> = entered.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()).collect();
    let session = cookies.iter().find(|c| c.starts_with("__Host-folkmoot=")).context("a session cookie")?;
    assert!(session.contains("Secure") && !session.contains("Domain"), "{session}");
    let session = session.split(';').next().unwrap_or_default().to_owned();
    Answer::of(with(client.get(format!("{base}/settings"))).header("cookie", &session)).await?.is(200)?;
    // The name without the lock means nothing here.
    let plain = session.replace("__Host-", "");
    assert_eq!(Answer::of(with(client.get(format!("{base}/settings"))).header("cookie", plain)).await?.status, 303);
    // A form from the http side of the same name is from elsewhere.
    let request = with(client.post(format!("{base}/login"))).header("origin", "http://evil.example").header("cookie", &cookie);
    assert_eq!(Answer::of(request.form(&fields)).await?.status, 422);
    running.stop().await?;
    Ok(())
}
