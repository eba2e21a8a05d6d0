//! `cargo xtask new-migration NAME`: four files with the next number, and their line in the list.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::console::say;

const DATABASES: [&str; 2] = ["sqlite", "postgres"];

pub(crate) fn create(migrations: &Path, name: &str) -> Result<()> {
    let plain = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !plain {
        bail!(
            "a migration's name has only a-z, 0-9 and _, such as add_saved_searches; got \"{name}\""
        );
    }
    let full = format!(
        "{:04}_{name}",
        last_number(&migrations.join(DATABASES[0]))? + 1
    );
    let list = migrations.join("src/lib.rs");
    let listed = std::fs::read_to_string(&list)
        .with_context(|| format!("{} cannot be read", list.display()))?;
    let listed = append(&listed, &full)
        .with_context(|| format!("{} has no migrations![...] list", list.display()))?;
    for database in DATABASES {
        let dir = migrations.join(database).join(&full);
        std::fs::create_dir(&dir).with_context(|| format!("could not make {}", dir.display()))?;
        for (file, what) in [
            ("up.sql", "What changes, and why"),
            (
                "down.sql",
                "The way back, which leaves the schema as it was",
            ),
        ] {
            std::fs::write(dir.join(file), format!("-- {what}.\n"))?;
            say(&format!("made migrations/{database}/{full}/{file}"));
        }
    }
    std::fs::write(&list, listed)?;
    say("The rules are in migrations/README.md.");
    Ok(())
}

fn last_number(dir: &Path) -> Result<u32> {
    let entries =
        std::fs::read_dir(dir).with_context(|| format!("{} cannot be read", dir.display()))?;
    let numbers = entries.flatten().filter_map(|entry| {
        entry
            .file_name()
            .to_str()?
            .split_once('_')?
            .0
            .parse::<u32>()
            .ok()
    });
    Ok(numbers.max().unwrap_or(0))
}

/// Adds a name to the end of the `migrations![...]` list.
fn append(source: &str, name: &str) -> Option<String> {
    let start = source.find("\nmigrations![")?;
    let end = start + source.get(start..)?.find("];")?;
    let before = source.get(..end)?.trim_end().trim_end_matches(',');
    let comma = if before.ends_with('[') { "" } else { ", " };
    Some(format!("{before}{comma}\"{name}\"{}", source.get(end..)?))
}

#[cfg(test)]
mod tests {
    use super::{append, create};

    #[test]
    fn a_new_name_goes_to_the_end_of_the_list() {
        assert_eq!(
            append("x\nmigrations![\"0001_a\"];\n", "0002_b").as_deref(),
            Some("x\nmigrations![\"0001_a\", \"0002_b\"];\n")
        );
        assert_eq!(
            append("x\nmigrations![\n    \"0001_a\",\n];\n", "0002_b").as_deref(),
            Some("x\nmigrations![\n    \"0001_a\", \"0002_b\"];\n")
        );
        assert_eq!(
            append("x\nmigrations![];", "0001_a").as_deref(),
            Some("x\nmigrations![\"0001_a\"];")
        );
        assert_eq!(append("nothing", "0001_a"), None);
    }

    #[test]
    fn makes_four_files_and_lists_them() -> anyhow::Result<()> {
        let root = std::env::temp_dir().join(format!("folkmoot-migrations-{}", std::process::id()));
        for dir in ["src", "sqlite/0007_before", "postgres/0007_before"] {
            std::fs::create_dir_all(root.join(dir))?;
        }
        std::fs::write(
            root.join("src/lib.rs"),
            "//! List.\nmigrations![\"0007_before\"];\n",
        )?;
        create(&root, "after")?;
        assert!(create(&root, "Not a name").is_err());
        let files = ["sqlite", "postgres"].map(|db| {
            ["up.sql", "down.sql"].map(|file| root.join(db).join("0008_after").join(file).is_file())
        });
        let list = std::fs::read_to_string(root.join("src/lib.rs"))?;
        std::fs::remove_dir_all(&root)?;
        assert_eq!(files, [[true; 2]; 2]);
        assert!(list.contains("\"0007_before\", \"0008_after\"]"), "{list}");
        Ok(())
    }
}
