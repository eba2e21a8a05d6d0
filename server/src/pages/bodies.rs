//! Posts with their bodies: lean rows from the database, turned into what a page shows, with what the viewer may do.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::domain::access::{self, Facts, Sight};
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::view::{ImageView, PersonView, PostView, WhenView};
use crate::render::Renderer;
use crate::store::Conn;
use crate::store::moderation::Act;
use crate::store::posts::{self as store, Attachment, Visibility};
use crate::store::schema::{modlog, posts};
use crate::store::votes;

/// What a page needs of a post.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = posts)]
pub(super) struct Body {
    pub id: i64,
    pub ap_id: String,
    pub author_id: i64,
    pub community_id: Option<i64>,
    pub visibility: Visibility,
    pub thread_id: Option<i64>,
    pub parent_id: Option<i64>,
    pub warning: Option<String>,
    pub html: String,
    pub url: Option<String>,
    pub language: Option<String>,
    pub score: i32,
    pub published_at: Time,
    pub edited_at: Option<Time>,
    pub deleted_at: Option<Time>,
    pub removed_at: Option<Time>,
}

pub(super) fn by_ids(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Body>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        found.extend(posts::table.filter(posts::id.eq_any(chunk.to_vec())).select(Body::as_select()).load(conn)?);
    }
    Ok(found)
}

/// What the viewer may do here, beyond what belongs to each post.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Powers {
    /// May take part: signed in, active, not banned, and the community is open.
    pub part: bool,
    /// May add replies: also the thread is not closed, or they tend it.
    pub reply: bool,
    /// Steward or staff.
    pub tend: bool,
    /// May take posts off the pages of this house.
    pub remove: bool,
    /// May take discussions and replies in as feedback.
    pub take_in: bool,
    /// By their rank: fold spam, merge what is the same, give threads of others better titles.
    pub spam: bool,
    pub merge: bool,
    pub titles: bool,
}

/// All that the posts of one page share.
pub(super) struct Dresser<'a> {
    reader: &'a Reader,
    renderer: &'a Renderer,
    pub faces: &'a Faces,
    pub powers: Powers,
    /// Who started the thread.
    pub starter: Option<i64>,
    mine: HashMap<i64, i32>,
    saved: Vec<i64>,
    /// What the viewer called spam.
    pub spam: Vec<i64>,
    images: HashMap<i64, Vec<ImageView>>,
    reasons: HashMap<i64, String>,
}

impl<'a> Dresser<'a> {
    /// Reads what belongs to these posts, each sort in one query.
    pub(super) fn load(conn: &mut Conn, reader: &'a Reader, renderer: &'a Renderer, faces: &'a Faces, bodies: &[Body]) -> Result<Self> {
        let ids: Vec<i64> = bodies.iter().map(|b| b.id).collect();
        let (mut mine, mut saved) = (HashMap::new(), Vec::new());
        if let Some(id) = reader.viewer.id() {
            mine.extend(votes::by_person(conn, id, &ids)?);
            saved = store::which_saved(conn, id, &ids)?;
        }
        let mut images: HashMap<i64, Vec<ImageView>> = HashMap::new();
        for attachment in store::attachments_of(conn, &ids)? {
            if attachment.media_type.starts_with("image/") {
                images.entry(attachment.post_id).or_default().push(image(attachment));
            }
        }
        let removed: Vec<i64> = bodies.iter().filter(|b| b.removed_at.is_some()).map(|b| b.id).collect();
        let reasons = if removed.is_empty() { HashMap::new() } else { reasons(conn, &removed)? };
        Ok(Self { reader, renderer, faces, powers: Powers::default(), starter: None, mine, saved, spam: Vec::new(), images, reasons })
    }

    /// What the viewer may see of a post at all.
    pub(super) fn sight(&self, body: &Body) -> Sight {
        let facts = Facts {
            author_id: body.author_id,
            community_id: body.community_id,
            visibility: body.visibility,
            deleted: body.deleted_at.is_some(),
            removed: body.removed_at.is_some(),
            author_suspended: self.faces.is_suspended(body.author_id),
            shut_out: self.faces.is_shut_out(body.author_id),
            // The loader asked for the page's community before.
            community_seen: true,
        };
        access::sight_of(&facts, &self.reader.viewer)
    }

    pub(super) fn post(&self, body: &Body) -> PostView {
        let reader = self.reader;
        let url = format!("/post/{}", body.id);
        let state = self.state(body);
        let live = state == "live";
        let own = reader.viewer.id() == Some(body.author_id);
        let signed_in = reader.viewer.person().is_some_and(crate::domain::Person::is_active);
        let local = self.faces.get(body.author_id).is_some_and(super::faces::Face::is_local);
        let when = |at| WhenView::new(&reader.lang, reader.now, at);
        let edited = body.edited_at.filter(|_| live);
        PostView {
            id: body.id.to_string(),
            // Of a blocked server not even the name shows; the place stays for what others answered.
            author: if self.faces.is_shut_out(body.author_id) { PersonView::default() } else { self.faces.person(body.author_id) },
            body_html: if live { self.renderer.checked(body.html.clone()) } else { String::new() },
            warning: body.warning.as_deref().filter(|_| live).map(|text| text.trim().to_owned()).unwrap_or_default(),
            when: when(body.published_at),
            history_url: if edited.is_some() { format!("{url}/history") } else { String::new() },
            edited: edited.map(when),
            score: i64::from(body.score),
            my_vote: self.mine.get(&body.id).map_or(0, |v| i8::try_from(*v).unwrap_or(0)),
            can_vote: live && self.powers.part,
            state: state.to_owned(),
            removed_reason: self.reasons.get(&body.id).filter(|_| state == "removed").cloned().unwrap_or_default(),
            images: if live { self.images.get(&body.id).cloned().unwrap_or_default() } else { Vec::new() },
            op: body.parent_id.is_some() && self.starter == Some(body.author_id),
            saved: self.saved.contains(&body.id),
            can_reply: live && self.powers.reply,
            can_edit: live && own && signed_in && local,
            can_delete: own && signed_in && local && body.deleted_at.is_none(),
            can_remove: self.powers.remove && body.community_id.is_some() && body.deleted_at.is_none(),
            can_report: live && signed_in && !own,
            can_call_spam: live && !own && self.powers.spam && !self.powers.remove,
            called_spam: self.spam.contains(&body.id),
            can_retitle: live && !own && self.powers.titles && body.parent_id.is_none(),
            can_take_in: live && self.powers.take_in && body.parent_id.is_some(),
            origin_url: if local { String::new() } else { origin(body) },
            language: body.language.clone().unwrap_or_default(),
            url,
            ..PostView::default()
        }
    }

    fn state(&self, body: &Body) -> &'static str {
        match (body.deleted_at, body.removed_at) {
            (Some(_), _) => "deleted",
            (None, Some(_)) => "removed",
            (None, None) if self.sight(body) != Sight::Full => "removed",
            (None, None) => "live",
        }
    }
}

/// The post on its author's own server. Only web addresses: what a remote document calls its page is not trusted.
fn origin(body: &Body) -> String {
    let url = body.url.as_deref().unwrap_or(&body.ap_id);
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if is_web { url.to_owned() } else { body.ap_id.clone() }
}

fn image(attachment: Attachment) -> ImageView {
    let pixels = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    ImageView {
        width: pixels(attachment.width),
        height: pixels(attachment.height),
        url: attachment.url,
        alt: attachment.alt,
    }
}

/// Why posts were removed: the log's last word on each.
fn reasons(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let mut reasons = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(Option<i64>, String)> = modlog::table
            .filter(modlog::post_id.eq_any(chunk.iter().copied().map(Some).collect::<Vec<_>>()))
            .filter(modlog::act.eq_any([Act::RemovePost, Act::HideSpam]))
            .order(modlog::id)
            .select((modlog::post_id, modlog::reason))
            .load(conn)?;
        reasons.extend(rows.into_iter().filter_map(|(id, reason)| Some((id?, reason))));
    }
    Ok(reasons)
}
