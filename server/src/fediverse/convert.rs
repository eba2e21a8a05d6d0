//! Rows into neutral documents, and documents into what the domain takes.

use folkmoot_federation::host::{
    ActorDoc, ActorKind as DocKind, AttachmentDoc, LabelDoc, ObjectDoc, ObjectKind, PublicKey, Source, TagDoc,
};
use folkmoot_federation::objects::title_from_html;
use serde_json::Map;
use url::Url;

use crate::clock::Time;
use crate::domain::actors::RemoteActor;
use crate::domain::labels::Told;
use crate::domain::content::{ATTACHMENTS_MAX, Attached, Content, TITLE_MAX};
use crate::kinds::{self, Details};
use crate::render::{Renderer, one_line, plain_text};
use crate::store::actors::{self, Actor, ActorKind, Profile, Wiring};
use crate::store::communities::{self, Community};
use crate::store::conn::Conn;
use crate::store::labels::{self, Label};
use crate::store::posts::{self, Post};
use crate::urls::{self, Urls};
use crate::{Error, Result};

/// `as:Public`, the audience that means everybody.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
/// Text from elsewhere is cut here, in bytes of HTML.
const HTML_MAX: usize = 200_000;

/// A stored address as a URL. Addresses were checked when they were stored.
pub fn url(text: &str) -> Result<Url> {
    Url::parse(text).map_err(|e| Error::internal(anyhow::anyhow!("stored address {text}: {e}")))
}

fn maybe(text: Option<&str>) -> Option<Url> {
    text.and_then(|t| Url::parse(t).ok())
}

pub fn actor_doc(actor: &Actor, community: Option<&Community>) -> Result<ActorDoc> {
    let id = url(&actor.ap_id)?;
    Ok(ActorDoc {
        kind: match actor.kind {
            ActorKind::Person => DocKind::Person,
            ActorKind::Community => DocKind::Community,
            ActorKind::Service => DocKind::Service,
        },
        name: actor.name.clone(),
        display_name: actor.label().to_owned(),
        summary_html: actor.summary_html.clone(),
        source: actor.summary_source.clone().map(|text| Source { text, media_type: "text/markdown".to_owned() }),
        icon: maybe(actor.icon_url.as_deref()),
        image: maybe(actor.image_url.as_deref()),
        url: url(&actor.url)?,
        inbox: url(&actor.inbox_url)?,
        shared_inbox: maybe(actor.shared_inbox_url.as_deref()),
        outbox: maybe(actor.outbox_url.as_deref()),
        followers: maybe(actor.followers_url.as_deref()),
        following: (actor.is_local() && actor.kind == ActorKind::Person).then(|| urls::following(&id)),
        featured: maybe(actor.featured_url.as_deref()),
        moderators: maybe(actor.moderators_url.as_deref()),
        public_key: PublicKey { id: url(&actor.key_id)?, pem: actor.public_key_pem.clone() },
        other_keys: Vec::new(),
        also_known_as: serde_json::from_str::<Vec<Url>>(&actor.also_known_as).unwrap_or_default(),
        moved_to: maybe(actor.moved_to.as_deref()),
        discoverable: actor.discoverable,
        indexable: actor.indexable,
        manually_approves_followers: actor.approves_followers,
        posting_restricted: community.is_some_and(|c| c.posting_restricted || c.state != communities::CommunityState::Open),
        sensitive: community.is_some_and(|c| c.sensitive),
        labels: Vec::new(),
        published: Some(actor.created_at.datetime()),
        updated: Some(actor.updated_at.datetime()),
        id,
    })
}

/// A community of ours with everything that its document says.
pub fn group_doc(conn: &mut Conn, actor: &Actor, community: &Community) -> Result<ActorDoc> {
    let labels = labels::of_community(conn, actor.id)?;
    Ok(ActorDoc { labels: labels.into_iter().map(label_doc).collect::<Result<_>>()?, ..actor_doc(actor, Some(community))? })
}

fn label_doc(label: Label) -> Result<LabelDoc> {
    Ok(LabelDoc { id: url(&label.ap_id)?, name: label.name, description: label.description, color: label.color })
}

fn object_kind(name: &str) -> ObjectKind {
    match name {
        "Page" => ObjectKind::Page,
        "Article" => ObjectKind::Article,
        "Note" => ObjectKind::Note,
        "Question" => ObjectKind::Question,
        "Event" => ObjectKind::Event,
        other => ObjectKind::Other(other.to_owned()),
    }
}

fn kind_name(kind: &ObjectKind) -> &str {
    match kind {
        ObjectKind::Page => "Page",
        ObjectKind::Article => "Article",
        ObjectKind::Note => "Note",
        ObjectKind::Question => "Question",
        ObjectKind::Event => "Event",
        ObjectKind::Video => "Video",
        ObjectKind::Image => "Image",
        ObjectKind::Other(name) => name,
    }
}

/// A local post as it is sent and served.
pub fn object_doc(conn: &mut Conn, urls: &Urls, post: &Post, author: &Actor, community: Option<&Actor>) -> Result<ObjectDoc> {
    let id = url(&post.ap_id)?;
    let public = url(PUBLIC)?;
    let parent = post.parent_id.map(|id| posts::by_id(conn, id)).transpose()?.flatten();
    let parent_author = parent.as_ref().map(|p| actors::by_id(conn, p.author_id)).transpose()?;
    let group = community.map(|c| url(&c.ap_id)).transpose()?;
    let mut tags = Vec::new();
    let mut cc = Vec::new();
    let mentioned = posts::mentions_of(conn, post.id)?;
    for (actor, host) in actors::with_hosts(conn, &mentioned)? {
        let href = url(&actor.ap_id)?;
        cc.push(href.clone());
        tags.push(TagDoc::Mention { href, name: format!("@{}@{host}", actor.name) });
    }
    if let Some(parent_author) = &parent_author {
        let href = url(&parent_author.ap_id)?;
        if !cc.contains(&href) && parent_author.id != author.id {
            let host = actors::host_name(conn, parent_author)?;
            tags.push(TagDoc::Mention { href: href.clone(), name: format!("@{}@{host}", parent_author.name) });
            cc.push(href);
        }
    }
    for tag in posts::tags_of(conn, post.id)? {
        let href = urls.tag(&tag);
        tags.push(TagDoc::Hashtag { name: tag, href: Some(href) });
    }
    for label in labels::of_posts(conn, &[post.id])?.remove(&post.id).unwrap_or_default() {
        tags.push(TagDoc::Label(label_doc(label)?));
    }
    let closed = post.visibility.part().is_some();
    if let Some(followers) = maybe(author.followers_url.as_deref()).filter(|_| !closed) {
        cc.push(followers);
    }
    let is_reply = parent.is_some();
    let mut to = Vec::new();
    match (&group, is_reply) {
        // What is for members alone names the group and nobody else, as the threadiverse reads it.
        (Some(group), _) if closed => {
            to.push(group.clone());
            cc.clear();
        }
        (Some(group), false) => to.extend([group.clone(), public]),
        (Some(group), true) => {
            to.push(public);
            cc.insert(0, group.clone());
        }
        (None, _) => to.push(public),
    }
    let root = urls.post(post.root());
    let attachments = attachments(conn, post.id)?;
    let own = kinds::by_name(&post.kind).filter(|_| !is_reply);
    let mut extra = Map::new();
    let mut foreword = None;
    let mut teaser = None;
    if let Some(kind) = own {
        teaser = kind.teaser(conn, post)?;
        kind.send(conn, post, &mut extra)?;
        foreword = kind.foreword(conn, urls, post)?;
    }
    // A reply by which stewards tell where a thread stands says it to programs as well.
    if is_reply
        && post.data != "{}"
        && let Ok(Details(details)) = serde_json::from_str(&post.data).map(Details)
        && let Some(word) = details.get("standing")
    {
        extra.insert("standing".to_owned(), word.clone());
    }
    let updated = post.edited_at.max(foreword.as_ref().map(|f| f.changed));
    let html = foreword.map_or_else(|| post.html.clone(), |f| f.html + &post.html);
    let kind = if is_reply { "Note" } else { own.map_or("Page", |k| k.sent_as()) };
    Ok(ObjectDoc {
        kind: object_kind(kind),
        author: url(&author.ap_id)?,
        audience: group,
        in_reply_to: parent.as_ref().map(|p| url(&p.ap_id)).transpose()?,
        to,
        cc,
        title: post.title.clone(),
        summary: match &post.warning {
            Some(warning) => Some(warning.clone()),
            // A teaser would show what the author calls sensitive.
            None if is_reply || post.sensitive => None,
            None => teaser.or_else(|| Some(plain_text(&post.html, 300)).filter(|p| !p.is_empty())),
        },
        html,
        source: post.source.clone().map(|text| Source { text, media_type: "text/markdown".to_owned() }),
        link: maybe(post.link_url.as_deref()),
        image: attachments.iter().find(|a| a.media_type.starts_with("image/")).map(|a| a.url.clone()),
        attachments,
        sensitive: post.sensitive || post.warning.is_some(),
        language: post.language.clone(),
        tags,
        url: Some(url(post.url.as_deref().unwrap_or(&post.ap_id))?),
        context: Some(urls::context(&root)),
        replies: Some(urls::replies(&id)),
        locked: post.locked_at.is_some(),
        published: Some(post.published_at.datetime()),
        updated: updated.map(Time::datetime),
        extra,
        id,
    })
}

fn attachments(conn: &mut Conn, post_id: i64) -> Result<Vec<AttachmentDoc>> {
    let size = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
    posts::attachments_of(conn, &[post_id])?
        .into_iter()
        .map(|a| {
            Ok(AttachmentDoc {
                url: url(&a.url)?,
                media_type: a.media_type,
                alt: a.alt,
                width: size(a.width),
                height: size(a.height),
            })
        })
        .collect()
}

/// A remote actor's document as the domain takes it: sanitized, and cut to size.
pub fn remote_actor(renderer: &Renderer, doc: &ActorDoc, now: Time) -> Result<RemoteActor> {
    let host = urls::host_of(&doc.id).ok_or_else(|| Error::malformed("an actor id without host"))?;
    let summary_html = renderer.sanitize_fragment(cut(&doc.summary_html, HTML_MAX));
    let plain = plain_text(&summary_html, 2000);
    Ok(RemoteActor {
        ap_id: doc.id.to_string(),
        kind: match doc.kind {
            DocKind::Person => ActorKind::Person,
            DocKind::Community => ActorKind::Community,
            DocKind::Service => ActorKind::Service,
        },
        host,
        name: doc.name.chars().take(100).collect(),
        profile: Profile {
            display_name: one_line(&doc.display_name, 100),
            summary_source: None,
            summary_html,
            icon_url: doc.icon.as_ref().map(Url::to_string),
            image_url: doc.image.as_ref().map(Url::to_string),
            discoverable: doc.discoverable,
            indexable: doc.indexable,
            updated_at: doc.updated.map_or(now, Time::from).min(now),
        },
        wiring: Wiring {
            url: doc.url.to_string(),
            inbox_url: doc.inbox.to_string(),
            shared_inbox_url: doc.shared_inbox.as_ref().map(Url::to_string),
            outbox_url: doc.outbox.as_ref().map(Url::to_string),
            followers_url: doc.followers.as_ref().map(Url::to_string),
            featured_url: doc.featured.as_ref().map(Url::to_string),
            moderators_url: doc.moderators.as_ref().map(Url::to_string),
            key_id: doc.public_key.id.to_string(),
            public_key_pem: doc.public_key.pem.clone(),
            also_known_as: serde_json::to_string(&doc.also_known_as)?,
            moved_to: doc.moved_to.as_ref().map(Url::to_string),
            approves_followers: doc.manually_approves_followers,
            fetched_at: now,
            deleted_at: None,
        },
        posting_restricted: doc.posting_restricted,
        sensitive: doc.sensitive,
        labels: doc.labels.iter().map(told).collect(),
        created_at: doc.published.map(Time::from),
        plain,
    })
}

fn told(doc: &LabelDoc) -> Told {
    Told {
        ap_id: doc.id.to_string(),
        name: one_line(&doc.name, 100),
        description: one_line(&plain_text(&doc.description, 300), 300),
        color: if doc.color.is_empty() { "color01".to_owned() } else { doc.color.clone() },
    }
}

/// A remote contribution, ready for the transaction: text sanitized, its kind known.
#[derive(Debug, Clone)]
pub struct Taken {
    pub doc: ObjectDoc,
    /// Without the ids of those it mentions, which only the transaction can look up.
    pub content: Content,
    pub kind: &'static str,
    pub details: Details,
}

pub fn take(renderer: &Renderer, doc: ObjectDoc) -> Taken {
    let kind = kinds::sent(kind_name(&doc.kind), &doc.extra);
    let html = renderer.sanitize_fragment(cut(&doc.html, HTML_MAX));
    let plain = plain_text(&html, 20_000);
    let is_note = matches!(doc.kind, ObjectKind::Note | ObjectKind::Question);
    let group = doc.audience.as_ref().and_then(|g| g.path_segments()?.next_back().map(ToOwned::to_owned)).unwrap_or_default();
    let title = title(&doc, &group);
    let tags = doc
        .tags
        .iter()
        .filter_map(|t| match t {
            TagDoc::Hashtag { name, .. } => Some(name.trim_start_matches('#').to_lowercase().chars().take(100).collect()),
            TagDoc::Mention { .. } | TagDoc::Label(_) => None,
        })
        .take(30)
        .collect();
    let warning = warning(&doc, is_note, &plain);
    let content = Content {
        title,
        source: doc.source.as_ref().filter(|s| s.media_type.starts_with("text/markdown")).map(|s| cut(&s.text, HTML_MAX).to_owned()),
        html,
        plain,
        warning,
        link: doc.link.as_ref().filter(|l| matches!(l.scheme(), "http" | "https")).map(Url::to_string),
        language: doc.language.as_deref().map(|l| l.chars().take(35).collect()),
        sensitive: doc.sensitive,
        attachments: pictures(&doc),
        mentions: Vec::new(),
        tags,
        labels: None,
    };
    // What others call its summary is for the kind to read, where it is no warning.
    let mut extra = doc.extra.clone();
    if let Some(summary) = doc.summary.as_ref().filter(|_| !is_note) {
        extra.insert("summary".to_owned(), summary.clone().into());
    }
    Taken { kind: kind.name(), details: kind.take(&extra), content, doc }
}

/// What comes with it. A picture that an article shows at its head, and attaches nowhere, is its first.
fn pictures(doc: &ObjectDoc) -> Vec<Attached> {
    let mut all: Vec<Attached> = doc.attachments.iter().take(ATTACHMENTS_MAX).map(attached).collect();
    let shown = all.iter().any(|a| a.media_type.starts_with("image/"));
    if let Some(url) = doc.image.as_ref().filter(|_| doc.kind == ObjectKind::Article && !shown) {
        let cover = Attached { url: url.to_string(), media_type: "image/*".to_owned(), alt: String::new(), width: None, height: None };
        all.insert(0, cover);
        all.truncate(ATTACHMENTS_MAX);
    }
    all
}

/// What a post warns of. On notes a summary is nothing else; on threads it is a teaser, unless the thread is called
/// sensitive and the summary repeats neither its title nor its text.
fn warning(doc: &ObjectDoc, is_note: bool, plain: &str) -> Option<String> {
    let said = one_line(&plain_text(doc.summary.as_deref()?, 500), 500);
    let begins = |text: &str| one_line(text, 500).starts_with(said.trim_end_matches('…'));
    let warns = is_note || (doc.sensitive && doc.title.as_deref() != Some(said.as_str()) && !begins(plain));
    (warns && !said.is_empty()).then_some(said)
}

/// The title of a thread in the community of that name. Mastodon's people write none: the first line of their text is
/// one, without the mention that brought it there.
pub fn title(doc: &ObjectDoc, community: &str) -> Option<String> {
    doc.title
        .as_deref()
        .map(|t| one_line(t, TITLE_MAX))
        .filter(|t| !t.is_empty())
        .or_else(|| title_from_html(&doc.html, community))
        .or_else(|| doc.link.as_ref().map(Url::to_string))
}

fn attached(doc: &AttachmentDoc) -> Attached {
    let size = |n: Option<u32>| n.and_then(|n| i32::try_from(n).ok());
    Attached {
        url: doc.url.to_string(),
        media_type: doc.media_type.chars().take(100).collect(),
        alt: one_line(&doc.alt, 1500),
        width: size(doc.width),
        height: size(doc.height),
    }
}

/// The longest beginning of `text` that fits and ends between characters.
fn cut(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let mut end = max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
