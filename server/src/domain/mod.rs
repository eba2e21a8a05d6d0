//! The rules: plain synchronous functions on a transaction, one file a noun.
//!
//! Each action has one function, whoever acts and wherever they live ([`Origin`]). What it changes
//! beyond its own rows it tells as an [`events::Event`]; nothing here knows of pages or protocols.

pub mod access;
pub mod accounts;
pub mod actors;
pub mod articles;
pub mod blocks;
pub mod communities;
pub mod content;
pub mod convener;
pub mod drafts;
pub mod cross_posts;
pub mod email;
pub mod media;
pub mod doors;
pub mod events;
pub mod feedback;
pub mod hails;
pub mod finding;
pub mod ideas;
pub mod labels;
pub mod lifecycle;
pub mod membership;
pub mod moderation;
pub mod notifications;
pub mod origin;
pub mod polls;
pub mod posts;
pub mod questions;
pub mod reputation;
pub mod settings;
pub mod setup;
pub mod standing;
pub mod titles;
pub mod suggestions;
pub mod tokens;
pub mod votes;
pub mod wiki;

pub use access::{Person, Viewer};
pub use origin::{Origin, Remote};
