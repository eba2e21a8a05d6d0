//! Lists that stewards bring along: only with the consent of everybody on them.

use anyhow::Context;

use super::{founds, issue, issues_in, path_of, sends, subscribes, with_mail};
use crate::support::Story;

#[tokio::test]
async fn a_list_comes_in_with_its_consent_or_not_at_all() -> Story {
    let (world, sink) = with_mail(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "quay").await?;
    subscribes(&world, &sink, alpha, "quay", "left@home.example").await?;
    sends(&ann, &issue(&ann, "quay", "Zero", "Text.").await?).await?;
    world.settle().await?;
    let way = issues_in(&sink)[0].header("List-Unsubscribe").context("a way out")?;
    let visit = alpha.visit()?;
    let way = path_of(alpha, way.trim_matches(['<', '>']));
    visit.send(&way, &way, &[]).await?.is(200)?;

    let steward = alpha.visit()?;
    steward.login("ann").await?;
    let page = "/c/quay/newsletter/subscribers";
    let bring = async |list: &str| steward.post(page, page, &[("list", list), ("reason", "From the old list at the kiosk.")]).await;
    let refused = bring("email\nvera@home.example\n").await?.is(422)?.text;
    assert!(refused.contains("consent_at, consent_text, consent_source") && refused.contains("vera@home.example"), "{refused}");
    let head = "email,consent_at,consent_text,consent_source\n";
    let refused = bring(&format!("{head}vera@home.example,2025-05-01,Yes please,Kiosk\nolaf@home.example,,,\n")).await?.is(422)?.text;
    assert!(refused.contains("One line has no good address"), "{refused}");
    let without = steward.post(page, page, &[("list", &format!("{head}vera@home.example,2025-05-01,Yes,Kiosk")), ("reason", "")]).await?;
    assert!(without.is(422)?.text.contains("Say why"));
    assert_eq!(alpha.number("SELECT count(*) AS number FROM subscribers")?, 1);

    let before = sink.mails().len();
    let list = format!("{head}Vera@home.example,2025-05-01,\"Yes, please\",Kiosk\nleft@home.example,2025-05-01,Yes,Kiosk\n");
    let values = [("list", list.as_str()), ("reason", "From the old list at the kiosk.")];
    let shown = steward.send(page, page, &values).await?.is(200)?.text;
    assert!(shown.contains("Vera@home.example") && shown.contains("Kiosk") && !shown.contains("left@home.example"), "{shown}");
    world.settle().await?;
    let told = sink.mails().split_off(before);
    assert_eq!(told.iter().map(|mail| mail.to.join(",")).collect::<Vec<_>>(), ["Vera@home.example"]);
    assert!(told[0].text().contains("Yes, please (Kiosk, 2025-05-01)"), "{}", told[0].text());
    assert_eq!(alpha.texts("SELECT state AS what FROM subscribers WHERE email_key = 'left@home.example'")?, ["left"], "who left stays away");
    let log = alpha.get("/c/quay/modlog").await?.text;
    assert!(log.contains("Subscribers brought along") && !log.contains("home.example"), "{log}");

    // They leave by the link that told them; and the list can be taken along in the same form.
    let taken = steward.page("/c/quay/newsletter/subscribers.csv").await?.is(200)?.text;
    assert_eq!(taken, format!("{head}Vera@home.example,2025-05-01T00:00:00.000000Z,\"Yes, please\",Kiosk\n"));
    let own = path_of(alpha, &told[0].link("/newsletter/")?);
    visit.send(&own, &format!("{own}/leave"), &[]).await?.is(200)?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM subscribers WHERE state = 'left'")?, 2);
    world.end().await
}
