//! The database of one instance: a copy of one that was migrated once, of the engine that this run is about.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use folkmoot::config::{DatabaseUrl, Secret};
use folkmoot::store::{Engine, migrate};

use super::postgres::{self, TestDatabase};

/// Keeps the database as long as it lives.
pub(crate) enum Database {
    Sqlite(PathBuf),
    Postgres(TestDatabase),
}

impl Database {
    /// A fresh one; an SQLite file lies in `dir`.
    pub(crate) async fn create(dir: &Path) -> Result<Self> {
        if postgres::wanted() {
            return Ok(Self::Postgres(TestDatabase::create(migrate_postgres).await?));
        }
        let file = dir.join("folkmoot.sqlite3");
        let copy = file.clone();
        tokio::task::spawn_blocking(move || copy_template(&copy)).await??;
        Ok(Self::Sqlite(file))
    }

    pub(crate) fn url(&self) -> DatabaseUrl {
        match self {
            Self::Sqlite(file) => DatabaseUrl::Sqlite(file.clone()),
            Self::Postgres(database) => DatabaseUrl::Postgres(Secret::new(database.url())),
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(file) => Engine::Sqlite { path: file.display().to_string() },
            Self::Postgres(database) => Engine::Postgres { url: database.url() },
        }
    }
}

/// Brings an empty PostgreSQL database up to date.
pub(crate) fn migrate_postgres(url: &str) -> Result<()> {
    let mut conn = Engine::Postgres { url: url.to_owned() }.open()?;
    migrate::up(&mut conn)?;
    Ok(())
}

/// Whoever comes first makes the template under another name and renames it, so that nobody copies half of one.
fn copy_template(to: &Path) -> Result<()> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let template = dir.join(format!("template-{:016x}.sqlite3", postgres::fingerprint()));
    if !template.is_file() {
        let draft = to.with_extension("draft");
        let mut conn = Engine::Sqlite { path: draft.display().to_string() }.open()?;
        migrate::up(&mut conn)?;
        // The last connection takes the write-ahead log into the file.
        drop(conn);
        std::fs::rename(&draft, &template).context("cannot keep the migrated database")?;
    }
    std::fs::copy(&template, to).context("cannot copy the migrated database")?;
    Ok(())
}
