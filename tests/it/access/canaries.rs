//! Words that only members may read, and everybody else looking for them everywhere.

use std::collections::{BTreeSet, VecDeque};

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use super::{admits, founds, sets};
use crate::support::visit::Visit;
use crate::support::instance::Instance;
use crate::support::person::Person;
use crate::support::{Place, Story, World};

/// In every title and text that is not for everybody.
const CANARY: &str = "zanzibarine";
/// Beside it in every one of them, and nowhere else: what is searched for.
const BESIDE: &str = "xylotheque";
/// Pages of one crawl; enough for all that these houses hold.
const MOST: usize = 400;

/// Every page that links lead to, from the front page and what else is known.
async fn crawl(visit: &Visit, seeds: &[String]) -> Result<BTreeSet<String>> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut next: VecDeque<String> = seeds.iter().cloned().chain(["/".to_owned()]).collect();
    let mut leaks = BTreeSet::new();
    while let Some(path) = next.pop_front() {
        if seen.len() >= MOST || !seen.insert(path.clone()) || path.starts_with("/static") {
            continue;
        }
        let answer = visit.ask(&path).await?;
        anyhow::ensure!(answer.status < 500, "{path}: {answer:?}");
        if answer.text.to_lowercase().contains(CANARY) {
            leaks.insert(path.clone());
        }
        for link in answer.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let link = link.replace("&amp;", "&");
            let link = link.strip_prefix(&visit.base).unwrap_or(&link).split('#').next().unwrap_or_default().to_owned();
            if link.starts_with('/') {
                next.push_back(link);
            }
        }
    }
    Ok(leaks)
}

/// What stands behind doors: a community for members, a part of an open one, and what is for staff.
async fn hide(alpha: &Instance, ann: &Person, bob: &Person, mo: &Person) -> Result<Vec<String>> {
    founds(ann, "attic", "members").await?;
    founds(mo, "desk", "staff").await?;
    ann.founds("hall").await?;
    bob.joins("attic").await?;
    admits(ann, "attic", "bob").await?;
    bob.joins("hall").await?;
    anyhow::ensure!(sets(ann, "hall", "public", json!({ "forum": "members" })).await? == 200);
    let mut numbers = Vec::new();
    for (writer, place) in [(ann, "attic"), (ann, "hall"), (mo, "desk")] {
        let thread = writer.posts(place, &format!("About the {CANARY}"), &format!("The {CANARY} is in the {BESIDE}, @cy. #{CANARY}")).await?;
        let reply = writer.replies(alpha, &thread.id, &format!("More {CANARY} in the {BESIDE}.")).await?;
        writer.edits(alpha, &thread.id, json!({ "title": format!("On the {CANARY}"), "body": format!("No {CANARY} in the {BESIDE} any more, @cy") })).await?;
        writer.acts(alpha, &thread.id, "pin").await?.is(200)?;
        writer.acts(alpha, &thread.id, "lock").await?.is(200)?;
        numbers.extend([thread.number, reply.number]);
    }
    numbers.extend(hide_in_parts(ann, bob).await?);
    Ok(numbers)
}

/// An open community whose every part is for its members.
async fn hide_in_parts(ann: &Person, bob: &Person) -> Result<Vec<String>> {
    let formats = ["forum", "wiki", "blog", "newsletter", "events"];
    let body = json!({ "name": "barn", "title": "The barn", "formats": formats });
    ann.api(Method::POST, "/communities", body).await?.is(201)?;
    bob.joins("barn").await?;
    let parts = json!({ "forum": "members", "wiki": "members", "blog": "members", "newsletter": "members", "events": "members" });
    anyhow::ensure!(sets(ann, "barn", "public", parts).await? == 200);
    let mut numbers = Vec::new();
    let title = format!("A {CANARY}");
    let words = format!("The {CANARY} is in the {BESIDE} of the barn, @cy. #{CANARY}");
    let page = json!({ "title": title, "path": "birds", "body": words });
    numbers.push(ann.api(Method::POST, "/communities/barn/wiki", page).await?.is(201)?.at("/id").to_owned());
    let evening = json!({
        "event_start": "2026-03-17T19:00", "event_end": "2026-03-17T21:00", "event_zone": "Europe/Berlin", "event_place": format!("{CANARY} yard"),
    });
    let poll = json!({ "poll_options": [format!("{CANARY} yes"), "no"] });
    for (kind, details) in [("event", evening), ("article", json!({ "summary": format!("Of a {CANARY}"), "series": format!("{CANARY} tales") })), ("poll", poll)] {
        let body = json!({ "title": format!("A {CANARY} for {kind}"), "body": words, "kind": kind, "details": details });
        numbers.push(ann.api(Method::POST, "/communities/barn/threads", body).await?.is(201)?.at("/id").to_owned());
    }
    Ok(numbers)
}

fn pages(numbers: &[String]) -> Vec<String> {
    let mut all: Vec<String> = ["/feed.atom", "/modlog", "/modlog.atom", "/communities", "/sitemap.xml", "/sitemap-1.xml", "/u/ann", "/u/ann/feed.atom", "/u/mo"]
        .map(ToOwned::to_owned)
        .to_vec();
    all.push(format!("/search?q={BESIDE}"));
    for place in ["attic", "hall", "desk", "barn"] {
        for below in ["", "/feed.atom", "/modlog", "/wiki", "/blog", "/events", "/newsletter", "/edit", "/access", "/reports", "/duplicates", "/export.json", "/wiki/birds", "/wiki/birds/history", "/wiki-suggestions", "/wiki-pages", "/wiki-new", "/tags", "/unwanted", "/roadmap", "/challenges", "/newsletter/desk", "/newsletter/subscribers.csv", "/drafts", "/blog/feed.atom", "/blog/feed.json", "/blog/desk", "/events.ics", "/standing", "/labels", "/newsletter/feed.atom"] {
            all.push(format!("/c/{place}{below}"));
        }
    }
    for number in numbers {
        for below in ["", "/history", "/edit", "/feed.atom", "/report", "/remove", "/event.ics", "/cross-post", "/to-wiki", "/title", "/merge", "/authorship"] {
            all.push(format!("/post/{number}{below}"));
        }
    }
    all
}

fn calls(numbers: &[String]) -> Vec<String> {
    let mut all: Vec<String> = ["/threads", "/communities", "/modlog", "/people/ann", "/people/mo", "/people/ann/posts", "/instance", "/notifications", "/saved"]
        .map(ToOwned::to_owned)
        .to_vec();
    all.push(format!("/search?q={BESIDE}"));
    for place in ["attic", "hall", "desk", "barn"] {
        for below in ["", "/threads", "/stewards", "/access", "/bans", "/wiki", "/wiki/suggestions", "/articles", "/drafts", "/events", "/newsletter", "/newsletter/issues", "/standing", "/labels"] {
            all.push(format!("/communities/{place}{below}"));
        }
    }
    for number in numbers {
        all.extend([format!("/posts/{number}"), format!("/threads/{number}"), format!("/posts/{number}/revisions"), format!("/questions/{number}"), format!("/wiki/{number}"), format!("/events/{number}"), format!("/polls/{number}")]);
    }
    all
}

#[tokio::test]
async fn those_outside_look_everywhere_and_find_nothing() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob, mo) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.moderator("mo").await?);
    let (cy, eve) = (alpha.person("cy").await?, beta.person("eve").await?);
    let numbers = hide(alpha, &ann, &bob, &mo).await?;
    world.settle().await?;

    let seeds = pages(&numbers);
    let (visitor, member) = (alpha.visit()?, alpha.visit()?);
    assert_eq!(crawl(&visitor, &seeds).await?, BTreeSet::new(), "a visitor");
    let other = alpha.visit()?;
    other.login("cy").await?;
    assert_eq!(crawl(&other, &seeds).await?, BTreeSet::new(), "somebody who is not a member");
    member.login("bob").await?;
    let seen = crawl(&member, &seeds).await?;
    assert!(seen.contains("/c/attic") && seen.contains("/c/hall"), "the crawl finds what is there to be found: {seen:?}");
    assert!(!seen.contains("/c/desk") && !seen.contains(&format!("/post/{}", numbers[4])), "{seen:?}");

    for call in calls(&numbers) {
        for (who, answer) in [("a visitor", alpha.api(Method::GET, &call, Value::Null).await?), ("cy", cy.api(Method::GET, &call, Value::Null).await?)] {
            assert!(answer.status < 500 && !answer.text.contains(CANARY), "{who} at {call}: {answer:?}");
        }
    }
    // What other servers ask for, with and without a member.
    let activities = alpha.texts("SELECT CAST(id AS TEXT) AS what FROM activities")?;
    let mut documents: Vec<String> = activities.iter().map(|id| format!("/activities/{id}")).collect();
    for name in ["/c/attic", "/c/hall", "/c/desk", "/c/barn", "/u/ann", "/u/mo"] {
        documents.extend(["", "/outbox", "/outbox?cursor=9007199254740991", "/featured", "/moderators", "/followers"].map(|below| format!("{name}{below}")));
    }
    for number in &numbers {
        documents.extend(["", "/replies", "/context", "/replies?cursor=0", "/context?cursor=0"].map(|below| format!("/post/{number}{below}")));
    }
    for path in documents {
        let answer = alpha.document(&path).await?;
        assert!(answer.status < 500 && !answer.text.contains(CANARY), "{path}: {answer:?}");
    }
    let attic = Place::ours(&alpha.url("/c/attic"));
    eve.joins(&attic.handle).await?;
    world.settle().await?;
    assert_eq!(beta.number(&format!("SELECT COUNT(*) AS number FROM posts WHERE html LIKE '%{CANARY}%'"))?, 0, "nor does it come to a server without a member");
    // Whom a post names behind a door that is closed to them hears nothing of it.
    assert!(!cy.gets("/notifications").await?.to_string().contains("mention"));
    world.end().await
}
