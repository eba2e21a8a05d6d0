//! The read side: one file a page, `load(conn, reader, params)` into a struct of [`view`].

pub mod admin;
mod bodies;
pub mod communities;
pub mod community;
pub mod composer;
pub mod export;
pub mod faces;
pub mod feeds;
mod frame;
pub mod history;
pub mod home;
pub mod interact;
pub mod letter;
pub mod memo;
pub mod modlog;
pub mod named;
pub mod notifications;
pub mod person;
pub mod reader;
pub mod rows;
pub mod saved;
pub mod search;
pub mod seen;
pub mod settings_page;
pub mod site;
pub mod tend;
pub mod thread;
mod tree;
pub mod view;

pub use frame::{bare, frame, introduce};
pub use seen::{Depends, Seen};

/// A page with the state that it shows.
#[derive(Debug)]
pub struct Loaded<B> {
    pub page: view::Page<B>,
    pub seen: Seen,
}
