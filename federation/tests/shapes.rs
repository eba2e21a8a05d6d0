//! What peers really send, and what we make of it; and what nobody should send.
//!
//! `shapes/*.json` holds one list a peer. A case names a document and the properties of the result
//! that matter; properties that are not named may be anything.

use std::fs;
use std::path::PathBuf;

use folkmoot_federation::activities::interpret;
use folkmoot_federation::host::{ActorKind, Change, Proof};
use folkmoot_federation::objects::{
    Capabilities, actor_json, object_json, parse_actor, parse_object, with_context,
};
use serde_json::{Value, json};
use url::Url;

#[path = "shapes/edges.rs"]
mod edges;
#[path = "shapes/seen.rs"]
mod seen;

use seen::{actor_seen, received_seen};

fn shapes() -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let mut found: Vec<(String, Value)> = fs::read_dir(folder)
        .expect("the folder of shapes is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a shape can be read");
            let name = path
                .file_stem()
                .expect("it has a name")
                .to_string_lossy()
                .into_owned();
            (name, serde_json::from_str(&text).expect("a shape is JSON"))
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

fn cases() -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (peer, list) in shapes() {
        for case in list.as_array().into_iter().flatten() {
            all.push((
                format!(
                    "{peer}: {}",
                    case["what"].as_str().expect("a case says what it is")
                ),
                case.clone(),
            ));
        }
    }
    all
}

fn signer_of(case: &Value) -> Url {
    let actor = &case["activity"]["actor"];
    let text = case["signer"]
        .as_str()
        .or_else(|| actor.as_str())
        .or_else(|| actor["id"].as_str())
        .unwrap_or("https://masto.example/users/ann");
    Url::parse(text)
        .unwrap_or_else(|_| Url::parse("https://masto.example/users/ann").expect("an address"))
}

fn assert_has(what: &str, seen: &Value, expected: &Value) {
    for (key, value) in expected.as_object().expect("what is expected is an object") {
        assert_eq!(
            seen.get(key).unwrap_or(&Value::Null),
            value,
            "{what}: {key}\nin {seen:#}"
        );
    }
}

#[test]
fn every_recorded_shape_is_understood() {
    let mut activities = 0;
    for (what, case) in cases() {
        if let Some(document) = case.get("actor") {
            let doc = parse_actor(document).unwrap_or_else(|cause| panic!("{what}: {cause}"));
            assert_has(&what, &actor_seen(&doc), &case["expect"]);
        }
        if let Some(activity) = case.get("activity") {
            activities += 1;
            let group = case["group"].as_bool().unwrap_or(false);
            let received = interpret(activity, &signer_of(&case), group)
                .unwrap_or_else(|cause| panic!("{what}: {cause}"));
            let expected = case["expect"].as_array().expect("a list of changes");
            assert_eq!(received.len(), expected.len(), "{what}: {received:#?}");
            for (received, expected) in received.iter().zip(expected) {
                assert_has(&what, &received_seen(received), expected);
            }
        }
    }
    assert!(activities > 90, "only {activities} activities were found");
}

/// Reading, writing in our form, and reading again gives the same thing.
#[test]
fn what_was_read_survives_writing() {
    for (what, case) in cases() {
        if let Some(document) = case.get("actor") {
            let doc = parse_actor(document).expect("understood by the test above");
            let again = parse_actor(&with_context(actor_json(&doc, &Capabilities::default())))
                .unwrap_or_else(|cause| panic!("{what}: {cause}"));
            assert_eq!(again, doc, "{what}");
        }
        let Some(activity) = case.get("activity") else {
            continue;
        };
        for received in interpret(
            activity,
            &signer_of(&case),
            case["group"].as_bool().unwrap_or(false),
        )
        .unwrap_or_default()
        {
            let (Change::Post(doc) | Change::Edit(doc)) = received.change else {
                continue;
            };
            let once = object_json(&doc);
            let read = parse_object(&once).unwrap_or_else(|cause| panic!("{what}: {cause}"));
            assert_eq!(object_json(&read), once, "{what}");
            assert_eq!(
                (&read.id, &read.author, &read.html, &read.extra),
                (&doc.id, &doc.author, &doc.html, &doc.extra),
                "{what}"
            );
        }
    }
}

#[test]
fn what_is_malformed_is_refused_with_a_reason() {
    let (_, table) = shapes()
        .into_iter()
        .find(|(name, _)| name == "malformed")
        .expect("the table is there");
    for case in table["refused"].as_array().expect("a list") {
        let group = case["group"].as_bool().unwrap_or(false);
        let refused = interpret(&case["activity"], &signer_of(case), group);
        match refused {
            Err(reason) => assert!(
                !reason.reason().is_empty() && reason.reason().len() < 200,
                "{case:#}"
            ),
            Ok(changes) => panic!("{}: {changes:#?}", case["what"]),
        }
    }
    for case in table["ignored"].as_array().expect("a list") {
        let group = case["group"].as_bool().unwrap_or(false);
        assert_eq!(
            interpret(&case["activity"], &signer_of(case), group),
            Ok(vec![]),
            "{}",
            case["what"]
        );
    }
}

/// Every property of every shape replaced by values of every other kind: nothing may panic, and
/// nothing may come out in the name of another host.
#[test]
fn no_wrong_type_anywhere_makes_trouble() {
    let deep = (0..100).fold(json!("x"), |inner, _| json!({"id": "https://masto.example/d", "type": "Undo", "actor": "https://masto.example/users/ann", "object": inner}));
    let odd = [
        Value::Null,
        json!(true),
        json!(-1.5),
        json!(""),
        json!("https://evil.example/x"),
        json!("\u{0}"),
        json!([]),
        json!([[["x"]]]),
        json!({}),
        json!({"id": 5}),
        json!([null, 5, {"id": "https://evil.example/y"}]),
        deep,
    ];
    for (what, case) in cases() {
        let Some(activity) = case.get("activity") else {
            continue;
        };
        let signer = signer_of(&case);
        for path in paths(activity) {
            for value in &odd {
                let mut broken = activity.clone();
                if let Some(place) = broken.pointer_mut(&path) {
                    *place = value.clone();
                }
                for received in interpret(&broken, &signer, true).unwrap_or_default() {
                    let proven = !matches!(received.proof, Proof::Unproven { .. });
                    if proven && let Change::Post(doc) = &received.change {
                        assert_eq!(doc.author, received.actor, "{what} at {path}");
                        assert_eq!(
                            doc.id.host_str(),
                            received.actor.host_str(),
                            "{what} at {path}"
                        );
                    }
                    if proven {
                        assert_eq!(
                            received.actor.host_str(),
                            signer.host_str(),
                            "{what} at {path}"
                        );
                    }
                }
            }
        }
    }
}

/// JSON pointers to everything inside a value.
fn paths(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::Object(map) => {
                open.extend(map.iter().map(|(key, inner)| {
                    (
                        format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")),
                        inner,
                    )
                }));
            }
            Value::Array(items) => open.extend(
                items
                    .iter()
                    .enumerate()
                    .map(|(at, inner)| (format!("{path}/{at}"), inner)),
            ),
            _ => {}
        }
        found.push(path);
    }
    found
}

#[test]
fn caps_hold() {
    let ann = Url::parse("https://masto.example/users/ann").expect("an address");
    let many = |count: usize| {
        (0..count)
            .map(|at| format!("https://masto.example/users/{at}"))
            .collect::<Vec<_>>()
    };
    let note = |key: &str, value: Value| {
        let mut note = json!({"id": "https://masto.example/o", "type": "Question", "attributedTo": ann, "to": [], "cc": [], "content": "x"});
        note[key] = value;
        json!({"id": "https://masto.example/c", "type": "Create", "actor": ann, "object": note})
    };
    let read = |activity: &Value| match interpret(activity, &ann, false)
        .map(|mut all| all.pop().map(|one| one.change))
    {
        Ok(Some(Change::Post(doc))) => Ok(*doc),
        Ok(other) => panic!("{other:?}"),
        Err(reason) => Err(reason.to_string()),
    };
    assert!(read(&note("to", json!(many(2_000)))).is_ok());
    assert!(read(&note("to", json!(many(2_001)))).is_err_and(|reason| reason.contains("2000")));
    assert!(read(&note("cc", json!(many(2_001)))).is_err());
    let tags: Vec<Value> = (0..500)
        .map(|at| json!({"type": "Hashtag", "name": format!("#t{at}")}))
        .collect();
    assert_eq!(
        read(&note("tag", json!(tags)))
            .expect("too many tags are cut")
            .tags
            .len(),
        200
    );
    let files: Vec<Value> = many(100)
        .into_iter()
        .map(|url| json!({"type": "Image", "url": url}))
        .collect();
    assert_eq!(
        read(&note("attachment", json!(files)))
            .expect("too many files are cut")
            .attachments
            .len(),
        32
    );
    let options: Vec<Value> = (0..900)
        .map(|at| json!({"type": "Note", "name": format!("o{at}")}))
        .collect();
    assert_eq!(
        read(&note("oneOf", json!(options)))
            .expect("too many options are cut")
            .extra["oneOf"]
            .as_array()
            .map(Vec::len),
        Some(500)
    );
    assert_eq!(
        read(&note("name", json!("ü".repeat(9_000))))
            .expect("a long name is cut")
            .title
            .map(|title| title.chars().count()),
        Some(200)
    );
    assert_eq!(
        read(&note("summary", json!("x".repeat(9_000))))
            .expect("a long teaser is cut")
            .summary
            .map(|text| text.len()),
        Some(2_000)
    );
    assert!(
        !read(&note("location", json!("x".repeat(90_000))))
            .expect("what is too large is left out")
            .extra
            .contains_key("location")
    );
    let batch: Vec<Value> = (0..500).map(|at| json!({"id": format!("https://g.example/l{at}"), "type": "Like", "actor": "https://g.example/u", "object": ann})).collect();
    let group = Url::parse("https://g.example/c").expect("an address");
    let announce =
        json!({"id": "https://g.example/a", "type": "Announce", "actor": group, "object": batch});
    assert_eq!(
        interpret(&announce, &group, true)
            .expect("a large batch is cut")
            .len(),
        100
    );
}

#[test]
fn kinds_of_actors_are_kept_apart() {
    let doc = |kind: &str| json!({"id": "https://a.example/u", "type": kind, "preferredUsername": "u", "inbox": "https://a.example/i", "publicKey": {"id": "https://a.example/u#k", "publicKeyPem": "x"}});
    for (kind, expected) in [
        ("Person", ActorKind::Person),
        ("Organization", ActorKind::Person),
        ("Group", ActorKind::Community),
        ("Service", ActorKind::Service),
        ("Application", ActorKind::Service),
    ] {
        assert_eq!(
            parse_actor(&doc(kind)).map(|doc| doc.kind),
            Ok(expected),
            "{kind}"
        );
    }
    for kind in ["Note", "Tombstone", ""] {
        assert!(parse_actor(&doc(kind)).is_err(), "{kind}");
    }
}
