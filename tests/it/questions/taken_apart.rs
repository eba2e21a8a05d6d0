//! Whatever is merged can be taken apart: counts, trees and answers are as if nothing had been.

use anyhow::Result;
use folkmoot::store::posts;
use reqwest::Method;
use serde_json::json;

use super::{asks, helps, merges, on};
use crate::support::instance::Instance;
use crate::support::{Story, World, text_at};

/// A row of every question and reply: where it stands, how many answer it, and whether it is closed.
async fn shape(instance: &Instance) -> Result<Vec<(i64, Option<i64>, Option<i64>, i32, i32, bool)>> {
    instance
        .read(|conn| {
            let ids = posts::ids_after(conn, 0, 10_000)?;
            let mut rows: Vec<_> = posts::by_ids(conn, &ids)?
                .into_iter()
                .map(|p| (p.id, p.thread_id, p.parent_id, p.depth, p.replies, p.locked_at.is_some()))
                .collect();
            rows.sort_unstable();
            Ok(rows)
        })
        .await
}

/// The same numbers in the same order each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 40).unwrap_or(0) % sides
    }
}

#[tokio::test]
async fn merging_and_taking_apart_changes_nothing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.admin("ann").await?;
    helps(&ann, "help").await?;
    for seed in 1..=4_u64 {
        let mut dice = Dice(seed);
        let mut questions = Vec::new();
        for n in 0..4 {
            let question = asks(&ann, "help", &format!("Question {seed}.{n}"), "").await?;
            let mut posts = vec![question.id.clone()];
            for r in 0..dice.roll(7) {
                let to = posts[dice.roll(posts.len())].clone();
                let reply = ann.replies(alpha, &to, &format!("Reply {r}")).await?;
                posts.push(reply.id.clone());
                if dice.roll(5) == 0 {
                    ann.acts(alpha, &reply.id, "remove").await?.is(200)?;
                    posts.pop();
                } else if dice.roll(4) == 0 {
                    on(&ann, &question.number, "answer", json!({ "reply_id": reply.number })).await?.is(200)?;
                }
            }
            if dice.roll(3) == 0 {
                ann.acts(alpha, &question.id, "lock").await?.is(200)?;
            }
            questions.push(question);
        }
        let before = shape(alpha).await?;
        let mut facts = Vec::new();
        for question in &questions {
            facts.push(ann.gets(&format!("/questions/{}", question.number)).await?);
        }
        // Merges of merges, undone in any order.
        let mut merged = Vec::new();
        for _ in 0..6 {
            let (one, two) = (dice.roll(4), dice.roll(4));
            let answer = merges(&ann, &questions[one].number, &questions[two].number).await?;
            if answer.status == 200 {
                merged.push(one);
            }
        }
        assert!(!merged.is_empty(), "nothing was merged with seed {seed}");
        while !merged.is_empty() {
            let question = &questions[merged.remove(dice.roll(merged.len()))];
            on(&ann, &question.number, "unmerge", json!({ "reason": "They differ." })).await?.is(200)?;
        }
        assert_eq!(shape(alpha).await?, before, "seed {seed}");
        for (question, fact) in questions.iter().zip(facts) {
            let now = ann.gets(&format!("/questions/{}", question.number)).await?;
            for name in ["/answer_id", "/people", "/bucket_id"] {
                assert_eq!(now.pointer(name), fact.pointer(name), "{name} with seed {seed}");
            }
        }
    }
    world.end().await
}

#[tokio::test]
async fn what_was_said_in_the_bucket_stays_or_goes_with_what_it_answers() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    helps(&ann, "help").await?;
    let (one, two) = (asks(&bob, "help", "One", "").await?, asks(&bob, "help", "Two", "").await?);
    let old = bob.replies(alpha, &one.id, "Said before").await?;
    merges(&ann, &one.number, &two.number).await?.is(200)?;
    let below = ann.replies(alpha, &old.id, "Below it").await?;
    let beside = ann.replies(alpha, &two.id, "Beside it").await?;
    on(&bob, &two.number, "answer", json!({ "reply_id": below.number })).await?.is(200)?;
    on(&ann, &one.number, "unmerge", json!({ "reason": "They differ." })).await?.is(200)?;
    for (post, home) in [(&old, &one), (&below, &one), (&beside, &two)] {
        assert_eq!(text_at(&alpha.sees(&post.id).await?, "/thread_id"), home.number);
    }
    // The answer went with its reply.
    let answer = async |question: &str| -> Result<serde_json::Value> {
        Ok(ann.api(Method::GET, &format!("/questions/{question}"), serde_json::Value::Null).await?.is(200)?.json["answer_id"].clone())
    };
    assert!(answer(&two.number).await?.is_null());
    assert_eq!(answer(&one.number).await?, below.number.as_str());
    world.end().await
}
