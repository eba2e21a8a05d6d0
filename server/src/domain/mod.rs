//! The rules: plain synchronous functions on a transaction, one file a noun.
//!
//! Each action has one function, whoever acts and wherever they live ([`Origin`]). What it changes
//! beyond its own rows it tells as an [`events::Event`]; nothing here knows of pages or protocols.

pub mod access;
pub mod accounts;
pub mod actors;
pub mod blocks;
pub mod communities;
pub mod content;
pub mod email;
pub mod events;
pub mod media;
pub mod membership;
pub mod moderation;
pub mod notifications;
pub mod origin;
pub mod posts;
pub mod settings;
pub mod setup;
pub mod tokens;
pub mod votes;

pub use access::{Person, Viewer};
pub use origin::{Origin, Remote};
