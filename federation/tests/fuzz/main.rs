//! Thousands of spoiled documents and header fields, the same in every run: whatever comes, nothing
//! panics, nothing grows past its cap, and what is understood can be written and understood again.
//!
//! `FOLKMOOT_FUZZ=50` makes fifty times as many.

mod checks;
mod mutate;

use actix_web::http::header::{ACCEPT, HeaderValue};
use actix_web::test::TestRequest;
use folkmoot_federation::activities::interpret;
use folkmoot_federation::http::wants_activity_json;
use folkmoot_federation::protocol::collection::read_page;
use folkmoot_federation::protocol::links::address_of;
use folkmoot_federation::protocol::nodeinfo::ForeignNodeInfo;
use folkmoot_federation::protocol::webfinger::WebFingerWire;
use folkmoot_federation::signature::{
    Here, Keys, Request, Signature, Signing, VerifyingKey, digest_header, generate_keypair, sign,
};
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use url::Url;

use checks::{check_actor, check_object, check_received};
use mutate::{Dice, spoiled, spoiled_field};

const SHAPES: [&str; 12] = [
    include_str!("../shapes/blogs.json"),
    include_str!("../shapes/discourse.json"),
    include_str!("../shapes/friendica.json"),
    include_str!("../shapes/gotosocial.json"),
    include_str!("../shapes/lemmy.json"),
    include_str!("../shapes/mastodon.json"),
    include_str!("../shapes/mbin.json"),
    include_str!("../shapes/mitra.json"),
    include_str!("../shapes/mobilizon.json"),
    include_str!("../shapes/nodebb.json"),
    include_str!("../shapes/peertube.json"),
    include_str!("../shapes/piefed.json"),
];

/// Every document of every recorded shape, under `actor` or `activity`.
fn documents(under: &str) -> Vec<Value> {
    let cases = SHAPES.iter().flat_map(|text| {
        let list: Vec<Value> = serde_json::from_str(text).expect("a list of cases");
        list
    });
    cases.filter_map(|case| case.get(under).cloned()).collect()
}

fn rounds(usual: usize) -> usize {
    let more = std::env::var("FOLKMOOT_FUZZ").ok();
    usual * more.and_then(|text| text.parse().ok()).unwrap_or(1)
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

/// Spoils each of the documents in turn and hands the result on.
fn for_each_spoiled(seed: u64, usual: usize, from: &[Value], mut check: impl FnMut(&Value)) {
    let mut dice = Dice::new(seed);
    for round in 0..rounds(usual) {
        if let Some(value) = spoiled(&from[round % from.len()], from, &mut dice) {
            check(&value);
        }
    }
}

#[test]
fn spoiled_activities_are_understood_or_refused() {
    let from = documents("activity");
    let mut understood = 0;
    for_each_spoiled(1, 6_000, &from, |value| {
        let signer = value
            .get("actor")
            .and_then(address_of)
            .unwrap_or_else(|| url("https://masto.example/users/ann"));
        for by_group in [false, true] {
            match interpret(value, &signer, by_group) {
                Ok(received) => {
                    understood += received.len();
                    assert!(received.len() <= 10_000, "{} changes", received.len());
                    for one in &received {
                        check_received(one, &signer);
                    }
                }
                Err(reason) => {
                    let text = reason.reason();
                    assert!(
                        !text.is_empty() && text.len() < 300 && !text.contains(char::is_control),
                        "{text:?}"
                    );
                }
            }
        }
    });
    assert!(understood > 2_000, "only {understood} changes came of all");
}

#[test]
fn spoiled_contributions_are_written_as_they_were_read() {
    let mut open = documents("activity");
    let mut from = Vec::new();
    while let Some(value) = open.pop() {
        if value.get("attributedTo").is_some() && value.get("content").is_some() {
            from.push(value.clone());
        }
        match value {
            Value::Object(map) => open.extend(map.into_iter().map(|(_, inner)| inner)),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    assert!(from.len() > 20, "only {} contributions", from.len());
    let mut understood = 0;
    for_each_spoiled(2, 4_000, &from, |value| {
        understood += usize::from(check_object(value));
    });
    assert!(understood > 1_000, "only {understood}");
}

#[test]
fn spoiled_actors_are_written_as_they_were_read() {
    let from = documents("actor");
    let mut understood = 0;
    for_each_spoiled(3, 3_000, &from, |value| {
        understood += usize::from(check_actor(value));
    });
    assert!(understood > 500, "only {understood}");
}

#[test]
fn spoiled_collections_are_read_or_not() {
    let note = "https://masto.example/notes/1";
    let from = [
        json!({"id": "https://masto.example/c", "type": "OrderedCollection", "totalItems": 3, "first": "https://masto.example/c/1"}),
        json!({"type": "OrderedCollectionPage", "partOf": "https://masto.example/c", "orderedItems": [note, {"id": note, "type": "Note"}], "next": "https://masto.example/c/2"}),
        json!({"type": "Collection", "first": {"type": "CollectionPage", "items": [note], "next": {"id": "https://masto.example/c/2"}}}),
        json!({"type": "Collection", "totalItems": 1, "items": note}),
    ];
    let mut read = 0;
    for_each_spoiled(4, 3_000, &from, |value| {
        if let Some(page) = read_page(value) {
            read += 1;
            let text = value.to_string().len();
            assert!(page.items.len() <= text);
        }
    });
    assert!(read > 500, "only {read}");
}

#[test]
fn spoiled_discovery_documents_are_read_or_not() {
    let finger = [
        json!({"subject": "acct:ann@masto.example", "aliases": ["https://masto.example/@ann"], "links": [
            {"rel": "self", "type": "application/activity+json", "href": "https://masto.example/users/ann"},
            {"rel": "http://ostatus.org/schema/1.0/subscribe", "template": "https://masto.example/i?uri={uri}"}]}),
        json!({"version": "2.1", "software": {"name": "mastodon", "version": "4.5.0"}, "protocols": ["activitypub"], "usage": {"users": {}}}),
    ];
    for_each_spoiled(5, 3_000, &finger, |value| {
        if let Ok(wire) = WebFingerWire::deserialize(value) {
            assert!(wire.links.len() <= 64);
            for actor in wire.actors() {
                assert!(actor.as_str().len() <= 2_048 && actor.username().is_empty());
            }
            let _ = wire.template("http://ostatus.org/schema/1.0/subscribe");
        }
        let _ = ForeignNodeInfo::deserialize(value);
    });
}

#[test]
fn spoiled_wishes_get_a_page_or_a_document() {
    let from = [
        "application/activity+json",
        "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", application/activity+json;q=0.9",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ];
    let mut dice = Dice::new(6);
    let (mut asked, mut documents) = (0, 0);
    for round in 0..rounds(3_000) {
        let field = spoiled_field(from[round % from.len()], &mut dice);
        let Ok(value) = HeaderValue::from_str(&field) else {
            continue;
        };
        asked += 1;
        let request = TestRequest::default()
            .insert_header((ACCEPT, value))
            .to_http_request();
        documents += usize::from(wants_activity_json(&request));
    }
    assert!(documents > 0 && documents < asked, "{documents} of {asked}");
}

const BODY: &[u8] = br#"{"id":"https://far.example/1"}"#;
const NOW: i64 = 1_800_000_000;

/// Judges fields against the body that they were made for, and against another, for which no
/// spoiling may ever make them good.
fn judge(fields: &[(&str, &str)], key: &VerifyingKey) -> bool {
    let here = Here::new(&url("https://here.example"));
    let now = OffsetDateTime::from_unix_timestamp(NOW).expect("a time");
    let judged = |body: &[u8]| {
        let request = Request {
            method: "POST",
            path_and_query: "/inbox?a=1",
            headers: folkmoot_federation::signature::Headers::new(fields.to_vec()),
            body: Some(body),
        };
        let signature = Signature::read(&request.headers)?;
        signature.check(&request, &here, now)?;
        signature.verify(&request, &here, key)
    };
    let other = judged(b"{}");
    assert!(other.is_err(), "{fields:?}");
    judged(BODY).is_ok()
}

#[test]
fn spoiled_signatures_are_refused() {
    let made = generate_keypair().expect("a key");
    let key = VerifyingKey::from_pem(&made.public_pem).expect("our own key");
    let signer = folkmoot_federation::host::SigningKey {
        key_id: url("https://far.example/u/ann#main-key"),
        private_pem: made.private_pem,
    };
    let what = Signing::Post {
        body: BODY,
        content_type: "application/activity+json",
    };
    let now = OffsetDateTime::from_unix_timestamp(NOW).expect("a time");
    let inbox = url("https://here.example/inbox?a=1");
    let signed = sign(&Keys::new(2), &signer, &inbox, what, now).expect("it can be signed");
    let mut cavage: Vec<(String, String)> = Vec::new();
    for (name, value) in &signed {
        let text = value.to_str().expect("our own fields are text");
        cavage.push((name.to_string(), text.to_owned()));
    }
    let digest = digest_header(BODY).replace("SHA-256=", "sha-256=:") + ":";
    let message: Vec<(String, String)> = [
        ("host", "here.example"),
        ("content-digest", &digest),
        ("signature-input", "sig1=(\"@method\" \"@target-uri\" \"content-digest\");created=1800000000;keyid=\"https://far.example/u/ann#main-key\""),
        ("signature", "sig1=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let view = |fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        judge(&fields, &key)
    };
    assert!(view(&cavage), "unspoiled it is good");
    let mut dice = Dice::new(7);
    for round in 0..rounds(3_000) {
        let mut fields = if round % 2 == 0 {
            cavage.clone()
        } else {
            message.clone()
        };
        let at = dice.below(fields.len());
        let spoiled = spoiled_field(&fields[at].1, &mut dice);
        match dice.below(6) {
            0 => fields.push((fields[at].0.clone(), spoiled)),
            1 => {
                fields.remove(at);
            }
            _ => fields[at].1 = spoiled,
        }
        view(&fields);
    }
}

#[test]
fn spoiled_keys_are_refused() {
    let made = generate_keypair().expect("a key");
    let mut dice = Dice::new(8);
    for _ in 0..rounds(1_000) {
        let pem = spoiled_field(&made.public_pem, &mut dice);
        let _ = VerifyingKey::from_pem(&pem);
    }
}
