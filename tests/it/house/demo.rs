//! The first thing that a newcomer opens.

use folkmoot::demo::{self, Options};
use serde_json::Value;

use crate::support::answer::{Answer, list_at, number_at, text_at};
use crate::support::scratch::Scratch;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_is_alive() -> anyhow::Result<()> {
    let dir = Scratch::new()?;
    let demo = demo::start(Options { dir: dir.path().join("demo"), ports: [0, 0] }).await?;
    let mut client = reqwest::Client::builder().no_proxy();
    let mut bases = Vec::new();
    for running in &demo.running {
        client = client.resolve(running.app.urls.base().host_str().unwrap_or_default(), running.address);
        bases.push(running.app.urls.origin().to_owned());
    }
    let client = client.build()?;
    assert_eq!(bases.len(), 2);
    let words = demo.words();
    for base in &bases {
        assert!(words.contains(base.as_str()), "{words}");
        let home = Answer::of(client.get(base).header("accept", "text/html")).await?.is(200)?;
        assert!(home.text.contains("<h1") && home.text.matches("/c/").count() > 3, "{base} is empty");
        let threads = Answer::of(client.get(format!("{base}/api/v1/threads?limit=50"))).await?.is(200)?;
        let threads = list_at(&threads.json, "/items").to_vec();
        assert!(threads.len() >= 5, "{base}: {} threads", threads.len());
        assert!(threads.iter().any(|it| number_at(it, "/replies") >= 2) && threads.iter().any(|it| number_at(it, "/score") >= 2), "{base}");
        assert!(threads.iter().any(|it| it["author"]["local"] == Value::Bool(false)), "{base} has nobody from elsewhere");
        for thread in threads.iter().take(5) {
            let page = Answer::of(client.get(format!("{base}/post/{}", text_at(thread, "/id"))).header("accept", "text/html")).await?.is(200)?;
            assert!(page.text.contains("</html>"));
        }
        let communities = Answer::of(client.get(format!("{base}/api/v1/communities"))).await?.is(200)?;
        let communities = list_at(&communities.json, "/items");
        assert!(communities.iter().any(|it| it["local"] == Value::Bool(true)) && communities.iter().any(|it| it["local"] == Value::Bool(false)));
    }
    assert!(demo.logins.iter().any(|login| login.house == 0) && demo.logins.iter().any(|login| login.house == 1));
    demo.stop().await?;
    Ok(())
}
