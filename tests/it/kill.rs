//! The power fails in the middle of a burst, more than once, and nothing is lost or done twice.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use folkmoot::clock::Clock;
use folkmoot::config::DatabaseUrl;
use futures_util::{StreamExt, stream};
use reqwest::Method;
use serde_json::{Value, json};

use crate::federation::{created, thread_of};
use crate::support::answer::Answer;
use crate::support::database::Database;
use crate::support::program::Program;
use crate::support::scratch::Scratch;
use crate::support::{Member, Place, Software, Stranger, text_at};

/// Activities of the burst, half of them threads and half of them votes.
fn burst() -> usize {
    std::env::var("IT_BURST").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000)
}

const SENDERS: usize = 100;
/// Requests under way.
const ABREAST: usize = 24;

struct Town {
    base: String,
    token: String,
    client: reqwest::Client,
    garden: Place,
    lemmy: Stranger,
    sink: Stranger,
    senders: Vec<Member>,
}

impl Town {
    async fn api(&self, method: Method, path: &str, body: Value) -> Result<Answer> {
        let mut request = self.client.request(method, format!("{}/api/v1{path}", self.base)).bearer_auth(&self.token);
        if !body.is_null() {
            request = request.json(&body);
        }
        Answer::of(request).await
    }

    /// Sends what is not acknowledged yet, and stops when `enough` are.
    async fn send(&self, activities: &[(usize, Vec<u8>)], acknowledged: &Acknowledged, enough: usize) {
        stream::iter(activities.iter().enumerate())
            .for_each_concurrent(ABREAST, |(number, (sender, body))| async move {
                if acknowledged.has(number) || acknowledged.count() >= enough {
                    return;
                }
                let who = &self.senders[*sender];
                // An error is no answer: it will be sent again.
                if let Ok(answer) = self.lemmy.delivers(&who.key_id, &self.garden.inbox, body).await
                    && answer.status == 202
                {
                    acknowledged.note(number);
                }
            })
            .await;
    }
}

struct Acknowledged {
    which: Vec<AtomicUsize>,
    count: AtomicUsize,
}

impl Acknowledged {
    fn new(count: usize) -> Self {
        Self { which: (0..count).map(|_| AtomicUsize::new(0)).collect(), count: AtomicUsize::new(0) }
    }

    fn has(&self, number: usize) -> bool {
        self.which[number].load(Ordering::SeqCst) > 0
    }

    fn note(&self, number: usize) {
        if self.which[number].fetch_add(1, Ordering::SeqCst) == 0 {
            self.count.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

fn bound(client: reqwest::ClientBuilder, name: &str) -> Result<(TcpListener, reqwest::ClientBuilder)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = client.resolve(&format!("{name}.localhost"), listener.local_addr()?);
    Ok((listener, client))
}

fn inner(announce: &Value) -> String {
    text_at(announce, "/object/id").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_when_the_power_fails() -> Result<()> {
    let dir = Scratch::new()?;
    let database = Database::create(dir.path()).await?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let client = reqwest::Client::builder().no_proxy().resolve("alpha.localhost", ([127, 0, 0, 1], port).into());
    let (lemmy, client) = bound(client, "lemmy")?;
    let (sink, client) = bound(client, "sink")?;
    let neighbours: Vec<String> = [("lemmy", &lemmy), ("sink", &sink)]
        .iter()
        .map(|(name, listener)| Ok(format!("\"{name}.localhost:{0}=127.0.0.1:{0}\"", listener.local_addr()?.port())))
        .collect::<Result<_>>()?;
    let client = client.build()?;
    let base = format!("http://alpha.localhost:{port}");
    let url = match database.url() {
        DatabaseUrl::Sqlite(file) => format!("sqlite://{}", file.display()),
        DatabaseUrl::Postgres(url) => url.expose().to_owned(),
    };
    let program = Program::in_dir(dir.path())
        .with("server.bind", format!("127.0.0.1:{port}"))
        .with("server.public_url", base.clone())
        .with("server.data_dir", dir.path().display().to_string())
        .with("database.url", url)
        .with("log.level", "error")
        .with("federation.development", format!("[{}, \"alpha.localhost:{port}=127.0.0.1:{port}\"]", neighbours.join(", ")));
    program.says(&["admin", "create-user", "--name", "ann", "--email", "ann@a.example", "--role", "admin", "--password-stdin"], "a long walk home\n").await?;
    let token = program.says(&["admin", "create-token", "--name", "story"], "").await?;
    let mut serving = program.serves(&["serve"], "It listens on").await?;

    let lemmy = Stranger::open("lemmy", lemmy, Software::Lemmy, Clock::System, client.clone())?;
    let sink = Stranger::open("sink", sink, Software::Lemmy, Clock::System, client.clone())?;
    let senders: Vec<Member> = (0..SENDERS).map(|number| lemmy.person(&format!("p{number}"))).collect();
    let mut town = Town { base: base.clone(), token, client, garden: Place::ours(&format!("{base}/c/garden")), lemmy, sink, senders };
    town.api(Method::POST, "/communities", json!({ "name": "garden", "title": "Garden" })).await?.is(201)?;
    known_as_lemmy(&town).await?;
    town.sink.forgets();

    // Threads first, votes after them, as each vote is about a thread that must have come.
    let half = burst() / 2;
    let (mut threads, mut likes, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..half {
        let (writer, voter) = (number % SENDERS, (number + 1) % SENDERS);
        let page = thread_of(&town.senders[writer], &town.garden, &format!("Thread {number}"));
        let create = created(&town.senders[writer], &page);
        let like = json!({
            "@context": "https://www.w3.org/ns/activitystreams", "id": town.senders[voter].activity_id("like"), "type": "Like",
            "actor": town.senders[voter].id, "object": page["id"], "to": [town.garden.id], "cc": [], "audience": town.garden.id,
        });
        ids.push(text_at(&create, "/id").to_owned());
        ids.push(text_at(&like, "/id").to_owned());
        threads.push((writer, create.to_string().into_bytes()));
        likes.push((voter, like.to_string().into_bytes()));
    }
    let acknowledged = [Acknowledged::new(half), Acknowledged::new(half)];
    for (activities, noted) in [(&threads, &acknowledged[0]), (&likes, &acknowledged[1])] {
        // Twice in the middle of each half, while requests are under way, jobs run and activities are passed on. What was
        // about to be sent then is sent again when its lease ends, which takes two minutes.
        for enough in [half / 3, 2 * half / 3] {
            let sending = town.send(activities, noted, half);
            tokio::select! {
                () = sending => {}
                () = reached(noted, enough) => {}
            }
            serving.kill().await?;
            serving = program.serves(&["serve"], "It listens on").await?;
        }
        while noted.count() < half {
            town.send(activities, noted, half).await;
        }
    }
    // And once when all is acknowledged and not all passed on.
    serving.kill().await?;
    serving = program.serves(&["serve"], "It listens on").await?;
    let wanted: Arc<BTreeSet<String>> = Arc::new(ids.iter().cloned().collect());
    let expected = Arc::clone(&wanted);
    town.sink.until("everything to be passed on", move |seen| seen.len() >= expected.len() && unique(seen).len() >= expected.len()).await?;

    let shown = town.api(Method::GET, "/communities/garden", Value::Null).await?.is(200)?;
    assert_eq!(shown.json["threads"].as_u64(), u64::try_from(half).ok(), "each thread once");
    serving.stop().await?;
    look_into(&database, half)?;

    let announced = unique(&town.sink.received());
    let heard: BTreeSet<String> = announced.keys().cloned().collect();
    assert_eq!(heard, *wanted, "each activity was passed on");
    for (activity, ids) in announced {
        // A delivery that was cut off is sent again, under the same id.
        assert_eq!(ids.len(), 1, "{activity} was announced as {ids:?}");
    }
    town.token.clear();
    Ok(())
}

/// Which ids each activity was announced under.
fn unique(seen: &[Value]) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for announce in seen.iter().filter(|it| text_at(it, "/type") == "Announce") {
        found.entry(inner(announce)).or_default().insert(text_at(announce, "/id").to_owned());
    }
    found
}

/// Ends when so many are acknowledged; looks again whenever another task had its turn.
async fn reached(acknowledged: &Acknowledged, enough: usize) {
    while acknowledged.count() < enough {
        tokio::task::yield_now().await;
    }
}

/// The sink joins, and is passed on to in the form of its software as soon as that is known.
async fn known_as_lemmy(town: &Town) -> Result<()> {
    let sam = town.sink.person("sam");
    let follow = sam.follow_of(&town.garden.id);
    sam.sends(&town.garden.inbox, &follow).await?;
    town.sink.until("the Accept", |seen| seen.iter().any(|it| text_at(it, "/type") == "Accept")).await?;
    for number in 0..50 {
        let before = town.sink.received().len();
        let post = json!({ "title": format!("Are you there? {number}"), "body": "" });
        let made = town.api(Method::POST, "/communities/garden/threads", post).await?.is(201)?;
        town.sink.until("something passed on", move |seen| seen.len() > before).await?;
        let whole = town.sink.got("Announce/Create").len();
        town.api(Method::DELETE, &format!("/posts/{}", made.at("/id")), Value::Null).await?.is(204)?;
        let taken_back = |it: &Value| text_at(it, "/object/type") == "Delete" || text_at(it, "/type") == "Undo";
        town.sink.until("the deletion", move |seen| seen.iter().filter(|it| taken_back(it)).count() > number).await?;
        if whole > 0 {
            return Ok(());
        }
    }
    anyhow::bail!("the sink's software is never learned")
}

fn look_into(database: &Database, half: usize) -> Result<()> {
    use diesel::prelude::*;
    let mut conn = database.engine().open()?;
    let mut count = |query: &str| -> Result<i64> {
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            number: i64,
        }
        Ok(diesel::sql_query(query).get_result::<Number>(&mut conn).with_context(|| query.to_owned())?.number)
    };
    let half = i64::try_from(half)?;
    for (query, expected) in [
        ("SELECT count(*) AS number FROM posts WHERE ap_id LIKE '%lemmy.localhost%'", half),
        ("SELECT count(DISTINCT ap_id) AS number FROM posts WHERE ap_id LIKE '%lemmy.localhost%'", half),
        ("SELECT count(*) AS number FROM votes", half),
        ("SELECT CAST(COALESCE(sum(score), 0) AS bigint) AS number FROM posts", half),
        ("SELECT count(*) AS number FROM inbox WHERE state NOT IN ('done', 'refused')", 0),
        ("SELECT count(*) AS number FROM inbox WHERE state = 'refused'", 0),
        ("SELECT count(*) AS number FROM events", 0),
        ("SELECT count(*) AS number FROM deliveries", 0),
    ] {
        assert_eq!(count(query)?, expected, "{query}");
    }
    Ok(())
}
