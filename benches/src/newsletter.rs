//! Ten thousand copies of one issue: made, and written as mails, without a mail server.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::app;
use folkmoot::clock::Clock;
use folkmoot::config::{Config, Rate};
use folkmoot::domain::Origin;
use folkmoot::domain::access::Person;
use folkmoot::domain::content::from_markdown;
use folkmoot::domain::newsletter::keys::Keys;
use folkmoot::domain::newsletter::{Pace, issues, sending, subscribing};
use folkmoot::jobs::newsletter as mailing;
use folkmoot::pages::newsletter_letter as letters;
use folkmoot::store::copies::{self, MailCopy};
use folkmoot::store::schema::newsletter_copies;
use folkmoot::store::{accounts, actors, hosts, newsletters};

use crate::house::{COMMUNITY, House};
use crate::process::memory_of_this;
use crate::report::{Budget, Report};

const READERS: usize = 10_000;
/// Copies that are read and written together.
const BATCH: i64 = 500;

/// Readers as they would be after some years, put there by the database itself.
fn fill(house: &House, community: i64, now: i64) -> Result<()> {
    let mut sql = "BEGIN;".to_owned();
    for n in 0..READERS {
        sql.push_str(&format!(
            "INSERT INTO subscribers (id, community_id, email, email_key, locale, state, consent_text, consent_source, consent_address, consent_at, \
             created_at, changed_at) VALUES ({}, {community}, 'r{n}@d{}.example', 'r{n}@d{}.example', 'en', 'active', 'Yes', 'page', '', {now}, {now}, {now});\n",
            n + 1,
            n % 40,
            n % 40
        ));
    }
    sql.push_str(&format!("UPDATE communities SET formats = 'forum newsletter' WHERE actor_id = {community}; COMMIT;"));
    Ok(house.database.open()?.batch_execute(&sql)?)
}

const TEXT: &str = "It is about as long as such letters are. [A thread](https://moot.example/post/1) of the week, with *what came of it*, \
    and a list:\n\n- one\n- two\n- three\n\n";

pub(crate) async fn measure(house: &House, report: &mut Report) -> Result<()> {
    let config = Config::load(Some(&house.config), std::iter::empty::<(String, String)>())?;
    let app = app::build(config, Clock::System).await?;
    let community = app.db.read(|conn| actors::by_name(conn, hosts::LOCAL, COMMUNITY)).await?.context("no community")?;
    fill(house, community.id, app.clock.now().0)?;
    let reader = Arc::clone(&app);
    let content = app.db.read(move |conn| from_markdown(conn, &reader.urls, &reader.renderer, &TEXT.repeat(20))).await?;
    let place = community.clone();
    let issue = app
        .db
        .write(move |tx| {
            let account = accounts::by_email(tx.conn, "ann@example.org")?.ok_or(folkmoot::Error::NotFound("account"))?;
            // The first subscription makes the secret that all links are made with.
            accounts::set_email(tx, account.id, "ann@example.org", true)?;
            let account = accounts::by_id(tx.conn, account.id)?;
            let person = Person::new(actors::by_id(tx.conn, account.actor_id)?, account);
            subscribing::join(tx, &person, &place, "Yes", "")?;
            let origin = Origin::Local(person);
            let issue = issues::draft(tx, &origin, &place, "News", &TEXT.repeat(20))?;
            issues::schedule(tx, &origin, issue.id, Some(tx.now))?;
            let mut content = content.clone();
            content.title = Some("News".to_owned());
            sending::publish(tx, issue.id, &content)?;
            Ok(issue.id)
        })
        .await?;
    let before = memory_of_this()?;
    let begun = Instant::now();
    // So slow that the server beside this sends none of them meanwhile.
    while app.db.write(move |tx| sending::make_copies(tx, issue, Pace(Rate::per_hour(1)))).await? {}
    let queued = begun.elapsed().as_secs_f64();
    let reader = Arc::clone(&app);
    let (keys, letter) = app
        .db
        .read(move |conn| {
            let row = newsletters::find(conn, issue)?.ok_or(folkmoot::Error::NotFound("issue"))?;
            Ok((Keys::load(conn)?, letters::issue(conn, &reader.urls, &reader.renderer, &row)?))
        })
        .await?;
    let drawn = mailing::draw(&app, &letter, "en")?;
    let (mut written, mut bytes, mut last) = (0_usize, 0_usize, 0_i64);
    loop {
        let after = last;
        let (made, receivers) = app
            .db
            .read(move |conn| {
                let made: Vec<MailCopy> = newsletter_copies::table
                    .filter(newsletter_copies::issue_id.eq(issue))
                    .filter(newsletter_copies::id.gt(after))
                    .order(newsletter_copies::id)
                    .limit(BATCH)
                    .select(MailCopy::as_select())
                    .load(conn)?;
                let people: Vec<i64> = made.iter().map(|copy| copy.subscriber_id).collect();
                let receivers = copies::receivers(conn, &people)?;
                Ok((made, receivers))
            })
            .await?;
        let Some(newest) = made.last() else { break };
        last = newest.id;
        for copy in &made {
            let to = receivers.get(&copy.subscriber_id).context("a copy without reader")?;
            let message = mailing::copy_for(&app, &keys, &drawn, &letter, copy, to);
            bytes += app.mailer.rehearse(&message)?;
            written += 1;
        }
    }
    let all = begun.elapsed().as_secs_f64();
    let after = memory_of_this()?;
    anyhow::ensure!(written > READERS, "{written} copies of {bytes} bytes");
    report.add(&format!("newsletter: {written} copies queued"), queued, "s", Budget::None);
    report.add("newsletter: queued and written as mails", all, "s", Budget::AtMost(10.0));
    report.add("newsletter: memory that it took", crate::mebibytes(after.highest.saturating_sub(before.resident)), "MiB", Budget::AtMost(50.0));
    Ok(())
}
