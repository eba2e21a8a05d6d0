//! The tables: rows, and the queries on them, one file a noun. No rule lives here.

pub mod accounts;
pub mod actors;
pub mod articles;
pub mod communities;
pub mod conn;
pub mod deliveries;
pub mod doors;
pub mod drafts;
pub mod ext;
pub mod feedback;
pub mod hails;
pub mod hosts;
pub mod ideas;
pub mod identity;
pub mod lane;
pub mod media;
pub mod inbox;
pub mod jobs;
pub mod lifespans;
pub mod migrate;
pub mod moderation;
pub mod notifications;
pub mod polls;
pub mod posts;
pub mod questions;
pub mod ranks;
pub mod schema;
pub mod search;
pub mod settings;
pub mod similar;
pub mod turn;
pub mod votes;
pub mod wiki;

pub use conn::{Conn, Db, Engine, Env, Tx};
