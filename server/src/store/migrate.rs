//! Runs the migrations of `folkmoot-migrations`, one transaction each, under a lock.

use anyhow::Context;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use folkmoot_migrations::{ALL, Migration, Sql};

use crate::Result;
use crate::store::conn::{Conn, write_tx};

/// Any number will do, as long as every process of ours takes the same one.
const POSTGRES_LOCK: &str = "SELECT pg_advisory_xact_lock(7209110211)";

diesel::table! {
    schema_migrations (name) {
        name -> Text,
    }
}

/// Brings the schema up to date and says which steps were taken.
pub fn up(conn: &mut Conn) -> Result<Vec<&'static str>> {
    prepare(conn)?;
    let mut taken = Vec::new();
    for migration in ALL {
        let ran = write_tx(conn, |conn| {
            lock(conn)?;
            if applied(conn)?.iter().any(|name| name == migration.name) {
                return Ok(false);
            }
            run(conn, sql(conn, migration).up, migration.name)?;
            diesel::insert_into(schema_migrations::table)
                .values(schema_migrations::name.eq(migration.name))
                .execute(conn)?;
            Ok(true)
        })?;
        if ran {
            taken.push(migration.name);
        }
    }
    Ok(taken)
}

/// Takes back the newest `count` steps.
pub fn down(conn: &mut Conn, count: usize) -> Result<Vec<&'static str>> {
    prepare(conn)?;
    let mut taken = Vec::new();
    for migration in ALL.iter().rev() {
        if taken.len() == count {
            break;
        }
        let ran = write_tx(conn, |conn| {
            lock(conn)?;
            if !applied(conn)?.iter().any(|name| name == migration.name) {
                return Ok(false);
            }
            run(conn, sql(conn, migration).down, migration.name)?;
            diesel::delete(schema_migrations::table.filter(schema_migrations::name.eq(migration.name)))
                .execute(conn)?;
            Ok(true)
        })?;
        if ran {
            taken.push(migration.name);
        }
    }
    Ok(taken)
}

/// The names of the steps that are still to be taken.
pub fn pending(conn: &mut Conn) -> Result<Vec<&'static str>> {
    prepare(conn)?;
    let done = applied(conn)?;
    Ok(ALL.iter().map(|m| m.name).filter(|name| !done.iter().any(|d| d == name)).collect())
}

fn sql(conn: &Conn, migration: &Migration) -> Sql {
    match conn {
        Conn::Sqlite(_) => migration.sqlite,
        Conn::Postgres(_) => migration.postgres,
    }
}

fn prepare(conn: &mut Conn) -> Result<()> {
    conn.batch_execute("CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY NOT NULL)")
        .context("cannot create the table of migrations")?;
    Ok(())
}

fn lock(conn: &mut Conn) -> Result<()> {
    // SQLite is locked already: write transactions begin IMMEDIATE.
    if let Conn::Postgres(pg) = conn {
        pg.batch_execute(POSTGRES_LOCK).context("cannot take the migration lock")?;
    }
    Ok(())
}

fn applied(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(schema_migrations::table.select(schema_migrations::name).load(conn)?)
}

fn run(conn: &mut Conn, sql: &str, name: &str) -> Result<()> {
    conn.batch_execute(sql).with_context(|| format!("migration {name} failed"))?;
    Ok(())
}

/// A column as the database itself describes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub struct Column {
    #[diesel(sql_type = Text)]
    pub table_name: String,
    #[diesel(sql_type = Text)]
    pub column_name: String,
    #[diesel(sql_type = Text)]
    pub nullable: String,
}

/// Every column of every table, for the test that holds `schema.rs` against the databases.
pub fn columns(conn: &mut Conn) -> Result<Vec<Column>> {
    let query = match conn {
        Conn::Sqlite(_) => {
            "SELECT m.name AS table_name, p.name AS column_name, \
             CASE WHEN p.\"notnull\" = 1 THEN 'NO' ELSE 'YES' END AS nullable \
             FROM sqlite_master m, pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'search_index%' \
             ORDER BY 1, 2"
        }
        Conn::Postgres(_) => {
            "SELECT table_name::text AS table_name, column_name::text AS column_name, \
             is_nullable::text AS nullable FROM information_schema.columns \
             WHERE table_schema = current_schema() ORDER BY 1, 2"
        }
    };
    let mut columns: Vec<Column> = diesel::sql_query(query).load(conn)?;
    columns.sort();
    Ok(columns)
}
