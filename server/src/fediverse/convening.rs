//! Messages to the convener: heard in the inbox, answered by a job, since a new community needs new keys.

use std::sync::Arc;

use folkmoot_federation::host::{ObjectDoc, ObjectKind, TagDoc};
use serde::{Deserialize, Serialize};
use serde_json::Map;
use url::Url;

use crate::app::{App, new_keys};
use crate::clock::Time;
use crate::domain::actors::INSTANCE_NAME;
use crate::domain::lifecycle::Rules;
use crate::domain::{Origin, Remote, convener};
use crate::fediverse::convert::url;
use crate::render::{escape, plain_text};
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::conn::Tx;
use crate::store::{jobs, posts};
use crate::{Error, Result};

/// The job that answers.
pub const JOB: &str = "convener";

/// A message that waits for its answer.
#[derive(Debug, Serialize, Deserialize)]
struct Message {
    convener: i64,
    from: i64,
    /// Its id, which the answer names and which is answered once.
    id: String,
    text: String,
}

/// Takes a message to the convener, public or for its eyes alone. Says whether it was one.
pub fn heard(tx: &mut Tx<'_>, origin: &Origin, doc: &ObjectDoc, html: &str) -> Result<bool> {
    let Some(convener) = addressed(tx, doc)? else { return Ok(false) };
    // Named in passing in a thread: that is talk about the convener, not with it.
    if let Some(parent) = &doc.in_reply_to
        && posts::by_ap_id(tx.conn, parent.as_str())?.is_some()
    {
        return Ok(false);
    }
    let message = Message { convener: convener.id, from: origin.actor().id, id: doc.id.to_string(), text: lines(html) };
    let now = tx.now;
    jobs::enqueue(tx, JOB, Some(&message.id), serde_json::to_string(&message)?, now)?;
    Ok(true)
}

/// The words of a message, each of its paragraphs on a line of its own.
fn lines(html: &str) -> String {
    let paragraphs = html.split("</p>").flat_map(|part| part.split("<br"));
    // What is left of a tag that was cut through ends with its bracket.
    let whole = paragraphs.map(|part| part.strip_prefix('>').or_else(|| part.strip_prefix(" />")).or_else(|| part.strip_prefix("/>")).unwrap_or(part));
    whole.map(|part| plain_text(part, 2_000)).filter(|line| !line.is_empty()).take(50).collect::<Vec<_>>().join("\n")
}

/// The convener's answer as a note for one person, which no list and no page of ours shows.
pub fn note(id: Url, convener: &Actor, person: &Actor, host: &str, reply_to: Option<Url>, html: &str, at: Time) -> Result<ObjectDoc> {
    let (author, to) = (url(&convener.ap_id)?, url(&person.ap_id)?);
    let (name, address) = (escape(&person.name), escape(&person.url));
    // Written as Mastodon writes a mention, which is how it knows whose message it is.
    let mention = format!("<span class=\"h-card\"><a href=\"{address}\" class=\"u-url mention\">@<span>{name}</span></a></span>");
    Ok(ObjectDoc {
        kind: ObjectKind::Note,
        author,
        audience: None,
        in_reply_to: reply_to,
        to: vec![to.clone()],
        cc: Vec::new(),
        title: None,
        summary: None,
        html: format!("<p>{mention} {html}</p>"),
        source: None,
        link: None,
        attachments: Vec::new(),
        image: None,
        sensitive: false,
        language: Some("en".to_owned()),
        tags: vec![TagDoc::Mention { href: to, name: format!("@{}@{host}", person.name) }],
        url: None,
        context: None,
        replies: None,
        locked: false,
        published: Some(at.datetime()),
        updated: None,
        extra: Map::new(),
        id,
    })
}

/// The convener, where a message is for it and for no community.
fn addressed(tx: &mut Tx<'_>, doc: &ObjectDoc) -> Result<Option<Actor>> {
    let named = doc.tags.iter().filter_map(|tag| match tag {
        TagDoc::Mention { href, .. } => Some(href),
        TagDoc::Hashtag { .. } | TagDoc::Label(_) => None,
    });
    let mut found = None;
    for id in doc.addressed().chain(named).take(40) {
        if !tx.urls().is_local(id) {
            continue;
        }
        if id.path().starts_with("/c/") {
            return Ok(None);
        }
        if found.is_none() && id.path().starts_with("/u/") {
            let actor = actors::by_ap_id(tx.conn, id.as_str())?;
            found = actor.filter(|a| a.kind == ActorKind::Service && a.name != INSTANCE_NAME);
        }
    }
    Ok(found)
}

/// What the operator set.
pub fn rules(app: &App) -> Rules {
    let (usual, person, server) = (app.config.convener.quiet_hours, app.config.convener.per_person, app.config.convener.per_server);
    Rules {
        quiet_hours: i32::try_from(usual).unwrap_or(48),
        per_person: i64::try_from(person).unwrap_or(i64::MAX),
        per_server: i64::try_from(server).unwrap_or(i64::MAX),
    }
}

/// Answers one message.
pub async fn answer(app: &Arc<App>, data: &str) -> Result<()> {
    let message: Message = serde_json::from_str(data).map_err(|e| Error::malformed(e.to_string()))?;
    let (keys, rules) = (new_keys().await?, rules(app));
    app.db
        .write(move |tx| {
            let convener = actors::by_id(tx.conn, message.convener)?;
            let actor = actors::by_id(tx.conn, message.from)?;
            // The inbox proved who wrote it before it became a job.
            let origin = Origin::Remote(Box::new(Remote { actor, activity: None, activity_id: None, announced_by: None }));
            convener::hear(tx, &origin, &convener, &message.id, &message.text, rules, &keys)
        })
        .await
}
