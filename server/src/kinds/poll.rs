//! A question with options to choose from, here and on every server that knows polls.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Details, Field, Input, Kind, Looker, Mark, Offer, Panel};
use crate::clock::Time;
use crate::error::FieldErrors;
use crate::formats::Format;
use crate::render::{escape, one_line};
use crate::store::actors;
use crate::store::conn::{Conn, Tx};
use crate::store::jobs;
use crate::store::polls::{self, Choice, Poll as Row};
use crate::store::posts::Post;
use crate::urls::Urls;
use crate::{Error, Result};

#[derive(Debug)]
pub(super) struct Poll;

/// Options of a poll that is written here.
pub const OPTIONS_MAX: usize = 20;
/// The longest option that is written here, in characters; Mastodon's people write 50.
pub const OPTION_MAX: usize = 100;
/// Options and their length in a poll from elsewhere; the rest is left out.
const TAKEN_MAX: usize = 500;
const TAKEN_OPTION_MAX: usize = 300;
const DAY: u64 = 24 * 60 * 60;
/// How long a poll runs whose author does not say.
const USUAL: Duration = Duration::from_secs(7 * DAY);
const LONGEST: Duration = Duration::from_secs(366 * DAY);
/// The job that ends a poll.
pub const END: &str = "poll-end";

impl Kind for Poll {
    fn name(&self) -> &'static str {
        "poll"
    }

    fn sent_as(&self) -> &'static str {
        "Question"
    }

    fn taken_from(&self) -> &'static [&'static str] {
        &["Question"]
    }

    fn offered(&self, offer: &Offer<'_>) -> bool {
        offer.has(Format::Forum)
    }

    fn fields(&self) -> &'static [Field] {
        &[
            Field { name: "poll_options", input: Input::Lines { max: 2_200 }, required: true },
            Field { name: "poll_ends", input: Input::Moment, required: false },
            Field { name: "poll_many", input: Input::Switch, required: false },
            Field { name: "poll_hides", input: Input::Switch, required: false },
        ]
    }

    fn begin(&self, tx: &mut Tx<'_>, post: &Post, details: &Details, local: bool) -> Result<()> {
        let (poll, choices) = if local { asked(post.id, details, tx.now)? } else { told(post.id, details) };
        if choices.len() < 2 {
            // From elsewhere, and nothing to choose: a thread that shows as text.
            return Ok(());
        }
        polls::insert(tx, &poll, &choices)?;
        match poll.ends_at.filter(|_| poll.closed_at.is_none()) {
            Some(at) => jobs::enqueue(tx, END, Some(&post.id.to_string()), post.id.to_string(), at.max(tx.now)),
            None => Ok(()),
        }
    }

    fn bury(&self, tx: &mut Tx<'_>, post: &Post) -> Result<()> {
        polls::remove(tx, post.id)
    }

    fn panel(&self, conn: &mut Conn, post: &Post, looker: &Looker, now: Time) -> Result<Option<Panel>> {
        let Some(poll) = polls::find(conn, post.id)? else { return Ok(None) };
        let here = actors::by_id(conn, post.author_id)?.is_local();
        let mine = match looker.person {
            Some(me) => polls::chosen_by(conn, post.id, me)?,
            None => Vec::new(),
        };
        let open = poll.is_open(now);
        let choices = polls::choices(conn, post.id)?;
        // Not every server says how many people voted.
        let most = if poll.many { choices.iter().map(|c| c.votes).max().unwrap_or(0) } else { choices.iter().map(|c| c.votes).sum() };
        let people = if poll.many { poll.voters.max(most) } else { most }.max(1);
        let one = |c: &Choice| {
            json!({
                "value": c.position.to_string(), "name": c.name, "votes": c.votes.max(0),
                "percent": i64::from(c.votes.max(0)) * 100 / i64::from(people), "mine": mine.contains(&c.position),
            })
        };
        Ok(Some(json!({
            "options": choices.iter().map(one).collect::<Vec<_>>(),
            "many": poll.many,
            "open": open,
            "hides": poll.hides,
            "ends": poll.ends_at.map(minute),
            "voters": poll.voters,
            "voted": !mine.is_empty(),
            "shows": shows(&poll, now, !mine.is_empty()),
            "may_vote": open && looker.takes_part && looker.person.is_some() && (here || mine.is_empty()),
            // Other servers count a vote once and know no way to change it.
            "may_change": open && here && looker.takes_part && !mine.is_empty(),
            "here": here,
        })))
    }

    fn marks(&self, conn: &mut Conn, posts: &[i64]) -> Result<HashMap<i64, Mark>> {
        let mark = Mark { text: "poll-over".to_owned(), tone: "", settled: true };
        Ok(polls::over(conn, posts)?.into_iter().map(|id| (id, mark.clone())).collect())
    }

    fn send(&self, conn: &mut Conn, post: &Post, extra: &mut Map<String, Value>) -> Result<()> {
        let Some(poll) = polls::find(conn, post.id)? else { return Ok(()) };
        let hidden = poll.hides && poll.closed_at.is_none();
        let option = |c: Choice| {
            let total = if hidden { 0 } else { c.votes.max(0) };
            json!({ "type": "Note", "name": c.name, "replies": { "type": "Collection", "totalItems": total } })
        };
        let options: Vec<Value> = polls::choices(conn, post.id)?.into_iter().map(option).collect();
        extra.insert(if poll.many { "anyOf" } else { "oneOf" }.to_owned(), Value::Array(options));
        extra.insert("votersCount".to_owned(), poll.voters.into());
        if let Some(at) = poll.ends_at {
            extra.insert("endTime".to_owned(), at.rfc3339().into());
        }
        if let Some(at) = poll.closed_at {
            extra.insert("closed".to_owned(), at.rfc3339().into());
        }
        Ok(())
    }

    fn spelled_out(&self, conn: &mut Conn, urls: &Urls, post: &Post) -> Result<Option<(String, String)>> {
        let Some(poll) = polls::find(conn, post.id)? else { return Ok(None) };
        let link = urls.post(post.id);
        let (mut html, mut source) = (format!("<p>☑ <a href=\"{link}\">{link}</a></p><ul>"), format!("☑ <{link}>\n\n"));
        for choice in polls::choices(conn, post.id)? {
            let count = poll.closed_at.map(|_| format!(": {}", choice.votes)).unwrap_or_default();
            html.push_str(&format!("<li>{}{count}</li>", escape(&choice.name)));
            source.push_str(&format!("- {}{count}\n", plain_markdown(&choice.name)));
        }
        html.push_str("</ul>");
        source.push('\n');
        Ok(Some((html, source)))
    }

    /// Reads a poll from the wire into `options`, `many`, `ends`, `closed` and `voters`.
    fn take(&self, extra: &Map<String, Value>) -> Details {
        let (many, listed) = match (extra.get("anyOf"), extra.get("oneOf")) {
            (Some(options), _) if options.as_array().is_some_and(|list| !list.is_empty()) => (true, options),
            (_, Some(options)) => (false, options),
            _ => return Details::default(),
        };
        let option = |value: &Value| {
            let name = one_line(value.get("name")?.as_str()?, TAKEN_OPTION_MAX);
            let votes = value.pointer("/replies/totalItems").and_then(Value::as_u64).unwrap_or(0);
            (!name.is_empty()).then(|| json!({ "name": name, "votes": votes.min(1_000_000_000) }))
        };
        let options: Vec<Value> = listed.as_array().into_iter().flatten().take(TAKEN_MAX).filter_map(option).collect();
        let moment = |key: &str| extra.get(key).and_then(Value::as_str).and_then(Time::parse);
        let closed = moment("closed").is_some() || extra.get("closed").and_then(Value::as_bool) == Some(true);
        let voters = extra.get("votersCount").and_then(Value::as_u64).unwrap_or(0).min(1_000_000_000);
        let mut found = Map::new();
        found.insert("options".to_owned(), Value::Array(options));
        found.insert("many".to_owned(), many.into());
        found.insert("closed".to_owned(), closed.into());
        found.insert("voters".to_owned(), voters.into());
        if let Some(at) = moment("endTime") {
            found.insert("ends".to_owned(), at.rfc3339().into());
        }
        Details(found)
    }
}

/// An end is exact: "in 2 days" would not say when.
fn minute(at: Time) -> Value {
    let iso = at.rfc3339();
    json!({ "human": format!("{} UTC", iso.chars().take(16).collect::<String>().replace('T', " ")), "iso": iso })
}

/// Whether somebody sees the results: once they have voted, or at the end.
pub fn shows(poll: &Row, now: Time, voted: bool) -> bool {
    !poll.is_open(now) || (voted && !poll.hides)
}

/// What `datetime-local` sends, read as UTC, or RFC 3339.
fn moment(text: &str) -> Option<Time> {
    Time::parse(text).or_else(|| Time::parse(&format!("{text}:00Z"))).or_else(|| Time::parse(&format!("{text}Z")))
}

/// A poll as somebody here wrote it.
fn asked(post_id: i64, details: &Details, now: Time) -> Result<(Row, Vec<Choice>)> {
    let mut errors = FieldErrors::new();
    let names = details.lines("poll_options");
    if names.len() < 2 {
        errors.add("poll_options", "form-poll-options");
    } else if names.len() > OPTIONS_MAX {
        errors.add_with("poll_options", "form-too-many", [("max", OPTIONS_MAX.to_string())]);
    }
    if names.iter().any(|name| name.chars().count() > OPTION_MAX) {
        errors.add_with("poll_options", "form-poll-option-long", [("max", OPTION_MAX.to_string())]);
    }
    let distinct: std::collections::HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    if distinct.len() < names.len() {
        errors.add("poll_options", "form-poll-twice");
    }
    let ends = match details.text("poll_ends") {
        "" => Some(now.plus(USUAL)),
        text => moment(text),
    };
    let wrong = match ends {
        None => Some("form-date-bad"),
        Some(at) if at <= now => Some("form-date-past"),
        Some(at) if at > now.plus(LONGEST) => Some("form-poll-far"),
        Some(_) => None,
    };
    if let Some(key) = wrong {
        errors.add("poll_ends", key);
    }
    errors.check().map_err(Error::from)?;
    let (many, hides) = (details.is_set("poll_many"), details.is_set("poll_hides"));
    let poll = Row { post_id, many, hides, ends_at: ends, closed_at: None, voters: 0, told_at: None };
    Ok((poll, numbered(post_id, names.into_iter().map(|name| (name, 0)))))
}

/// A poll as its own server tells of it.
pub fn told(post_id: i64, details: &Details) -> (Row, Vec<Choice>) {
    let option = |value: &Value| {
        let votes = value.get("votes").and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok()).unwrap_or(0);
        Some((value.get("name")?.as_str()?.to_owned(), votes))
    };
    let options: Vec<(String, i32)> = details.0.get("options").and_then(Value::as_array).into_iter().flatten().filter_map(option).collect();
    let flag = |name: &str| details.0.get(name).and_then(Value::as_bool).unwrap_or(false);
    let ends_at = details.0.get("ends").and_then(Value::as_str).and_then(Time::parse);
    let voters = details.0.get("voters").and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok()).unwrap_or(0);
    let closed_at = flag("closed").then(|| ends_at.unwrap_or(Time::EPOCH));
    let poll = Row { post_id, many: flag("many"), hides: false, ends_at, closed_at, voters, told_at: None };
    (poll, numbered(post_id, options))
}

fn numbered(post_id: i64, options: impl IntoIterator<Item = (String, i32)>) -> Vec<Choice> {
    (0..).zip(options).map(|(position, (name, votes))| Choice { post_id, position, name, votes }).collect()
}

/// An option as Markdown that says no more than its words.
fn plain_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_770_000_000_000_000);

    fn details(value: Value) -> Details {
        Details(value.as_object().cloned().unwrap())
    }

    #[test]
    fn a_poll_has_at_least_two_options_and_an_end_to_come() {
        let (poll, choices) = asked(1, &details(json!({ "poll_options": "Peas\n Beans \n\n", "poll_many": "1" })), NOW).unwrap();
        assert!(poll.many && !poll.hides && poll.is_open(NOW));
        assert_eq!(poll.ends_at, Some(NOW.plus(USUAL)));
        assert_eq!(choices.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Peas", "Beans"]);
        let many: Vec<String> = (0..=OPTIONS_MAX).map(|n| n.to_string()).collect();
        for bad in [
            json!({}),
            json!({ "poll_options": "Peas" }),
            json!({ "poll_options": "Peas\npeas" }),
            json!({ "poll_options": many }),
            json!({ "poll_options": ["a", "x".repeat(OPTION_MAX + 1)] }),
            json!({ "poll_options": "a\nb", "poll_ends": "2001-01-01T00:00" }),
            json!({ "poll_options": "a\nb", "poll_ends": "2999-01-01T00:00" }),
            json!({ "poll_options": "a\nb", "poll_ends": "soon" }),
        ] {
            assert!(asked(1, &details(bad.clone()), NOW).is_err(), "{bad}");
        }
    }

    #[test]
    fn polls_are_read_as_other_servers_write_them() {
        let sent = json!({
            "anyOf": [{ "name": "Peas", "replies": { "totalItems": 3 } }, { "name": " " }, { "name": "Beans" }, 7],
            "endTime": "2026-04-01T00:00:00Z", "votersCount": 3, "other": 1,
        });
        let (poll, choices) = told(1, &Poll.take(sent.as_object().unwrap()));
        assert!(poll.many && poll.closed_at.is_none() && poll.voters == 3);
        assert_eq!(choices.iter().map(|c| (c.name.as_str(), c.votes)).collect::<Vec<_>>(), [("Peas", 3), ("Beans", 0)]);
        let closed = json!({ "oneOf": [{ "name": "a" }, { "name": "b" }], "closed": "2026-04-01T00:00:00Z" });
        assert!(!told(1, &Poll.take(closed.as_object().unwrap())).0.is_open(NOW));
        assert!(told(1, &Poll.take(&Map::new())).1.is_empty());
    }

    #[test]
    fn options_stay_words_in_markdown() {
        assert_eq!(plain_markdown("a *b* [c](d)"), "a \\*b\\* \\[c\\]\\(d\\)");
    }
}
