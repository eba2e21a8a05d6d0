//! Finding: in what is here, and by address anywhere.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::input::{self, Paging, bad_cursor};
use super::problem::Answer;
use super::shapes::{self, Community, Page, Person, Post};
use crate::clock::Time;
use crate::domain::access::{self, Viewer};
use crate::domain::{finding, suggestions as suggest};
use crate::fediverse::resolve::{self, Resolved};
use crate::kinds;
use crate::limits::Action;
use crate::pages::tag::spelled;
use crate::store::conn::Conn;
use crate::store::search::{self as index, Cursor, DocKind, Stand, Wanted};
use crate::store::{hosts, posts};
use crate::{Error, Result};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Search {
    /// Words; all of them must occur, whole or as beginnings. May be left out where another filter says enough.
    #[serde(default)]
    q: String,
    /// community, person, thread or reply; without it all.
    kind: Option<String>,
    /// Only in this community, by `name` or `name@host`.
    #[serde(rename = "in")]
    #[param(rename = "in")]
    within: Option<String>,
    /// Only by this person, by `name` or `name@host`.
    by: Option<String>,
    /// Only by people of this server; of communities and people themselves, only those that live there.
    home: Option<String>,
    /// Only in threads of this kind: question, idea, ...
    thread_kind: Option<String>,
    /// Only in threads that stand so: open, answered, review, planned, progress, shipped, done or declined.
    state: Option<String>,
    /// Only what was published since then (RFC 3339), and before then.
    since: Option<String>,
    until: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// What was found, in order within each list: what has the words in its title first, then the newest.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Found {
    communities: Vec<Community>,
    people: Vec<Person>,
    threads: Vec<Post>,
    replies: Vec<Post>,
    next_cursor: Option<String>,
    /// Words that would have found something, where these found nothing: they were perhaps mistyped.
    meant: Option<String>,
}

fn moment(text: Option<&str>) -> Result<Option<Time>> {
    text.map(|text| Time::parse(text).ok_or_else(|| Error::malformed("A moment is written as in RFC 3339."))).transpose()
}

impl Search {
    fn wanted(&self, conn: &mut Conn, viewer: &Viewer, own: &str) -> Result<Wanted> {
        let kinds = match self.kind.as_deref() {
            // Communities and people are in no community, by nobody and of no kind.
            None if self.is_about_posts() => vec![DocKind::Thread, DocKind::Reply],
            None => DocKind::ALL.to_vec(),
            Some(word) => vec![DocKind::parse(word).ok_or_else(|| Error::malformed("`kind` is community, person, thread or reply."))?],
        };
        let community = self.within.as_deref().map(|handle| access::community(conn, viewer, handle)).transpose()?;
        let author = self.by.as_deref().map(|handle| input::person(conn, handle)).transpose()?;
        let host = match self.home.as_deref() {
            Some(name) if name == own => Some(hosts::LOCAL),
            Some(name) => Some(hosts::by_name(conn, name)?.ok_or(Error::NotFound("server"))?.id),
            None => None,
        };
        let kind = self.thread_kind.as_deref().map(|word| kinds::by_name(word).ok_or_else(|| Error::malformed("No kind of thread is called so.")));
        let stand = self.state.as_deref().map(|word| Stand::parse(word).ok_or_else(|| Error::malformed("`state` is none that threads have.")));
        Ok(Wanted {
            words: index::asked(&self.q),
            kinds,
            community: community.map(|(_, actor)| actor.id),
            author: author.map(|actor| actor.id),
            host,
            thread_kind: kind.transpose()?.map(|kind| kind.name()),
            stand: stand.transpose()?,
            since: moment(self.since.as_deref())?,
            until: moment(self.until.as_deref())?,
        })
    }

    fn is_about_posts(&self) -> bool {
        [&self.within, &self.by, &self.thread_kind, &self.state, &self.since, &self.until].into_iter().any(Option::is_some)
    }
}

/// Looks for communities, people, threads and replies.
#[utoipa::path(get, path = "/search", tag = "Finding", params(Search), security((), ("token" = [])),
    responses((status = 200, body = Found)))]
pub(super) async fn search(caller: Caller, query: Query<Search>) -> Answer {
    caller.brake(Action::Search)?;
    let query = query.into_inner();
    let cursor = query.cursor.as_deref().filter(|c| !c.is_empty());
    let after = cursor.map(|text| Cursor::decode(text).ok_or_else(bad_cursor)).transpose()?;
    let limit = usize::try_from(input::limit(query.limit)).unwrap_or(usize::MAX);
    let own = caller.app.urls.host().to_owned();
    let found = caller
        .read(move |conn, viewer| {
            let wanted = query.wanted(conn, viewer, &own)?;
            let found = finding::find(conn, viewer, &wanted, after, limit)?;
            let meant = if found.hits.is_empty() && after.is_none() { finding::corrected(conn, viewer, &wanted)? } else { None };
            let of = |kind: DocKind| found.hits.iter().filter(|hit| hit.kind == kind).map(|hit| hit.id).collect::<Vec<i64>>();
            Ok(Found {
                communities: shapes::communities_by_ids(conn, viewer, &of(DocKind::Community))?,
                people: found_people(conn, &of(DocKind::Person))?,
                threads: found_posts(conn, viewer, &of(DocKind::Thread))?,
                replies: found_posts(conn, viewer, &of(DocKind::Reply))?,
                next_cursor: found.next.map(|cursor| cursor.encode()),
                meant: meant.map(|words| words.join(" ")),
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

fn found_people(conn: &mut Conn, ids: &[i64]) -> Result<Vec<Person>> {
    let mut known = shapes::directory(conn, ids)?;
    Ok(ids.iter().filter_map(|id| known.remove(id)).map(|(actor, host)| Person::new(&actor, &host)).collect())
}

/// Posts that were found visible, in the order given.
fn found_posts(conn: &mut Conn, viewer: &Viewer, ids: &[i64]) -> Result<Vec<Post>> {
    let mut rows = posts::by_ids(conn, ids)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    shapes::posts(conn, viewer, rows)
}

/// What has a hashtag: threads and replies, newest first.
#[utoipa::path(get, path = "/tags/{tag}", tag = "Finding", params(("tag" = String, Path, description = "Without its sign."), Paging),
    security((), ("token" = [])), responses((status = 200, body = Page<Post>)))]
pub(super) async fn tagged(caller: Caller, tag: Path<String>, paging: Query<Paging>) -> Answer {
    let tag = spelled(&tag)?;
    let before = paging.number()?.unwrap_or(i64::MAX);
    let limit = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
    let page = caller
        .read(move |conn, viewer| {
            let (ids, next) = finding::tagged(conn, viewer, &tag, before, limit)?;
            Ok(Page { items: found_posts(conn, viewer, &ids)?, next_cursor: next.map(|id| id.to_string()) })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// A community that members of one's own communities are in as well.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Suggested {
    community: Community,
    /// How many of them: at least three, and nobody is named.
    people: i64,
}

const SUGGESTED: usize = 10;

/// Communities that the caller may like, best first.
#[utoipa::path(get, path = "/suggestions", tag = "Finding", security(("token" = [])), responses((status = 200, body = Vec<Suggested>)))]
pub(super) async fn suggestions(caller: Caller) -> Answer {
    caller.person()?;
    let list = caller
        .read(move |conn, viewer| {
            let found = suggest::for_member(conn, viewer, SUGGESTED)?;
            let ids: Vec<i64> = found.iter().map(|one| one.community).collect();
            let shown = shapes::communities_by_ids(conn, viewer, &ids)?;
            Ok(shown.into_iter().zip(found).map(|(community, one)| Suggested { community, people: one.people }).collect::<Vec<_>>())
        })
        .await?;
    Ok(HttpResponse::Ok().json(list))
}

/// No more of this suggestion.
#[utoipa::path(delete, path = "/suggestions/{name}", tag = "Finding", params(("name" = String, Path, description = "`name` or `name@host`")),
    security(("token" = [])), responses((status = 204)))]
pub(super) async fn refuse(caller: Caller, name: Path<String>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    caller.app.db.write(move |tx| suggest::refuse(tx, &viewer, &name)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// An address or a link.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Address {
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
#[utoipa::path(post, path = "/resolve", tag = "Finding", request_body = Address, security(("token" = [])),
    responses((status = 200, body = Resolution)))]
pub(super) async fn resolve(caller: Caller, body: Json<Address>) -> Answer {
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
