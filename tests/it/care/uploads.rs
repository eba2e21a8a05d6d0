//! Pictures that people bring: written down, and gone when nothing shows them any more.

use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use reqwest::multipart::{Form, Part};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::instance::Instance;
use crate::support::person::Person;
use crate::support::visit::hidden_fields;
use crate::support::{Story, World, list_at, text_at};

/// A picture of one pixel.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
    0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf,
    0xc0, 0xf0, 0x1f, 0x00, 0x05, 0x00, 0x01, 0xff, 0x89, 0x99, 0x3d, 0x1d, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60,
    0x82,
];

fn picture() -> Result<Part> {
    Ok(Part::bytes(PIXEL).file_name("hive.png").mime_str("image/png")?)
}

async fn uploads(instance: &Instance, person: &Person) -> Result<String> {
    let form = Form::new().part("file", picture()?);
    let request = instance.client.post(instance.url("/api/v1/media")).bearer_auth(&person.token).multipart(form);
    let answer = crate::support::answer::Answer::of(request).await?.is(201)?;
    Ok(answer.at("/key").to_owned())
}

async fn shows(person: &Person, key: &str) -> Result<String> {
    let body = json!({ "title": "A hive", "body": "", "images": [{ "media": key, "alt": "A hive" }] });
    let answer = person.api(Method::POST, "/communities/garden/threads", body).await?.is(201)?;
    Ok(answer.at("/id").to_owned())
}

/// Makes a file look as if it had been written long ago.
fn age(instance: &Instance, key: &str) -> Result<()> {
    let path = instance.app.config.media_dir().join(key.get(..2).context("a key")?).join(key);
    let file = std::fs::File::options().write(true).open(&path).with_context(|| path.display().to_string())?;
    Ok(file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000))?)
}

#[tokio::test]
async fn a_picture_leaves_with_the_last_that_shows_it() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    let key = uploads(alpha, &ann).await?;
    let path = format!("/media/{key}");
    let first = shows(&ann, &key).await?;
    // The same picture shown by somebody else has another to hold it.
    shows(&dan, &key).await?;
    let rows = "SELECT count(*) AS number FROM media";
    assert_eq!(alpha.number(rows)?, 2);
    age(alpha, &key)?;
    ann.api(Method::DELETE, &format!("/posts/{first}"), Value::Null).await?.is(204)?;
    world.pass(Duration::from_secs(26 * 60 * 60)).await?;
    assert_eq!(alpha.get(&path).await?.status, 200, "Dan's thread shows it still");
    // Dan leaves, and all that he showed goes with him.
    let person = dan.account().clone();
    alpha.write(move |tx| folkmoot::domain::accounts::delete(tx, &person)).await?;
    world.settle().await?;
    assert_eq!(alpha.get(&path).await?.status, 404);
    assert_eq!(alpha.number(rows)?, 0);
    world.end().await
}

#[tokio::test]
async fn an_upload_that_nobody_uses_goes_after_a_day() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let key = uploads(alpha, &ann).await?;
    age(alpha, &key)?;
    world.pass(Duration::from_secs(60 * 60)).await?;
    assert_eq!(alpha.get(&format!("/media/{key}")).await?.status, 200, "it waits for its post");
    world.pass(Duration::from_secs(25 * 60 * 60)).await?;
    assert_eq!(alpha.get(&format!("/media/{key}")).await?.status, 404);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM media")?, 0);
    world.end().await
}

/// Each picture keeps the words beside it, also when a row above was left empty; and an edit takes out and adds.
#[tokio::test]
async fn pictures_keep_their_words_and_can_be_changed() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("garden").await?;
    let cookie = session(alpha).await?;
    let page = with_cookie(alpha, &cookie, "/c/garden?new=1").await?;
    let csrf = csrf_of(&page, "/c/garden/threads")?;
    let empty = Part::bytes(Vec::new()).file_name("").mime_str("application/octet-stream")?;
    let form = Form::new()
        .text("csrf", csrf)
        .text("kind", "discussion")
        .text("title", "Hives")
        .text("body", "Two rows, one picture")
        .part("image", empty)
        .text("image_alt", "nothing")
        .part("image1", picture()?)
        .text("image1_alt", "A hive in snow");
    let sent = alpha.client.post(alpha.url("/c/garden/threads")).header("cookie", &cookie).header("accept", "text/html").multipart(form);
    let sent = crate::support::answer::Answer::of(sent).await?.is(303)?;
    let id = sent.header("location").trim_start_matches("/post/").to_owned();
    let alts = async || -> Result<Vec<String>> {
        let post = ann.gets(&format!("/posts/{id}")).await?;
        Ok(list_at(&post, "/attachments").iter().map(|a| text_at(a, "/alt").to_owned()).collect())
    };
    assert_eq!(alts().await?, ["A hive in snow"]);

    let edit = format!("/post/{id}/edit");
    let page = with_cookie(alpha, &cookie, &edit).await?;
    let field = page.split("name=\"alt_").nth(1).and_then(|rest| rest.split('"').next()).context("the picture is on the form")?.to_owned();
    let base = || -> Result<Form> { Ok(Form::new().text("csrf", csrf_of(&page, &edit)?).text("title", "Hives").text("body", "Now more")) };
    let change = async |form: Form| -> Result<()> {
        let request = alpha.client.post(alpha.url(&edit)).header("cookie", &cookie).header("accept", "text/html").multipart(form);
        crate::support::answer::Answer::of(request).await?.is(303).map(drop)
    };
    change(base()?.text(format!("alt_{field}"), "A hive in spring").part("image", picture()?).text("image_alt", "Another")).await?;
    assert_eq!(alts().await?, ["A hive in spring", "Another"]);
    let page = with_cookie(alpha, &cookie, &edit).await?;
    let fields: Vec<&str> = page.split("name=\"alt_").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let first = (*fields.first().context("two pictures")?).to_owned();
    change(base()?.text(format!("drop_{first}"), "1")).await?;
    assert_eq!(alts().await?, ["Another"]);
    world.settle().await?;
    world.end().await
}

/// What somebody without an account sends is read past: pictures from outside fill no memory, and the form is judged.
#[tokio::test]
async fn pictures_of_visitors_are_not_kept() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let form = Form::new().text("name", "x").text("password", "y").part("logo", picture()?);
    let request = alpha.client.post(alpha.url("/login")).header("accept", "text/html").multipart(form);
    assert_eq!(crate::support::answer::Answer::of(request).await?.status, 422);
    assert_eq!(alpha.number("SELECT count(*) AS number FROM media")?, 0);
    let big = Part::bytes(vec![0; 12 * 1024 * 1024]).file_name("x.png");
    let request = alpha.client.post(alpha.url("/login")).header("accept", "text/html").multipart(Form::new().part("logo", big));
    assert_eq!(crate::support::answer::Answer::of(request).await?.status, 413);
    world.end().await
}

/// Ann's session cookie, for forms that carry files.
async fn session(instance: &Instance) -> Result<String> {
    let shown = crate::support::answer::Answer::of(instance.client.get(instance.url("/login")).header("accept", "text/html")).await?;
    let visit = cookie_of(&shown).context("a cookie for the form")?;
    let csrf = csrf_of(&shown.text, "/login")?;
    let fields = [("csrf", csrf.as_str()), ("name", "ann"), ("password", crate::support::person::PASSWORD)];
    let request = instance.client.post(instance.url("/login")).header("accept", "text/html").header("cookie", visit).form(&fields);
    cookie_of(&crate::support::answer::Answer::of(request).await?.is(303)?).context("a session")
}

fn cookie_of(answer: &crate::support::answer::Answer) -> Option<String> {
    let all = answer.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok());
    all.filter(|c| !c.contains("Max-Age=0")).filter_map(|c| c.split(';').next()).map(ToOwned::to_owned).next()
}

async fn with_cookie(instance: &Instance, cookie: &str, path: &str) -> Result<String> {
    let request = instance.client.get(instance.url(path)).header("accept", "text/html").header("cookie", cookie);
    Ok(crate::support::answer::Answer::of(request).await?.is(200)?.text)
}

fn csrf_of(page: &str, action: &str) -> Result<String> {
    let fields = hidden_fields(page, action).with_context(|| format!("no form to {action}"))?;
    Ok(fields.into_iter().find(|(name, _)| name == "csrf").context("no token")?.1)
}
