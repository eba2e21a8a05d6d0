//! Looking for words among everything that the house holds, and through a directory of many communities.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use diesel::connection::SimpleConnection;
use folkmoot::clock::Clock;
use folkmoot::domain::{Viewer, finding};
use folkmoot::id::IdSource;
use folkmoot::store::communities::{Order, Purpose};
use folkmoot::store::conn::write_tx;
use folkmoot::store::directory::Shelf;
use folkmoot::store::search::{self, Doc, DocKind, Wanted};
use folkmoot::store::{Conn, Env, Tx, hosts};
use folkmoot::urls::Urls;

use crate::house::{House, REPLIES};
use crate::report::{Budget, Report};
use crate::similar::Dice;

const IN_A_TITLE: usize = 7;
const IN_A_TEXT: usize = 25;
const LOOKS: usize = 300;
const SHOWN: usize = 20;
/// Communities elsewhere that the directory knows.
const COMMUNITIES: i64 = 5_000;

pub(crate) fn measure(house: &House, report: &mut Report) -> Result<()> {
    let mut conn = house.database.open()?;
    fill(house, &mut conn)?;
    let mut dice = Dice(11);
    let about = |words: String| Wanted { words: search::asked(&words), kinds: vec![DocKind::Thread], ..Wanted::default() };
    let author = house.somebody();
    let mut cases: Vec<(&str, Vec<Wanted>)> = Vec::new();
    let mut draw = |make: &dyn Fn(&mut Dice) -> Wanted| (0..LOOKS).map(|_| make(&mut dice)).collect::<Vec<_>>();
    cases.push(("one word", draw(&|dice| about(dice.word()))));
    cases.push(("three words", draw(&|dice| about(dice.words(3)))));
    // The words that are in nearly every text.
    cases.push(("the commonest word", draw(&|_| about("w0x".to_owned()))));
    cases.push(("the commonest word, by one person", draw(&|_| Wanted { author: Some(author), ..about("w0x".to_owned()) })));
    cases.push(("replies with two words", draw(&|dice| Wanted { kinds: vec![DocKind::Reply], ..about(dice.words(2)) })));
    for (case, wanted) in cases {
        let mut took = Vec::with_capacity(wanted.len());
        for wanted in &wanted {
            let begun = Instant::now();
            finding::find(&mut conn, &Viewer::Visitor, wanted, None, SHOWN)?;
            took.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        tell(report, &format!("search among {} threads and their replies, {case}", house.threads), took);
    }
    let mut took = Vec::with_capacity(LOOKS);
    for look in 0..LOOKS {
        let shelf = Shelf { purpose: (look % 2 == 0).then_some(Purpose::Support), order: Order::Active, ..Shelf::default() };
        let begun = Instant::now();
        finding::shelf(&mut conn, &Viewer::Visitor, shelf, SHOWN)?;
        took.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    tell(report, &format!("directory of {COMMUNITIES} communities"), took);
    Ok(())
}

fn tell(report: &mut Report, what: &str, mut took: Vec<f64>) {
    took.sort_unstable_by(f64::total_cmp);
    let at = |share: usize| took.get(took.len() * share / 100).copied().unwrap_or_default();
    report.add(&format!("{what}: middle"), at(50), "ms", Budget::None);
    report.add(&format!("{what}: p99"), at(99), "ms", Budget::None);
}

/// Texts in words that come as often as in a language, put into the index as the server does it.
fn fill(house: &House, conn: &mut Conn) -> Result<()> {
    let env = Env { clock: Clock::System, ids: Arc::new(IdSource::new()), urls: Urls::new(&house.base.parse()?) };
    let mut dice = Dice(5);
    let (community, author) = (house.community(), house.somebody());
    write_tx(conn, |conn| {
        let mut tx = Tx { conn, now: env.clock.now(), env: &env };
        for index in 0..house.threads {
            let id = house.thread(index);
            // Every hundredth is by the one that is looked for.
            let author = if index % 100 == 0 { author } else { author + 1 + index % 100 };
            let (title, body) = (dice.words(IN_A_TITLE), dice.words(IN_A_TEXT));
            let doc = Doc { id, kind: DocKind::Thread, title: &title, body: &body, community: Some(community), author: Some(author), host: hosts::LOCAL };
            search::put(&mut tx, &doc, true)?;
            for reply in 0..REPLIES {
                let body = dice.words(IN_A_TEXT);
                search::put(&mut tx, &Doc { id: id + reply + 1, kind: DocKind::Reply, title: "", body: &body, ..doc }, true)?;
            }
        }
        Ok(())
    })?;
    let now = Clock::System.now().0;
    let mut sql = "BEGIN;".to_owned();
    for number in 0..COMMUNITIES {
        let (id, name) = (5_000_000 + number, format!("c{number}"));
        let purpose = if number % 4 == 0 { "support" } else { "open" };
        sql.push_str(&format!(
            "INSERT INTO actors (id, ap_id, kind, host_id, name, display_name, url, inbox_url, key_id, public_key_pem, created_at, updated_at, fetched_at) \
             VALUES ({id}, 'http://far.localhost/c/{name}', 'community', {host}, '{name}', 'Community {number}', 'http://far.localhost/c/{name}', \
             'http://far.localhost/inbox', 'http://far.localhost/c/{name}#k', '', {now}, {now}, {now});\n\
             INSERT INTO communities (actor_id, purpose, formats, lifespan, state, access, job, active_at, created_at) \
             VALUES ({id}, '{purpose}', 'forum', 'standing', 'open', 'public', 'Do it', {now} - {number}, {now});\n",
            host = hosts::LOCAL,
        ));
    }
    sql.push_str("COMMIT;");
    conn.batch_execute(&sql)?;
    match conn {
        Conn::Sqlite(_) => conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE);")?,
        Conn::Postgres(_) => conn.batch_execute("VACUUM ANALYZE")?,
    }
    Ok(())
}
