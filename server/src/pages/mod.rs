//! The read side: one file a page, `load(conn, reader, params)` into a struct of [`view`].

pub mod admin;
pub mod access;
pub mod blog;
mod bodies;
pub mod communities;
pub mod community;
pub mod composer;
pub mod drafts;
pub mod cross_posts;
pub mod export;
pub mod export_community;
pub mod faces;
pub mod feedback;
pub mod feeds;
mod frame;
pub mod highlight;
pub mod history;
pub mod home;
pub mod interact;
pub mod letter;
pub mod labels;
pub mod lifespan;
pub mod memo;
pub mod modlog;
pub mod named;
pub mod notifications;
pub mod person;
pub mod questions;
pub mod reader;
pub mod reputation;
pub mod roadmap;
pub mod rows;
pub mod saved;
pub mod search;
pub mod seen;
pub mod settings_page;
pub mod site;
pub mod standing;
pub mod suggested;
pub mod tag;
pub mod tend;
pub mod thread;
mod tree;
pub mod view;
pub mod wiki;

pub use frame::{bare, frame, introduce};
pub use seen::{Depends, Seen};

/// A page with the state that it shows.
#[derive(Debug)]
pub struct Loaded<B> {
    pub page: view::Page<B>,
    pub seen: Seen,
}
