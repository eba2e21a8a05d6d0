//! A database of one house: a file, or one of many on the PostgreSQL that `cargo xtask bench` starts.

use std::path::Path;

use anyhow::{Context, Result};
use clap::ValueEnum;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, RunQueryDsl};
use folkmoot::store::{Conn, Engine};
use url::Url;

/// Where the address of the maintenance database stands, for somebody who may create databases.
const SERVER: &str = "BENCH_POSTGRES_URL";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// Without a server there is nothing to measure.
    pub(crate) fn is_there(self) -> bool {
        self == Self::Sqlite || std::env::var_os(SERVER).is_some()
    }
}

/// A database that goes when this is dropped; drop the server that uses it before.
pub(crate) struct Database {
    pub(crate) url: String,
    /// The server and the name on it.
    on: Option<(Url, String)>,
}

impl Database {
    pub(crate) fn create(kind: Kind, dir: &Path, name: &str) -> Result<Self> {
        if kind == Kind::Sqlite {
            let file = dir.join(format!("{name}.sqlite3"));
            return Ok(Self {
                url: format!("sqlite://{}", file.display()),
                on: None,
            });
        }
        let server = std::env::var(SERVER).with_context(|| format!("{SERVER} is not set"))?;
        let server = Url::parse(&server).with_context(|| format!("{SERVER} is not an address"))?;
        let name = format!("bench_{}_{name}", std::process::id());
        PgConnection::establish(server.as_str())?
            .batch_execute(&format!("CREATE DATABASE {name}"))?;
        let mut url = server.clone();
        url.set_path(&name);
        Ok(Self {
            url: url.into(),
            on: Some((server, name)),
        })
    }

    /// A connection beside those of the server.
    pub(crate) fn open(&self) -> Result<Conn> {
        Ok(Engine::parse(&self.url)?.open()?)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = &self.on else {
            return;
        };
        let dropped = PgConnection::establish(server.as_str()).map(|mut connection| {
            connection.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        });
        if !matches!(dropped, Ok(Ok(()))) {
            crate::report::say(&format!("bench: the database {name} stays behind"));
        }
    }
}

/// A whole number that a query gives.
pub(crate) fn number(conn: &mut Conn, query: &str) -> Result<i64> {
    Ok(diesel::select(sql::<BigInt>(&format!("({query})"))).get_result(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without it SQLite compiles most statements at each use, and the server takes twice the time.
    #[test]
    fn sqlite_is_built_as_the_server_needs_it() -> Result<()> {
        let mut conn = Engine::parse("sqlite://:memory:")?.open()?;
        assert_eq!(
            number(&mut conn, "SELECT sqlite_compileoption_used('ENABLE_QPSG')")?,
            1
        );
        Ok(())
    }
}
