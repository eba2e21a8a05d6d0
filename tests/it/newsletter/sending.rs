//! An issue is compiled, written, looked at, scheduled, and goes everywhere once.

use std::time::Duration;

use folkmoot::config::{Rate, Secret};
use reqwest::Method;
use serde_json::json;

use super::{founds, issue, issues_in, look, sends, subscribes, with_mail};
use crate::support::smtp::SmtpSink;
use crate::support::{Place, Software, Story, World, text_at};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// From what happened to an article in the fediverse, a feed and a letter.
#[tokio::test]
async fn an_issue_is_made_of_what_happened() -> Story {
    let (world, sink) = with_mail(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bo, ben) = (alpha.person("ann").await?, alpha.person("bo").await?, beta.person("ben").await?);
    founds(&ann, "quay").await?;
    ben.resolves(&format!("@{}", alpha.handle("quay"))).await?;
    ben.joins(&alpha.handle("quay")).await?;
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    mastodon.person("max").follows(&Place::ours(&alpha.url("/c/quay"))).await?;
    subscribes(&world, &sink, alpha, "quay", "vera@home.example").await?;
    let talk = bo.posts("quay", "Where is the *ladder*?", "Somebody took it.").await?;
    world.settle().await?;
    ben.replies(beta, &talk.id, "It is at the crane.").await?;
    let gone = bo.posts("quay", "Not for everybody", "Rude.").await?;
    ann.acts(alpha, &gone.id, "remove").await?.is(200)?;
    world.settle().await?;

    let desk = "/c/quay/newsletter/desk";
    let steward = alpha.visit()?;
    steward.login("ann").await?;
    assert!(steward.page("/c/quay/newsletter").await?.text.contains(desk));
    let refused = steward.post(desk, desk, &[("days", "0")]).await?.is(422)?;
    assert!(refused.text.contains("From 1 to 366 days"));
    let draft = steward.send(desk, desk, &[("days", "7")]).await?.is(200)?.text;
    assert!(draft.contains("Where is the") && draft.contains("1 reply") && !draft.contains("Not for everybody"), "{draft}");
    let at = steward.place();
    let written = [("title", "News from the quay"), ("body", "Dear all,\n\n- the ladder is back\n\n[Talk](https://quay.example/talk)")];
    let act = |name: &'static str| [written[0], written[1], ("act", name)];
    let bad = steward.post(&at, &at, &[("act", "save"), ("title", ""), ("body", "Kept words")]).await?.is(422)?;
    assert!(bad.text.contains("Give it a title") && bad.text.contains("Kept words"));
    steward.send(&at, &at, &act("save")).await?.is(200)?;
    let preview = steward.page(&format!("{at}/preview")).await?.is(200)?.text;
    assert!(preview.contains("the ladder is back</li>") && preview.contains("- the ladder is back"), "{preview}");
    let shown = steward.page(&format!("{at}/mail.html")).await?.is(200)?;
    assert!(shown.header("content-security-policy").contains("sandbox") && shown.text.contains("href=\"https://quay.example/talk\""), "{}", shown.text);
    let before = sink.mails().len();
    steward.send(&at, &at, &act("test")).await?.is(200)?;
    world.settle().await?;
    let test = sink.mails().get(before).cloned().ok_or_else(|| anyhow::anyhow!("no mail came to try"))?;
    assert_eq!((test.to.as_slice(), test.subject().as_str()), (&["ann@alpha.example".to_owned()][..], "News from the quay"));
    assert!(issues_in(&sink).is_empty());

    // Nobody else comes to the desk.
    let other = alpha.visit()?;
    other.login("bo").await?;
    for path in [desk, &at, "/c/quay/newsletter/subscribers", "/c/quay/newsletter/subscribers.csv"] {
        assert_eq!(other.page(path).await?.status, 403, "{path}");
        assert_eq!(alpha.get(path).await?.status, 303, "{path}");
    }

    let past = [written[0], written[1], ("act", "schedule"), ("send_at", "2026-03-01T09:00")];
    assert!(steward.post(&at, &at, &past).await?.is(422)?.text.contains("That day is past"));
    mastodon.forgets();
    let later = [written[0], written[1], ("act", "schedule"), ("send_at", "2026-03-02T18:00")];
    steward.send(&at, &at, &later).await?.is(200)?;
    world.pass(HOUR * 8).await?;
    assert!(issues_in(&sink).is_empty() && mastodon.got("Announce").is_empty());
    world.pass(HOUR + MINUTE).await?;
    let [mail] = issues_in(&sink).try_into().map_err(|mails| anyhow::anyhow!("{mails:?}"))?;
    assert_eq!(mail.subject(), "News from the quay");
    assert!(mail.header("From").is_some_and(|from| from.contains("The quay")), "{:?}", mail.header("From"));

    // The same as an article, everywhere.
    let newsletter = ann.gets("/communities/quay/newsletter").await?;
    let post = text_at(&newsletter, "/issues/0").to_owned();
    let ap_id = alpha.url(&format!("/post/{post}"));
    assert_eq!(mastodon.got_one("Announce")?["object"], json!(ap_id));
    let document = alpha.document(&ap_id).await?.is(200)?.json;
    assert_eq!((text_at(&document, "/type"), text_at(&document, "/name")), ("Article", "News from the quay"));
    let there = beta.sees(&ap_id).await?;
    assert_eq!((text_at(&there, "/kind"), text_at(&there, "/title")), ("newsletter", "News from the quay"));
    let feed = alpha.get("/c/quay/newsletter/feed.atom").await?.is(200)?.text;
    assert!(feed.contains("News from the quay") && feed.contains(&ap_id), "{feed}");
    assert!(alpha.get("/c/quay/newsletter").await?.text.contains("News from the quay"));
    assert!(!alpha.get("/c/quay").await?.text.contains("News from the quay"), "the forum has its own threads");
    assert!(alpha.get(&format!("/post/{post}")).await?.is(200)?.text.contains("An issue of the newsletter of"));
    let talked = ben.replies(beta, &ap_id, "Thank you!").await?;
    world.settle().await?;
    alpha.sees(&talked.id).await?;
    assert!(alpha.get("/c/quay/modlog").await?.text.contains("Newsletter sent"));

    // What went out is not changed any more.
    let id = at.rsplit('/').next().unwrap_or_default();
    let late = ann.api(Method::PATCH, &format!("/newsletter-issues/{id}"), json!({ "title": "Late", "body": "Late." })).await?;
    assert_eq!(late.status, 409);
    assert_eq!(ann.api(Method::POST, &format!("/newsletter-issues/{id}/send"), json!({})).await?.status, 409);
    assert_eq!(issues_in(&sink).len(), 1);
    // A thread of that kind is not for every form.
    let forged = bo.api(Method::POST, "/communities/quay/threads", json!({ "title": "Fake", "body": "x", "kind": "newsletter" })).await?;
    assert_eq!(forged.status, 422);
    world.end().await
}

/// A busy mail server, a restart, and a pace for each domain: nobody gets an issue twice, and nobody none.
#[tokio::test]
async fn each_gets_one_copy_at_the_pace_of_the_house() -> Story {
    let sink = SmtpSink::start().await?;
    let url = sink.url();
    let world = World::plan()
        .config(move |_, config| {
            config.mail.smtp_url = Some(Secret::new(url.clone()));
            config.mail.newsletter_pace = Rate::per_minute(2);
        })
        .start(&["alpha"])
        .await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "quay").await?;
    for name in ["a", "b", "c", "d", "e"] {
        subscribes(&world, &sink, alpha, "quay", &format!("{name}@big.example")).await?;
    }
    subscribes(&world, &sink, alpha, "quay", "f@small.example").await?;
    let id = issue(&ann, "quay", "One", "Text.").await?;
    sink.be_busy(1);
    sends(&ann, &id).await?;
    world.settle().await?;
    // One to each domain at first; the mail server turned one of them away.
    assert_eq!(issues_in(&sink).len(), 1);
    assert_eq!(look(&ann, &id).await?["state"], json!("sending"));
    world.pass(Duration::from_secs(30)).await?;
    assert_eq!(issues_in(&sink).len(), 2);
    world.pass(MINUTE * 3).await?;
    let mails = issues_in(&sink);
    let mut to: Vec<String> = mails.iter().flat_map(|mail| mail.to.clone()).collect();
    to.sort();
    assert_eq!(to, ["a@big.example", "b@big.example", "c@big.example", "d@big.example", "e@big.example", "f@small.example"]);
    let now = look(&ann, &id).await?;
    assert_eq!((text_at(&now, "/state"), &now["sent"], &now["copies"], &now["failed"]), ("sent", &json!(6), &json!(6), &json!(0)));
    let mut ids: Vec<Option<String>> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    ids.dedup();
    assert_eq!(ids.len(), 6);

    // The server stopped while it handed one over: whether it came, nobody knows, and it is not sent again.
    let next = issue(&ann, "quay", "Two", "Text.").await?;
    sends(&ann, &next).await?;
    alpha.write(|tx| folkmoot::store::jobs::claim(tx, 10, MINUTE * 15).map(drop)).await?;
    let number: i64 = next.parse()?;
    alpha
        .write(move |tx| {
            use folkmoot::domain::newsletter::{Pace, sending};
            let content = folkmoot::domain::content::Content { title: Some("Two".to_owned()), html: "<p>Text.</p>".to_owned(), ..Default::default() };
            sending::publish(tx, number, &content)?;
            while sending::make_copies(tx, number, Pace(Rate::per_minute(100_000)))? {}
            // Two are claimed; one of them is being handed over when the power goes.
            let claimed = sending::claim(tx, 2)?;
            sending::begin(tx, &claimed[0]).map(drop)
        })
        .await?;
    world.pass(MINUTE * 20).await?;
    let twos = issues_in(&sink).iter().filter(|mail| mail.subject() == "Two").count();
    let now = look(&ann, &next).await?;
    assert_eq!((twos, &now["sent"], &now["failed"], text_at(&now, "/state")), (5, &json!(5), &json!(1), "sent"), "{now}");
    world.end().await
}

/// An issue whose writer may not write any more stays at home, and says why; one that goes out can be stopped.
#[tokio::test]
async fn what_should_not_go_out_does_not() -> Story {
    let sink = SmtpSink::start().await?;
    let url = sink.url();
    let world = World::plan()
        .config(move |_, config| {
            config.mail.smtp_url = Some(Secret::new(url.clone()));
            config.mail.newsletter_pace = Rate::per_hour(1);
        })
        .start(&["alpha"])
        .await?;
    let alpha = world.at("alpha");
    let (ann, bo) = (alpha.person("ann").await?, alpha.person("bo").await?);
    founds(&ann, "quay").await?;
    ann.api(Method::POST, "/communities/quay/stewards", json!({ "person": "bo", "reason": "Writes well." })).await?.is(200)?;
    for name in ["a", "b", "c"] {
        subscribes(&world, &sink, alpha, "quay", &format!("{name}@big.example")).await?;
    }
    let id = issue(&bo, "quay", "From bo", "Text.").await?;
    bo.api(Method::POST, &format!("/newsletter-issues/{id}/send"), json!({ "at": "2026-03-03T09:00:00Z" })).await?.is(200)?;
    ann.api(Method::DELETE, "/communities/quay/stewards/bo", json!({ "reason": "Went sailing." })).await?.is(200)?;
    world.pass(HOUR * 25).await?;
    let now = look(&ann, &id).await?;
    assert_eq!((text_at(&now, "/state"), text_at(&now, "/problem")), ("draft", "Only its stewards may do that."));
    assert!(issues_in(&sink).is_empty());
    assert_eq!(bo.api(Method::GET, &format!("/newsletter-issues/{id}"), json!(null)).await?.status, 403);

    sends(&ann, &id).await?;
    world.settle().await?;
    assert_eq!(issues_in(&sink).len(), 1);
    let steward = alpha.visit()?;
    steward.login("ann").await?;
    let at = format!("/c/quay/newsletter/issues/{id}");
    assert!(steward.page(&at).await?.text.contains("Stop sending"));
    let refused = steward.post(&at, &at, &[("act", "stop"), ("reason", " ")]).await?.is(422)?;
    assert!(refused.text.contains("Say why"));
    steward.send(&at, &at, &[("act", "stop"), ("reason", "A wrong date in it.")]).await?.is(200)?;
    world.pass(HOUR * 5).await?;
    assert_eq!(issues_in(&sink).len(), 1);
    let now = look(&ann, &id).await?;
    assert_eq!((text_at(&now, "/state"), &now["copies"], &now["sent"]), ("sent", &json!(1), &json!(1)));
    world.end().await
}

/// Mail is read where no door guards: a newsletter that is for members only is read in its community.
#[tokio::test]
async fn a_newsletter_behind_a_door_stays_inside() -> Story {
    let (world, sink) = with_mail(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bo) = (alpha.person("ann").await?, alpha.person("bo").await?);
    founds(&ann, "quay").await?;
    bo.joins("quay").await?;
    subscribes(&world, &sink, alpha, "quay", "vera@home.example").await?;
    let change = json!({ "access": "public", "parts": { "newsletter": "members" } });
    ann.api(Method::PUT, "/communities/quay/access", change).await?.is(200)?;
    let id = issue(&ann, "quay", "For us", "A secret place.").await?;
    sends(&ann, &id).await?;
    world.settle().await?;
    assert!(issues_in(&sink).is_empty(), "no mail carries it out");
    let now = look(&ann, &id).await?;
    assert_eq!((text_at(&now, "/state"), &now["copies"]), ("sent", &json!(0)));
    for path in ["/c/quay/newsletter", "/c/quay/newsletter/feed.atom", "/api/v1/communities/quay/newsletter"] {
        let answer = alpha.get(path).await?;
        assert!(answer.status == 403 && !answer.text.contains("For us"), "{path}: {}", answer.status);
    }
    let member = alpha.visit()?;
    member.login("bo").await?;
    let page = member.page("/c/quay/newsletter").await?.is(200)?.text;
    assert!(page.contains("For us") && page.contains("read here only") && !page.contains("name=\"email\""), "{page}");
    assert_eq!(bo.api(Method::POST, "/communities/quay/newsletter/subscription", json!(null)).await?.status, 403);
    world.end().await
}
