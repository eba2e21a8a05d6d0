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
use folkmoot_federation::protocol::collection::{Onward, read_page};
use folkmoot_federation::protocol::webfinger::WebFingerWire;
use folkmoot_federation::{Config, Federation, http};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

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

#[actix_web::test]
async fn collections_are_walked_to_their_end() {
    let mut path = "/c/rust/outbox".to_owned();
    let mut items: Vec<Value> = Vec::new();
    let head = document(&path).await.json();
    assert_eq!(
        (
            &head["type"],
            &head["totalItems"],
            &head["attributedTo"],
            &head["first"]
        ),
        (
            &json!("OrderedCollection"),
            &json!(3),
            &json!("https://x.example/c/rust"),
            &json!("https://x.example/c/rust/outbox/first")
        ),
        "the first page needs no query"
    );
    assert_eq!(
        head["orderedItems"],
        json!(["https://x.example/1", "https://x.example/2"]),
        "Lemmy reads the head alone"
    );
    for _ in 0..5 {
        let page = document(&path).await.json();
        let read = read_page(&page).expect("a collection or a page of one");
        for item in read.items {
            if !items.contains(item) {
                items.push(item.clone());
            }
        }
        match read.onward {
            Some(Onward::Fetch(next)) => path = next.as_str().replace("https://x.example", ""),
            other => {
                assert_eq!(other, None);
                break;
            }
        }
    }
    assert_eq!(
        items,
        [
            json!("https://x.example/1"),
            json!("https://x.example/2"),
            json!("https://x.example/3")
        ]
    );
    let stewards = document("/c/rust/moderators").await.json();
    assert_eq!(
        stewards["orderedItems"],
        json!(["https://x.example/u/bob"]),
        "Lemmy reads the head alone"
    );
    let replies = document("/post/1/replies").await.json();
    assert_eq!(replies["type"], "Collection");
    assert_eq!(
        document("/post/1/replies/first").await.json()["items"],
        json!(["https://x.example/u/bob"])
    );
}

#[actix_web::test]
async fn followers_are_counted_and_not_named_in_the_head() {
    let followers = document("/c/rust/followers").await.json();
    assert_eq!(
        (
            &followers["type"],
            &followers["totalItems"],
            &followers["items"]
        ),
        (&json!("Collection"), &json!(1), &json!([])),
        "as Lemmy reads them"
    );
    assert_eq!(followers.get("orderedItems"), None);
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
async fn webfinger_answers_for_every_way_to_ask() {
    let table = [
        ("acct:bob@x.example", Some("https://x.example/u/bob")),
        ("acct:BOB@X.Example", Some("https://x.example/u/bob")),
        ("bob@x.example", Some("https://x.example/u/bob")),
        ("@bob@x.example", Some("https://x.example/u/bob")),
        ("acct:rust@x.example", Some("https://x.example/c/rust")),
        ("!rust@x.example", Some("https://x.example/c/rust")),
        ("acct:x.example@x.example", Some("https://x.example/actor")),
        ("https://x.example/u/bob", Some("https://x.example/u/bob")),
        (
            "https://x.example/c/rust/",
            Some("https://x.example/c/rust"),
        ),
        ("https://x.example/", Some("https://x.example/actor")),
        ("https://x.example", Some("https://x.example/actor")),
        ("https://x.example/actor", Some("https://x.example/actor")),
        ("acct:nobody@x.example", None),
        ("acct:bob@far.example", None),
        ("acct:bob", None),
        ("acct:@x.example", None),
        ("https://x.example.evil.example/u/bob", None),
        ("https://x.example/u/", None),
        ("https://x.example/post/1", None),
        ("%00", None),
    ];
    for (resource, expected) in table {
        let answer = get(&format!(
            "/.well-known/webfinger?resource={}",
            resource.replace(':', "%3A")
        ))
        .await;
        let Some(expected) = expected else {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{resource}");
            continue;
        };
        assert_eq!(
            (answer.status, answer.header(CONTENT_TYPE)),
            (StatusCode::OK, "application/jrd+json"),
            "{resource}"
        );
        let finger = WebFingerWire::deserialize(&answer.json()).expect("a WebFinger document");
        let actors: Vec<String> = finger.actors().map(String::from).collect();
        assert_eq!(actors, [expected], "{resource}: exactly one self link");
        assert!(
            finger.subject.starts_with("acct:") && finger.subject.ends_with("@x.example"),
            "{resource}"
        );
        assert!(finger.aliases.contains(&expected.to_owned()), "{resource}");
    }
    let bob = WebFingerWire::deserialize(
        &get("/.well-known/webfinger?resource=acct:bob@x.example")
            .await
            .json(),
    )
    .expect("a WebFinger document");
    assert_eq!(
        bob.template("http://ostatus.org/schema/1.0/subscribe"),
        Some("https://x.example/interact?uri={uri}")
    );
    assert_eq!(
        bob.template("https://w3id.org/fep/3b86/Object"),
        Some("https://x.example/interact?uri={object}")
    );
    assert_eq!(
        get("/.well-known/webfinger").await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        get("/.well-known/webfinger?resource=acct:gone@x.example")
            .await
            .status,
        StatusCode::GONE
    );
}

/// A house whose name is not ASCII answers to its name as people write it and as machines do.
#[actix_web::test]
async fn webfinger_knows_its_own_host_in_every_spelling() {
    let base = url("https://bücher.example");
    let ask = |resource: &'static str| {
        let base = base.clone();
        async move {
            let domain = base.host_str().expect("a name");
            http::webfinger(&House, &base, domain, Some(resource))
                .await
                .status()
        }
    };
    for resource in [
        "acct:bob@xn--bcher-kva.example",
        "acct:bob@bücher.example",
        "acct:bob@BÜCHER.example",
        "acct:bob@bu\u{308}cher.example",
        "https://bücher.example/u/bob",
        "https://xn--bcher-kva.example/u/bob",
    ] {
        assert_eq!(ask(resource).await, StatusCode::OK, "{resource}");
    }
    for resource in [
        "acct:bob@bucher.example",
        "acct:bob@bücher.example.",
        "acct:bob@bücher.example:1",
        "acct:bob@bücher.example/",
        "acct:bob@b%C3%BCcher.example",
        "acct:bob@",
        "acct:bоb@bücher.example",
    ] {
        assert_eq!(ask(resource).await, StatusCode::NOT_FOUND, "{resource}");
    }
}

#[actix_web::test]
async fn nodeinfo_and_host_meta_lead_on() {
    let links = get("/.well-known/nodeinfo").await.json();
    let hrefs: Vec<&str> = links["links"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|link| link["href"].as_str())
        .collect();
    assert_eq!(
        hrefs,
        [
            "https://x.example/nodeinfo/2.0",
            "https://x.example/nodeinfo/2.1",
            "https://x.example/actor"
        ]
    );
    for version in ["2.0", "2.1"] {
        let answer = get(&format!("/nodeinfo/{version}")).await;
        assert!(
            answer
                .header(CONTENT_TYPE)
                .contains(&format!("schema/{version}#"))
        );
        let info = answer.json();
        assert_eq!(
            (&info["version"], &info["software"]["name"]),
            (&json!(version), &json!("folkmoot"))
        );
        assert_eq!(
            (
                &info["usage"]["users"]["total"],
                &info["usage"]["localPosts"],
                &info["metadata"]["nodeName"]
            ),
            (&json!(5), &json!(9), &json!("The House"))
        );
    }
    let meta = get("/.well-known/host-meta").await;
    assert!(
        meta.body
            .contains("template=\"https://x.example/.well-known/webfinger?resource={uri}\""),
        "{}",
        meta.body
    );
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
