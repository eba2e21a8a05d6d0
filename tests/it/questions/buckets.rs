//! Twelve people with one problem, from three servers, end in one bucket with one answer.

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};

use super::{asks, helps, merges, on, state, told};
use crate::support::{Place, Software, Story, World, list_at, number_at, text_at};

#[tokio::test]
async fn twelve_people_with_one_problem_end_in_one_bucket_with_one_answer() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let ann = alpha.person("ann").await?;
    helps(&ann, "help").await?;
    let handle = alpha.handle("help");
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let place = Place::ours(&alpha.url("/c/help"));
    let (mia, leo) = (mastodon.person("mia"), lemmy.person("leo"));
    mia.follows(&place).await?;
    leo.follows(&place).await?;

    // Three ask at home, two in the other house, two on other software; five have it too.
    let mut askers = Vec::new();
    for name in ["bob", "cat", "dan"] {
        askers.push(alpha.person(name).await?);
    }
    let mut guests = Vec::new();
    for name in ["eli", "fay"] {
        let guest = beta.person(name).await?;
        guest.joins(&handle).await?;
        guests.push(guest);
    }
    world.settle().await?;
    let mut questions = Vec::new();
    for person in &askers {
        questions.push(asks(person, "help", "The app says error 17", "Since today.").await?.id);
    }
    for guest in &guests {
        questions.push(guest.posts(&handle, "Error 17 in the app", "Nothing works.").await?.id);
    }
    for (asked, title) in [(mia.posts(&place, "", "Error 17? Anyone?").await?, "mia"), (leo.posts(&place, "Error 17", "What is it?").await?, "leo")] {
        let id = asked["object"]["id"].as_str().or_else(|| asked["id"].as_str()).unwrap_or(title);
        questions.push(id.to_owned());
    }
    world.settle().await?;
    let mut numbers = Vec::new();
    for id in &questions {
        let seen = alpha.sees(id).await?;
        assert_eq!(text_at(&seen, "/kind"), "question", "{id}");
        numbers.push(text_at(&seen, "/id").to_owned());
    }
    let (bucket, others) = numbers.split_first().expect("they asked");
    let mut joined = Vec::new();
    for (n, name) in ["gus", "hal", "ida", "jon", "kim"].into_iter().enumerate() {
        let person = alpha.person(name).await?;
        on(&person, &numbers[n], "too", Value::Null).await?.is(200)?;
        joined.push(person);
    }
    let early = joined[0].replies(alpha, &questions[1], "Same here.").await?;
    world.settle().await?;
    mastodon.forgets();
    lemmy.forgets();

    for question in others {
        merges(&ann, question, bucket).await?.is(200)?;
    }
    world.settle().await?;
    let seen = state(&ann, bucket).await?;
    assert_eq!((number_at(&seen, "/people"), list_at(&seen, "/merged_ids").len()), (12, 6));
    // The reply came along with its permalink.
    let moved = alpha.sees(&early.id).await?;
    assert_eq!(text_at(&moved, "/thread_id"), bucket);
    let page = alpha.visit()?.page(&format!("/post/{}", early.number)).await?.is(200)?;
    assert!(page.text.contains("Same here."));
    let signpost = alpha.visit()?.page(&format!("/post/{}", numbers[1])).await?.is(200)?;
    assert!(signpost.text.contains(&format!("/post/{bucket}")), "{}", signpost.text);
    // Its document says so to other servers, and their copies were updated and closed.
    let document = alpha.document(&questions[1]).await?.is(200)?;
    assert!(document.at("/content").starts_with("<p>→"), "{}", document.text);
    let copy = beta.sees(&questions[1]).await?;
    assert!(text_at(&copy, "/body_html").contains(&format!("/post/{bucket}")), "{copy:#}");
    assert_eq!(copy["locked"], true);
    assert!(!lemmy.got("Announce/Lock").is_empty());
    // An asker elsewhere is told by a reply.
    let notes = mastodon.got("Create");
    assert!(notes.iter().any(|n| n["object"]["inReplyTo"] == questions[5].as_str() && n.to_string().contains(bucket)), "{notes:#?}");
    assert!(told(&askers[1]).await?.contains(&"merged".to_owned()));

    // One answer serves them all; whoever answers a signpost answers the bucket.
    let late = leo.replies(&place, &questions[6], "Here it went away.").await?;
    let answer = ann.replies(alpha, &questions[0], "Update to 2.1.").await?;
    world.settle().await?;
    on(&askers[0], bucket, "answer", json!({ "reply_id": answer.number })).await?.is(200)?;
    world.settle().await?;
    let id = late["object"]["id"].as_str().or_else(|| late["id"].as_str()).unwrap_or_default();
    let refused = alpha.post(id).await?;
    assert_eq!(refused.map(|p| text_at(&p, "/thread_id").to_owned()), Some(bucket.clone()));
    for person in askers.iter().skip(1).chain(&joined) {
        assert!(told(person).await?.contains(&"answer".to_owned()), "{}", person.name);
    }
    let page = alpha.visit()?.page(&format!("/post/{bucket}")).await?.is(200)?;
    assert!(page.text.contains("12 people"), "{}", page.text);
    world.end().await
}

#[tokio::test]
async fn what_cannot_be_merged_is_refused_in_words() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    helps(&ann, "help").await?;
    helps(&ann, "other").await?;
    let (one, two) = (asks(&bob, "help", "One", "").await?, asks(&bob, "help", "Two", "").await?);
    let far = asks(&bob, "other", "Far", "").await?;
    let reply = bob.replies(alpha, &one.id, "A reply").await?;
    let refused = async |question: &str, into: &str, key: &str| -> Result<()> {
        let answer = merges(&ann, question, into).await?.is(422)?;
        assert!(answer.text.contains(key), "{key}: {}", answer.text);
        Ok(())
    };
    refused(&one.number, &one.number, "into itself").await?;
    refused(&one.number, &far.number, "another community").await?;
    refused(&one.number, "12345", "no such question").await?;
    refused(&one.number, &reply.number, "no question").await?;
    merges(&bob, &one.number, &two.number).await?.is(403)?;
    on(&ann, &one.number, "merge", json!({ "into": two.number, "reason": "" })).await?.is(422)?;
    on(&ann, &one.number, "unmerge", json!({ "reason": "Not so." })).await?.is(422)?;
    merges(&ann, &one.number, &two.number).await?.is(200)?;
    refused(&one.number, &two.number, "merged already").await?;
    refused(&two.number, &one.number, "Undo that first").await?;
    // The pages say the same.
    let browser = alpha.visit()?;
    browser.login("ann").await?;
    let page = browser.send(&format!("/post/{}/merge", two.number), &format!("/post/{}/merge", two.number), &[("into", "/post/1"), ("reason", "x")]).await?;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("no such question"), "{}", page.text);
    alpha.api(Method::GET, &format!("/questions/{}", reply.number), Value::Null).await?.is(404)?;
    world.end().await
}
