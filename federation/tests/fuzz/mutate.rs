//! Seeded chance, and ways to spoil documents and header fields with it.

use serde_json::{Map, Value, json};

/// Numbers that look random and are the same in every run (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("it is below a usize")
    }
}

const TYPES: [&str; 36] = [
    "Announce",
    "Create",
    "Update",
    "Delete",
    "Undo",
    "Like",
    "Dislike",
    "EmojiReact",
    "Follow",
    "Accept",
    "Reject",
    "Add",
    "Remove",
    "Lock",
    "Unlock",
    "Flag",
    "Block",
    "Move",
    "ChooseAnswer",
    "PollVote",
    "Join",
    "Leave",
    "Page",
    "Note",
    "Article",
    "Question",
    "Event",
    "Image",
    "Link",
    "Tombstone",
    "Person",
    "Group",
    "Application",
    "OrderedCollection",
    "CollectionPage",
    "",
];

const KEYS: [&str; 42] = [
    "id",
    "type",
    "actor",
    "object",
    "target",
    "to",
    "cc",
    "audience",
    "attributedTo",
    "inReplyTo",
    "name",
    "summary",
    "content",
    "contentMap",
    "mediaType",
    "source",
    "tag",
    "attachment",
    "url",
    "href",
    "icon",
    "image",
    "language",
    "published",
    "updated",
    "context",
    "replies",
    "oneOf",
    "anyOf",
    "location",
    "endTime",
    "inbox",
    "publicKey",
    "owner",
    "publicKeyPem",
    "preferredUsername",
    "endpoints",
    "alsoKnownAs",
    "items",
    "orderedItems",
    "first",
    "next",
];

const TEXTS: [&str; 26] = [
    "",
    " ",
    "\u{0}",
    "\u{7f}\u{1b}[31m",
    "\r\nX-Evil: 1",
    "\u{202e}gnihsif",
    "e\u{301}\u{301}\u{301}",
    "\u{feff}",
    "🏳️‍🌈",
    "<script>alert(1)</script>",
    "<p>@rust@x.example</p><p>second</p>",
    "<a href='javascript:1'>x",
    "&#x3c;b&#x3e;",
    "https://evil.example/x",
    "https://masto.example/users/ann",
    "HTTPS://MASTO.EXAMPLE:443/users/ann",
    "https://masto.example./u",
    "https://user:word@masto.example/",
    "javascript:alert(1)",
    "https://xn--/",
    "as:Public",
    "https://www.w3.org/ns/activitystreams#Public",
    "9999-12-31T23:59:59-23:59",
    "0000-01-01T00:00:00+23:59",
    "2026-01-01T00:00:60Z",
    "#",
];

/// How often a thing is repeated: around every cap that documents have.
const COUNTS: [usize; 14] = [
    2, 16, 17, 31, 33, 64, 65, 99, 101, 199, 201, 501, 1_999, 2_001,
];

fn odd(dice: &mut Dice) -> Value {
    match dice.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1.0e300),
        4 => json!(u64::MAX),
        5 => json!([]),
        6 => json!({}),
        7 => json!([[["x"]]]),
        8 => json!({"id": 5, "type": ["Note", 7]}),
        9 => json!("x".repeat([10, 499, 2_047, 2_049, 20_000][dice.below(5)])),
        10 => json!("é🦀".repeat([100, 300, 1_000, 5_000][dice.below(4)])),
        11 => json!(format!("https://masto.example/{}", "ü".repeat(1_000))),
        12 => json!(TYPES[dice.below(TYPES.len())]),
        _ => json!(TEXTS[dice.below(TEXTS.len())]),
    }
}

/// Goes down a random way and stops somewhere.
fn place<'a>(value: &'a mut Value, dice: &mut Dice) -> &'a mut Value {
    let depth = match value {
        Value::Object(map) if !map.is_empty() && dice.below(8) > 0 => dice.below(map.len()),
        Value::Array(items) if !items.is_empty() && dice.below(8) > 0 => dice.below(items.len()),
        _ => return value,
    };
    match value {
        Value::Object(map) => {
            let inner = map.values_mut().nth(depth).expect("within its length");
            place(inner, dice)
        }
        Value::Array(items) => place(&mut items[depth], dice),
        other => other,
    }
}

fn drop_or_rename(map: &mut Map<String, Value>, dice: &mut Dice) {
    let Some(key) = map.keys().nth(dice.below(map.len().max(1))).cloned() else {
        return;
    };
    let value = map.remove(&key).expect("it was just seen");
    match dice.below(3) {
        0 => {}
        1 => {
            map.insert(KEYS[dice.below(KEYS.len())].to_owned(), value);
        }
        _ => {
            map.insert(KEYS[dice.below(KEYS.len())].to_owned(), value.clone());
            map.insert(key, value);
        }
    }
}

/// Spoils one thing. `others` are whole documents to put into places where they do not belong.
fn spoil(value: &mut Value, others: &[Value], dice: &mut Dice) {
    let kind = dice.below(10);
    let whole = value.clone();
    let here = place(value, dice);
    match (kind, &mut *here) {
        (0 | 1, Value::Object(map)) => drop_or_rename(map, dice),
        (2, Value::Object(map)) => {
            map.insert("type".to_owned(), json!(TYPES[dice.below(TYPES.len())]));
        }
        (3, Value::Object(map)) => {
            let made = odd(dice);
            map.insert(KEYS[dice.below(KEYS.len())].to_owned(), made);
        }
        (3 | 4, Value::Array(items)) if !items.is_empty() => {
            let one = items[dice.below(items.len())].clone();
            items.extend(std::iter::repeat_n(one, COUNTS[dice.below(COUNTS.len())]));
        }
        (3 | 4, Value::String(text)) => {
            let at = dice.below(text.chars().count() + 1);
            let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
            text.insert_str(at, TEXTS[dice.below(TEXTS.len())]);
        }
        (5, _) => *here = json!([here.take()]),
        (6, _) => {
            let (key, depth) = (KEYS[dice.below(KEYS.len())], [1, 3, 40][dice.below(3)]);
            let mut inner = here.take();
            for _ in 0..depth {
                inner = json!({"id": "https://masto.example/d", "type": "Undo", "actor": "https://masto.example/users/ann", key: inner});
            }
            *here = inner;
        }
        (7, _) => *here = others[dice.below(others.len())].clone(),
        (8, _) => *here = whole,
        _ => *here = odd(dice),
    }
}

/// A copy of a document, spoiled one to five times and sent over the wire. `None` where the wire would
/// not let it through: too deep or too large.
pub(crate) fn spoiled(document: &Value, others: &[Value], dice: &mut Dice) -> Option<Value> {
    let mut value = document.clone();
    for _ in 0..=dice.below(5) {
        spoil(&mut value, others, dice);
    }
    let text = value.to_string();
    if text.len() > folkmoot_federation::BODY_LIMIT {
        return None;
    }
    serde_json::from_str(&text).ok()
}

const PIECES: [&str; 24] = [
    "\"",
    "=",
    ",",
    ";",
    ":",
    "(",
    ")",
    " ",
    "\t",
    "sig1",
    "keyId",
    "headers=\"",
    "(request-target)",
    "\"@method\"",
    "created=",
    "99999999999999999999",
    "-1",
    "?1",
    "é",
    "\\",
    "q=0.",
    "*/*",
    "sha-256",
    "=:AAAA:",
];

/// A header field, spoiled one to four times.
pub(crate) fn spoiled_field(field: &str, dice: &mut Dice) -> String {
    let mut text: Vec<char> = field.chars().collect();
    for _ in 0..=dice.below(4) {
        let at = dice.below(text.len() + 1);
        let to = (at + dice.below(12)).min(text.len());
        match dice.below(5) {
            0 => {
                text.drain(at..to);
            }
            1 => {
                let part: Vec<char> = text[at..to].to_vec();
                let times = [1, 3, 60][dice.below(3)];
                let many = part.iter().copied().cycle().take(part.len() * times);
                text.splice(at..at, many.collect::<Vec<_>>());
            }
            2 => text.truncate(at),
            3 => {
                if let Some(place) = text.get_mut(at) {
                    *place = char::from(u8::try_from(32 + dice.below(95)).expect("a visible sign"));
                }
            }
            _ => {
                text.splice(at..at, PIECES[dice.below(PIECES.len())].chars());
            }
        }
    }
    text.into_iter().collect()
}
