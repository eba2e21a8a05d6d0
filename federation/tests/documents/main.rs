//! Our documents over HTTP: who gets what, in which form, and what stays shut.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, LOCATION, VARY,
};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpRequest, HttpResponse, web};
use folkmoot_federation::host::ActorKind;
use folkmoot_federation::objects::{parse_actor, parse_object};
use folkmoot_federation::{Config, Federation, http};
use serde_json::{Value, json};
use url::Url;

mod collections;
mod finding;
mod house;

use house::House;

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

async fn community(
    federation: web::Data<Federation>,
    request: HttpRequest,
    name: web::Path<String>,
) -> HttpResponse {
    if http::wants_activity_json(&request) {
        return http::serve_actor(&federation, &request, ActorKind::Community, &name).await;
    }
    HttpResponse::Ok()
        .content_type("text/html")
        .body("<p>a page</p>")
}

async fn thread(
    federation: web::Data<Federation>,
    request: HttpRequest,
    id: web::Path<i64>,
) -> HttpResponse {
    http::serve_object(&federation, &request, *id).await
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|cause| panic!("{cause}: {}", self.body))
    }

    fn header(&self, name: HeaderName) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

async fn ask_house(restricted: bool, request: TestRequest) -> Answer {
    let mut config = Config::new(url("https://x.example"));
    config.authorized_fetch = restricted;
    let federation = Federation::new(config, Arc::new(House))
        .await
        .expect("a federation can be made");
    let app = App::new()
        .app_data(web::Data::new(federation))
        .configure(http::configure)
        .route("/c/{name}", web::get().to(community))
        .route("/post/{id}", web::get().to(thread));
    let answer = call_service(&init_service(app).await, request.to_request()).await;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = String::from_utf8(read_body(answer).await.to_vec()).expect("our answers are text");
    Answer {
        status,
        headers,
        body,
    }
}

async fn get(path: &str) -> Answer {
    ask_house(false, TestRequest::get().uri(path)).await
}

async fn document(path: &str) -> Answer {
    ask_house(
        false,
        TestRequest::get()
            .uri(path)
            .insert_header((ACCEPT, "application/activity+json")),
    )
    .await
}

#[actix_web::test]
async fn one_address_has_a_page_and_a_document() {
    let page = ask_house(
        false,
        TestRequest::get()
            .uri("/c/rust")
            .insert_header((ACCEPT, "text/html,*/*;q=0.8")),
    )
    .await;
    assert_eq!(page.body, "<p>a page</p>");
    let group = document("/c/rust").await;
    assert_eq!(group.status, StatusCode::OK);
    assert_eq!(group.header(CONTENT_TYPE), "application/activity+json");
    assert_eq!(group.header(VARY), "Accept, Signature");
    assert_eq!(group.header(CACHE_CONTROL), "public, max-age=60");
    assert_eq!(
        parse_actor(&group.json()).expect("whole").id.as_str(),
        "https://x.example/c/rust"
    );
    assert_eq!(
        group.json()["@context"][0],
        "https://www.w3.org/ns/activitystreams"
    );
    let post = document("/post/1").await.json();
    assert_eq!(
        parse_object(&post).expect("whole").title.as_deref(),
        Some("Traits?")
    );
    assert_eq!(post["tag"][0]["name"], "@rust@x.example");
}

#[actix_web::test]
async fn what_is_gone_elsewhere_unknown_or_busy_says_so() {
    let tomb = document("/post/2").await;
    assert_eq!(tomb.status, StatusCode::GONE);
    let mut stone = tomb.json();
    assert!(stone["@context"].is_array());
    stone.as_object_mut().expect("an object").remove("@context");
    assert_eq!(
        stone,
        json!({"id": "https://x.example/post/2", "type": "Tombstone", "deleted": "2026-03-01T10:00:00Z"})
    );
    assert_eq!(document("/c/gone").await.status, StatusCode::GONE);
    let away = document("/c/away").await;
    assert_eq!(
        (away.status, away.header(LOCATION)),
        (StatusCode::FOUND, "https://far.example/u/away")
    );
    let missing = document("/post/99").await;
    assert_eq!(
        (missing.status, missing.header(CONTENT_TYPE)),
        (StatusCode::NOT_FOUND, "application/problem+json")
    );
    assert_eq!(
        document("/c/busy").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    for path in [
        "/activities/nonsense",
        "/activities/8",
        "/post/x/replies",
        "/post/99999999999999999999/replies",
        "/c/none/outbox",
        "/u/bob/moderators",
    ] {
        assert_eq!(document(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn an_activity_is_served_as_it_was_sent() {
    assert_eq!(
        document("/activities/7").await.body,
        r#"{"id":"https://x.example/activities/7","type":"Like","zzz":1,"aaa":2}"#
    );
}

/// What is cached for one reader must never be another's answer.
#[actix_web::test]
async fn every_form_of_an_address_says_what_it_depends_on() {
    for path in [
        "/c/rust",
        "/post/1",
        "/post/99",
        "/post/2",
        "/c/rust/outbox",
        "/activities/7",
    ] {
        let answer = document(path).await;
        assert_eq!(answer.header(VARY), "Accept, Signature", "{path}");
        assert!(!answer.headers.contains_key("etag"), "{path}");
    }
}

#[actix_web::test]
async fn where_reading_is_restricted_only_the_way_in_is_open() {
    for path in [
        "/c/rust",
        "/post/1",
        "/activities/7",
        "/c/rust/outbox",
        "/c/rust/outbox/first",
        "/post/1/replies",
        "/post/99",
    ] {
        let answer = ask_house(
            true,
            TestRequest::get()
                .uri(path)
                .insert_header((ACCEPT, "application/activity+json")),
        )
        .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(!answer.body.contains("bob"), "{path}");
    }
    for path in [
        "/actor",
        "/.well-known/webfinger?resource=acct:rust@x.example",
        "/.well-known/nodeinfo",
        "/nodeinfo/2.1",
    ] {
        assert_eq!(
            ask_house(true, TestRequest::get().uri(path)).await.status,
            StatusCode::OK,
            "{path}"
        );
    }
}

#[actix_web::test]
async fn the_inbox_refuses_with_a_reason() {
    let like = json!({"id": "https://far.example/l", "type": "Like", "actor": "https://far.example/u", "object": "https://x.example/post/1"}).to_string();
    let large = " ".repeat(1024 * 1024 + 1);
    let table = [
        (
            "application/activity+json",
            like.as_str(),
            StatusCode::UNAUTHORIZED,
        ),
        (
            "text/plain",
            like.as_str(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        ("", like.as_str(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (
            "application/activity+json",
            large.as_str(),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ];
    for inbox in ["/inbox", "/c/rust/inbox", "/u/bob/inbox", "/actor/inbox"] {
        for (kind, body, status) in table {
            let request = TestRequest::post()
                .uri(inbox)
                .insert_header((CONTENT_TYPE, kind))
                .set_payload(body.to_owned());
            let answer = ask_house(false, request).await;
            assert_eq!(
                (answer.status, answer.header(CONTENT_TYPE)),
                (status, "application/problem+json"),
                "{inbox} {kind}"
            );
            assert_eq!(answer.json()["status"], status.as_u16());
            assert!(
                answer.json()["detail"]
                    .as_str()
                    .is_some_and(|detail| !detail.is_empty())
            );
        }
    }
}
