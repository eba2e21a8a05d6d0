//! Reputation: its rules, where people stand, what a number is made of, and what ranks let people do.

use actix_web::HttpResponse;
use actix_web::web::{Json, Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::input::{self, Paging, cut};
use super::problem::Answer;
use super::shapes::{self, Page, Person, Post};
use crate::domain::access::{self, Viewer};
use crate::domain::reputation::{self, Decision, Power, Rules};
use crate::domain::titles;
use crate::limits::Action;
use crate::pages::reputation as pages;
use crate::store::actors::{self, Actor};
use crate::store::communities;
use crate::store::conn::Conn;
use crate::store::merits::{self, MeritKind};
use crate::store::ranks::{self, Openness, Rank, Standing as Row};
use crate::web::reputation::wish;
use crate::{Error, Result};

/// People of one list.
const BOARD: i64 = 100;

/// What counts, and how much.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Weight {
    #[schema(example = "answer_accepted")]
    kind: String,
    points: i64,
}

/// A rank and what it lets people do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Step {
    #[schema(example = "trusted")]
    rank: String,
    /// Points from which it is earned.
    points: i64,
    /// What it adds to the ranks before it.
    powers: Vec<String>,
}

/// How this house counts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Counting {
    weights: Vec<Weight>,
    ranks: Vec<Step>,
    /// Days in which half of what is above the earned rank goes; 0 for never.
    half_life: i64,
}

/// How reputation is counted.
#[utoipa::path(get, path = "/reputation", tag = "Reputation", security((), ("token" = [])), responses((status = 200, body = Counting)))]
pub(super) async fn rules(caller: Caller) -> Answer {
    let rules = caller.read(|conn, _| Rules::load(conn)).await?;
    let step = |rank: &Rank| Step {
        rank: rank.to_string(),
        points: rules.threshold(*rank),
        powers: Power::ALL.iter().filter(|p| p.least() == *rank).map(ToString::to_string).collect(),
    };
    Ok(HttpResponse::Ok().json(Counting {
        weights: MeritKind::ALL.iter().map(|kind| Weight { kind: kind.to_string(), points: rules.weight(*kind) }).collect(),
        ranks: Rank::ALL.iter().map(step).collect(),
        half_life: rules.half_life,
    }))
}

/// Where somebody stands in a community.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Standing {
    person: Person,
    /// ActivityPub id of the community.
    community: String,
    points: i64,
    #[schema(example = "trusted")]
    rank: String,
    /// The rank that stewards granted, or above which they withhold.
    granted: Option<String>,
    withheld: Option<String>,
}

fn standings(conn: &mut Conn, rows: &[Row], now: crate::clock::Time) -> Result<Vec<Standing>> {
    let rules = Rules::load(conn)?;
    let ids: Vec<i64> = rows.iter().flat_map(|row| [row.actor_id, row.community_id]).collect();
    let known = shapes::directory(conn, &ids)?;
    let one = |row: &Row| {
        let (person, host) = known.get(&row.actor_id)?;
        Some(Standing {
            person: Person::new(person, host),
            community: known.get(&row.community_id)?.0.ap_id.clone(),
            points: reputation::points(&rules, row, now),
            rank: row.standing.to_string(),
            granted: row.granted.map(|rank| rank.to_string()),
            withheld: row.withheld.map(|rank| rank.to_string()),
        })
    };
    Ok(rows.iter().filter_map(one).collect())
}

/// Somebody's numbers, as far as they are open to the caller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Numbers {
    total: i64,
    items: Vec<Standing>,
}

/// Where somebody stands, in all communities that let the caller know.
#[utoipa::path(get, path = "/people/{name}/reputation", tag = "Reputation", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Numbers)))]
pub(super) async fn of_person(caller: Caller, name: Path<String>) -> Answer {
    let (name, now) = (name.into_inner(), caller.app.clock.now());
    let items = caller
        .read(move |conn, viewer| {
            let person = input::person(conn, &name)?;
            if access::lives_shut_out(conn, &person)? {
                return Err(Error::NotFound("person"));
            }
            let mut open = Vec::new();
            for row in ranks::of_person(conn, person.id)? {
                let actor = actors::by_id(conn, row.community_id)?;
                let shown = communities::find(conn, actor.id)?.is_some_and(|c| pages::shows(&c, &actor, viewer));
                if shown && pages::sight(conn, viewer, &actor, person.id)?.number {
                    open.push(row);
                }
            }
            standings(conn, &open, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Numbers { total: items.iter().map(|one| one.points).sum(), items }))
}

/// Who did most for a community.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Board {
    /// Everybody may see this list.
    board: bool,
    /// Everybody may see what each number is made of.
    reasons: bool,
    /// Where the caller stands.
    mine: Option<Standing>,
    /// The first ones first; empty where it is not open to the caller.
    items: Vec<Standing>,
}

fn home(conn: &mut Conn, viewer: &Viewer, name: &str) -> Result<Actor> {
    let (_, community) = access::community(conn, viewer, name)?;
    if community.is_local() { Ok(community) } else { Err(Error::NotFound("standing")) }
}

async fn board(caller: &Caller, name: String) -> Answer {
    let now = caller.app.clock.now();
    let shown = caller
        .read(move |conn, viewer| {
            let community = home(conn, viewer, &name)?;
            let open = ranks::openness(conn, community.id)?;
            let rows = pages::listed(conn, viewer, &community, BOARD)?;
            let mine = match viewer.id() {
                Some(me) => Some(ranks::get(conn, community.id, me)?.unwrap_or_else(|| Row::of(community.id, me))),
                None => None,
            };
            let mine = standings(conn, mine.as_slice(), now)?.pop();
            let mut items = standings(conn, &rows, now)?;
            items.sort_by_key(|one| std::cmp::Reverse(one.points));
            Ok(Board { board: open.board, reasons: open.reasons, mine, items })
        })
        .await?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Who did most for a community of this house, and where the caller stands.
#[utoipa::path(get, path = "/communities/{name}/standing", tag = "Reputation", params(("name" = String, Path)), security((), ("token" = [])),
    responses((status = 200, body = Board)))]
pub(super) async fn standing(caller: Caller, name: Path<String>) -> Answer {
    board(&caller, name.into_inner()).await
}

/// What everybody may see.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct OpenInput {
    #[serde(default)]
    board: bool,
    #[serde(default)]
    reasons: bool,
}

/// Says what everybody may see of reputation in a community. For stewards.
#[utoipa::path(put, path = "/communities/{name}/standing", tag = "Reputation", params(("name" = String, Path)), request_body = OpenInput,
    security(("token" = [])), responses((status = 200, body = Board)))]
pub(super) async fn open_up(caller: Caller, name: Path<String>, body: Json<OpenInput>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let (name, viewer, open) = (name.into_inner(), caller.viewer.clone(), Openness { board: body.board, reasons: body.reasons });
    let place = name.clone();
    caller
        .write(move |tx, origin| {
            let community = home(tx.conn, &viewer, &place)?;
            reputation::open_up(tx, origin, &community, open)
        })
        .await?;
    board(&caller, name).await
}

/// One thing that counts, or would.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reason {
    #[schema(example = "answer_liked")]
    kind: String,
    points: i64,
    at: String,
    /// The post that it is about, where the caller may read it.
    post_id: Option<String>,
    /// Why it does not count: pair, burst or network.
    ring: Option<String>,
}

/// What somebody's number in a community is made of, newest first.
#[utoipa::path(get, path = "/communities/{name}/standing/{person}", tag = "Reputation", params(("name" = String, Path), ("person" = String, Path), Paging),
    security((), ("token" = [])), responses((status = 200, body = Page<Reason>)))]
pub(super) async fn reasons(caller: Caller, path: Path<(String, String)>, paging: Query<Paging>) -> Answer {
    let (name, asked) = path.into_inner();
    let (before, limit) = (paging.number()?, paging.limit());
    let page = caller
        .read(move |conn, viewer| {
            let community = home(conn, viewer, &name)?;
            let person = input::person(conn, &asked)?;
            if !pages::sight(conn, viewer, &community, person.id)?.reasons {
                return Err(Error::NotFound("reputation"));
            }
            let rules = Rules::load(conn)?;
            let mut found = merits::list(conn, community.id, person.id, before, limit + 1)?;
            let next_cursor = cut(&mut found, limit, |merit| merit.id.to_string());
            let mut items = Vec::with_capacity(found.len());
            // Who reports is for nobody else to know.
            for merit in found.iter().filter(|m| viewer.id() == Some(person.id) || m.kind != MeritKind::ReportUpheld) {
                let readable = match merit.post_id {
                    Some(id) => access::reads(conn, viewer, id)?,
                    None => false,
                };
                items.push(Reason {
                    kind: merit.kind.to_string(),
                    points: if merit.ring.is_some() { 0 } else { rules.weight(merit.kind) },
                    at: merit.at.rfc3339(),
                    post_id: merit.post_id.filter(|_| readable).map(|id| id.to_string()),
                    ring: merit.ring.map(|ring| ring.to_string()),
                });
            }
            Ok(Page { items, next_cursor })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// What is to become of somebody's rank.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct RankInput {
    /// "grant" (at least this rank), "withhold" (at most this rank) or "free" (as earned).
    #[serde(default)]
    wish: String,
    #[serde(default)]
    #[schema(example = "trusted")]
    rank: String,
    /// Shown in the public log.
    #[serde(default)]
    reason: String,
}

/// Grants or withholds a rank. For stewards.
#[utoipa::path(put, path = "/communities/{name}/standing/{person}", tag = "Reputation", params(("name" = String, Path), ("person" = String, Path)),
    request_body = RankInput, security(("token" = [])), responses((status = 200, body = Standing)))]
pub(super) async fn decide(caller: Caller, path: Path<(String, String)>, body: Json<RankInput>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let ((name, asked), viewer, body, now) = (path.into_inner(), caller.viewer.clone(), body.into_inner(), caller.app.clock.now());
    let decision = Decision { wish: wish(&body.wish, &body.rank)?, reason: body.reason };
    let row = caller
        .write(move |tx, origin| {
            let community = home(tx.conn, &viewer, &name)?;
            let person = input::person(tx.conn, &asked)?;
            reputation::decide(tx, origin, &community, &person, &decision)?;
            Ok(ranks::get(tx.conn, community.id, person.id)?.unwrap_or_else(|| Row::of(community.id, person.id)))
        })
        .await?;
    let shown = caller.read(move |conn, _| standings(conn, &[row], now)).await?;
    Ok(HttpResponse::Ok().json(shown.first()))
}

/// A better title.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct TitleInput {
    #[serde(default)]
    title: String,
    /// Shown in the public log.
    #[serde(default)]
    reason: String,
}

/// Gives a thread of somebody else a better title. For super-users and stewards.
#[utoipa::path(put, path = "/posts/{id}/title", tag = "Reputation", params(("id" = String, Path)), request_body = TitleInput,
    security(("token" = [])), responses((status = 200, body = Post)))]
pub(super) async fn retitle(caller: Caller, id: Path<i64>, body: Json<TitleInput>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let (id, body, viewer) = (id.into_inner(), body.into_inner(), caller.viewer.clone());
    caller
        .write(move |tx, origin| {
            access::post(tx.conn, &viewer, id)?;
            titles::retitle(tx, origin, id, &body.title, &body.reason)
        })
        .await?;
    Ok(HttpResponse::Ok().json(caller.read(move |conn, viewer| shapes::post(conn, viewer, id)).await?))
}

/// What came of calling a post spam.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Called {
    /// It was folded away, and the stewards look at it.
    folded: bool,
}

async fn call(caller: Caller, id: i64, on: bool) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let viewer = caller.viewer.clone();
    let folded = caller
        .write(move |tx, origin| {
            access::post(tx.conn, &viewer, id)?;
            reputation::call_spam(tx, origin, id, on)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Called { folded }))
}

/// Says that a post is spam. For the trusted: three who say so fold it away.
#[utoipa::path(post, path = "/posts/{id}/spam", tag = "Reputation", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Called)))]
pub(super) async fn spam(caller: Caller, id: Path<i64>) -> Answer {
    call(caller, id.into_inner(), true).await
}

/// Takes that back.
#[utoipa::path(delete, path = "/posts/{id}/spam", tag = "Reputation", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Called)))]
pub(super) async fn no_spam(caller: Caller, id: Path<i64>) -> Answer {
    call(caller, id.into_inner(), false).await
}

/// Whether the caller shows in lists of who did most.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(super) struct Listed {
    listed: bool,
}

/// Stays out of every list of who did most, or comes back.
#[utoipa::path(put, path = "/me/listed", tag = "Reputation", request_body = Listed, security(("token" = [])),
    responses((status = 200, body = Listed)))]
pub(super) async fn listed(caller: Caller, body: Json<Listed>) -> Answer {
    caller.person()?;
    caller.brake(Action::Post)?;
    let listed = body.listed;
    caller.write(move |tx, origin| reputation::set_hidden(tx, origin, !listed)).await?;
    Ok(HttpResponse::Ok().json(Listed { listed }))
}
