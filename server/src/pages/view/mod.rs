//! What pages show: plain, serializable structs that loaders fill and templates read. No database, no protocol.
//!
//! Ids are strings (a browser must never round them), times are [`WhenView`], bodies are HTML that `render` made safe.

mod account;
mod admin;
mod common;
mod community;
pub mod example;
mod people;
mod site;
mod thread;

pub use account::*;
pub use admin::*;
pub use common::*;
pub use community::*;
pub use people::*;
pub use site::*;
pub use thread::*;
