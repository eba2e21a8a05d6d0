//! The API's own description: for programs as OpenAPI, for people as the page at /api.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde_json::{Map, Value};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi, PartialSchema, ToSchema};

use super::caller::Caller;
use super::problem::{Answer, ProblemDocument};
use super::{access, articles, communities, drafts, feedback, ideas, instance, labels, lifespans, me, moderation, notifications, people, polls, posts, questions, reputation, search, stewards, threads, wiki};
use crate::Result;
use crate::app::App;
use crate::pages::view::{ApiCall, ApiGroup, ApiPage};
use crate::web::ctx::Ctx;

#[derive(OpenApi)]
#[openapi(
    info(title = "Folkmoot", description = "Communities that federate. Every answer that is not a success is a problem document (RFC 9457). Ids are strings; times are RFC 3339 in UTC; lists go on with `next_cursor`.", license(name = "AGPL-3.0-only", identifier = "AGPL-3.0-only")),
    servers((url = "/api/v1")),
    paths(
        communities::list, communities::found, communities::show, communities::change, communities::join, communities::leave, lifespans::decide, labels::list, labels::add, labels::change, labels::retire,
        threads::everywhere, threads::of_community, threads::start, threads::show, threads::replies, threads::reply,
        posts::show, posts::edit, posts::delete, posts::vote, posts::save, posts::unsave, posts::report, posts::history,
        questions::show, questions::too, questions::not_too, questions::accept, questions::reopen, questions::official,
        questions::unofficial, questions::merge, questions::unmerge, questions::similar, questions::duplicates, questions::decide,
        moderation::act, moderation::reports, moderation::settle,
        access::show, access::change, access::decide, access::guests,
        stewards::list, stewards::add, stewards::remove, stewards::bans, stewards::ban, stewards::unban,
        wiki::list, wiki::begin, wiki::show, wiki::edit, wiki::history, wiki::revision, wiki::revert, wiki::confirm, wiki::move_to,
        wiki::protect, wiki::waiting, wiki::decide, wiki::promote,
        ideas::show, ideas::change, ideas::merge, ideas::unmerge, ideas::credits, ideas::file, ideas::roadmap, ideas::challenges, ideas::pose,
        feedback::show, feedback::change, feedback::inbox, feedback::areas, feedback::set_areas, feedback::take_in,
        polls::show, polls::vote,
        articles::show, articles::list, articles::series, articles::authorship, articles::settings, articles::set,
        drafts::mine, drafts::handed_in, drafts::begin, drafts::show, drafts::change, drafts::delete, drafts::publish,
        drafts::schedule, drafts::unschedule, drafts::propose, drafts::take_back, drafts::approve, drafts::send_back,
        reputation::rules, reputation::of_person, reputation::standing, reputation::open_up, reputation::reasons, reputation::decide,
        reputation::retitle, reputation::spam, reputation::no_spam, reputation::listed,
        people::show, people::posts, people::follow, people::unfollow, people::block, people::unblock,
        people::block_server, people::unblock_server,
        me::show, me::change, me::communities, me::saved, me::blocks, me::export, me::delete,
        notifications::list, notifications::mark_read,
        search::search, search::tagged, search::suggestions, search::refuse, search::resolve,
        instance::show, instance::modlog, instance::preview, instance::upload, serve,
    ),
    modifiers(&Common)
)]
struct Api;

/// What all operations share: the token, and how they fail.
struct Common;

impl Modify for Common {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_with(Components::new);
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("Made under Settings, Tokens.")).build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        components.schemas.insert(ProblemDocument::name().into_owned(), ProblemDocument::schema());
        for (path, item) in &mut api.paths.paths {
            for (changes, operation) in operations(item) {
                add_failures(operation, path.contains('{'), changes);
            }
        }
    }
}

/// The operations of a path, and whether each changes something.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let reads = item.get.as_mut().map(|op| (false, op));
    let changes = [&mut item.post, &mut item.patch, &mut item.put, &mut item.delete];
    reads.into_iter().chain(changes.into_iter().flatten().map(|op| (true, op)))
}

fn needs_token(operation: &Operation) -> bool {
    let empty = serde_json::json!({});
    operation.security.as_ref().is_some_and(|all| !all.iter().any(|one| serde_json::to_value(one).is_ok_and(|v| v == empty)))
}

fn add_failures(operation: &mut Operation, names_something: bool, changes: bool) {
    let mut codes = vec![("400", "The request cannot be understood.")];
    if operation.security.is_some() {
        codes.push(("401", "No token, or one that does not count."));
    }
    if needs_token(operation) {
        codes.push(("403", "Known, and not allowed."));
    }
    if names_something {
        codes.push(("404", "Not there, or not for this caller to see."));
        codes.push(("410", "Deleted or removed."));
    }
    if operation.request_body.is_some() {
        codes.push(("413", "Too large."));
        codes.push(("415", "Not the type that is wanted."));
        codes.push(("422", "Fields that need another look, named in `errors`."));
    }
    if changes {
        codes.push(("429", "Too much in a short time; wait `retry_after` seconds."));
    }
    codes.push(("default", "Any other failure."));
    for (code, words) in codes {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDocument::name()))).build();
        let response = ResponseBuilder::new().description(words).content("application/problem+json", content).build();
        operation.responses.responses.entry(code.to_owned()).or_insert(RefOr::T(response));
    }
}

/// The whole description.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    let mut api = Api::openapi();
    api.info.version = env!("CARGO_PKG_VERSION").to_owned();
    api
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "The house", responses((status = 200, body = Object)))]
pub(super) async fn serve(_caller: Caller) -> Answer {
    std::future::ready(Ok(HttpResponse::Ok().json(document()))).await
}

/// The page at /api.
pub(super) async fn read(ctx: Ctx) -> Result<HttpResponse> {
    let body = page(&ctx.app);
    ctx.show("about", "api.html", body).await
}

/// The description as the page at /api shows it.
#[must_use]
pub fn page(app: &App) -> ApiPage {
    let api = serde_json::to_value(document()).unwrap_or_default();
    let mut groups: BTreeMap<String, Vec<ApiCall>> = BTreeMap::new();
    let paths = api["paths"].as_object().cloned().unwrap_or_default();
    for (path, item) in &paths {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let group = operation["tags"][0].as_str().unwrap_or_default().to_owned();
            groups.entry(group).or_default().push(call(&api, path, method, operation));
        }
    }
    ApiPage {
        base: app.urls.origin().to_owned(),
        groups: groups.into_iter().map(|(title, calls)| ApiGroup { title, calls }).collect(),
    }
}

fn call(api: &Value, path: &str, method: &str, operation: &Value) -> ApiCall {
    let open = operation["security"].as_array().is_none_or(|all| all.iter().any(|one| one.as_object().is_some_and(Map::is_empty)));
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let answer = ["200", "201"]
        .iter()
        .map(|code| &operation["responses"][*code]["content"]["application/json"]["schema"])
        .find(|schema| !schema.is_null())
        .unwrap_or(&Value::Null);
    ApiCall {
        method: method.to_uppercase(),
        path: format!("/api/v1{path}{}", query(operation)),
        summary: operation["summary"].as_str().or_else(|| operation["description"].as_str()).unwrap_or_default().replace('`', ""),
        token: !open,
        body: example(api, body),
        answer: example(api, answer),
    }
}

/// The parameters of the query, as they stand behind the path.
fn query(operation: &Value) -> String {
    let names: Vec<&str> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|p| p["in"] == "query")
        .filter_map(|p| p["name"].as_str())
        .collect();
    if names.is_empty() { String::new() } else { format!("?{}", names.iter().map(|n| format!("{n}=")).collect::<Vec<_>>().join("&")) }
}

fn example(api: &Value, schema: &Value) -> String {
    if schema.is_null() {
        return String::new();
    }
    serde_json::to_string_pretty(&sample(api, schema, 0)).unwrap_or_default()
}

/// A value that a schema allows, to show its shape.
fn sample(api: &Value, schema: &Value, depth: u8) -> Value {
    if depth > 6 {
        return Value::Null;
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return sample(api, &api["components"]["schemas"][name], depth + 1);
    }
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    if let Some(one) = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| schema[*key].as_array()).and_then(|all| all.last()) {
        return sample(api, one, depth + 1);
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find_map(|k| k.as_str().filter(|k| *k != "null")).unwrap_or_default().to_owned(),
        kind => kind.as_str().unwrap_or_default().to_owned(),
    };
    match kind.as_str() {
        "object" => {
            let properties = schema["properties"].as_object().cloned().unwrap_or_default();
            properties.iter().map(|(name, schema)| (name.clone(), sample(api, schema, depth + 1))).collect::<Map<_, _>>().into()
        }
        "array" => Value::Array(vec![sample(api, &schema["items"], depth + 1)]),
        "integer" | "number" => 0.into(),
        "boolean" => false.into(),
        _ => "...".into(),
    }
}
