//! Every recorded shape through the whole house: signed, sent, applied. What the protocol alone makes of each is tested
//! where the shapes lie; here they meet rules, rows and jobs, and none of them may break anything.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::support::{Member, Software, Story, Stranger, World, text_at};

/// Hosts as they stand in the shapes, and the software behind them.
const HOSTS: [(&str, &str, Software); 8] = [
    ("masto.example", "masto", Software::Mastodon),
    ("gts.example", "gotosocial", Software::GoToSocial),
    ("lemmy.example", "lemmy", Software::Lemmy),
    ("piefed.example", "piefed", Software::PieFed),
    ("mbin.example", "mbin", Software::Mbin),
    ("nodebb.example", "nodebb", Software::NodeBb),
    ("friendica.example", "friendica", Software::Friendica),
    ("mitra.example", "mitra", Software::Mitra),
];

fn shapes(file: &str) -> Result<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../federation/tests/shapes/{file}.json"));
    Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
}

/// The shapes of a peer, moved to where it lives in this world.
fn moved(file: &str, alpha: &str, strangers: &[(&str, Stranger)]) -> Result<Value> {
    let mut text = shapes(file)?.to_string();
    for (host, stranger) in strangers {
        text = text.replace(&format!("https://{host}"), &stranger.origin);
    }
    Ok(serde_json::from_str(&text.replace("https://x.example", alpha))?)
}

fn actor_of(activity: &Value) -> String {
    activity["actor"].as_str().or_else(|| activity["actor"]["id"].as_str()).unwrap_or_default().to_owned()
}

/// Puts a key that works into an actor's document, or makes a document for one that was never recorded.
fn introduce(stranger: &Stranger, id: &str, recorded: Option<&Value>) -> Member {
    let name = id.rsplit(['/', '@']).next().unwrap_or_default().to_ascii_lowercase();
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let key_id = recorded
        .and_then(|it| it.pointer("/publicKey/id").and_then(Value::as_str))
        .map_or_else(|| format!("{id}#main-key"), str::to_owned);
    let member = Member {
        name: if name.is_empty() { "site".to_owned() } else { name },
        id: id.to_owned(),
        handle: String::new(),
        key_id,
        home: stranger.clone(),
    };
    let mut document = recorded.cloned().unwrap_or_else(|| crate::support::stranger::wire::actor(&member, "Person"));
    document["publicKey"] = json!({ "id": member.key_id, "owner": id, "publicKeyPem": stranger.public_pem() });
    stranger.serves(&document);
    member
}

#[tokio::test]
async fn all_shapes_are_taken_and_none_breaks_anything() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    alpha.person("bob").await?;
    ann.founds("rust").await?;
    let mut strangers = Vec::new();
    for (host, name, software) in HOSTS {
        strangers.push((host, world.stranger(name, software)?));
    }
    let mut posts_from = BTreeSet::new();
    for (host, stranger) in &strangers {
        let file = if stranger.software == Software::Mastodon { "mastodon" } else { stranger.software.name() };
        let list = moved(file, &alpha.base, &strangers)?;
        let cases = list.as_array().context("a list")?;
        let recorded: Vec<&Value> = cases.iter().filter_map(|case| case.get("actor")).collect();
        let before = alpha.number("SELECT count(*) AS number FROM posts")?;
        for case in cases {
            let Some(activity) = case.get("activity") else { continue };
            let what = format!("{host}: {}", text_at(case, "/what"));
            let actor = actor_of(activity);
            anyhow::ensure!(actor.starts_with(&stranger.origin), "{what}: {actor}");
            let document = recorded.iter().copied().find(|it| it["id"] == json!(actor));
            let is_group = case["group"] == json!(true) && document.is_none();
            let member = introduce(stranger, &actor, document);
            if is_group {
                stranger.serves(&crate::support::stranger::wire::actor(&member, "Group"));
            }
            if let Some(object) = activity.get("object").filter(|it| it.get("attributedTo").is_some()) {
                stranger.serves(object);
            }
            let answer = member.tries(&alpha.url("/inbox"), activity).await?;
            assert_eq!(answer.status, 202, "{what}: {}", answer.text);
            world.settle().await?;
            let fate = alpha.fate(text_at(activity, "/id"))?;
            // Some name servers that are none of this world's; those are tried again later.
            let waits = fate.starts_with("ready") && !fate.contains("cannot be had now");
            assert!(!fate.contains("internal") && !waits, "{what}: {fate}");
        }
        if alpha.number("SELECT count(*) AS number FROM posts")? > before {
            posts_from.insert(*host);
        }
    }
    let silent: Vec<&str> = HOSTS.iter().map(|(host, ..)| *host).filter(|host| !posts_from.contains(host)).collect();
    assert!(silent.is_empty(), "nothing of these became a post: {silent:?}");
    // The house still stands: its pages and numbers are whole.
    alpha.community("rust").await?;
    let internal = alpha.number("SELECT count(*) AS number FROM inbox WHERE error LIKE '%internal%'")?;
    assert_eq!(internal, 0);
    world.end_with_work_left()
}

/// What is not worth a change gets an answer that says why, and changes nothing.
#[tokio::test]
async fn malformed_activities_change_no_row() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("rust").await?;
    ann.posts("rust", "Still here", "").await?;
    let stranger = world.stranger("masto", Software::Mastodon)?;
    let strangers = [("masto.example", stranger.clone())];
    let table = moved("malformed", &alpha.base, &strangers)?;
    let member = introduce(&stranger, &stranger.url("/users/ann"), None);
    // Known already, so that nothing but the activity itself is new.
    ann.resolves(&member.id).await?;
    world.settle().await?;
    let counted = |rows: Vec<(String, i64)>| -> Vec<(String, i64)> {
        // Ids are remembered also of what is refused later; hosts are what activities name.
        rows.into_iter().filter(|(table, _)| !["inbox", "jobs", "hosts"].contains(&table.as_str())).collect()
    };
    let before = counted(alpha.rows()?);
    for list in ["refused", "ignored"] {
        for case in table[list].as_array().context("a list")? {
            let what = text_at(case, "/what").to_owned();
            let mut activity = case["activity"].clone();
            if activity.is_object() && activity.get("id").is_none() {
                activity["id"] = json!(member.activity_id("odd"));
            }
            let answer = member.tries(&alpha.url("/inbox"), &activity).await?;
            assert!([202, 400, 401].contains(&answer.status), "{what}: {} {}", answer.status, answer.text);
            world.settle().await?;
            assert_eq!(counted(alpha.rows()?), before, "{list}: {what}");
        }
    }
    world.end().await
}
