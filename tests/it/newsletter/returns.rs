//! What comes back: mail that did not arrive, and readers who call it spam.

use anyhow::{Context, Result};
use serde_json::json;

use super::{asks, founds, issue, issues_in, look, sends, subscribes, with_mail};
use crate::support::answer::Answer;
use crate::support::instance::Instance;
use crate::support::person::Person;
use crate::support::smtp::{Mail, SmtpSink};
use crate::support::{Story, World};

/// What another mail server sends to the address that a mail came from.
fn bounce(to: &str, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@big.example\r\nTo: {to}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; big.example\r\n\r\n\
         Final-Recipient: rfc822; a@big.example\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 No such person\r\n\r\n--b--\r\n"
    )
}

fn complaint(message_id: &str) -> String {
    format!(
        "From: fbl@big.example\r\nTo: abuse@moot.example\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n\r\n--b\r\n\r\nAbuse.\r\n\
         --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: Big/1\r\nVersion: 1\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\nSubject: News\r\n\r\nNews\r\n--b--\r\n"
    )
}

async fn reports(instance: &Instance, person: &Person, raw: String) -> Result<Answer> {
    let request = instance.client.post(instance.url("/api/v1/mail/reports")).bearer_auth(&person.token);
    Answer::of(request.header("content-type", "message/rfc822").body(raw)).await
}

async fn goes_out(world: &World, sink: &SmtpSink, steward: &Person, title: &str) -> Result<(String, Mail)> {
    let id = issue(steward, "quay", title, "Text.").await?;
    sends(steward, &id).await?;
    world.settle().await?;
    let mail = issues_in(sink).into_iter().rev().find(|mail| mail.subject() == title).with_context(|| format!("{title} did not come"))?;
    Ok((id, mail))
}

/// An address that is gone gets three issues and no more; a server that only waits changes nothing.
#[tokio::test]
async fn an_address_that_is_gone_gets_no_more() -> Story {
    let (world, sink) = with_mail(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (mona, ann) = (alpha.admin("mona").await?, alpha.person("ann").await?);
    founds(&ann, "quay").await?;
    subscribes(&world, &sink, alpha, "quay", "a@big.example").await?;
    for (n, title) in (1..=3).zip(["One", "Two", "Three"]) {
        let (id, mail) = goes_out(&world, &sink, &ann, title).await?;
        assert_eq!(reports(alpha, &mona, bounce(&mail.from, "delayed", "4.4.1")).await?.is(200)?.at("/outcome"), "nothing");
        assert_eq!(reports(alpha, &mona, bounce(&mail.from, "failed", "5.1.1")).await?.is(200)?.at("/outcome"), "bounce");
        // The same once more, as several servers on the way may tell of it.
        assert_eq!(reports(alpha, &mona, bounce(&mail.from, "failed", "5.1.1")).await?.is(200)?.at("/outcome"), "nothing");
        assert_eq!(look(&ann, &id).await?["bounced"], json!(1));
        assert_eq!(alpha.number("SELECT CAST(bounces AS BIGINT) AS number FROM subscribers")?.min(i64::from(n)), i64::from(n));
    }
    assert_eq!(alpha.texts("SELECT state AS what FROM subscribers")?, ["bounced"]);
    let steward = alpha.visit()?;
    steward.login("ann").await?;
    let desk = steward.page("/c/quay/newsletter/desk").await?.is(200)?.text;
    assert!(desk.contains("a@big.example") && desk.contains("No such person"), "{desk}");
    let id = issue(&ann, "quay", "Four", "Text.").await?;
    sends(&ann, &id).await?;
    world.settle().await?;
    assert_eq!(look(&ann, &id).await?["copies"], json!(0));

    // Its owner is back and says so.
    world.pass(std::time::Duration::from_secs(3600)).await?;
    subscribes(&world, &sink, alpha, "quay", "a@big.example").await?;
    assert_eq!(alpha.number("SELECT CAST(bounces AS BIGINT) AS number FROM subscribers WHERE state = 'active'")?, 0);
    world.end().await
}

/// One complaint is enough, and nobody asks that address again for a while.
#[tokio::test]
async fn a_complaint_ends_it_at_once() -> Story {
    let (world, sink) = with_mail(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (mona, ann) = (alpha.admin("mona").await?, alpha.person("ann").await?);
    founds(&ann, "quay").await?;
    subscribes(&world, &sink, alpha, "quay", "a@big.example").await?;
    let (id, mail) = goes_out(&world, &sink, &ann, "One").await?;
    let message_id = mail.header("Message-ID").context("an id")?;
    let message_id = format!("<{}>", message_id.trim_matches(['<', '>']));
    assert_eq!(reports(alpha, &mona, complaint(&message_id)).await?.is(200)?.at("/outcome"), "complaint");
    assert_eq!(alpha.texts("SELECT state AS what FROM subscribers")?, ["complained"]);
    assert_eq!(look(&ann, &id).await?["left"], json!(1));
    let before = sink.mails().len();
    world.pass(std::time::Duration::from_secs(3600)).await?;
    asks(&alpha.visit()?, "quay", "a@big.example").await?.is(200)?;
    world.settle().await?;
    assert_eq!(sink.mails().len(), before);
    world.end().await
}

/// Reports are for the house's mail server, and what is made up changes nothing.
#[tokio::test]
async fn made_up_reports_change_nothing() -> Story {
    let (world, sink) = with_mail(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (mona, ann) = (alpha.admin("mona").await?, alpha.person("ann").await?);
    founds(&ann, "quay").await?;
    subscribes(&world, &sink, alpha, "quay", "a@big.example").await?;
    let (_, mail) = goes_out(&world, &sink, &ann, "One").await?;
    let honest = bounce(&mail.from, "failed", "5.1.1");
    assert_eq!(reports(alpha, &ann, honest.clone()).await?.status, 403);
    let nobody = Answer::of(alpha.client.post(alpha.url("/api/v1/mail/reports")).body(honest)).await?;
    assert_eq!(nobody.status, 401);
    let forged = mail.from.split_once('-').map(|(id, _)| format!("{id}-00000000000000000000@moot.example")).unwrap_or_default();
    for raw in [bounce(&forged, "failed", "5.1.1"), complaint("<copy.1-00000000000000000000@moot.example>"), String::new(), "x".repeat(1000)] {
        assert_eq!(reports(alpha, &mona, raw).await?.is(200)?.at("/outcome"), "unknown");
    }
    assert_eq!(reports(alpha, &mona, "x".repeat(2 * 1024 * 1024)).await?.status, 413);
    assert_eq!(alpha.texts("SELECT state AS what FROM subscribers")?, ["active"]);
    world.end().await
}
