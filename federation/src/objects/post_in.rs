//! Contributions from the wire.

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::label::{LABEL, label_of};
use crate::host::{AttachmentDoc, ObjectDoc, ObjectKind, Source, TagDoc};
use crate::protocol::actor::SourceWire;
use crate::protocol::links::same_origin;
use crate::protocol::post::{
    AttachmentWire, Attribution, PostWire, TagWire, extra_of, locked_of, page_url,
};
use crate::protocol::{Malformed, caps, cut};
use crate::vocabulary::{PUBLIC, objects};

/// Reads a contribution. Texts are left as they came: whoever shows them sanitizes them.
pub fn parse_object(value: &Value) -> Result<ObjectDoc, Malformed> {
    parse_object_by(value, None)
}

/// Reads a contribution that `actor` is said to have made: where several are named as its authors
/// and `actor` is one of them, it is theirs.
pub fn parse_object_by(value: &Value, actor: Option<&Url>) -> Result<ObjectDoc, Malformed> {
    let document = value
        .as_object()
        .ok_or(Malformed::new("a contribution must be an object"))?;
    let wire = PostWire::deserialize(value)
        .map_err(|cause| Malformed::new(format!("unreadable contribution: {cause}")))?;
    if !objects::CONTRIBUTIONS.contains(&wire.kind.as_str()) {
        return Err(Malformed::new("not a type of contribution"));
    }
    let id = wire
        .id
        .ok_or(Malformed::new("the contribution has no id"))?;
    let author = author_of(&wire.attributed_to, wire.actor.as_ref(), actor)
        .ok_or(Malformed::new("the contribution has no author"))?;
    if !same_origin(&id, &author) {
        return Err(Malformed::new(
            "the contribution's id is on another host than its author",
        ));
    }
    let mut extra = extra_of(document);
    if wire.kind == objects::ARTICLE && wire.attributed_to.people.len() > 1 {
        // Several people wrote it: one of them is its author here, and the others stand beside.
        let people = &wire.attributed_to.people;
        let addresses = people.iter().map(|person| Value::from(person.as_str())).collect();
        extra.insert("authors".to_owned(), Value::Array(addresses));
    }
    let (html, source) = text_of(
        wire.content,
        wire.content_map.as_ref(),
        wire.media_type.as_deref(),
        wire.source,
    );
    let (link, attachments) = attachments_of(wire.attachment, wire.href, &wire.kind, document);
    let audience = wire
        .audience
        .filter(|url| url.as_str() != PUBLIC)
        .or_else(|| wire.attributed_to.groups.into_iter().next());
    let language = wire
        .language
        .map(|language| language.identifier)
        .or_else(|| only_language(wire.content_map.as_ref()));
    Ok(ObjectDoc {
        kind: kind_of(&wire.kind),
        author,
        audience,
        in_reply_to: wire.in_reply_to,
        to: wire.to,
        cc: wire.cc,
        title: wire
            .name
            .map(|name| cut(name.trim(), caps::TITLE).trim_end().to_owned())
            .filter(|name| !name.is_empty()),
        summary: wire.summary.filter(|summary| !summary.trim().is_empty()),
        html,
        source,
        link,
        attachments,
        image: wire.image.or(wire.icon).map(|picture| picture.url),
        sensitive: wire.sensitive.unwrap_or(false),
        language,
        tags: wire.tag.into_iter().filter_map(tag_of).collect(),
        url: page_url(document),
        context: wire.context,
        replies: wire.replies,
        locked: locked_of(document),
        published: wire.published,
        updated: wire.updated,
        extra,
        id,
    })
}

fn kind_of(name: &str) -> ObjectKind {
    match name {
        objects::PAGE => ObjectKind::Page,
        objects::ARTICLE => ObjectKind::Article,
        objects::NOTE => ObjectKind::Note,
        objects::QUESTION => ObjectKind::Question,
        objects::EVENT => ObjectKind::Event,
        objects::VIDEO => ObjectKind::Video,
        objects::IMAGE => ObjectKind::Image,
        other => ObjectKind::Other(other.to_owned()),
    }
}

/// The one who acted, if named; else the person that the object itself names as having acted; else
/// the first named; a group only when nobody else is there.
fn author_of(named: &Attribution, acting: Option<&Url>, actor: Option<&Url>) -> Option<Url> {
    let everyone = || named.people.iter().chain(&named.groups).chain(acting);
    if let Some(actor) = actor.filter(|actor| everyone().any(|one| one == *actor)) {
        return Some(actor.clone());
    }
    acting
        .or(named.people.first())
        .or(named.groups.first())
        .cloned()
}

/// PeerTube sends Markdown as `content`, some send plain text: then that is the source, and the
/// HTML is the same text made harmless.
fn text_of(
    content: Option<String>,
    by_language: Option<&Map<String, Value>>,
    media_type: Option<&str>,
    source: Option<SourceWire>,
) -> (String, Option<Source>) {
    let content = content
        .or_else(|| {
            by_language
                .and_then(|map| map.values().find_map(Value::as_str))
                .map(str::to_owned)
        })
        .unwrap_or_default();
    let source = source.map(|source| Source {
        text: source.content,
        media_type: source.media_type,
    });
    match media_type {
        Some(plain @ ("text/markdown" | "text/plain")) => {
            let html = paragraphs(&content);
            (
                html,
                source.or(Some(Source {
                    text: content,
                    media_type: plain.to_owned(),
                })),
            )
        }
        _ => (content, source),
    }
}

fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for paragraph in text
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
    {
        html.push_str("<p>");
        for c in paragraph.chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\n' => html.push_str("<br>"),
                c => html.push(c),
            }
        }
        html.push_str("</p>");
    }
    html
}

fn only_language(by_language: Option<&Map<String, Value>>) -> Option<String> {
    let mut codes = by_language?.keys();
    let only = codes.next()?;
    codes.next().is_none().then(|| only.clone())
}

/// What a link post points to, and the pictures and files beside it.
fn attachments_of(
    wire: Vec<AttachmentWire>,
    href: Option<Url>,
    kind: &str,
    document: &Map<String, Value>,
) -> (Option<Url>, Vec<AttachmentDoc>) {
    let mut link = href.filter(|_| kind == objects::LINK);
    let mut files = Vec::new();
    for item in wire {
        let Some(url) = item.href.or(item.url) else {
            continue;
        };
        match item.kind.as_str() {
            // Friendica describes a link by a Page.
            objects::LINK | objects::PAGE => link = link.or(Some(url)),
            objects::IMAGE | objects::DOCUMENT | objects::VIDEO | objects::AUDIO => {
                files.push(AttachmentDoc {
                    url,
                    media_type: item.media_type.unwrap_or_default(),
                    alt: item.name.or(item.summary).unwrap_or_default(),
                    width: item.width,
                    height: item.height,
                })
            }
            _ => {}
        }
    }
    // An Image or Audio that stands alone is its own attachment: its `url` is the file.
    if files.is_empty()
        && matches!(kind, objects::IMAGE | objects::AUDIO | objects::DOCUMENT)
        && let Some(url) = page_url(document)
    {
        let text = |key: &str| {
            document
                .get(key)
                .and_then(Value::as_str)
                .map(|text| cut(text, caps::NAME).to_owned())
                .unwrap_or_default()
        };
        files.push(AttachmentDoc {
            url,
            media_type: text("mediaType"),
            alt: text("name"),
            width: None,
            height: None,
        });
    }
    (link, files)
}

fn tag_of(tag: TagWire) -> Option<TagDoc> {
    match tag.kind.as_str() {
        "Mention" => tag.href.map(|href| TagDoc::Mention {
            href,
            name: tag.name.unwrap_or_default(),
        }),
        "Hashtag" => {
            let name = tag.name?.trim_start_matches('#').to_owned();
            (!name.is_empty()).then_some(TagDoc::Hashtag {
                name,
                href: tag.href,
            })
        }
        LABEL => label_of(tag).map(TagDoc::Label),
        _ => None,
    }
}
