//! What somebody is still writing, and what waits for a community's stewards.

use crate::clock::Time;
use crate::domain::drafts as rules;
use crate::domain::{Origin, articles};
use crate::kinds::{self, Details};
use crate::pages::reader::Reader;
use crate::pages::view::{CommunityCard, DeskPage, DraftEditPage, DraftPreviewPage, DraftRow, DraftsPage, Form, ImageView, LinkView, WhenView};
use crate::pages::{blog, community, composer, named};
use crate::render::Renderer;
use crate::store::actors::{self, Actor};
use crate::store::articles as stored;
use crate::store::communities;
use crate::store::conn::Conn;
use crate::store::drafts::{self, Draft, DraftState};
use crate::{Error, Result};

const ON_A_PAGE: i64 = 200;

/// The reader's own drafts.
pub fn mine(conn: &mut Conn, reader: &Reader) -> Result<DraftsPage> {
    let me = reader.viewer.id().ok_or_else(|| Error::unauthorized("Log in to do that."))?;
    let found = drafts::of_author(conn, me, ON_A_PAGE)?;
    let items = found.iter().map(|draft| row(conn, reader, draft, "")).collect::<Result<Vec<_>>>()?;
    Ok(DraftsPage { items })
}

fn row(conn: &mut Conn, reader: &Reader, draft: &Draft, below: &str) -> Result<DraftRow> {
    let card = card(conn, draft.community_id)?;
    let author = named::people(conn, &[draft.author_id])?.remove(&draft.author_id).unwrap_or_default();
    Ok(DraftRow {
        id: draft.id.to_string(),
        url: format!("/drafts/{}{below}", draft.id),
        title: draft.title.clone(),
        kind: draft.kind.clone(),
        community: LinkView { text: card.title, url: card.url },
        author,
        changed: WhenView::new(&reader.lang, reader.now, draft.updated_at),
        scheduled: draft.publish_at.map(moment),
        proposed: draft.state == DraftState::Proposed,
        note: draft.note.clone(),
    })
}

fn card(conn: &mut Conn, id: i64) -> Result<CommunityCard> {
    let actor = actors::by_id(conn, id)?;
    card_of(conn, &actor)
}

fn card_of(conn: &mut Conn, actor: &Actor) -> Result<CommunityCard> {
    let row = communities::by_id(conn, actor.id)?;
    let host = actors::host_name(conn, actor)?;
    Ok(named::card(&row, actor, &host))
}

/// A moment to come, exactly: "just now" would be wrong, and days are too coarse.
fn moment(at: Time) -> WhenView {
    let iso = at.rfc3339();
    let human: String = iso.chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect();
    WhenView { human: format!("{human} UTC"), iso }
}

/// The form for something new in a community's blog.
pub fn new(conn: &mut Conn, reader: &Reader, handle: &str, form: Option<Form>) -> Result<DraftEditPage> {
    let (row, actor) = blog::place(conn, reader, handle)?;
    let card = card_of(conn, &actor)?;
    Ok(DraftEditPage {
        action: format!("{}/drafts", card.url),
        kind: articles::ARTICLE.to_owned(),
        fields: fields(reader, articles::ARTICLE),
        can_publish: may_publish(conn, reader, &row, &actor)?,
        community: card,
        form: form.unwrap_or_default(),
        ..DraftEditPage::default()
    })
}

fn fields(reader: &Reader, kind: &str) -> Vec<crate::pages::view::KindField> {
    kinds::by_name(kind).map(|kind| composer::fields(&reader.lang, kind)).unwrap_or_default()
}

fn may_publish(conn: &mut Conn, reader: &Reader, row: &communities::Community, actor: &Actor) -> Result<bool> {
    let Some(person) = reader.viewer.person().filter(|p| p.is_active()) else { return Ok(false) };
    articles::may_write(conn, &Origin::Local(person.clone()), row, actor)
}

/// The form for one of the reader's drafts. One that came back with errors replaces what is kept.
pub fn edit(conn: &mut Conn, reader: &Reader, id: i64, form: Option<Form>) -> Result<DraftEditPage> {
    let (draft, actor) = rules::open(conn, &reader.viewer, id)?;
    if Some(draft.author_id) != reader.viewer.id() {
        return Err(Error::Forbidden("Only its author changes a draft."));
    }
    let row = communities::by_id(conn, actor.id)?;
    let details = rules::details(&draft);
    Ok(DraftEditPage {
        id: draft.id.to_string(),
        action: format!("/drafts/{}", draft.id),
        community: card_of(conn, &actor)?,
        fields: fields(reader, &draft.kind),
        cover: cover(reader, &details),
        can_publish: may_publish(conn, reader, &row, &actor)?,
        scheduled: draft.publish_at.map(moment),
        proposed: draft.state == DraftState::Proposed,
        note: draft.note.clone(),
        form: form.unwrap_or_else(|| filled(&draft, &details)),
        kind: draft.kind,
    })
}

fn filled(draft: &Draft, details: &Details) -> Form {
    let mut form = Form::filled([("title", draft.title.clone()), ("body", draft.source.clone())]);
    for field in kinds::by_name(&draft.kind).map_or(&[][..], |kind| kind.fields()) {
        form.set(field.name, details.lines(field.name).join("\n"));
    }
    form.set("cover_alt", details.text("cover_alt"));
    form.set("publish_at", draft.publish_at.map(composer::local_input).unwrap_or_default());
    form
}

fn cover(reader: &Reader, details: &Details) -> Option<ImageView> {
    let cover = rules::cover(&reader.urls, details)?;
    let pixels = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    Some(ImageView { url: cover.url, alt: cover.alt, width: pixels(cover.width), height: pixels(cover.height) })
}

/// A draft as it would be read, for its author or for the stewards that it was handed to.
pub fn preview(conn: &mut Conn, reader: &Reader, renderer: &Renderer, id: i64, form: Option<Form>) -> Result<DraftPreviewPage> {
    let (draft, actor) = rules::open(conn, &reader.viewer, id)?;
    let made = rules::make(conn, &reader.urls, renderer, &draft)?;
    let own = reader.viewer.id() == Some(draft.author_id);
    let details = rules::details(&draft);
    Ok(DraftPreviewPage {
        url: format!("/drafts/{}", draft.id),
        community: card_of(conn, &actor)?,
        author: named::people(conn, &[draft.author_id])?.remove(&draft.author_id).unwrap_or_default(),
        with: details.lines("authors"),
        summary: details.text("summary").to_owned(),
        series: details.text("series").to_owned(),
        body_html: renderer.checked(made.content.html),
        cover: cover(reader, &details),
        own,
        can_decide: draft.state == DraftState::Proposed && community::tends(conn, reader, &actor)?,
        version: draft.updated_at.0.to_string(),
        form: form.unwrap_or_default(),
        title: draft.title,
        kind: draft.kind,
    })
}

/// What was handed in to a blog, for its stewards.
pub fn desk(conn: &mut Conn, reader: &Reader, handle: &str, form: Option<Form>) -> Result<DeskPage> {
    let (_, actor) = blog::place(conn, reader, handle)?;
    if !community::tends(conn, reader, &actor)? {
        return Err(Error::Forbidden("Only its stewards may do that."));
    }
    let found = drafts::proposed(conn, actor.id, ON_A_PAGE)?;
    let items = found.iter().map(|draft| row(conn, reader, draft, "/preview")).collect::<Result<Vec<_>>>()?;
    let writers = stored::writers(conn, actor.id)?;
    let form = form.unwrap_or_else(|| Form::filled([("writers", writers.to_string())]));
    Ok(DeskPage { community: card_of(conn, &actor)?, items, form })
}
