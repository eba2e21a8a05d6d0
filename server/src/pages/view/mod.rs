//! What pages show: plain, serializable structs that loaders fill and templates read. No database, no protocol.
//!
//! Ids are strings (a browser must never round them), times are [`WhenView`], bodies are HTML that `render` made safe.

mod account;
mod admin;
mod blog;
mod common;
mod community;
mod ideas;
pub mod example;
mod labels;
mod lifespan;
mod people;
mod questions;
mod reputation;
mod site;
mod thread;
mod wiki;

pub use account::*;
pub use admin::*;
pub use blog::*;
pub use common::*;
pub use community::*;
pub use ideas::*;
pub use labels::*;
pub use lifespan::*;
pub use people::*;
pub use questions::*;
pub use reputation::*;
pub use site::*;
pub use thread::*;
pub use wiki::*;
