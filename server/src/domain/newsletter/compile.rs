//! A first draft of an issue, made of what happened in the community; its stewards write on it.

use std::fmt::Write as _;
use std::time::Duration;

use crate::Result;
use crate::clock::Time;
use crate::domain::access::{self, Viewer};
use crate::domain::lifecycle::report::{link, literal};
use crate::kinds;
use crate::render::{one_line, plain_text};
use crate::store::actors::Actor;
use crate::store::conn::Conn;
use crate::store::newsletters as issues;
use crate::store::posts::Post;
use crate::urls::Urls;

/// The longest time that an issue looks back on.
pub const DAYS_MAX: u32 = 366;
/// What each part holds.
const ITEMS: usize = 5;
const EXCERPT: usize = 200;

/// A title and a text in Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compiled {
    pub title: String,
    pub source: String,
}

/// Kinds that have a part of their own, or are no news for subscribers.
const APART: [&str; 5] = [kinds::newsletter::NAME, "article", "idea", "event", "wiki"];

/// Reads what a visitor may see, and nothing else: mail goes everywhere.
pub fn compile(conn: &mut Conn, urls: &Urls, community: &Actor, days: u32, now: Time) -> Result<Compiled> {
    let since = now.minus(Duration::from_secs(u64::from(days.clamp(1, DAYS_MAX)) * 24 * 60 * 60));
    let wanted = i64::try_from(ITEMS * 3).unwrap_or(15);
    let id = community.id;
    let parts = [
        ("From the blog", issues::of_kind(conn, id, "article", since, wanted)?),
        ("What was talked about", issues::best_threads(conn, id, since, &APART, wanted)?),
        ("Answered", issues::answered(conn, id, since, wanted)?),
        ("It is done: ideas that shipped", issues::shipped(conn, id, since, wanted)?),
    ];
    let mut source = String::new();
    let mut told = Vec::new();
    for (heading, found) in parts {
        let found = readable(conn, found, &mut told)?;
        part(&mut source, urls, heading, &found);
    }
    if source.is_empty() {
        source.push_str("It was quiet here. Write something of your own, or wait for more to happen.\n");
    }
    let day = now.rfc3339();
    let title = one_line(&format!("{}, {}", community.label(), day.get(..10).unwrap_or_default()), 200);
    Ok(Compiled { title, source: source.trim_end().to_owned() + "\n" })
}

/// What everybody may read, each thread in one part.
fn readable(conn: &mut Conn, found: Vec<Post>, told: &mut Vec<i64>) -> Result<Vec<Post>> {
    let mut kept = Vec::new();
    for post in found {
        if kept.len() < ITEMS && !told.contains(&post.id) && access::reads(conn, &Viewer::Visitor, post.id)? {
            told.push(post.id);
            kept.push(post);
        }
    }
    Ok(kept)
}

fn part(out: &mut String, urls: &Urls, heading: &str, posts: &[Post]) {
    if posts.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {heading}\n");
    for post in posts {
        let title = post.title.as_deref().unwrap_or_default();
        let _ = write!(out, "**{}**", link(title, urls.post(post.id).as_str()));
        if post.replies > 0 {
            let _ = write!(out, " · {} {}", post.replies, if post.replies == 1 { "reply" } else { "replies" });
        }
        out.push_str("\n\n");
        // What was warned of stays a click away.
        let excerpt = if post.warning.is_some() { String::new() } else { plain_text(&post.html, EXCERPT) };
        if !excerpt.is_empty() {
            let _ = writeln!(out, "{}\n", literal(&excerpt));
        }
    }
}
