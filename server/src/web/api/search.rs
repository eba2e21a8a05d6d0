//! Finding: in what is here, and by address anywhere.

use actix_web::HttpResponse;
use actix_web::web::{Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input::{self, bad_cursor};
use super::problem::Answer;
use super::shapes::{self, Community, Person, Post};
use crate::domain::access;
use crate::fediverse::resolve::{self, Resolved};
use crate::limits::Action;
use crate::store::search::{self as index, DocKind};
use crate::store::{actors, communities, posts};
use crate::{Error, Result};

/// How far down a search goes: beyond that, better words help more.
const DEPTH: i64 = 500;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Search {
    /// Words; all of them must occur.
    q: String,
    /// community, person, thread or reply; without it all.
    kind: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// What was found, best first within each list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Found {
    communities: Vec<Community>,
    people: Vec<Person>,
    threads: Vec<Post>,
    replies: Vec<Post>,
    next_cursor: Option<String>,
}

/// Searches what is known here.
#[utoipa::path(get, path = "/search", tag = "Finding", params(Search), security((), ("token" = [])),
    responses((status = 200, body = Found)))]
pub(super) async fn search(caller: Caller, query: Query<Search>) -> Answer {
    caller.brake(Action::Search)?;
    let query = query.into_inner();
    let kinds: Vec<DocKind> = match query.kind.as_deref() {
        None => DocKind::ALL.to_vec(),
        Some(word) => vec![DocKind::parse(word).ok_or_else(|| Error::malformed("`kind` is community, person, thread or reply."))?],
    };
    let offset = match query.cursor.as_deref().filter(|c| !c.is_empty()) {
        Some(cursor) => cursor.parse().ok().filter(|n| (0..=DEPTH).contains(n)).ok_or_else(bad_cursor)?,
        None => 0_i64,
    };
    let limit = input::limit(query.limit);
    let found = caller
        .read(move |conn, viewer| {
            let mut hits = index::find(conn, &query.q, &kinds, offset, limit + 1)?;
            let more = hits.len() > usize::try_from(limit).unwrap_or(usize::MAX) && offset + limit < DEPTH;
            hits.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            let of = |kind: DocKind| hits.iter().filter(|h| h.kind == kind.as_str()).map(|h| h.doc_id).collect::<Vec<i64>>();
            Ok(Found {
                communities: found_communities(conn, viewer, &of(DocKind::Community))?,
                people: found_people(conn, viewer, &of(DocKind::Person))?,
                threads: found_posts(conn, viewer, &of(DocKind::Thread))?,
                replies: found_posts(conn, viewer, &of(DocKind::Reply))?,
                next_cursor: more.then(|| (offset + limit).to_string()),
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

type Conn = crate::store::Conn;

fn found_communities(conn: &mut Conn, viewer: &access::Viewer, ids: &[i64]) -> Result<Vec<Community>> {
    let mut rows = Vec::new();
    for id in ids {
        let actor = actors::by_id(conn, *id)?;
        if let Some(community) = communities::find(conn, *id)?
            && access::sees_community(&actor, viewer)
            && !access::holds_back(conn, viewer, &actor)?
        {
            rows.push((community, actor));
        }
    }
    shapes::communities(conn, viewer, &rows)
}

fn found_people(conn: &mut Conn, viewer: &access::Viewer, ids: &[i64]) -> Result<Vec<Person>> {
    let mut known = shapes::directory(conn, ids)?;
    let mut people = Vec::new();
    for (actor, host) in ids.iter().filter_map(|id| known.remove(id)) {
        if actor.is_active() && !access::holds_back(conn, viewer, &actor)? {
            people.push(Person::new(&actor, &host));
        }
    }
    Ok(people)
}

fn found_posts(conn: &mut Conn, viewer: &access::Viewer, ids: &[i64]) -> Result<Vec<Post>> {
    let rows = posts::by_ids(conn, ids)?;
    let mut rows = shapes::put_before(conn, viewer, rows)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    let mut found = shapes::posts(conn, viewer, rows)?;
    found.retain(|post| post.state == "visible");
    Ok(found)
}

/// An address or a link.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Wanted {
    #[serde(default)]
    #[schema(example = "@gardens@other.example")]
    query: String,
}

/// What an address or link leads to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Resolution {
    /// community, person or post.
    kind: String,
    community: Option<Community>,
    person: Option<Person>,
    post: Option<Post>,
}

/// Looks up `@name@host`, `!name@host` or a link, on its own server if need be.
#[utoipa::path(post, path = "/resolve", tag = "Finding", request_body = Wanted, security(("token" = [])),
    responses((status = 200, body = Resolution)))]
pub(super) async fn resolve(caller: Caller, body: Json<Wanted>) -> Answer {
    caller.person()?;
    caller.brake(Action::Resolve)?;
    let query = body.into_inner().query;
    if query.trim().is_empty() {
        return Err(Error::field("query", "api-query-empty").into());
    }
    let found = look_up(&caller, query).await?;
    let resolution = caller
        .read(move |conn, viewer| {
            let mut out = Resolution { kind: String::new(), community: None, person: None, post: None };
            match found {
                Resolved::Community(handle) => {
                    out.kind = "community".to_owned();
                    out.community = Some(shapes::community(conn, viewer, &handle)?);
                }
                Resolved::Person(handle) => {
                    out.kind = "person".to_owned();
                    let actor = input::person(conn, &handle)?;
                    out.person = shapes::people(conn, &[actor])?.pop();
                }
                Resolved::Post(id) => {
                    out.kind = "post".to_owned();
                    out.post = Some(shapes::post(conn, viewer, id)?);
                }
            }
            Ok(out)
        })
        .await?;
    Ok(HttpResponse::Ok().json(resolution))
}

/// Looks an address up and wakes the jobs: what was found may want more to be fetched.
pub(super) async fn look_up(caller: &Caller, query: String) -> Result<Resolved> {
    let found = resolve::query(&caller.app, query.trim()).await?;
    caller.app.bell.ring();
    Ok(found)
}
