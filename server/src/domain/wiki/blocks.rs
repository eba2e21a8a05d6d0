//! Suggestions as people write them into a reply: a fenced block with the word `suggestion`.
//!
//! ````text
//! Sundays have changed.
//!
//! ```suggestion Opening hours
//! On Sundays from ten.
//! ```
//! ````
//!
//! Behind the word may stand the heading of the part that it replaces; without one it replaces the whole page. `rev=7`
//! says which revision it was written against.

use crate::render::one_line;

/// The most that is read of one, in bytes.
const TEXT_MAX: usize = 60_000;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    /// What stands before it, in one line.
    pub summary: String,
    pub revision: Option<i32>,
    pub heading: Option<String>,
    pub text: String,
}

/// Whether a text may hold one: a look that costs little.
pub fn may_hold(text: &str) -> bool {
    ["```", "~~~"].iter().any(|fence| {
        text.split(fence).skip(1).any(|rest| {
            let start = rest.trim_start_matches(['`', '~', ' ']);
            start.get(..WORD.len()).is_some_and(|word| word.eq_ignore_ascii_case(WORD))
        })
    })
}

const WORD: &str = "suggestion";

/// The length and the sign of a fence, and what stands behind it.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let line = line.trim_start();
    let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == sign).count();
    (length >= 3).then(|| (sign, length, line[length..].trim()))
}

/// The first block of a reply.
pub fn read(text: &str) -> Option<Block> {
    let mut before = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let opened = fence(line).filter(|(_, _, info)| info.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case(WORD)));
        let Some((sign, length, info)) = opened else {
            before.push_str(line);
            before.push(' ');
            continue;
        };
        let mut block = Block { summary: said(&before), ..Block::default() };
        let mut heading: Vec<&str> = Vec::new();
        for word in info.split_whitespace().skip(1) {
            match word.strip_prefix("rev=").and_then(|n| n.parse().ok()) {
                Some(number) => block.revision = Some(number),
                None => heading.push(word),
            }
        }
        block.heading = Some(heading.join(" ").trim_matches('#').trim().to_owned()).filter(|h| !h.is_empty());
        let ends = |line: &str| fence(line).is_some_and(|(s, l, rest)| s == sign && l >= length && rest.is_empty());
        let body: Vec<&str> = lines.by_ref().take_while(|line| !ends(line)).collect();
        block.text = body.join("\n").trim().to_owned();
        return (!block.text.is_empty() && block.text.len() <= TEXT_MAX).then_some(block);
    }
    None
}

/// What stands before a block, without the names that brought it here.
fn said(text: &str) -> String {
    let words = text.split_whitespace().skip_while(|word| word.starts_with('@'));
    one_line(&words.collect::<Vec<_>>().join(" "), super::compose::SUMMARY_MAX)
}

/// Writes one, so that whoever reads it gets the same text back.
pub fn write(summary: &str, revision: i32, text: &str) -> String {
    let longest = text.lines().filter_map(|line| fence(line).map(|(_, length, _)| length)).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!("{summary}\n\n{fence}{WORD} rev={revision}\n{text}\n{fence}").trim_start().to_owned()
}

/// The level of a heading and its words.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.chars().take_while(|c| *c == '#').count();
    let words = line.get(level..)?.strip_prefix(' ')?.trim().trim_end_matches('#').trim();
    (1..=6).contains(&level).then_some((level, words))
}

/// The whole page with the suggestion in it.
pub fn apply(page: &str, block: &Block) -> String {
    let Some(wanted) = &block.heading else { return block.text.clone() };
    let lines: Vec<&str> = page.lines().collect();
    let found = lines.iter().position(|line| heading(line).is_some_and(|(_, words)| words.to_lowercase() == wanted.to_lowercase()));
    let Some((at, level)) = found.and_then(|at| Some((at, heading(lines.get(at)?)?.0))) else {
        // A part that is not there yet comes at the end.
        return format!("{page}\n\n## {wanted}\n\n{}", block.text);
    };
    let end = lines.iter().skip(at + 1).position(|line| heading(line).is_some_and(|(l, _)| l <= level)).map_or(lines.len(), |n| at + 1 + n);
    let has_heading = block.text.lines().next().and_then(heading).is_some_and(|(_, words)| words.to_lowercase() == wanted.to_lowercase());
    let mut out: Vec<String> = lines.iter().take(if has_heading { at } else { at + 1 }).map(ToString::to_string).collect();
    if !has_heading {
        out.push(String::new());
    }
    out.push(block.text.clone());
    let rest: Vec<&str> = lines.into_iter().skip(end).collect();
    if !rest.is_empty() {
        out.push(String::new());
        out.extend(rest.into_iter().map(ToOwned::to_owned));
    }
    out.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_read_with_what_stands_before_it() {
        let text = "@moot@a.example Sundays have\nchanged.\n\n```suggestion Opening hours\nOn Sundays from ten.\n```\nThanks!";
        let block = read(text).unwrap();
        assert_eq!(block.summary, "Sundays have changed.");
        assert_eq!(block.heading.as_deref(), Some("Opening hours"));
        assert_eq!(block.text, "On Sundays from ten.");
        assert!(may_hold(text) && !may_hold("```rust\nsuggestion\n```") && read("```rust\nx\n```").is_none());
        assert!(read("```suggestion\n```").is_none(), "a suggestion of nothing is none");
        assert_eq!(read("~~~ Suggestion\nx").unwrap().text, "x", "one that is not closed goes to the end");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "# Tools\n\n````\n```suggestion\nno\n```\n````\n\nend";
        let block = read(&write("Why", 7, text)).unwrap();
        assert_eq!((block.summary.as_str(), block.revision, block.text.as_str()), ("Why", Some(7), text));
    }

    #[test]
    fn a_part_is_replaced_where_its_heading_is() {
        let page = "Intro\n\n## Opening hours\n\nMon to Fri\n\n### Holidays\n\nClosed\n\n## Rooms\n\nTwo";
        let block = |heading: Option<&str>, text: &str| Block { heading: heading.map(ToOwned::to_owned), text: text.to_owned(), ..Block::default() };
        let new = apply(page, &block(Some("opening HOURS"), "Every day"));
        assert_eq!(new, "Intro\n\n## Opening hours\n\nEvery day\n\n## Rooms\n\nTwo");
        let new = apply(page, &block(Some("Rooms"), "## Rooms\n\nThree"));
        assert!(new.ends_with("Closed\n\n## Rooms\n\nThree"), "{new}");
        let new = apply(page, &block(Some("Parking"), "None"));
        assert!(new.ends_with("Two\n\n## Parking\n\nNone"), "{new}");
        assert_eq!(apply(page, &block(None, "All new")), "All new");
    }
}
