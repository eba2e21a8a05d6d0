//! What a community produced, in Markdown: the digest of one that dispersed, the draft of a task's outcome.

use std::fmt::Write as _;

use super::task::NAMED;
use crate::Result;
use crate::domain::access::{self, Sight, Viewer};
use crate::render::{one_line, plain_text};
use crate::store::actors::{self, Actor, ActorKind};
use crate::store::conn::Conn;
use crate::store::ideas::{self, IdeaStatus};
use crate::store::lifespans;
use crate::store::posts::{self, Post};
use crate::store::questions;

/// Threads and replies that a report quotes.
const QUOTED: i64 = 5;
const HELPERS: i64 = 5;
/// Answers, and ideas of each status, that a report lists.
const LISTED: i64 = 20;
/// Names in the text itself; everybody else who took part is told too.
const NAMES: usize = 30;
const EXCERPT: usize = 280;

/// What a report tells of.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub title: String,
    /// Handles, those who wrote most first.
    pub people: Vec<String>,
    /// Handles of those whose replies were found most helpful.
    pub helpers: Vec<String>,
    /// Title and address of questions that have an answer, with whose it is and how it begins.
    pub answers: Vec<Answered>,
    /// Title, address and status of ideas that were decided about.
    pub ideas: Vec<(String, String, IdeaStatus)>,
    /// Title, address, replies.
    pub threads: Vec<(String, String, i32)>,
    /// Who, what, address.
    pub replies: Vec<(String, String, String)>,
    pub links: Vec<String>,
}

/// A question with its answer.
#[derive(Debug, Clone, Default)]
pub struct Answered {
    pub title: String,
    pub address: String,
    pub by: String,
    pub words: String,
}

/// Reads what a visitor may see of a community, and nothing else: a digest goes everywhere.
pub fn facts(conn: &mut Conn, community: i64) -> Result<Facts> {
    let place = actors::by_id(conn, community)?;
    let people = lifespans::participants(conn, community, NAMED)?;
    let helpers = lifespans::helpers(conn, community, HELPERS)?;
    let threads = lifespans::best(conn, community, true, QUOTED * 2)?;
    let replies = lifespans::best(conn, community, false, QUOTED * 2)?;
    let mut facts = Facts { title: place.label().to_owned(), ..Facts::default() };
    facts.people = handles(conn, people.iter().map(|(id, _)| *id))?;
    facts.helpers = handles(conn, helpers.iter().map(|(id, _)| *id))?;
    for post in threads {
        let author = actors::by_id(conn, post.author_id)?;
        let seen = access::sight(conn, &post, &author, Some(&place), &Viewer::Visitor)? == Sight::Full;
        if seen && author.kind == ActorKind::Person && facts.threads.len() < usize::try_from(QUOTED).unwrap_or(0) {
            facts.links.extend(post.link_url.clone());
            facts.threads.push((post.title.clone().unwrap_or_default(), address(&post), post.replies));
        }
    }
    for post in replies {
        let author = actors::by_id(conn, post.author_id)?;
        let seen = access::sight(conn, &post, &author, Some(&place), &Viewer::Visitor)? == Sight::Full;
        if seen && post.score >= 0 && author.kind == ActorKind::Person && facts.replies.len() < usize::try_from(QUOTED).unwrap_or(0) {
            let handle = handles(conn, std::iter::once(author.id))?.pop().unwrap_or_default();
            facts.replies.push((handle, one_line(&plain_text(&post.html, EXCERPT), EXCERPT), address(&post)));
        }
    }
    facts.answers = answers(conn, &place)?;
    facts.ideas = decided(conn, &place)?;
    Ok(facts)
}

/// Whether a report may tell of a post.
fn shows(conn: &mut Conn, place: &Actor, post: &Post) -> Result<bool> {
    let author = actors::by_id(conn, post.author_id)?;
    Ok(access::sight(conn, post, &author, Some(place), &Viewer::Visitor)? == Sight::Full)
}

fn answers(conn: &mut Conn, place: &Actor) -> Result<Vec<Answered>> {
    let mut found = Vec::new();
    for (question, answer) in questions::answered(conn, place.id, LISTED)? {
        let both = posts::by_id(conn, question)?.zip(posts::by_id(conn, answer)?);
        if let Some((question, answer)) = both
            && shows(conn, place, &question)?
            && shows(conn, place, &answer)?
        {
            found.push(Answered {
                title: question.title.clone().unwrap_or_default(),
                address: address(&question),
                by: handles(conn, std::iter::once(answer.author_id))?.pop().unwrap_or_default(),
                words: one_line(&plain_text(&answer.html, EXCERPT), EXCERPT),
            });
        }
    }
    Ok(found)
}

/// Ideas that somebody decided about, those that are done first.
fn decided(conn: &mut Conn, place: &Actor) -> Result<Vec<(String, String, IdeaStatus)>> {
    let mut found = Vec::new();
    for status in [IdeaStatus::Shipped, IdeaStatus::Progress, IdeaStatus::Planned, IdeaStatus::Declined] {
        for (_, post) in ideas::column(conn, place.id, status, None, LISTED)? {
            if shows(conn, place, &post)? {
                found.push((post.title.clone().unwrap_or_default(), address(&post), status));
            }
        }
    }
    Ok(found)
}

/// A status in the words of the report, which is written in English like all that the house says by itself.
fn word(status: IdeaStatus) -> &'static str {
    match status {
        IdeaStatus::Shipped => "done",
        IdeaStatus::Progress => "being worked on",
        IdeaStatus::Planned => "planned",
        IdeaStatus::Declined => "declined",
        IdeaStatus::Proposed | IdeaStatus::Review | IdeaStatus::Duplicate => "open",
    }
}

fn address(post: &Post) -> String {
    post.url.clone().unwrap_or_else(|| post.ap_id.clone())
}

fn handles(conn: &mut Conn, ids: impl Iterator<Item = i64>) -> Result<Vec<String>> {
    let ids: Vec<i64> = ids.collect();
    let known = actors::with_hosts(conn, &ids)?;
    let handle = |id: &i64| {
        let (actor, host) = known.iter().find(|(actor, _)| actor.id == *id)?;
        (actor.is_active() && actor.kind == ActorKind::Person).then(|| format!("@{}@{host}", actor.name))
    };
    Ok(ids.iter().filter_map(handle).collect())
}

/// Words of others as Markdown that says just these words: nothing of it is markup, and nobody is named by it.
pub(in crate::domain) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' => {
                out.push('\\');
                out.push(c);
            }
            // A word joiner, which nobody sees, keeps an address from becoming a mention.
            '@' => out.push_str("@\u{2060}"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

pub(in crate::domain) fn link(text: &str, address: &str) -> String {
    let text = if text.trim().is_empty() { "…".to_owned() } else { literal(text) };
    format!("[{text}](<{}>)", address.replace(['<', '>', '\n', ' '], ""))
}

fn who(people: &[String]) -> String {
    let named: Vec<&str> = people.iter().take(NAMES).map(String::as_str).collect();
    let more = people.len().saturating_sub(NAMES);
    if more == 0 { named.join(", ") } else { format!("{} and {more} more", named.join(", ")) }
}

fn body(facts: &Facts) -> String {
    let mut out = String::new();
    if !facts.answers.is_empty() {
        out.push_str("**Questions that were answered**\n\n");
        for one in &facts.answers {
            let _ = writeln!(out, "- {}: {} ({})", link(&one.title, &one.address), literal(&one.words), literal(&one.by));
        }
        out.push('\n');
    }
    if !facts.ideas.is_empty() {
        out.push_str("**Ideas that were decided**\n\n");
        for (title, address, status) in &facts.ideas {
            let _ = writeln!(out, "- {} ({})", link(title, address), word(*status));
        }
        out.push('\n');
    }
    if !facts.replies.is_empty() {
        out.push_str("**What was found out**\n\n");
        for (by, words, address) in &facts.replies {
            let _ = writeln!(out, "- {} ({}, {})", literal(words), literal(by), link("read it", address));
        }
        out.push('\n');
    }
    if !facts.threads.is_empty() {
        out.push_str("**What was talked about**\n\n");
        for (title, address, replies) in &facts.threads {
            let count = if *replies == 1 { "1 reply".to_owned() } else { format!("{replies} replies") };
            let _ = writeln!(out, "- {} ({count})", link(title, address));
        }
        out.push('\n');
    }
    if !facts.links.is_empty() {
        out.push_str("**Links**\n\n");
        for address in &facts.links {
            let _ = writeln!(out, "- {}", link(address, address));
        }
        out.push('\n');
    }
    out
}

/// Above the digest. The community's own title may be as long as a title can be.
pub fn digest_title(community: &str) -> String {
    one_line(&format!("What came of it: {community}"), 200)
}

/// The digest of a community that disperses.
pub fn digest_source(facts: &Facts) -> String {
    let mut out = String::new();
    if facts.people.is_empty() {
        out.push_str("Nobody wrote here before it grew quiet.\n");
        return out;
    }
    let _ = writeln!(out, "It grew quiet here, and this gathering disperses. Thank you: {}.\n", who(&facts.people));
    out.push_str(&body(facts));
    out.push_str("Everything stays readable here. Nobody posts any more.\n");
    out
}

/// A first draft of a task's outcome, for its stewards to write on.
pub fn outcome_source(facts: &Facts) -> String {
    let mut out = body(facts);
    if !facts.helpers.is_empty() {
        let _ = writeln!(out, "**Thank you**\n\nEspecially to {}.\n", who(&facts.helpers));
    }
    if !facts.people.is_empty() {
        let _ = writeln!(out, "Took part: {}.", who(&facts.people));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_quotes_words_and_not_markup() {
        let facts = Facts {
            title: "Power cut".to_owned(),
            people: vec!["@max@mastodon.example".to_owned()],
            replies: vec![("@max@mastodon.example".to_owned(), "**Back** at <b>five</b>, says @eve@evil.example".to_owned(), "https://a.example/1".to_owned())],
            threads: vec![("How [long]?".to_owned(), "https://a.example/2".to_owned(), 1)],
            links: vec!["https://b.example/".to_owned()],
            answers: vec![Answered { title: "When?".to_owned(), address: "https://a.example/3".to_owned(), by: "@max@a.example".to_owned(), words: "At <five>".to_owned() }],
            ideas: vec![("Lamps".to_owned(), "https://a.example/4".to_owned(), IdeaStatus::Planned)],
            ..Facts::default()
        };
        let text = digest_source(&facts);
        assert!(text.contains("Thank you: @max@mastodon.example."));
        assert!(text.contains(r"\*\*Back\*\* at \<b\>five"));
        assert!(!text.contains("@eve@evil.example"), "who is quoted names nobody");
        assert!(text.contains(r"[How \[long\]?](<https://a.example/2>) (1 reply)"));
        assert!(text.contains("(<https://b.example/>)"));
        assert!(text.contains(r"[When?](<https://a.example/3>): At \<five\>"));
        assert!(outcome_source(&facts).contains("- [Lamps](<https://a.example/4>) (planned)"));
        assert!(digest_source(&Facts::default()).starts_with("Nobody"));
    }
}
