//! Values at the edge of what can be meant: names, moments, addresses.

use folkmoot_federation::objects::{object_json, parse_actor, parse_object};
use serde_json::{Value, json};

/// Names that cannot stand in an address, or that look like another one.
#[test]
fn names_are_what_they_look_like() {
    let named = |name: &str| {
        let document = json!({"id": "https://a.example/u", "type": "Person", "preferredUsername": name, "inbox": "https://a.example/i", "publicKey": {"id": "https://a.example/u#k", "publicKeyPem": "x"}});
        parse_actor(&document).map(|doc| doc.name)
    };
    for name in [
        "ann", "Ann_1", "a.b-c", "änn", "Łukasz", "аня", "山田", "عمر", "a+b", "_", "1",
    ] {
        assert_eq!(named(name).as_deref(), Ok(name));
    }
    for name in [
        "",
        " ",
        "a b",
        "a@b",
        "a/b",
        "<a>",
        "a:b",
        "a%2fb",
        "a\\b",
        "a&b",
        "a\nb",
        "a\u{0}",
        "\u{202e}nna",
        "an\u{200b}n",
        "\u{feff}ann",
        "a\u{ad}nn",
        "ann\u{2060}",
        "аnn",
        "pаypal",
        "αnn",
        "ａｎｎ",
        "𝐚𝐧𝐧",
        "ann\u{301}",
        "😀",
        &"a".repeat(256),
        &"a".repeat(600),
    ] {
        assert!(named(name).is_err(), "{name:?}");
    }
}

fn note(key: &str, value: Value) -> Value {
    let mut note = json!({"id": "https://a.example/1", "type": "Page", "attributedTo": "https://a.example/u", "to": [], "cc": [], "content": "x"});
    note[key] = value;
    note
}

/// A peer chooses the moment, and in UTC it may fall out of the calendar.
#[test]
fn moments_that_cannot_be_written_are_left_out() {
    for (text, kept) in [
        ("2026-03-01T10:00:00Z", true),
        (" 2026-03-01T10:00:00.123456789+14:00 ", true),
        ("0000-01-01T00:00:00Z", true),
        ("9999-12-31T23:59:59Z", true),
        ("9999-12-31T23:59:59-00:01", false),
        ("0000-01-01T00:00:00+00:01", false),
        ("10000-01-01T00:00:00Z", false),
        ("-001-01-01T00:00:00Z", false),
        ("yesterday", false),
    ] {
        let doc = parse_object(&note("published", json!(text))).expect("the rest is fine");
        assert_eq!(doc.published.is_some(), kept, "{text}");
        assert_eq!(object_json(&doc).get("published").is_some(), kept, "{text}");
    }
}

#[test]
fn addresses_keep_their_bound_and_their_spelling() {
    let grown = format!("https://a.example/{}", "ü".repeat(700));
    assert!(grown.len() < 2_048);
    for bad in [
        grown.as_str(),
        "https://a.example./1",
        "https://./1",
        "https://a.example\u{0}/1",
        "https://a.ex\tample/1",
        "https://u@a.example/1",
        "ftp://a.example/1",
    ] {
        assert!(parse_object(&note("id", json!(bad))).is_err(), "{bad}");
        let doc = parse_object(&note("url", json!(bad))).expect("the rest is fine");
        assert_eq!(doc.url, None, "{bad}");
    }
    for (text, id) in [
        ("HTTPS://A.Example:443/1", "https://a.example/1"),
        ("https://ａ.example/1", "https://a.example/1"),
        (" https://a.example/ü ", "https://a.example/%C3%BC"),
    ] {
        let doc = parse_object(&note("id", json!(text))).expect("the same address");
        assert_eq!(doc.id.as_str(), id);
    }
}

#[test]
fn a_cut_title_has_no_loose_end() {
    let long = format!("{} {}", "x".repeat(199), "y".repeat(50));
    let doc = parse_object(&note("name", json!(long))).expect("it is cut");
    assert_eq!(doc.title, Some("x".repeat(199)));
}
