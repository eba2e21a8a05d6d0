//! Subscribers that a steward brings along: only with the consent that each gave elsewhere, and each is told.

use std::collections::HashMap;

use super::{NoteKind, Pace, domain_of, keys, mailed, note, subscribing};
use crate::clock::Time;
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::error::FieldErrors;
use crate::store::actors::Actor;
use crate::store::conn::Tx;
use crate::store::moderation::Act;
use crate::store::subscribers::{self, Subscriber, SubscriberState};
use crate::{Error, Result};

/// Lines of one list.
pub const LINES_MAX: usize = 5_000;
/// The longest text of a field.
const FIELD_MAX: usize = 1_000;
/// Lines that are named when they are wrong.
const NAMED: usize = 5;
const COLUMNS: [&str; 4] = ["email", "consent_at", "consent_text", "consent_source"];

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    pub email: String,
    pub at: Time,
    pub text: String,
    pub source: String,
}

/// What became of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    pub added: usize,
    /// Addresses that were known here, whatever they said: they stay as they are.
    pub known: usize,
}

fn refused(key: &'static str, args: impl IntoIterator<Item = (&'static str, String)>) -> Error {
    let mut errors = FieldErrors::new();
    errors.add_with("csv", key, args);
    errors.into()
}

/// Reads a list with a heading: email, consent_at, consent_text, consent_source, in any order. A list that does not say
/// for each address when, to what and where its owner agreed is refused as a whole.
pub fn read(csv: &[u8], now: Time) -> Result<Vec<Brought>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(false).from_reader(csv);
    let heading = reader.headers().map_err(|_broken| refused("form-csv-broken", [("line", "1".to_owned())]))?.clone();
    let place = |name: &str| heading.iter().position(|column| column.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|name| place(name).is_none()).collect();
    if !missing.is_empty() {
        return Err(refused("form-csv-columns", [("columns", missing.join(", "))]));
    }
    let places = COLUMNS.map(|name| place(name).unwrap_or_default());
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    for (row, line) in reader.records().zip(2_usize..) {
        let row = row.map_err(|_broken| refused("form-csv-broken", [("line", line.to_string())]))?;
        if lines.len() >= LINES_MAX {
            return Err(refused("form-csv-long", [("max", LINES_MAX.to_string())]));
        }
        let [email, at, text, source] = places.map(|at| row.get(at).unwrap_or_default());
        match brought(email, at, text, source, now) {
            Some(one) => lines.push(one),
            None => bad.push(line),
        }
    }
    if !bad.is_empty() {
        let named: Vec<String> = bad.iter().take(NAMED).map(ToString::to_string).collect();
        return Err(refused("form-csv-lines", [("lines", named.join(", ")), ("n", bad.len().to_string())]));
    }
    if lines.is_empty() {
        return Err(refused("form-csv-empty", []));
    }
    Ok(lines)
}

fn brought(email: &str, at: &str, text: &str, source: &str, now: Time) -> Option<Brought> {
    let email = subscribing::check_email(email).ok()?;
    let at = Time::parse(at).or_else(|| Time::parse(&format!("{at}T00:00:00Z"))).or_else(|| Time::parse(&format!("{}Z", at.replace(' ', "T"))))?;
    let told = |text: &str| !text.is_empty() && text.chars().count() <= FIELD_MAX;
    (at <= now && told(text) && told(source)).then(|| Brought { email, at, text: text.to_owned(), source: source.to_owned() })
}

/// Takes them in, in the log where everybody reads it, and tells each.
pub fn import(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, lines: &[Brought], reason: &str, pace: Pace) -> Result<Imported> {
    mailed(tx.conn, community)?;
    let target = Target { community: Some(community.id), ..Target::default() };
    moderation::by_steward(tx, origin, community, Act::ImportSubscribers, &target, reason)?;
    keys::ensure(tx)?;
    let mut due: HashMap<&str, Time> = HashMap::new();
    let (mut added, mut known) = (0, 0);
    let keys: Vec<String> = lines.iter().map(|line| subscribers::key_of(&line.email)).collect();
    for (line, key) in lines.iter().zip(&keys) {
        if subscribers::by_email(tx.conn, community.id, key)?.is_some() {
            known += 1;
            continue;
        }
        let row = row(tx, community.id, line, key);
        subscribers::insert(tx, &row)?;
        let at = due.entry(domain_of(key)).or_insert(tx.now);
        note(tx, row.id, NoteKind::Brought, "", *at)?;
        *at = at.plus(pace.step());
        added += 1;
    }
    Ok(Imported { added, known })
}

fn row(tx: &Tx<'_>, community: i64, line: &Brought, key: &str) -> Subscriber {
    Subscriber {
        id: tx.id(),
        community_id: community,
        email: line.email.clone(),
        email_key: key.to_owned(),
        actor_id: None,
        locale: String::new(),
        state: SubscriberState::Active,
        token_hash: None,
        token_until: None,
        consent_text: line.text.clone(),
        consent_source: line.source.clone(),
        consent_address: String::new(),
        consent_at: line.at,
        confirmed_at: None,
        bounces: 0,
        error: None,
        mailed_at: Some(tx.now),
        created_at: tx.now,
        changed_at: tx.now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_800_000_000_000_000);

    fn key(csv: &str) -> String {
        match read(csv.as_bytes(), NOW) {
            Err(Error::Invalid(errors)) => errors.iter().next().map(|e| e.key.to_string()).unwrap_or_default(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_list_says_for_each_address_when_to_what_and_where() {
        let csv = "\u{feff}Consent_Source,email,consent_at,consent_text,name\n\"Stall, May\",ann@a.example,2025-05-01,\"Yes, \"\"monthly\"\"\",Ann\n";
        let lines = read(csv.as_bytes(), NOW).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].email.as_str(), lines[0].source.as_str(), lines[0].text.as_str()), ("ann@a.example", "Stall, May", "Yes, \"monthly\""));
        assert_eq!(lines[0].at, Time::parse("2025-05-01T00:00:00Z").unwrap());
    }

    #[test]
    fn a_list_without_consent_is_refused() {
        assert_eq!(key("email\nann@a.example\n"), "form-csv-columns");
        assert_eq!(key("email,consent_at,consent_text\nann@a.example,2025-05-01,Yes\n"), "form-csv-columns");
        let with = |line: &str| format!("email,consent_at,consent_text,consent_source\n{line}\n");
        for bad in ["ann@a.example,,Yes,Stall", "ann@a.example,2025-05-01,,Stall", "ann@a.example,2025-05-01,Yes,", "ann,2025-05-01,Yes,Stall", "ann@a.example,2999-05-01,Yes,Stall"] {
            assert_eq!(key(&with(bad)), "form-csv-lines", "{bad}");
        }
        assert_eq!(key(&with("a@a.example,2025-05-01")), "form-csv-broken");
        assert_eq!(key("email,consent_at,consent_text,consent_source\n"), "form-csv-empty");
        assert_eq!(key(""), "form-csv-columns");
        let long: String = (0..=LINES_MAX).map(|n| format!("\na{n}@a.example,2025-05-01,Yes,Stall")).collect();
        assert_eq!(key(&with(long.trim_start())), "form-csv-long");
    }
}
