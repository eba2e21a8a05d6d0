//! Newsletters: subscribing by mail and with one click, writing and sending, what comes back, and leaving.

mod importing;
mod returns;
mod sending;
mod subscribing;

use anyhow::{Context, Result};
use folkmoot::config::Secret;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::World;
use crate::support::answer::Answer;
use crate::support::instance::Instance;
use crate::support::person::Person;
use crate::support::smtp::{Mail, SmtpSink};
use crate::support::visit::Visit;

/// A house with mail, whose newsletters come back to an address of their own.
async fn with_mail(names: &[&str]) -> Result<(World, SmtpSink)> {
    let sink = SmtpSink::start().await?;
    let url = sink.url();
    let world = World::plan()
        .config(move |_, config| {
            config.mail.smtp_url = Some(Secret::new(url.clone()));
            config.mail.bounces = Some("bounces@moot.example".to_owned());
        })
        .start(names)
        .await?;
    Ok((world, sink))
}

/// A community with a forum and a newsletter; its ActivityPub id.
async fn founds(steward: &Person, name: &str) -> Result<String> {
    let body = json!({ "name": name, "title": format!("The {name}"), "formats": ["forum", "newsletter"] });
    Ok(steward.api(Method::POST, "/communities", body).await?.is(201)?.at("/id").to_owned())
}

/// Somebody without an account asks for it on its page.
async fn asks(visit: &Visit, community: &str, email: &str) -> Result<Answer> {
    let page = format!("/c/{community}/newsletter");
    visit.send(&page, &format!("{page}/subscribe"), &[("email", email)]).await
}

/// And says yes by the link in the mail.
async fn subscribes(world: &World, sink: &SmtpSink, instance: &Instance, community: &str, email: &str) -> Result<()> {
    let before = sink.mails().len();
    let visit = instance.visit()?;
    asks(&visit, community, email).await?.is(200)?;
    world.settle().await?;
    let mails = sink.mails();
    let mail = mails.get(before).context("a mail that asks")?;
    let link = path_of(instance, &mail.link("/newsletter/confirm/")?);
    visit.send(&link, &link, &[]).await?.is(200)?;
    Ok(())
}

fn path_of(instance: &Instance, link: &str) -> String {
    link.replace(&instance.base, "")
}

async fn issue(steward: &Person, community: &str, title: &str, body: &str) -> Result<String> {
    let path = format!("/communities/{community}/newsletter/issues");
    Ok(steward.api(Method::POST, &path, json!({ "title": title, "body": body })).await?.is(201)?.at("/id").to_owned())
}

async fn sends(steward: &Person, issue: &str) -> Result<Value> {
    Ok(steward.api(Method::POST, &format!("/newsletter-issues/{issue}/send"), json!({})).await?.is(200)?.json)
}

async fn look(steward: &Person, issue: &str) -> Result<Value> {
    steward.gets(&format!("/newsletter-issues/{issue}")).await
}

/// The mails that are issues and not about a subscription.
fn issues_in(sink: &SmtpSink) -> Vec<Mail> {
    sink.mails().into_iter().filter(|mail| mail.header("List-Unsubscribe").is_some()).collect()
}
