//! How long communities last: on the spot, as a task, or until they are archived.

mod archive;
mod convener;
mod impromptu;
mod task;

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use crate::support::instance::Instance;
use crate::support::{Member, Place, list_at, text_at};

pub(crate) const HOUR: Duration = Duration::from_secs(3600);
pub(crate) const DAY: Duration = Duration::from_secs(24 * 3600);

/// The convener of one of ours.
fn convener(instance: &Instance) -> Place {
    Place { id: instance.url("/u/moot"), inbox: instance.url("/inbox"), handle: instance.handle("moot") }
}

/// A message as Mastodon sends one to somebody: for their eyes alone, or for everybody.
fn message(from: &Member, to: &Place, words: &str, public: bool) -> Value {
    let id = format!("{}/statuses/{}", from.id, from.home.next());
    let everybody = "https://www.w3.org/ns/activitystreams#Public";
    let followers = format!("{}/followers", from.id);
    let (first, copy) = if public { (vec![everybody.to_owned()], vec![followers, to.id.clone()]) } else { (vec![to.id.clone()], vec![]) };
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "id": id, "type": "Note", "url": id, "attributedTo": from.id, "summary": null, "inReplyTo": null, "sensitive": false,
        "published": "2026-03-02T08:59:00Z", "to": first, "cc": copy,
        "content": format!(
            "<p><span class=\"h-card\" translate=\"no\"><a href=\"{}\" class=\"u-url mention\">@<span>moot</span></a></span> {words}</p>",
            to.id
        ),
        "tag": [{ "type": "Mention", "href": to.id, "name": format!("@{}", to.handle) }],
    })
}

async fn says(from: &Member, to: &Place, words: &str, public: bool) -> Result<Value> {
    from.publishes(to, message(from, to, words, public)).await
}

/// The kinds of what somebody was told, newest first.
fn told(notifications: &Value) -> Vec<String> {
    list_at(notifications, "/items").iter().map(|it| text_at(it, "/kind").to_owned()).collect()
}
