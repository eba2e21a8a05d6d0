//! Runs a scenario of `tests/e2e` in a real browser and returns what it reports.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::process::Command;

/// Far more than any scenario takes; only one that hangs meets it.
const LIMIT: Duration = Duration::from_secs(240);

/// Plays `tests/e2e/scenarios/{scenario}.mjs`; the result is what the scenario returns.
///
/// `arguments` must have `base`, the address of the instance. Names under `.localhost` lead to this machine.
pub(crate) async fn play(scenario: &str, arguments: Value) -> Result<Value> {
    let dir = tests_dir().join("e2e");
    if !dir.join("node_modules").is_dir() {
        bail!("the browser driver is not installed; `cargo xtask test --only e2e` does that");
    }
    let child = Command::new("node")
        .arg("run.mjs")
        .arg(scenario)
        .arg(arguments.to_string())
        .current_dir(&dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("could not start node")?;
    let output = tokio::time::timeout(LIMIT, child.wait_with_output())
        .await
        .with_context(|| format!("{scenario} hangs"))??;
    let out = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    let report: Value = out
        .lines()
        .last()
        .and_then(|line| serde_json::from_str(line).ok())
        .with_context(|| {
            format!(
                "{scenario} left no report ({}):\n{out}\n{complaints}",
                output.status
            )
        })?;
    if report.get("ok") == Some(&Value::Bool(true)) {
        return Ok(report.get("result").cloned().unwrap_or_default());
    }
    bail!("{}", story_of_failure(scenario, &report))
}

/// The report as a person wants to read it in the log of a failed run.
fn story_of_failure(scenario: &str, report: &Value) -> String {
    let text = |key: &str| {
        report
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or("none")
            .to_owned()
    };
    let list = |key: &str| {
        let lines = report
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        lines
            .filter_map(Value::as_str)
            .map(|line| format!("\n  - {line}"))
            .collect::<String>()
    };
    format!(
        "{scenario} failed at {}:\n{}\nsteps:{}\nheard from the browser:{}\npicture: {}",
        text("url"),
        text("error"),
        list("steps"),
        list("noise"),
        text("screenshot")
    )
}

/// The directory `tests` of the project.
pub(crate) fn tests_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

mod e2e {
    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::play;

    const PAGE: &str = "<!doctype html><html lang=en><title>Harness</title><meta name=viewport content='width=device-width'>\
        <link rel=icon href='data:,'><main><h1>It works</h1><p><a href=/x>A link</a></p>\
        <form action=/><label>Find <input name=q></label><button>Search</button></form></main></html>";

    async fn serve(listener: TcpListener) -> anyhow::Result<()> {
        loop {
            let (mut stream, _) = listener.accept().await?;
            let mut request = [0_u8; 4096];
            let _ = stream.read(&mut request).await?;
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/html\r\ncontent-security-policy: default-src 'self'; img-src data:";
            let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{PAGE}", PAGE.len());
            stream.write_all(answer.as_bytes()).await?;
        }
    }

    #[tokio::test]
    async fn a_scenario_runs_in_the_browser() -> anyhow::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://alpha.localhost:{}", listener.local_addr()?.port());
        let server = tokio::spawn(serve(listener));
        let result = play("harness", json!({ "base": base })).await?;
        server.abort();
        assert_eq!(result.get("stops"), Some(&json!(["a", "input", "button"])));
        Ok(())
    }

    #[tokio::test]
    async fn a_failure_says_what_happened() {
        let failed = play("harness", json!({ "base": "http://alpha.localhost:9" })).await;
        let text = failed
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert!(text.contains("visit /") && text.contains("ERR_"), "{text}");
    }
}
