//! Folkmoot as a library: everything that one running instance needs, with nothing global.
//!
//! `main.rs` and the tests start instances through [`start`]; several can live in one process.

pub mod app;
pub mod calendar;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod error;
pub mod fediverse;
pub mod formats;
pub mod i18n;
pub mod id;
pub mod jobs;
pub mod kinds;
pub mod limits;
pub mod mail;
pub mod media;
pub mod pages;
pub mod render;
pub mod store;
pub mod urls;
pub mod web;

pub use app::{Options, Running, start};
pub use error::{Error, Result};
