//! The read side: one file a page, `load(conn, viewer, params)` into a struct of [`view`].

pub mod reader;
pub mod view;
