//! The program as an operator runs it: with nothing, with wrong settings, by script, and to its end.

use std::path::Path;

use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::program::Program;
use crate::support::scratch::Scratch;

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn client() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder().no_proxy().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build()?)
}

#[tokio::test]
async fn a_newcomer_opens_a_house_with_nothing_configured() -> Result<()> {
    let dir = Scratch::new()?;
    let port = free_port()?;
    // The port is taken from the system only because tests run side by side.
    let program = Program::in_dir(dir.path()).with("server.bind", format!("127.0.0.1:{port}")).with("server.public_url", format!("http://localhost:{port}"));
    let serving = program.serves(&[], "It listens on").await?;
    assert!(dir.path().join("data").is_dir(), "everything lies under ./data");
    let link = serving.words.iter().find_map(|line| line.split_whitespace().find(|word| word.contains("/setup?token="))).context("no link")?.to_owned();
    let link = link.as_str();
    let (base, path) = link.split_once("/setup").context("no path")?;
    assert_eq!(base, format!("http://localhost:{port}"));
    let page = Answer::of(client()?.get(link)).await?.is(200)?;
    assert!(page.text.contains("name=\"org\"") || page.text.contains("name=org"), "{path}");
    let home = Answer::of(client()?.get(format!("http://127.0.0.1:{port}/"))).await?;
    assert!(matches!(home.status, 200 | 303), "{home:?}");
    let ended = serving.stop().await?;
    assert!(ended.success(), "{ended}");
    // A second start finds what the first one made, and the first link no longer works.
    let again = program.serves(&["serve"], "It listens on").await?;
    assert!(again.words.iter().any(|line| line.contains("/setup?token=")));
    assert_eq!(Answer::of(client()?.get(link)).await?.status, 404);
    again.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_script_sets_everything_up_while_it_runs() -> Result<()> {
    let dir = Scratch::new()?;
    let port = free_port()?;
    let base = format!("http://localhost:{port}");
    let program = Program::in_dir(dir.path())
        .with("server.bind", format!("127.0.0.1:{port}"))
        .with("server.public_url", base.clone())
        .with("server.data_dir", dir.path().join("house").display().to_string());
    // Before it ever ran, and while it runs.
    program.says(&["admin", "create-user", "--name", "ada", "--email", "ada@a.example", "--role", "admin", "--password-stdin"], "a long walk home\n").await?;
    let serving = program.serves(&["serve"], "It listens on").await?;
    program.says(&["admin", "create-user", "--name", "ann", "--email", "ann@a.example", "--password-stdin"], "a long walk home\n").await?;
    let token = program.says(&["admin", "create-token", "--name", "script"], "").await?;
    assert!(token.len() > 20 && !token.contains(char::is_whitespace), "the token alone: {token:?}");
    let founded = client()?.post(format!("{base}/api/v1/communities")).bearer_auth(&token).json(&json!({ "name": "garden", "title": "Garden" }));
    Answer::of(founded).await?.is(201)?;
    let me = Answer::of(client()?.get(format!("{base}/api/v1/me")).bearer_auth(&token)).await?.is(200)?;
    assert_eq!((me.at("/role"), me.at("/person/name")), ("admin", "ada"));
    let refused = program.run(&["admin", "create-user", "--name", "ann", "--email", "x@a.example", "--password-stdin"], "a long walk home\n").await?;
    assert_eq!(refused.status.code(), Some(1));
    let short = program.run(&["admin", "reset-password", "--name", "ann", "--password-stdin"], "short\n").await?;
    assert_eq!(short.status.code(), Some(1));
    program.says(&["admin", "reset-password", "--name", "ann", "--password-stdin"], "another long walk\n").await?;
    program.says(&["admin", "recount"], "").await?;
    let doctor = program.run(&["doctor"], "").await?;
    let said = String::from_utf8_lossy(&doctor.stdout);
    assert!(said.to_lowercase().contains("database"), "{said}");
    serving.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_bad_setting_is_told_in_one_line() -> Result<()> {
    let dir = Scratch::new()?;
    let file = dir.path().join("folkmoot.toml");
    for (text, words) in [
        ("[server]\nbind = \"nowhere\"\n", ["folkmoot.toml", "server.bind", "nowhere", "address and a port"]),
        ("[server]\npublic_url = \"http://town.example\"\n", ["folkmoot.toml", "server.public_url", "http://town.example", "https://"]),
        ("[limits]\nlogin = \"often\"\n", ["folkmoot.toml", "limits.login", "often", "rate"]),
        ("[server]\nbindd = \"x\"\n", ["folkmoot.toml", "server.bindd", "server.bind", ""]),
        ("[database]\nurl = \"mysql://x\"\n", ["folkmoot.toml", "database.url", "(hidden)", "postgres://"]),
    ] {
        std::fs::write(&file, text)?;
        let output = Program::in_dir(dir.path()).run(&["serve"], "").await?;
        assert_eq!(output.status.code(), Some(2), "{text}");
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        assert_eq!(said.lines().count(), 1, "{said}");
        for word in words {
            assert!(said.contains(word), "{word:?} is missing: {said}");
        }
    }
    std::fs::remove_file(&file)?;
    let output = Program::in_dir(dir.path()).with("jobs.workers", "many").run(&["serve"], "").await?;
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("FOLKMOOT_JOBS__WORKERS") && said.contains("many"), "{said}");
    Ok(())
}

#[tokio::test]
async fn the_example_is_what_the_program_knows() -> Result<()> {
    let dir = Scratch::new()?;
    let said = Program::in_dir(dir.path()).says(&["example-config"], "").await?;
    let kept = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../config.example.toml"))?;
    assert_eq!(said.trim(), kept.trim(), "config.example.toml is not what `folkmoot example-config` prints");
    Ok(())
}

#[tokio::test]
async fn the_database_goes_up_and_down_by_command() -> Result<()> {
    let dir = Scratch::new()?;
    let program = Program::in_dir(dir.path());
    assert!(program.says(&["migrate"], "").await?.contains("0001"));
    assert!(program.says(&["migrate"], "").await?.contains("Nothing to do"));
    assert!(program.says(&["migrate", "--down", "1"], "").await?.contains("taken back"));
    assert!(!program.says(&["migrate"], "").await?.contains("Nothing"));
    let unknown = client()?.request(Method::GET, "http://127.0.0.1:9/").send().await;
    assert!(unknown.is_err(), "nothing was started by that: {}", Value::Null);
    Ok(())
}
