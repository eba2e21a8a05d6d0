//! The migrations of both databases, embedded in the binary.
//!
//! This crate only carries text; `server::store::migrate` runs it. Every migration has the same
//! name in both folders and leaves the same tables and columns behind.

/// One step of the schema, and the way back.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    pub name: &'static str,
    pub sqlite: Sql,
    pub postgres: Sql,
}

/// The two directions of a step.
#[derive(Debug, Clone, Copy)]
pub struct Sql {
    pub up: &'static str,
    pub down: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        /// All steps, oldest first.
        pub const ALL: &[Migration] = &[$(Migration {
            name: $name,
            sqlite: Sql {
                up: include_str!(concat!("../sqlite/", $name, "/up.sql")),
                down: include_str!(concat!("../sqlite/", $name, "/down.sql")),
            },
            postgres: Sql {
                up: include_str!(concat!("../postgres/", $name, "/up.sql")),
                down: include_str!(concat!("../postgres/", $name, "/down.sql")),
            },
        }),*];
    };
}

migrations![
    "0001_foundation",
    "0002_search",
    "0003_reading",
    "0003_lifespans",
    "0004_answers",
    "0005_ideas",
    "0006_ground",
    "0007_polls",
    "0008_blog",
    "0009_wiki",
    "0012_ranks",
    "0013_discovery",
    "0014_access",
    "0015_hails",
];
