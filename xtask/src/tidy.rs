//! Checks that no compiler makes: what a file must begin with, how long it may get, and who may use whom.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::console::say;

/// Past this a file is about more than one thing.
const LONGEST_FILE: usize = 450;

/// Marks of something left undone. Split, so that this file does not contain them.
const UNDONE: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
];

/// Parts of the server that use no others of these, and what they must not name.
const UPWARD: [(&str, &[&str]); 5] = [
    (
        "store",
        &["domain", "observatory", "pages", "web", "jobs", "fediverse"],
    ),
    (
        "kinds",
        &["domain", "observatory", "pages", "web", "jobs", "fediverse"],
    ),
    ("domain", &["pages", "web", "jobs", "fediverse"]),
    ("observatory", &["web", "jobs", "fediverse"]),
    ("pages", &["web", "jobs", "fediverse"]),
];

/// The only parts of the server that talk to the database.
const DATABASE: [&str; 3] = ["store", "pages", "observatory"];

/// Single files that name its library without talking to it: a time is a type of column, an error may come from a query.
const COLUMN_TYPES: [&str; 2] = ["clock.rs", "error.rs"];

pub(crate) fn check(root: &Path) -> Result<()> {
    let mut complaints = Vec::new();
    for path in rust_files(root)? {
        let shown = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .to_string_lossy()
            .into_owned();
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("{shown} cannot be read"))?;
        complaints.extend(
            check_file(&shown, &text)
                .into_iter()
                .map(|complaint| format!("{shown}: {complaint}")),
        );
    }
    complaints.extend(check_federation_manifest(root)?);
    complaints.extend(check_migrations(&root.join("migrations"))?);
    complaints.extend(check_map(root));
    if complaints.is_empty() {
        say("tidy: ok");
        return Ok(());
    }
    bail!(
        "tidy found {}:\n  {}",
        complaints.len(),
        complaints.join("\n  ")
    )
}

fn rust_files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = [
        "server",
        "federation",
        "migrations",
        "xtask",
        "tests",
        "benches",
    ]
    .map(|dir| root.join(dir))
    .to_vec();
    while let Some(dir) = open.pop() {
        for entry in
            std::fs::read_dir(&dir).with_context(|| format!("{} cannot be read", dir.display()))?
        {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            if path.is_dir() && name != "node_modules" && name != "target" {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn check_file(path: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    if !text.starts_with("//! ") {
        complaints.push("the first line does not say what the file is (`//! ...`)".to_owned());
    }
    let lines = text.lines().count();
    // The list of tables is as long as the schema is.
    if lines > LONGEST_FILE && !path.ends_with("store/schema.rs") {
        complaints.push(format!(
            "{lines} lines; split it before it passes {LONGEST_FILE}"
        ));
    }
    for mark in UNDONE {
        if let Some(line) = text.lines().position(|line| line.contains(mark)) {
            complaints.push(format!(
                "line {} has {mark}: do it, or file an issue",
                line + 1
            ));
        }
    }
    if let Some(inside) = path.strip_prefix("server/src/") {
        complaints.extend(check_direction(inside, text));
    }
    complaints
}

/// `inside` is the path below `server/src`; its first part is the part of the server that the file belongs to.
fn check_direction(inside: &str, text: &str) -> Vec<String> {
    let part = inside
        .split('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".rs");
    let code = without_comments(text);
    let mut complaints = Vec::new();
    if !DATABASE.contains(&part) && !COLUMN_TYPES.contains(&inside) && names(&code, "diesel") {
        complaints.push(format!(
            "{part} uses diesel; only {} may",
            DATABASE.join(", ")
        ));
    }
    if part == "domain" && names(&code, "folkmoot_federation") {
        complaints.push("domain names the federation crate; it emits events instead".to_owned());
    }
    let forbidden = UPWARD
        .iter()
        .find(|(lower, _)| *lower == part)
        .map_or(&[][..], |(_, upper)| upper);
    for used in crate_parts(&code) {
        if forbidden.contains(&used.as_str()) {
            complaints.push(format!("{part} uses {used}, which stands above it"));
        }
    }
    complaints
}

fn without_comments(text: &str) -> String {
    text.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether a path in the code begins with this crate.
fn names(code: &str, krate: &str) -> bool {
    code.match_indices(krate).any(|(at, _)| {
        let before = code.get(..at).and_then(|s| s.chars().next_back());
        let after = code.get(at + krate.len()..).unwrap_or_default();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '"')
            && (after.starts_with("::") || after.starts_with(';'))
    })
}

/// The parts named after `crate::`, alone or in braces.
fn crate_parts(code: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = code.get(at + found.len()..).unwrap_or_default();
        match rest.strip_prefix('{') {
            Some(group) => parts.extend(group_heads(group)),
            None => parts.push(word(rest)),
        }
    }
    parts
}

/// The first word of each entry of a `use` group, not looking into the groups inside it.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let (mut depth, mut fresh) = (0_u32, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && !c.is_whitespace() => {
                heads.push(word(group.get(at..).unwrap_or_default()));
                fresh = false;
            }
            _ => {}
        }
    }
    heads
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn check_federation_manifest(root: &Path) -> Result<Vec<String>> {
    let manifest = std::fs::read_to_string(root.join("federation/Cargo.toml"))?;
    let foreign = ["folkmoot-", "diesel", "tera"];
    let lines = manifest
        .lines()
        .filter(|line| foreign.iter().any(|name| line.starts_with(name)));
    Ok(lines
        .map(|line| format!("federation/Cargo.toml: the protocol must not depend on {line}"))
        .collect())
}

/// Both databases have the same migrations, each with a way back.
fn check_migrations(migrations: &Path) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    let mut lists = Vec::new();
    for database in ["sqlite", "postgres"] {
        let entries = std::fs::read_dir(migrations.join(database))?;
        let mut listed: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_dir())
            .collect();
        listed.sort();
        for dir in &listed {
            for file in ["up.sql", "down.sql"]
                .into_iter()
                .filter(|file| !dir.join(file).is_file())
            {
                complaints.push(format!("{} lacks {file}", dir.display()));
            }
        }
        lists.push(
            listed
                .iter()
                .filter_map(|dir| Some(dir.file_name()?.to_owned()))
                .collect::<Vec<_>>(),
        );
    }
    if lists
        .windows(2)
        .any(|pair| matches!(pair, [one, other] if one != other))
    {
        complaints.push("migrations: the two databases do not have the same migrations".to_owned());
    }
    Ok(complaints)
}

/// Every path that the map of the project names must exist.
fn check_map(root: &Path) -> Vec<String> {
    let Ok(text) = std::fs::read_to_string(root.join("ARCHITECTURE.md")) else {
        return vec!["ARCHITECTURE.md is missing".to_owned()];
    };
    mapped_paths(&text)
        .filter(|path| !root.join(path).exists())
        .map(|path| format!("ARCHITECTURE.md: there is no {path}"))
        .collect()
}

fn mapped_paths(text: &str) -> impl Iterator<Item = &str> {
    let tops = [
        "server/",
        "federation/",
        "migrations/",
        "tests/",
        "themes/",
        "xtask/",
        "benches/",
        "docs/",
    ];
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(move |token| {
        tops.iter().any(|top| token.starts_with(top))
            && !token.contains(|c: char| c.is_whitespace() || "*{}<>:".contains(c))
            && *token == token.trim()
    })
}

#[cfg(test)]
mod tests {
    use super::{check_direction, check_file, crate_parts, mapped_paths};

    #[test]
    fn finds_a_use_that_goes_upward() {
        let text = "//! Votes.\nuse crate::{error::Result, store::{tables, web}, web::Viewer};\n";
        assert_eq!(
            check_direction("domain/votes.rs", text),
            ["domain uses web, which stands above it"]
        );
        assert!(check_direction("web/votes.rs", text).is_empty());
        assert_eq!(
            check_direction("domain.rs", "fn f() { crate::jobs::wake() }"),
            ["domain uses jobs, which stands above it"]
        );
    }

    #[test]
    fn diesel_stays_where_it_belongs() {
        assert_eq!(
            check_direction("domain/votes.rs", "use diesel::prelude::*;").len(),
            1
        );
        assert!(check_direction("store/votes.rs", "use diesel::prelude::*;").is_empty());
        assert!(
            check_direction("domain/votes.rs", "// diesel::insert would be wrong here").is_empty()
        );
    }

    #[test]
    fn a_file_says_what_it_is_and_is_finished() {
        assert_eq!(check_file("xtask/src/a.rs", "fn a() {}\n").len(), 1);
        assert_eq!(
            check_file("xtask/src/a.rs", concat!("//! A.\n// TO", "DO later\n")).len(),
            1
        );
        assert_eq!(
            check_file("xtask/src/a.rs", &format!("//! A.\n{}", "\n".repeat(450))).len(),
            1
        );
        assert!(check_file("xtask/src/a.rs", "//! A.\nfn a() {}\n").is_empty());
    }

    #[test]
    fn reads_groups_and_maps() {
        assert_eq!(crate_parts("use crate::{a::{b, c}, d};"), ["a", "d"]);
        assert_eq!(
            mapped_paths("see `server/src/web/` and `cargo test` and `tests/it/`")
                .collect::<Vec<_>>(),
            ["server/src/web/", "tests/it/"]
        );
    }
}
