//! What must hold of whatever was understood.

use folkmoot_federation::host::{
    ActorDoc, AttachmentDoc, Change, LabelDoc, ObjectDoc, Proof, Received, TagDoc,
};
use folkmoot_federation::objects::{
    Capabilities, actor_json, object_json, parse_actor, parse_object, with_context,
};
use folkmoot_federation::protocol::caps;
use serde_json::Value;
use url::Url;

/// Nobody speaks for another host unless it is said where to look first.
pub(crate) fn check_received(received: &Received, signer: &Url) {
    let proven = !matches!(received.proof, Proof::Unproven { .. });
    let same =
        |one: &Url, other: &Url| (one.host_str(), one.port()) == (other.host_str(), other.port());
    if proven {
        assert!(same(&received.actor, signer), "{received:?}");
    }
    assert!(received.announced_by.as_ref().is_none_or(|by| by == signer));
    if let Some(id) = &received.activity_id {
        assert!(same(id, &received.actor), "{received:?}");
    }
    match &received.change {
        Change::Post(doc) => {
            assert_eq!(doc.author, received.actor);
            check_doc(doc);
        }
        Change::Edit(doc) => {
            assert!(same(&doc.author, &received.actor), "{received:?}");
            check_doc(doc);
        }
        Change::ActorChanged(doc) => {
            assert_eq!(doc.id, received.actor);
            check_actor_doc(doc);
        }
        Change::Reported { objects, reason } => {
            assert!(objects.len() <= caps::BATCH && short(reason, caps::SUMMARY));
        }
        Change::Delete { reason, .. } | Change::Locked { reason, .. } => {
            assert!(reason.as_deref().is_none_or(|it| short(it, caps::SUMMARY)));
        }
        Change::PollVote { option, .. } => assert!(short(option, caps::NAME)),
        _ => {}
    }
}

fn short(text: &str, characters: usize) -> bool {
    text.chars().count() <= characters
}

fn address(url: &Url) {
    assert!(matches!(url.scheme(), "http" | "https"), "{url}");
    assert!(url.as_str().len() <= caps::ADDRESS, "{url}");
    assert!(!url.as_str().contains(char::is_control), "{url}");
    assert!(
        url.username().is_empty() && url.password().is_none(),
        "{url}"
    );
    let host = url.host_str().unwrap_or_default();
    assert!(!host.is_empty() && !host.ends_with('.'), "{url}");
    assert!(host.is_ascii() && !host.contains(|c: char| c.is_ascii_uppercase()));
}

fn check_doc(doc: &ObjectDoc) {
    assert!(doc.to.len() <= caps::RECIPIENTS && doc.cc.len() <= caps::RECIPIENTS);
    assert!(doc.tags.len() <= caps::TAGS && doc.attachments.len() <= caps::ATTACHMENTS);
    assert!(doc.title.as_deref().is_none_or(|it| short(it, caps::TITLE)));
    assert!(
        doc.summary
            .as_deref()
            .is_none_or(|it| short(it, caps::SUMMARY))
    );
    assert!(doc.language.as_deref().is_none_or(|it| it.len() <= 35));
    for AttachmentDoc { url, alt, .. } in &doc.attachments {
        address(url);
        assert!(short(alt, caps::SUMMARY));
    }
    for tag in &doc.tags {
        let (TagDoc::Mention { name, .. } | TagDoc::Hashtag { name, .. } | TagDoc::Label(LabelDoc { name, .. })) = tag;
        assert!(short(name, caps::NAME));
    }
    for key in ["oneOf", "anyOf"] {
        let options = doc.extra.get(key).and_then(Value::as_array);
        assert!(options.is_none_or(|options| options.len() <= caps::POLL_OPTIONS));
    }
    let optional = [
        &doc.audience,
        &doc.in_reply_to,
        &doc.link,
        &doc.image,
        &doc.url,
        &doc.context,
        &doc.replies,
    ];
    let named = optional.into_iter().flatten().chain([&doc.id, &doc.author]);
    named.chain(doc.addressed()).for_each(address);
}

/// What the house rules add in writing: the group among the recipients and the tags, the preview of an
/// article, a link among the attachments. All else comes back as it was.
fn as_written(doc: &ObjectDoc, again: &ObjectDoc) -> ObjectDoc {
    let mut expected = doc.clone();
    expected.to.clone_from(&again.to);
    expected.cc.clone_from(&again.cc);
    expected.tags.clone_from(&again.tags);
    if let Some(preview) = again.extra.get("preview") {
        expected.extra.insert("preview".to_owned(), preview.clone());
    }
    if doc.attachments.starts_with(&again.attachments) {
        expected.attachments.clone_from(&again.attachments);
    }
    expected
}

/// Whether it is a contribution. If so, it survives being written, and writing it again changes nothing.
pub(crate) fn check_object(value: &Value) -> bool {
    let Ok(doc) = parse_object(value) else {
        return false;
    };
    check_doc(&doc);
    let written = object_json(&doc);
    let again = parse_object(&with_context(written.clone()))
        .unwrap_or_else(|cause| panic!("{cause}: {written:#}"));
    assert_eq!(again, as_written(&doc, &again), "{value:#}");
    let twice = object_json(&again);
    let last = parse_object(&twice).unwrap_or_else(|cause| panic!("{cause}: {twice:#}"));
    assert_eq!(last, again);
    check_rules(&written);
    true
}

/// House rules that every peer depends on, of whatever we write.
fn check_rules(written: &Value) {
    assert!(written["to"].is_array() && written["cc"].is_array());
    assert!(written["attributedTo"].is_string());
    for key in ["audience", "context", "inReplyTo"] {
        assert!(written.get(key).is_none_or(Value::is_string), "{key}");
    }
    let attachments = written["attachment"].as_array().expect("a list");
    for item in attachments {
        let kind = item["type"].as_str().unwrap_or_default();
        assert!(["Link", "Image", "Document"].contains(&kind), "{item}");
    }
    if let Some(group) = written.get("audience") {
        let has = |key: &str| {
            written[key]
                .as_array()
                .is_some_and(|list| list.contains(group))
        };
        let first = written["to"][0] == *group;
        assert!(first || (written.get("inReplyTo").is_some() && has("cc")));
    }
}

fn check_actor_doc(doc: &ActorDoc) {
    assert!(short(&doc.display_name, caps::NAME) && short(&doc.summary_html, caps::PROFILE));
    assert!(!doc.name.is_empty() && doc.name.len() <= 255);
    assert!(
        !doc.name
            .contains(|c: char| c.is_whitespace() || c.is_control() || c == '@')
    );
    assert!(doc.also_known_as.len() <= caps::ALIASES && doc.other_keys.len() < caps::KEYS);
    for key in std::iter::once(&doc.public_key).chain(&doc.other_keys) {
        assert!(key.pem.len() <= caps::KEY);
        assert_eq!(key.id.host_str(), doc.id.host_str());
    }
    let optional = [
        &doc.icon,
        &doc.image,
        &doc.shared_inbox,
        &doc.outbox,
        &doc.followers,
        &doc.following,
        &doc.featured,
        &doc.moderators,
        &doc.moved_to,
    ];
    let named = optional
        .into_iter()
        .flatten()
        .chain([&doc.id, &doc.url, &doc.inbox]);
    named.chain(&doc.also_known_as).for_each(address);
}

/// Whether it is an actor. If so, it survives being written.
pub(crate) fn check_actor(value: &Value) -> bool {
    let Ok(doc) = parse_actor(value) else {
        return false;
    };
    check_actor_doc(&doc);
    let written = with_context(actor_json(&doc, &Capabilities::default()));
    let again = parse_actor(&written).unwrap_or_else(|cause| panic!("{cause}: {written:#}"));
    assert_eq!(again, doc, "{value:#}");
    true
}
