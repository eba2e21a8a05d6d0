//! Contributions to the wire.

use serde_json::{Map, Value, json};
use url::Url;

use super::label::label_wire;
use super::written;
use crate::host::{ObjectDoc, ObjectKind, TagDoc};
use crate::protocol::actor::{PictureWire, SourceWire};
use crate::protocol::language::{LanguageWire, plausible};
use crate::protocol::post::{AttachmentWire, Attribution, PostWire, TagWire};
use crate::protocol::{caps, cut};
use crate::vocabulary::objects;

/// Writes a contribution by the house rules, without `@context` (see [`super::with_context`]).
pub fn object_json(doc: &ObjectDoc) -> Value {
    let (to, cc) = addressing(doc);
    let language = doc.language.as_deref().filter(|code| plausible(code));
    let wire = PostWire {
        id: Some(doc.id.clone()),
        kind: kind_name(&doc.kind).to_owned(),
        attributed_to: Attribution {
            people: vec![doc.author.clone()],
            groups: Vec::new(),
        },
        actor: None,
        to,
        cc,
        audience: doc.audience.clone(),
        in_reply_to: doc.in_reply_to.clone(),
        name: doc
            .title
            .as_deref()
            .map(|title| cut(title, caps::TITLE).to_owned()),
        summary: doc.summary.clone(),
        content: Some(doc.html.clone()),
        media_type: Some("text/html".to_owned()),
        content_map: language
            .map(|code| Map::from_iter([(code.to_owned(), Value::String(doc.html.clone()))])),
        source: doc.source.as_ref().map(|source| SourceWire {
            content: source.text.clone(),
            media_type: source.media_type.clone(),
        }),
        attachment: attachments_wire(doc),
        image: doc.image.clone().map(PictureWire::new),
        icon: None,
        sensitive: Some(doc.sensitive),
        language: language.map(LanguageWire::of),
        tag: tags_wire(doc),
        context: doc.context.clone(),
        replies: doc.replies.clone(),
        url: doc.url.clone(),
        href: None,
        locked: doc.locked,
        published: doc.published,
        updated: doc.updated,
        extra: extra_wire(doc),
    };
    written(serde_json::to_value(wire))
}

/// The group goes first in `to` (Lemmy looks for it there) unless the caller put it in `cc` of a
/// reply; one that is addressed nowhere is added.
fn addressing(doc: &ObjectDoc) -> (Vec<Url>, Vec<Url>) {
    let (mut to, mut cc) = (doc.to.clone(), doc.cc.clone());
    if let Some(group) = &doc.audience {
        let in_cc = doc.in_reply_to.is_some() && cc.contains(group) && !to.contains(group);
        if !in_cc {
            to.retain(|url| url != group);
            cc.retain(|url| url != group);
            to.insert(0, group.clone());
            to.truncate(caps::RECIPIENTS);
        }
    }
    (to, cc)
}

/// Every contribution mentions its group: Mastodon then addresses replies to the group as well.
fn tags_wire(doc: &ObjectDoc) -> Vec<TagWire> {
    let mut tags: Vec<TagWire> = Vec::with_capacity(doc.tags.len() + 1);
    let mentioned = |group: &Url| {
        doc.tags
            .iter()
            .any(|tag| matches!(tag, TagDoc::Mention { href, .. } if href == group))
    };
    if let Some(group) = doc.audience.as_ref().filter(|group| !mentioned(group)) {
        tags.push(TagWire {
            kind: "Mention".to_owned(),
            href: Some(group.clone()),
            name: Some(handle_of(group)),
            ..TagWire::default()
        });
    }
    tags.extend(doc.tags.iter().map(|tag| match tag {
        TagDoc::Mention { href, name } => TagWire {
            kind: "Mention".to_owned(),
            href: Some(href.clone()),
            name: Some(name.clone()),
            ..TagWire::default()
        },
        TagDoc::Hashtag { name, href } => TagWire {
            kind: "Hashtag".to_owned(),
            href: href.clone(),
            name: Some(format!("#{name}")),
            ..TagWire::default()
        },
        TagDoc::Label(label) => label_wire(label),
    }));
    tags
}

/// The handle that an address suggests; peers go by the address, so a guess does no harm.
fn handle_of(actor: &Url) -> String {
    let name = actor
        .path_segments()
        .and_then(|mut parts| parts.rfind(|part| !part.is_empty()))
        .unwrap_or_default();
    let host = actor.host_str().unwrap_or_default();
    match actor.port() {
        Some(port) => format!("@{name}@{host}:{port}"),
        None => format!("@{name}@{host}"),
    }
}

fn attachments_wire(doc: &ObjectDoc) -> Vec<AttachmentWire> {
    let link = doc.link.iter().map(|url| AttachmentWire {
        kind: objects::LINK.to_owned(),
        href: Some(url.clone()),
        ..AttachmentWire::default()
    });
    let files = doc.attachments.iter().map(|file| AttachmentWire {
        kind: if file.media_type.starts_with("image/") {
            objects::IMAGE
        } else {
            objects::DOCUMENT
        }
        .to_owned(),
        url: Some(file.url.clone()),
        media_type: (!file.media_type.is_empty()).then(|| file.media_type.clone()),
        name: (!file.alt.is_empty()).then(|| file.alt.clone()),
        width: file.width,
        height: file.height,
        ..AttachmentWire::default()
    });
    link.chain(files).collect()
}

/// What belongs to the kind, never over what belongs to all; and FEP-b2b8's preview of an article.
fn extra_wire(doc: &ObjectDoc) -> Map<String, Value> {
    const SHARED: [&str; 27] = [
        "@context",
        "id",
        "type",
        "attributedTo",
        "actor",
        "to",
        "cc",
        "audience",
        "inReplyTo",
        "name",
        "summary",
        "content",
        "mediaType",
        "contentMap",
        "source",
        "attachment",
        "image",
        "icon",
        "sensitive",
        "language",
        "tag",
        "context",
        "replies",
        "url",
        "locked",
        "published",
        "updated",
    ];
    let mut extra: Map<String, Value> = doc
        .extra
        .iter()
        .filter(|(key, _)| !SHARED.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if doc.kind == ObjectKind::Article
        && !extra.contains_key("preview")
        && let Some(summary) = &doc.summary
    {
        extra.insert(
            "preview".to_owned(),
            json!({"type": objects::NOTE, "content": summary}),
        );
    }
    extra
}

fn kind_name(kind: &ObjectKind) -> &str {
    match kind {
        ObjectKind::Page => objects::PAGE,
        ObjectKind::Article => objects::ARTICLE,
        ObjectKind::Note => objects::NOTE,
        ObjectKind::Question => objects::QUESTION,
        ObjectKind::Event => objects::EVENT,
        ObjectKind::Video => objects::VIDEO,
        ObjectKind::Image => objects::IMAGE,
        ObjectKind::Other(name) => name,
    }
}
