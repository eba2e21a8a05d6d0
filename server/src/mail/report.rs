//! Reads what mail servers send back: that a mail did not arrive (RFC 3464), or that its reader calls it spam (RFC 5965).
//!
//! Anybody can write such a mail, so nothing in it is believed but the key of the mail that it is about, which only the
//! house can have made. Whatever cannot be read says nothing.

use mail_parser::{MessageParser, MimeHeaders, PartType};

use crate::render::one_line;

/// The largest report that is looked at; servers send headers back, or the whole mail.
pub const BYTES_MAX: usize = 1024 * 1024;
/// Parts of one report. Each level of nesting has its own, so this bounds the depth as well.
const PARTS_MAX: usize = 64;
/// Keys that are tried.
const KEYS_MAX: usize = 32;
const WHY_MAX: usize = 300;
/// Before the key in the id of a mail.
pub const ID_PREFIX: &str = "copy.";

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It did not arrive and will not. `hard`: nothing sent there ever will.
    Bounce { hard: bool, why: String },
    Complaint,
    /// Nothing final, or nothing at all.
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What may be the key of the mail that it is about, first come first.
    pub keys: Vec<String>,
    pub finding: Finding,
}

/// Reads a whole mail as it came.
#[must_use]
pub fn read(raw: &[u8]) -> Report {
    let raw = raw.get(..BYTES_MAX).unwrap_or(raw);
    let mut keys = Vec::new();
    collect_keys(raw, &mut keys);
    if count(raw, b"content-type") > PARTS_MAX {
        return Report { keys, finding: Finding::Nothing };
    }
    // The parser holds its own assumptions for true while one develops; what breaks them says nothing to us.
    let parsed = std::panic::catch_unwind(|| MessageParser::default().parse(raw));
    let Ok(Some(mail)) = parsed else { return Report { keys, finding: Finding::Nothing } };
    let mut finding = Finding::Nothing;
    for part in &mail.parts {
        let (PartType::Binary(bytes) | PartType::InlineBinary(bytes)) = &part.body else {
            if let PartType::Text(text) = &part.body {
                collect_keys(text.as_bytes(), &mut keys);
            }
            continue;
        };
        let kind = part.content_type().filter(|kind| kind.ctype().eq_ignore_ascii_case("message"));
        let subtype = kind.and_then(|kind| kind.subtype()).unwrap_or_default().to_ascii_lowercase();
        let text = String::from_utf8_lossy(bytes);
        collect_keys(text.as_bytes(), &mut keys);
        let found = match subtype.as_str() {
            "delivery-status" | "global-delivery-status" => delivery(&text),
            "feedback-report" => feedback(&text),
            _ => Finding::Nothing,
        };
        if finding == Finding::Nothing {
            finding = found;
        }
    }
    Report { keys, finding }
}

/// How often a word stands in a mail, whatever its case.
fn count(raw: &[u8], word: &[u8]) -> usize {
    raw.windows(word.len()).filter(|window| window.eq_ignore_ascii_case(word)).count()
}

/// Keys look like `1a2b-` and twenty more digits, before an `@`: in a return address or in the id of a mail.
fn collect_keys(raw: &[u8], keys: &mut Vec<String>) {
    for (at, _) in raw.iter().enumerate().filter(|(_, byte)| **byte == b'@') {
        let before = raw.get(at.saturating_sub(64)..at).unwrap_or_default();
        let from = before.iter().rposition(|byte| !(byte.is_ascii_hexdigit() || *byte == b'-')).map_or(0, |last| last + 1);
        let Some(key) = before.get(from..).and_then(|key| std::str::from_utf8(key).ok()) else { continue };
        let looks = key.split_once('-').is_some_and(|(id, mark)| (1..=16).contains(&id.len()) && mark.len() == 20);
        if looks && keys.len() < KEYS_MAX && !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }
}

/// The fields of a block, folded lines made one. Names in small letters.
fn fields(block: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = found.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            found.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    found
}

fn get<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

/// One block for the mail, then one for each receiver; ours have one receiver.
fn delivery(text: &str) -> Finding {
    let text = text.replace("\r\n", "\n");
    for block in text.split("\n\n") {
        let fields = fields(block);
        if !get(&fields, "action").eq_ignore_ascii_case("failed") {
            continue;
        }
        let (status, diagnostic) = (get(&fields, "status"), get(&fields, "diagnostic-code"));
        let said = diagnostic.split_once(';').map_or(diagnostic, |(_, words)| words.trim());
        // Where no status is given, the words of the other server begin with one.
        let class = status.chars().next().filter(char::is_ascii_digit).or_else(|| said.chars().next());
        let why = one_line(&format!("{status} {said}"), WHY_MAX);
        return Finding::Bounce { hard: class == Some('5'), why };
    }
    Finding::Nothing
}

fn feedback(text: &str) -> Finding {
    let fields = fields(&text.replace("\r\n", "\n"));
    match get(&fields, "feedback-type").to_ascii_lowercase().as_str() {
        "abuse" | "fraud" | "opt-out" | "opt-out-list" => Finding::Complaint,
        _ => Finding::Nothing,
    }
}

#[cfg(test)]
#[path = "report/tests.rs"]
mod tests;
