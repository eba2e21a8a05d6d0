//! The words of other languages: each says what the English one says, with the same values in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;

/// What only the operator and staff see, or programs, and may stay in English.
const FOR_STAFF: &[&str] = &[
    "setup-", "api-", "host-", "registration", "section-house", "approvals", "servers", "server", "failures", "last-heard", "next-try",
    "search-servers", "deliveries-waiting", "no-servers", "block-server", "about-house-text", "contact-field", "logo-now", "mail-confirmed",
    "mail-not-confirmed", "no-approvals", "styleguide", "silence", "needs-token", "refused-",
];

/// The messages of one file, with the names of the values in each.
fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic())
            && let Some((key, _)) = line.split_once('=')
        {
            key.trim().clone_into(&mut current);
            all.entry(current.clone()).or_default();
        }
        if let Some(values) = all.get_mut(&current).filter(|_| !line.starts_with('#')) {
            for after in line.split('$').skip(1) {
                values.insert(after.chars().take_while(char::is_ascii_alphanumeric).collect());
            }
        }
    }
    all
}

fn read(path: &Path) -> Result<BTreeMap<String, BTreeSet<String>>> {
    Ok(messages(&std::fs::read_to_string(path)?))
}

#[test]
fn every_language_says_the_same() -> Result<()> {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes/default/locales");
    let mut compared = 0;
    for entry in std::fs::read_dir(&locales)? {
        let folder = entry?.path();
        let tag = folder.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if tag == "en" || !folder.is_dir() {
            continue;
        }
        // One area after the other: an area that is translated at all is translated whole.
        let mut pairs = vec![(locales.join("en.ftl"), locales.join(format!("{tag}.ftl")))];
        for area in std::fs::read_dir(&folder)? {
            let path = area?.path();
            pairs.push((locales.join("en").join(path.file_name().unwrap_or_default()), path));
        }
        for (english, other) in pairs {
            let (english, other) = (read(&english)?, read(&other)?);
            let unknown: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
            assert!(unknown.is_empty(), "{tag} has words that nobody asks for: {unknown:?}");
            let left_out: Vec<_> = english.keys().filter(|key| !other.contains_key(*key) && !FOR_STAFF.iter().any(|word| key.starts_with(word))).collect();
            assert!(left_out.is_empty(), "{tag} leaves out {left_out:?}");
            for (key, values) in &other {
                assert_eq!(english.get(key), Some(values), "{tag}: {key}");
            }
            compared += other.len();
        }
    }
    assert!(compared > 1_000, "only {compared} messages were compared");
    Ok(())
}
