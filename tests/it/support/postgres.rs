//! A PostgreSQL database for each test, copied from one that was migrated once.

use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState};

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query};
use url::Url;

/// Whoever makes the template holds this lock; any number does that nobody else here uses.
const LOCK: i64 = 0x666f_6c6b;

/// Whether this run is to use PostgreSQL.
pub(crate) fn wanted() -> bool {
    std::env::var("IT_DB").is_ok_and(|database| database == "postgres")
}

/// A database of one test's own. It goes when this is dropped, so drop it after the instance that uses it.
pub(crate) struct TestDatabase {
    server: Url,
    name: String,
}

impl TestDatabase {
    /// Makes one; `migrate` gets the address of an empty database, and is called only when no template is there yet.
    pub(crate) async fn create<F>(migrate: F) -> Result<Self>
    where
        F: FnOnce(&str) -> Result<()> + Send + 'static,
    {
        let server = std::env::var("IT_POSTGRES_URL")
            .context("IT_POSTGRES_URL is not set; `cargo xtask test --only postgres` does that")?;
        let server = Url::parse(&server).context("IT_POSTGRES_URL is not an address")?;
        tokio::task::spawn_blocking(move || Self::create_now(server, migrate)).await?
    }

    fn create_now(server: Url, migrate: impl FnOnce(&str) -> Result<()>) -> Result<Self> {
        let mut connection = PgConnection::establish(server.as_str())?;
        let template = template(&mut connection, &server, migrate)?;
        let name = format!(
            "it_{:016x}",
            RandomState::new().hash_one(std::process::id())
        );
        connection.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
        Ok(Self { server, name })
    }

    /// For the setting `database.url`.
    pub(crate) fn url(&self) -> String {
        with_database(&self.server, &self.name)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let dropped = PgConnection::establish(self.server.as_str())
            .map_err(anyhow::Error::from)
            .and_then(|mut connection| {
                Ok(connection.batch_execute(&format!(
                    "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                    self.name
                ))?)
            });
        if let Err(error) = dropped {
            eprintln!("the database {} stays behind: {error:#}", self.name);
        }
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The name of the migrated database, which the first test that asks has to make.
fn template(
    connection: &mut PgConnection,
    server: &Url,
    migrate: impl FnOnce(&str) -> Result<()>,
) -> Result<String> {
    let name = format!("it_template_{:016x}", fingerprint());
    connection.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
    let made = make_template(connection, server, &name, migrate);
    connection.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
    made.map(|()| name)
}

fn make_template(
    connection: &mut PgConnection,
    server: &Url,
    name: &str,
    migrate: impl FnOnce(&str) -> Result<()>,
) -> Result<()> {
    let query = format!("SELECT count(*) AS number FROM pg_database WHERE datname = '{name}'");
    if sql_query(query).get_result::<Number>(connection)?.number > 0 {
        return Ok(());
    }
    // Under its last name only when it is whole, so that a run that dies half way leaves no half template.
    let draft = format!("{name}_draft");
    connection.batch_execute(&format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)"))?;
    connection.batch_execute(&format!("CREATE DATABASE {draft}"))?;
    migrate(&with_database(server, &draft)).context("the migrations failed on PostgreSQL")?;
    // Whoever is still connected to it would keep it from being copied.
    connection.batch_execute(&format!("ALTER DATABASE {draft} ALLOW_CONNECTIONS false"))?;
    connection.batch_execute(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{draft}'"
    ))?;
    connection.batch_execute(&format!("ALTER DATABASE {draft} RENAME TO {name}"))?;
    Ok(())
}

/// Changes with every change to a migration, so that an old template is never taken for a new one.
pub(crate) fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    for migration in folkmoot_migrations::ALL {
        (migration.name, migration.postgres.up, migration.sqlite.up).hash(&mut hasher);
    }
    hasher.finish()
}

fn with_database(server: &Url, name: &str) -> String {
    let mut url = server.clone();
    url.set_path(name);
    url.into()
}

mod tests {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, PgConnection};

    use super::{TestDatabase, wanted};
    use crate::support::database::migrate_postgres;

    #[tokio::test]
    async fn each_test_has_a_database_of_its_own() -> anyhow::Result<()> {
        if !wanted() {
            return Ok(());
        }
        let (one, other) =
            tokio::try_join!(TestDatabase::create(migrate_postgres), TestDatabase::create(migrate_postgres))?;
        assert_ne!(one.url(), other.url());
        PgConnection::establish(&one.url())?.batch_execute("CREATE TABLE only_here (id bigint)")?;
        let there = PgConnection::establish(&other.url())?.batch_execute("SELECT * FROM only_here");
        assert!(there.is_err());
        let gone = one.url();
        drop(one);
        assert!(PgConnection::establish(&gone).is_err());
        Ok(())
    }
}
