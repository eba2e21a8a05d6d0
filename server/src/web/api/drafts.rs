//! Drafts: one's own, and those that wait for a community's stewards.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::caller::Caller;
use super::input::{self, ImageInput};
use super::problem::Answer;
use super::shapes::{self, Attachment, Person, Place, Post};
use crate::clock::Time;
use crate::domain::access::{self, Viewer};
use crate::domain::drafts::{self as rules, COVER, Made, Written};
use crate::domain::posts as posting;
use crate::kinds::{self, Details};
use crate::limits::Action;
use crate::store::conn::Conn;
use crate::store::drafts as stored;
use crate::{Error, Result};

/// Something that is still being written.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Draft {
    id: String,
    /// article, or another kind that is written in drafts.
    kind: String,
    community: Option<Place>,
    author: Option<Person>,
    title: String,
    /// Markdown.
    body: String,
    /// What its kind asks for, by the names of its fields.
    #[schema(value_type = Object)]
    details: Map<String, Value>,
    cover: Option<Attachment>,
    /// own, or proposed: handed in to the stewards.
    state: String,
    /// When it publishes itself.
    publish_at: Option<String>,
    /// What came back with it, or why it could not be published.
    note: String,
    /// Which text this is; a decision names it.
    version: String,
    created_at: String,
    updated_at: String,
}

fn draft(conn: &mut Conn, caller: &Links, row: &stored::Draft) -> Result<Draft> {
    let known = shapes::directory(conn, &[row.community_id, row.author_id])?;
    let mut details = rules::details(row);
    let cover = rules::cover(&caller.0, &details);
    details.0.retain(|name, _| !COVER.contains(&name.as_str()));
    Ok(Draft {
        id: row.id.to_string(),
        kind: row.kind.clone(),
        community: known.get(&row.community_id).map(|(actor, host)| Place::new(actor, host)),
        author: known.get(&row.author_id).map(|(actor, host)| Person::new(actor, host)),
        title: row.title.clone(),
        body: row.source.clone(),
        details: details.0,
        cover: cover.map(|c| Attachment { url: c.url, media_type: c.media_type, alt: c.alt, width: c.width, height: c.height }),
        state: row.state.to_string(),
        publish_at: row.publish_at.map(Time::rfc3339),
        note: row.note.clone(),
        version: row.updated_at.0.to_string(),
        created_at: row.created_at.rfc3339(),
        updated_at: row.updated_at.rfc3339(),
    })
}

/// Where pictures are.
struct Links(crate::urls::Urls);

impl Links {
    fn of(caller: &Caller) -> Self {
        Self(caller.app.urls.clone())
    }
}

async fn answer(caller: &Caller, id: i64, created: bool) -> Answer {
    let links = Links::of(caller);
    let shown = caller
        .read(move |conn, viewer| {
            let (row, _) = rules::open(conn, viewer, id)?;
            draft(conn, &links, &row)
        })
        .await?;
    Ok(if created { HttpResponse::Created().json(shown) } else { HttpResponse::Ok().json(shown) })
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Drafts {
    items: Vec<Draft>,
}

fn all(conn: &mut Conn, links: &Links, rows: &[stored::Draft]) -> Result<Drafts> {
    Ok(Drafts { items: rows.iter().map(|row| draft(conn, links, row)).collect::<Result<Vec<_>>>()? })
}

/// The caller's own drafts, the last changed first.
#[utoipa::path(get, path = "/drafts", tag = "Drafts", security(("token" = [])), responses((status = 200, body = Drafts)))]
pub(super) async fn mine(caller: Caller) -> Answer {
    let (me, links) = (caller.person()?.id(), Links::of(&caller));
    let found = caller
        .read(move |conn, _| {
            let rows = stored::of_author(conn, me, 200)?;
            all(conn, &links, &rows)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// What was handed in to a community. For stewards.
#[utoipa::path(get, path = "/communities/{name}/drafts", tag = "Drafts", params(("name" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Drafts)))]
pub(super) async fn handed_in(caller: Caller, name: Path<String>) -> Answer {
    let (name, origin, links) = (name.into_inner(), caller.origin()?, Links::of(&caller));
    let found = caller
        .read(move |conn, viewer| {
            let (_, community) = access::community(conn, viewer, &name)?;
            access::power_over(conn, &origin, &community)?;
            let rows = stored::proposed(conn, community.id, 200)?;
            all(conn, &links, &rows)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// A new draft.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewDraft {
    /// article (the default), or another kind that the community offers.
    kind: Option<String>,
    #[serde(default)]
    title: String,
    /// Markdown.
    #[serde(default)]
    body: String,
    /// What its kind asks for, by the names of its fields: of an article `summary`, `series`, `part` and `authors`.
    #[serde(default)]
    #[schema(value_type = Object)]
    details: Map<String, Value>,
    /// The picture above it.
    cover: Option<ImageInput>,
}

fn asked(kind: &str, mut given: Map<String, Value>) -> Details {
    let fields = kinds::by_name(kind).map_or(&[][..], |k| k.fields());
    given.retain(|name, _| fields.iter().any(|field| field.name == name));
    Details(given)
}

async fn with_cover(caller: &Caller, details: &mut Details, cover: Option<&ImageInput>) -> Result<()> {
    let Some(image) = cover else { return Ok(()) };
    let Some(picture) = input::attach(caller, std::slice::from_ref(image)).await?.pop() else { return Ok(()) };
    let side = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
    let [key, content_type, width, height, alt] = COVER;
    let facts = [(key, image.media.clone()), (content_type, picture.media_type), (width, side(picture.width)), (height, side(picture.height)), (alt, picture.alt)];
    details.0.extend(facts.into_iter().map(|(name, text)| (name.to_owned(), Value::String(text))));
    Ok(())
}

/// Keeps a draft for a community.
#[utoipa::path(post, path = "/communities/{name}/drafts", tag = "Drafts", params(("name" = String, Path)), request_body = NewDraft,
    security(("token" = [])), responses((status = 201, body = Draft)))]
pub(super) async fn begin(caller: Caller, name: Path<String>, body: Json<NewDraft>) -> Answer {
    let (name, body, viewer) = (name.into_inner(), body.into_inner(), caller.viewer.clone());
    caller.person()?;
    caller.brake(Action::Post)?;
    let kind = posting::kind(body.kind.as_deref().unwrap_or("article"))?;
    let mut details = asked(kind, body.details);
    with_cover(&caller, &mut details, body.cover.as_ref()).await?;
    let written = Written { title: body.title, source: body.body, details };
    let kept = caller
        .write(move |tx, origin| {
            let (_, community) = access::community(tx.conn, &viewer, &name)?;
            rules::begin(tx, origin, community.id, kind, &written)
        })
        .await?;
    answer(&caller, kept.id, true).await
}

/// One draft: the caller's own, or one handed in to a community that they tend.
#[utoipa::path(get, path = "/drafts/{id}", tag = "Drafts", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Draft)))]
pub(super) async fn show(caller: Caller, id: Path<i64>) -> Answer {
    caller.person()?;
    answer(&caller, id.into_inner(), false).await
}

/// What changes of a draft; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct DraftChange {
    title: Option<String>,
    /// Markdown.
    body: Option<String>,
    /// Replaces all of them.
    #[schema(value_type = Option<Object>)]
    details: Option<Map<String, Value>>,
    /// Null takes it out.
    #[serde(default, deserialize_with = "input::stated")]
    #[schema(value_type = Option<ImageInput>)]
    cover: Option<Option<ImageInput>>,
}

/// Keeps what was written since.
#[utoipa::path(patch, path = "/drafts/{id}", tag = "Drafts", params(("id" = String, Path)), request_body = DraftChange,
    security(("token" = [])), responses((status = 200, body = Draft)))]
pub(super) async fn change(caller: Caller, id: Path<i64>, body: Json<DraftChange>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    let before = caller.read(move |conn, viewer| rules::open(conn, viewer, id).map(|(row, _)| row)).await?;
    let known = rules::details(&before);
    let fields = body.details.map_or_else(|| asked(&before.kind, known.0.clone()), |given| asked(&before.kind, given));
    let mut details = rules::with_cover(fields, Some(&known).filter(|_| body.cover.is_none()));
    with_cover(&caller, &mut details, body.cover.as_ref().and_then(Option::as_ref)).await?;
    let written = Written { title: body.title.unwrap_or(before.title), source: body.body.unwrap_or(before.source), details };
    caller.write(move |tx, origin| rules::save(tx, origin, id, &written).map(drop)).await?;
    answer(&caller, id, false).await
}

/// Deletes a draft.
#[utoipa::path(delete, path = "/drafts/{id}", tag = "Drafts", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 204)))]
pub(super) async fn delete(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| rules::delete(tx, origin, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn made(caller: &Caller, id: i64) -> Result<Made> {
    let app = std::sync::Arc::clone(&caller.app);
    caller
        .read(move |conn, viewer| {
            let (row, _) = rules::open(conn, viewer, id)?;
            rules::make(conn, &app.urls, &app.renderer, &row)
        })
        .await
}

async fn published(caller: &Caller, id: i64) -> Answer {
    let post = caller.read(move |conn, viewer: &Viewer| shapes::post(conn, viewer, id)).await?;
    Ok(HttpResponse::Created().json(post))
}

/// Publishes a draft. For those who may publish there.
#[utoipa::path(post, path = "/drafts/{id}/publication", tag = "Drafts", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 201, body = Post)))]
pub(super) async fn publish(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    let made = made(&caller, id).await?;
    let post = caller.write(move |tx, origin| rules::publish(tx, origin, id, &made)).await?;
    published(&caller, post.id).await
}

/// When it publishes itself.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct When {
    /// RFC 3339.
    #[schema(value_type = String)]
    at: Time,
}

/// Has a draft published at a time.
#[utoipa::path(put, path = "/drafts/{id}/schedule", tag = "Drafts", params(("id" = String, Path)), request_body = When,
    security(("token" = [])), responses((status = 200, body = Draft)))]
pub(super) async fn schedule(caller: Caller, id: Path<i64>, body: Json<When>) -> Answer {
    let (id, at) = (id.into_inner(), body.at);
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| rules::schedule(tx, origin, id, Some(at))).await?;
    answer(&caller, id, false).await
}

/// Does not publish it by itself any more.
#[utoipa::path(delete, path = "/drafts/{id}/schedule", tag = "Drafts", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Draft)))]
pub(super) async fn unschedule(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.write(move |tx, origin| rules::schedule(tx, origin, id, None)).await?;
    answer(&caller, id, false).await
}

/// Hands a draft in to the stewards.
#[utoipa::path(post, path = "/drafts/{id}/proposal", tag = "Drafts", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Draft)))]
pub(super) async fn propose(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.write(move |tx, origin| rules::propose(tx, origin, id, true)).await?;
    answer(&caller, id, false).await
}

/// Takes a draft back from the stewards.
#[utoipa::path(delete, path = "/drafts/{id}/proposal", tag = "Drafts", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Draft)))]
pub(super) async fn take_back(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.write(move |tx, origin| rules::propose(tx, origin, id, false)).await?;
    answer(&caller, id, false).await
}

/// What becomes of a draft that was handed in.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Decision {
    /// `version` of the draft that is published; another text is not.
    #[serde(default)]
    version: String,
}

/// Publishes a draft that was handed in, under its author's name. For stewards.
#[utoipa::path(post, path = "/drafts/{id}/approval", tag = "Drafts", params(("id" = String, Path)), request_body = Decision,
    security(("token" = [])), responses((status = 201, body = Post)))]
pub(super) async fn approve(caller: Caller, id: Path<i64>, body: Json<Decision>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    let made = made(&caller, id).await?;
    if made.of.0.to_string() != body.version {
        return Err(Error::Conflict("This draft was changed meanwhile. Read it again.").into());
    }
    let post = caller.write(move |tx, origin| rules::approve(tx, origin, id, &made)).await?;
    published(&caller, post.id).await
}

/// A word to the author.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Note {
    #[serde(default)]
    note: String,
}

/// Gives a draft back to its author with a word. For stewards.
#[utoipa::path(post, path = "/drafts/{id}/return", tag = "Drafts", params(("id" = String, Path)), request_body = Note,
    security(("token" = [])), responses((status = 204)))]
pub(super) async fn send_back(caller: Caller, id: Path<i64>, body: Json<Note>) -> Answer {
    let (id, note) = (id.into_inner(), body.into_inner().note);
    caller.person()?;
    caller.brake(Action::Post)?;
    caller.read(move |conn, viewer| rules::open(conn, viewer, id).map(drop)).await?;
    caller.write(move |tx, origin| rules::send_back(tx, origin, id, &note)).await?;
    Ok(HttpResponse::NoContent().finish())
}
