//! The API against its own description: every path is there, and every answer has the shape that was promised.

use std::path::PathBuf;
use std::sync::Arc;

use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App as Actix, Error as ActixError, web};
use serde_json::{Value, json};

use super::{configure, document, page};
use crate::app::{self, App};
use crate::clock::{Clock, Time};
use crate::config::Config;
use crate::domain::accounts::{self as accounting, NewAccount};
use crate::store::accounts::Role;

struct Stage {
    app: Arc<App>,
    dir: PathBuf,
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

async fn stage() -> Stage {
    let dir = std::env::temp_dir().join(format!("folkmoot-api-{:016x}", rand::random::<u64>()));
    // A call that fails within says why where its test fails.
    let _ = tracing_subscriber::fmt().with_test_writer().try_init();
    let mut config = Config::default();
    config.server.data_dir = dir.clone();
    let app = app::build(config, Clock::manual(Time(1_800_000_000_000_000))).await.expect("an app");
    Stage { app, dir }
}

impl Stage {
    async fn token(&self, name: &str, role: Role) -> String {
        let keys = app::new_keys().await.expect("keys");
        let new = NewAccount {
            name: name.to_owned(),
            email: format!("{name}@mail.example"),
            password_hash: accounting::hash_password("a long password").expect("a hash"),
            application: None,
            locale: None,
        };
        let token = format!("token-of-{name}");
        let given = token.clone();
        self.app
            .db
            .write(move |tx| {
                let person = accounting::create(tx, &new, role, &keys)?;
                accounting::give_token(tx, person.account.id, "test", &given)
            })
            .await
            .expect("an account");
        token
    }
}

struct Reply {
    status: StatusCode,
    kind: String,
    allow: String,
    body: Value,
}

async fn ask<S, F, B>(service: &S, method: &str, path: &str, token: Option<&str>, body: Option<Value>) -> Reply
where
    S: Fn(TestRequest) -> F,
    F: Future<Output = Result<ServiceResponse<B>, ActixError>>,
    B: MessageBody,
{
    let mut request = TestRequest::with_uri(path).method(Method::from_bytes(method.as_bytes()).expect("a method"));
    if let Some(token) = token {
        request = request.insert_header((header::AUTHORIZATION, format!("Bearer {token}")));
    }
    if let Some(body) = body {
        request = request.set_json(body);
    }
    let response = service(request).await.expect("an answer");
    let text = |name: header::HeaderName| {
        response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
    };
    let (status, kind, allow) = (response.status(), text(header::CONTENT_TYPE), text(header::ALLOW));
    let bytes = to_bytes(response.into_body()).await.map_err(|_| ()).expect("a body");
    Reply { status, kind, allow, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}

macro_rules! service {
    ($stage:expr) => {
        {
            let service = init_service(Actix::new().app_data(web::Data::from(Arc::clone(&$stage.app))).configure(configure)).await;
            move |request: TestRequest| service.call(request.to_request())
        }
    };
}

/// Says where a value differs from its schema. Properties that are not documented count as a difference.
fn differs(api: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return differs(api, &api["components"]["schemas"][name], value, at);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(all) = schema[key].as_array() {
            let misses: Vec<String> = all.iter().filter_map(|one| differs(api, one, value, at)).collect();
            return (misses.len() == all.len()).then(|| misses.join(" and "));
        }
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        Value::String(kind) => vec![kind],
        _ => return None,
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !kinds.contains(&kind) {
        return Some(format!("{at}: {kind} where {kinds:?} was promised"));
    }
    if let Some(items) = value.as_array() {
        return items.iter().find_map(|item| differs(api, &schema["items"], item, &format!("{at}[]")));
    }
    let (Some(object), Some(properties)) = (value.as_object(), schema["properties"].as_object()) else { return None };
    let missing = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).find(|name| !object.contains_key(*name));
    if let Some(name) = missing {
        return Some(format!("{at}.{name} is missing"));
    }
    object.iter().find_map(|(name, value)| match properties.get(name) {
        Some(schema) => differs(api, schema, value, &format!("{at}.{name}")),
        None => Some(format!("{at}.{name} is not documented")),
    })
}

/// Asks, and holds the answer against the description.
macro_rules! told {
    ($service:expr, $api:expr, $token:expr, $method:literal $template:literal, $path:expr, $body:expr) => {{
        let reply = ask(&$service, $method, &format!("/api/v1{}", $path), $token, $body).await;
        let status = reply.status.as_u16().to_string();
        let operation = &$api["paths"][$template][$method.to_lowercase()];
        let promised = &operation["responses"][status.as_str()];
        assert!(!promised.is_null(), "{} {}: {status} is not documented: {}", $method, $template, reply.body);
        let schema = promised["content"].as_object().and_then(|all| all.values().next()).map(|c| &c["schema"]);
        if let Some(schema) = schema {
            let difference = differs($api, schema, &reply.body, "answer");
            assert_eq!(difference, None, "{} {}: {}", $method, $template, reply.body);
        }
        reply
    }};
}

#[actix_web::test]
async fn every_documented_path_is_routed() {
    let stage = stage().await;
    let token = stage.token("ada", Role::Admin).await;
    let service = service!(stage);
    let api = serde_json::to_value(document()).expect("JSON");
    let mut asked = 0;
    for (path, item) in api["paths"].as_object().expect("paths") {
        let filled = path.replace("{id}", "1").replace("{name}", "nobody").replace("{person}", "nobody").replace("{host}", "no.example");
        for method in item.as_object().expect("operations").keys() {
            let body = (method != "get" && method != "delete").then(|| json!({}));
            let reply = ask(&service, &method.to_uppercase(), &format!("/api/v1{filled}"), Some(&token), body).await;
            let sort = reply.body["type"].as_str().unwrap_or_default();
            assert!(!sort.ends_with(":no-such-address"), "{method} {path} is not routed");
            assert_ne!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert!(reply.status.as_u16() < 500, "{method} {path}: {}", reply.body);
            asked += 1;
        }
    }
    assert!(asked > 45, "the description lost its paths");
    let page = page(&stage.app);
    assert_eq!(page.groups.iter().map(|g| g.calls.len()).sum::<usize>(), asked);
}

#[actix_web::test]
async fn a_community_grows_through_the_api() {
    let stage = stage().await;
    let (ada, bob) = (stage.token("ada", Role::Admin).await, stage.token("bob", Role::Member).await);
    let (ada, bob) = (Some(ada.as_str()), Some(bob.as_str()));
    let service = service!(stage);
    let api = &serde_json::to_value(document()).expect("JSON");

    let founded = told!(service, api, ada, "POST" "/communities", "/communities", Some(json!({"name": "garden", "title": "Garden", "charter": "Be *kind*."})));
    assert_eq!(founded.status, StatusCode::CREATED);
    assert_eq!(founded.body["id"], "http://localhost:8080/c/garden");
    let joined = told!(service, api, bob, "POST" "/communities/{name}/membership", "/communities/garden/membership", None);
    assert_eq!(joined.body["membership"], "member");

    let thread = told!(service, api, bob, "POST" "/communities/{name}/threads", "/communities/garden/threads", Some(json!({"title": "Roses", "body": "They *bloom*."})));
    assert_eq!(thread.status, StatusCode::CREATED);
    assert_eq!(thread.body["author"]["handle"], "@bob@localhost:8080");
    let id = thread.body["id"].as_str().expect("an id").to_owned();
    let reply = told!(service, api, ada, "POST" "/threads/{id}/replies", format!("/threads/{id}/replies"), Some(json!({"body": "Indeed."})));
    let answer = reply.body["id"].as_str().expect("an id").to_owned();
    let nested = told!(service, api, bob, "POST" "/threads/{id}/replies", format!("/threads/{id}/replies"), Some(json!({"body": "Thanks.", "parent_id": answer})));
    assert_eq!(nested.body["depth"], 2);
    let voted = told!(service, api, ada, "POST" "/posts/{id}/vote", format!("/posts/{id}/vote"), Some(json!({"value": 1})));
    assert_eq!((&voted.body["score"], &voted.body["my_vote"]), (&json!(1), &json!(1)));
    let edited = told!(service, api, bob, "PATCH" "/posts/{id}", format!("/posts/{id}"), Some(json!({"body": "They bloomed."})));
    assert_eq!(edited.body["title"], "Roses");
    assert!(edited.body["edited_at"].is_string());
    let history = told!(service, api, None, "GET" "/posts/{id}/history", format!("/posts/{id}/history"), None);
    assert_eq!(history.body["items"].as_array().map(Vec::len), Some(1));

    let shown = told!(service, api, None, "GET" "/communities/{name}", "/communities/garden", None);
    assert_eq!((&shown.body["members"], &shown.body["threads"], &shown.body["replies"]), (&json!(2), &json!(1), &json!(2)));
    let told_of = told!(service, api, bob, "GET" "/notifications", "/notifications", None);
    assert_eq!(told_of.body["unread"], 1);
    let found = told!(service, api, None, "GET" "/search", "/search?q=roses", None);
    assert_eq!(found.body["threads"][0]["id"], id);
    told!(service, api, None, "GET" "/communities", "/communities?sort=members&limit=1", None);
    told!(service, api, None, "GET" "/people/{name}", "/people/bob", None);
    told!(service, api, None, "GET" "/people/{name}/posts", "/people/bob/posts", None);
    told!(service, api, bob, "GET" "/me", "/me", None);
    told!(service, api, bob, "GET" "/me/communities", "/me/communities", None);
    told!(service, api, None, "GET" "/instance", "/instance", None);
    let export = told!(service, api, bob, "GET" "/me/export", "/me/export", None);
    assert_eq!(export.body["posts"].as_array().map(Vec::len), Some(2));

    let refused = told!(service, api, bob, "POST" "/posts/{id}/moderation", format!("/posts/{answer}/moderation"), Some(json!({"act": "remove", "reason": "I say so"})));
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let removed = told!(service, api, ada, "POST" "/posts/{id}/moderation", format!("/posts/{id}/moderation"), Some(json!({"act": "remove", "reason": "Off topic"})));
    assert_eq!(removed.status, StatusCode::OK);
    let stump = told!(service, api, None, "GET" "/threads/{id}", format!("/threads/{id}"), None);
    assert_eq!((&stump.body["state"], &stump.body["author"]), (&json!("removed"), &Value::Null));
    let log = told!(service, api, None, "GET" "/modlog", "/modlog?community=garden", None);
    assert_eq!(log.body["items"][0]["reason"], "Off topic");
}

#[actix_web::test]
async fn lists_go_on_where_they_ended() {
    let stage = stage().await;
    let ada = stage.token("ada", Role::Admin).await;
    let ada = Some(ada.as_str());
    let service = service!(stage);
    ask(&service, "POST", "/api/v1/communities", ada, Some(json!({"name": "garden", "title": "Garden"}))).await;
    for n in 0..5 {
        let thread = json!({"title": format!("Thread {n}"), "body": ""});
        let made = ask(&service, "POST", "/api/v1/communities/garden/threads", ada, Some(thread)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    for sort in ["new", "hot", "top"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/communities/garden/threads?sort={sort}&limit=2&cursor={cursor}");
            let reply = ask(&service, "GET", &path, None, None).await;
            let items = reply.body["items"].as_array().expect("items").clone();
            assert!(items.len() <= 2);
            seen.extend(items.iter().map(|t| t["id"].as_str().expect("an id").to_owned()));
            match reply.body["next_cursor"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => break,
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5, "{sort}");
    }
}

#[actix_web::test]
async fn failures_are_problem_documents() {
    let stage = stage().await;
    let bob = stage.token("bob", Role::Member).await;
    let bob = Some(bob.as_str());
    let service = service!(stage);
    let problem = |reply: &Reply, status: u16, sort: &str| {
        assert_eq!(reply.status.as_u16(), status, "{}", reply.body);
        assert_eq!(reply.kind, "application/problem+json");
        assert_eq!(reply.body["type"], format!("urn:folkmoot:error:{sort}"));
        assert!(reply.body["detail"].is_string());
    };
    problem(&ask(&service, "GET", "/api/v1/nowhere", None, None).await, 404, "no-such-address");
    problem(&ask(&service, "GET", "/api/v1/communities/nobody", None, None).await, 404, "not-found");
    problem(&ask(&service, "GET", "/api/v1/threads/x", None, None).await, 404, "not-found");
    let method = ask(&service, "DELETE", "/api/v1/communities", None, None).await;
    problem(&method, 405, "method");
    assert_eq!(method.allow, "GET, POST");
    problem(&ask(&service, "POST", "/api/v1/communities", None, Some(json!({}))).await, 401, "unauthorized");
    problem(&ask(&service, "GET", "/api/v1/instance", Some("stolen"), None).await, 401, "unauthorized");
    problem(&ask(&service, "GET", "/api/v1/threads?cursor=x", None, None).await, 400, "malformed");
    problem(&ask(&service, "POST", "/api/v1/communities", bob, Some(json!([]))).await, 400, "malformed");
    let fields = ask(&service, "POST", "/api/v1/communities", bob, Some(json!({"name": "Bad Name", "title": ""}))).await;
    problem(&fields, 422, "invalid");
    let words = fields.body["errors"]["name"].as_str().expect("a message");
    assert!(words.contains(' '), "a sentence and not a key: {words}");
    assert!(fields.body["errors"]["title"].is_string());

    let plain = TestRequest::post().uri("/api/v1/communities").set_payload("{}").insert_header((header::AUTHORIZATION, "Bearer token-of-bob"));
    assert_eq!(service(plain).await.expect("an answer").status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let large = json!({"name": "a", "title": "x".repeat(1_100_000)});
    problem(&ask(&service, "POST", "/api/v1/communities", bob, Some(large)).await, 413, "too-large");
}
