//! Wikis: pages, their revisions, and what is suggested for them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input::{self, Paging, cut};
use super::problem::Answer;
use super::shapes::{Page, Person};
use crate::domain::access::{self, Viewer};
use crate::domain::wiki::{Clash, Draft, Saved, paths, tending};
use crate::formats::Format;
use crate::limits::Action;
use crate::store::actors;
use crate::store::conn::Conn;
use crate::store::wiki::{self as store, Protection, Revision as Row, Sort, WikiPage as PageRow, suggestions};
use crate::web::wiki::saving::{self, Outcome};
use crate::{Error, Result};

/// Suggestions of one answer.
const SUGGESTIONS: i64 = 50;

/// A page in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WikiEntry {
    /// Of its thread: what answers it there is its talk.
    id: String,
    #[schema(example = "tools/angle-grinder")]
    path: String,
    title: String,
    /// Number of the revision that it shows.
    number: i32,
    edited_at: String,
    /// When somebody last said, by an edit or a click, that it is true.
    confirmed_at: String,
    /// Nobody did for half a year.
    stale: bool,
}

/// A page with its text.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WikiPage {
    id: String,
    /// ActivityPub id.
    ap_id: String,
    path: String,
    title: String,
    /// Markdown, with `[[path]]` and `[[path|words]]` as links to other pages.
    source: String,
    html: String,
    /// Send it as `base` with an edit.
    revision_id: String,
    number: i32,
    author: Person,
    /// Whose edits count at once: open, member, trusted, super_user or stewards.
    protection: String,
    confirmed_at: String,
    stale: bool,
    /// Paths of pages that it links to, there or not.
    links: Vec<String>,
    /// Paths of pages that link to it.
    backlinks: Vec<String>,
    /// The answer that it was made from.
    answer_id: Option<String>,
}

/// A text that a page has or had.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WikiRevision {
    id: String,
    number: i32,
    author: Person,
    /// Who took it over, where its author suggested it or answered with it.
    accepted_by: Option<Person>,
    /// begun, edited, merged, reverted, moved, suggested or promoted.
    sort: String,
    title: String,
    summary: String,
    created_at: String,
    /// Only where one revision is asked for.
    source: Option<String>,
}

fn person(conn: &mut Conn, id: i64) -> Result<Person> {
    let actor = actors::by_id(conn, id)?;
    let host = actors::host_name(conn, &actor)?;
    Ok(Person::new(&actor, &host))
}

fn now_of(caller: &Caller) -> crate::clock::Time {
    caller.app.clock.now()
}

fn row(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<PageRow> {
    access::post(conn, viewer, id)?;
    store::find(conn, id)?.ok_or(Error::NotFound("page"))
}

fn shown(conn: &mut Conn, viewer: &Viewer, id: i64, now: crate::clock::Time) -> Result<WikiPage> {
    let (post, _, _) = access::post(conn, viewer, id)?;
    let page = store::find(conn, id)?.ok_or(Error::NotFound("page"))?;
    let revision = store::revision(conn, page.revision_id)?.ok_or(Error::NotFound("revision"))?;
    let backlinks = store::backlinks(conn, &page, 100)?;
    Ok(WikiPage {
        id: id.to_string(),
        ap_id: post.ap_id,
        title: revision.title,
        source: revision.source,
        html: post.html,
        revision_id: revision.id.to_string(),
        number: page.number,
        author: person(conn, revision.author_id)?,
        protection: page.protection.to_string(),
        confirmed_at: page.confirmed_at.rfc3339(),
        stale: crate::domain::wiki::is_stale(&page, now),
        links: store::links_of(conn, id)?,
        backlinks: backlinks.into_iter().map(|l| l.page.path).collect(),
        answer_id: page.origin_id.map(|id| id.to_string()),
        path: page.path,
    })
}

fn revised(conn: &mut Conn, revision: &Row, with_source: bool) -> Result<WikiRevision> {
    Ok(WikiRevision {
        id: revision.id.to_string(),
        number: revision.number,
        author: person(conn, revision.author_id)?,
        accepted_by: revision.accepted_by.map(|id| person(conn, id)).transpose()?,
        sort: revision.sort.to_string(),
        title: revision.title.clone(),
        summary: revision.summary.clone(),
        created_at: revision.created_at.rfc3339(),
        source: with_source.then(|| revision.source.clone()),
    })
}

async fn answer(caller: &Caller, id: i64, status: StatusCode) -> Answer {
    let now = now_of(caller);
    Ok(HttpResponse::build(status).json(caller.read(move |conn, viewer| shown(conn, viewer, id, now)).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// Only the page at this path.
    path: Option<String>,
    limit: Option<i64>,
    /// `next_cursor` of the piece before.
    cursor: Option<String>,
}

/// Pages of a community's wiki, in the order of their paths.
#[utoipa::path(get, path = "/communities/{name}/wiki", tag = "Wikis", params(("name" = String, Path), Listing),
    security((), ("token" = [])), responses((status = 200, body = Page<WikiEntry>)))]
pub(super) async fn list(caller: Caller, name: Path<String>, query: Query<Listing>) -> Answer {
    let (name, query, now) = (name.into_inner(), query.into_inner(), now_of(&caller));
    let limit = input::limit(query.limit);
    let page = caller
        .read(move |conn, viewer| {
            let (_, community) = access::part(conn, viewer, &name, Format::Wiki)?;
            let mut found = match query.path.as_deref().map(paths::normal) {
                Some(path) => {
                    let path = path.ok_or(Error::NotFound("page"))?;
                    store::listed_at(conn, community.id, &path)?.into_iter().collect()
                }
                None => store::list(conn, community.id, query.cursor.as_deref().unwrap_or_default(), limit + 1)?,
            };
            let next_cursor = cut(&mut found, limit, |l| l.page.path.clone());
            let mut items = Vec::with_capacity(found.len());
            for listed in found {
                if access::reads(conn, viewer, listed.page.post_id)? {
                    items.push(WikiEntry {
                        id: listed.page.post_id.to_string(),
                        title: listed.title,
                        number: listed.page.number,
                        edited_at: listed.edited_at.rfc3339(),
                        confirmed_at: listed.page.confirmed_at.rfc3339(),
                        stale: crate::domain::wiki::is_stale(&listed.page, now),
                        path: listed.page.path,
                    });
                }
            }
            Ok(Page { items, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// A text for a page.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct WikiDraft {
    #[serde(default)]
    #[schema(example = "Angle grinder")]
    title: String,
    /// Of a new page: its path; made from the title where it is left out.
    #[serde(default)]
    path: String,
    /// Markdown.
    #[serde(default)]
    body: String,
    /// What changed, for the history.
    #[serde(default)]
    summary: String,
    /// Of an edit: `revision_id` of the text that it started from.
    #[serde(default, deserialize_with = "input::id")]
    #[schema(value_type = Option<String>)]
    base: Option<i64>,
}

impl WikiDraft {
    fn draft(self) -> Draft {
        Draft { title: self.title, source: self.body, summary: self.summary, base: self.base }
    }
}

/// Writes a page that is not there yet.
#[utoipa::path(post, path = "/communities/{name}/wiki", tag = "Wikis", params(("name" = String, Path)), request_body = WikiDraft,
    security(("token" = [])), responses((status = 201, body = WikiPage)))]
pub(super) async fn begin(caller: Caller, name: Path<String>, body: Json<WikiDraft>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let (origin, body) = (caller.origin()?, body.into_inner());
    let path = body.path.clone();
    let post = saving::begin(&caller.app, &caller.viewer, &origin, &name, &path, &body.draft()).await?;
    caller.app.bell.ring();
    answer(&caller, post.id, StatusCode::CREATED).await
}

/// One page.
#[utoipa::path(get, path = "/wiki/{id}", tag = "Wikis", params(("id" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = WikiPage)))]
pub(super) async fn show(caller: Caller, id: Path<i64>) -> Answer {
    answer(&caller, id.into_inner(), StatusCode::OK).await
}

/// An edit that waits: for a steward here, or on its way to the server of the wiki.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Waiting {
    suggestion_id: Option<String>,
    /// The reply that carries it to another server.
    reply_id: Option<String>,
}

/// Somebody changed the same lines since `base`. Nothing was saved and nothing is lost: merge, and send the result with
/// the new `base`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WikiClash {
    r#type: String,
    title: String,
    status: u16,
    detail: String,
    /// What the page says now.
    theirs: String,
    /// What was sent.
    yours: String,
    /// Both in one text, with marks where they differ.
    merged: String,
    base: String,
}

fn clashed(clash: Clash) -> HttpResponse {
    let body = WikiClash {
        r#type: "urn:folkmoot:error:conflict".to_owned(),
        title: "Conflict".to_owned(),
        status: 409,
        detail: "Somebody changed the same lines meanwhile.".to_owned(),
        theirs: clash.theirs.source,
        yours: clash.yours.source,
        merged: clash.marked,
        base: clash.theirs.id.to_string(),
    };
    HttpResponse::Conflict().content_type("application/problem+json").json(body)
}

async fn outcome(caller: &Caller, id: i64, outcome: Outcome) -> Answer {
    caller.app.bell.ring();
    let waits = |suggestion: Option<i64>, reply: Option<i64>| {
        let text = |id: i64| id.to_string();
        HttpResponse::Accepted().json(Waiting { suggestion_id: suggestion.map(text), reply_id: reply.map(text) })
    };
    match outcome {
        Outcome::Clash(clash) => Ok(clashed(*clash)),
        Outcome::Sent(post) => Ok(waits(None, Some(post.id))),
        Outcome::Saved(Saved::Suggestion(suggestion)) => Ok(waits(Some(suggestion), None)),
        Outcome::Saved(_) => answer(caller, id, StatusCode::OK).await,
    }
}

/// Saves an edit. What others saved since `base` is kept: both are merged, line by line.
#[utoipa::path(patch, path = "/wiki/{id}", tag = "Wikis", params(("id" = String, Path)), request_body = WikiDraft, security(("token" = [])),
    responses((status = 200, body = WikiPage), (status = 202, body = Waiting), (status = 409, body = WikiClash)))]
pub(super) async fn edit(caller: Caller, id: Path<i64>, body: Json<WikiDraft>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let (id, origin, draft) = (id.into_inner(), caller.origin()?, body.into_inner().draft());
    let saved = saving::edit(&caller.app, &caller.viewer, &origin, id, &draft, Sort::Edited).await?;
    outcome(&caller, id, saved).await
}

/// The history of a page, newest first.
#[utoipa::path(get, path = "/wiki/{id}/revisions", tag = "Wikis", params(("id" = String, Path), Paging), security((), ("token" = [])),
    responses((status = 200, body = Page<WikiRevision>)))]
pub(super) async fn history(caller: Caller, id: Path<i64>, paging: Query<Paging>) -> Answer {
    let (id, limit) = (id.into_inner(), paging.limit());
    let before = paging.number()?.map(i32::try_from).transpose().map_err(|_too_large| input::bad_cursor())?;
    let page = caller
        .read(move |conn, viewer| {
            row(conn, viewer, id)?;
            let mut found = store::history(conn, id, before, limit + 1)?;
            let next_cursor = cut(&mut found, limit, |r| r.number.to_string());
            let items = found.iter().map(|r| revised(conn, r, false)).collect::<Result<_>>()?;
            Ok(Page { items, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// One revision, with its text.
#[utoipa::path(get, path = "/wiki/{id}/revisions/{number}", tag = "Wikis", params(("id" = String, Path), ("number" = i32, Path)),
    security((), ("token" = [])), responses((status = 200, body = WikiRevision)))]
pub(super) async fn revision(caller: Caller, at: Path<(i64, i32)>) -> Answer {
    let (id, number) = at.into_inner();
    let found = caller
        .read(move |conn, viewer| {
            row(conn, viewer, id)?;
            let found = store::by_number(conn, id, number)?.ok_or(Error::NotFound("revision"))?;
            revised(conn, &found, true)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Which revision.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct RevertInput {
    number: i32,
    #[serde(default)]
    summary: String,
}

/// Takes a page back to an earlier text, as a new revision.
#[utoipa::path(post, path = "/wiki/{id}/revert", tag = "Wikis", params(("id" = String, Path)), request_body = RevertInput,
    security(("token" = [])), responses((status = 200, body = WikiPage), (status = 202, body = Waiting)))]
pub(super) async fn revert(caller: Caller, id: Path<i64>, body: Json<RevertInput>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let (id, body, origin) = (id.into_inner(), body.into_inner(), caller.origin()?);
    let old = caller
        .read(move |conn, viewer| {
            row(conn, viewer, id)?;
            store::by_number(conn, id, body.number)?.ok_or(Error::NotFound("revision"))
        })
        .await?;
    let draft = Draft { title: old.title, source: old.source, summary: body.summary, base: None };
    let saved = saving::edit(&caller.app, &caller.viewer, &origin, id, &draft, Sort::Reverted).await?;
    outcome(&caller, id, saved).await
}

/// Says that a page is still true.
#[utoipa::path(post, path = "/wiki/{id}/confirm", tag = "Wikis", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = WikiPage)))]
pub(super) async fn confirm(caller: Caller, id: Path<i64>) -> Answer {
    let id = id.into_inner();
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    caller
        .write(move |tx, origin| {
            row(tx.conn, &viewer, id)?;
            tending::confirm(tx, origin, id)
        })
        .await?;
    answer(&caller, id, StatusCode::OK).await
}

/// Where a page goes.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct MoveInput {
    path: String,
}

/// Moves a page, and what is below it. Old paths lead to the new ones.
#[utoipa::path(post, path = "/wiki/{id}/move", tag = "Wikis", params(("id" = String, Path)), request_body = MoveInput,
    security(("token" = [])), responses((status = 200, body = WikiPage)))]
pub(super) async fn move_to(caller: Caller, id: Path<i64>, body: Json<MoveInput>) -> Answer {
    let (id, path) = (id.into_inner(), body.into_inner().path);
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    caller
        .write(move |tx, origin| {
            row(tx.conn, &viewer, id)?;
            tending::move_to(tx, origin, id, &path)
        })
        .await?;
    answer(&caller, id, StatusCode::OK).await
}

/// Whose edits count at once, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ProtectInput {
    /// open, member, trusted, super_user or stewards.
    protection: String,
    #[serde(default)]
    reason: String,
}

/// Protects a page. For stewards.
#[utoipa::path(post, path = "/wiki/{id}/protection", tag = "Wikis", params(("id" = String, Path)), request_body = ProtectInput,
    security(("token" = [])), responses((status = 200, body = WikiPage)))]
pub(super) async fn protect(caller: Caller, id: Path<i64>, body: Json<ProtectInput>) -> Answer {
    let (id, body) = (id.into_inner(), body.into_inner());
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    let wanted = Protection::parse(&body.protection).ok_or_else(|| Error::field("protection", "form-wiki-protection"))?;
    caller
        .write(move |tx, origin| {
            row(tx.conn, &viewer, id)?;
            tending::protect(tx, origin, id, wanted, &body.reason)
        })
        .await?;
    answer(&caller, id, StatusCode::OK).await
}

/// An edit that waits for a steward.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WikiSuggestion {
    id: String,
    page_id: String,
    author: Person,
    title: String,
    /// The whole page as it would be.
    source: String,
    summary: String,
    /// The revision that it was written against.
    base: String,
    /// The reply that brought it.
    reply_id: Option<String>,
    created_at: String,
}

/// Edits that wait, oldest first. For stewards.
#[utoipa::path(get, path = "/communities/{name}/wiki/suggestions", tag = "Wikis", params(("name" = String, Path), Paging),
    security(("token" = [])), responses((status = 200, body = Page<WikiSuggestion>)))]
pub(super) async fn waiting(caller: Caller, name: Path<String>, paging: Query<Paging>) -> Answer {
    let (name, origin, limit) = (name.into_inner(), caller.origin()?, paging.limit().min(SUGGESTIONS));
    let after = paging.number()?.unwrap_or(0);
    let page = caller
        .read(move |conn, viewer| {
            let (_, community) = access::part(conn, viewer, &name, Format::Wiki)?;
            access::power_over(conn, &origin, &community)?;
            let mut found = suggestions::open(conn, community.id, None, after, limit + 1)?;
            let next_cursor = cut(&mut found, limit, |s| s.id.to_string());
            let mut items = Vec::with_capacity(found.len());
            for one in found {
                items.push(WikiSuggestion {
                    id: one.id.to_string(),
                    page_id: one.post_id.to_string(),
                    author: person(conn, one.author_id)?,
                    title: one.title,
                    source: one.source,
                    summary: one.summary,
                    base: one.base_id.to_string(),
                    reply_id: one.reply_id.map(|id| id.to_string()),
                    created_at: one.created_at.rfc3339(),
                });
            }
            Ok(Page { items, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// What a steward decides.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SuggestionVerdict {
    accept: bool,
    /// Needed to refuse; its author reads it.
    #[serde(default)]
    reason: String,
}

/// Takes a suggestion over, in its author's name, or refuses it. For stewards.
#[utoipa::path(post, path = "/wiki/suggestions/{id}", tag = "Wikis", params(("id" = String, Path)), request_body = SuggestionVerdict,
    security(("token" = [])), responses((status = 204), (status = 409, body = WikiClash)))]
pub(super) async fn decide(caller: Caller, id: Path<i64>, body: Json<SuggestionVerdict>) -> Answer {
    let (id, body, origin) = (id.into_inner(), body.into_inner(), caller.origin()?);
    caller.brake(Action::Post)?;
    if body.accept {
        if let Outcome::Clash(clash) = saving::accept(&caller.app, &caller.viewer, &origin, id, None).await? {
            return Ok(clashed(*clash));
        }
    } else {
        saving::refuse(&caller.app, &caller.viewer, &origin, id, &body.reason).await?;
    }
    caller.app.bell.ring();
    Ok(HttpResponse::NoContent().finish())
}

/// Makes a page of an answer that was accepted. Its author stays the author of the first revision.
#[utoipa::path(post, path = "/posts/{id}/wiki", tag = "Wikis", params(("id" = String, Path)), request_body = WikiDraft,
    security(("token" = [])), responses((status = 201, body = WikiPage)))]
pub(super) async fn promote(caller: Caller, id: Path<i64>, body: Json<WikiDraft>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let (id, origin, mut body) = (id.into_inner(), caller.origin()?, body.into_inner());
    if body.body.is_empty() {
        // As it was said.
        body.body = caller.read(move |conn, viewer| tending::answer(conn, viewer, id)).await.map(|reply| crate::pages::wiki::edit::said(&reply))?;
    }
    let path = body.path.clone();
    let post = saving::promote(&caller.app, &caller.viewer, &origin, id, &path, &body.draft()).await?;
    caller.app.bell.ring();
    answer(&caller, post.id, StatusCode::CREATED).await
}
