//! Looking for questions that resemble one that is being typed, among as many as the house has threads.

use std::time::Instant;

use anyhow::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use folkmoot::store::actors;
use folkmoot::store::conn::write_tx;
use folkmoot::store::hosts;
use folkmoot::store::similar::{self, Wanted};

use crate::house::{COMMUNITY, House};
use crate::report::{Budget, Report};

/// Words of which titles are made: a few are in every other title, most are rare, as in a language.
const WORDS: usize = 4_000;
const IN_A_QUESTION: usize = 14;
const LOOKS: usize = 2_000;

/// The same numbers in the same order each time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Small numbers come far more often than large ones.
    pub(crate) fn word(&mut self) -> String {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let share = (self.0 >> 11) as f64 / (1_u64 << 53) as f64;
        format!("w{}x", ((WORDS as f64).powf(share) - 1.0) as usize)
    }

    pub(crate) fn words(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| self.word())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

pub(crate) fn measure(house: &House, report: &mut Report) -> Result<()> {
    let mut conn = house.database.open()?;
    let community =
        actors::by_name(&mut conn, hosts::LOCAL, COMMUNITY)?.map_or(0, |actor| actor.id);
    let mut dice = Dice(7);
    write_tx(&mut conn, |conn| {
        for index in 0..house.threads {
            let mut words: Vec<String> = (0..IN_A_QUESTION).map(|_| dice.word()).collect();
            words.sort_unstable();
            words.dedup();
            for word in words {
                diesel::sql_query("INSERT INTO question_words (community_id, word, post_id, weight) VALUES ($1, $2, $3, $4)")
                    .bind::<BigInt, _>(community)
                    .bind::<Text, _>(word)
                    .bind::<BigInt, _>(house.thread(index))
                    .bind::<Integer, _>(1 + i32::from(index % 2 == 0))
                    .execute(conn)?;
            }
        }
        Ok(())
    })?;
    let mut took = Vec::with_capacity(LOOKS);
    for _ in 0..LOOKS {
        let wanted = Wanted {
            title: dice.words(7),
            text: dice.words(20),
            community,
            limit: 5,
            ..Wanted::default()
        };
        let begun = Instant::now();
        similar::find(&mut conn, &wanted)?;
        took.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_unstable_by(f64::total_cmp);
    let at = |share: usize| {
        took.get(took.len() * share / 100)
            .copied()
            .unwrap_or_default()
    };
    report.add(
        &format!("similar among {} questions, middle", house.threads),
        at(50),
        "ms",
        Budget::None,
    );
    report.add(
        &format!("similar among {} questions, p99", house.threads),
        at(99),
        "ms",
        Budget::AtMost(20.0),
    );
    Ok(())
}
