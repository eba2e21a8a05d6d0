//! What the stories stand on: instances, databases, a browser, a foreign server, a mail server.

pub(crate) mod answer;
pub(crate) mod browser;
pub(crate) mod database;
pub(crate) mod instance;
pub(crate) mod peer;
pub(crate) mod person;
pub(crate) mod postgres;
pub(crate) mod program;
pub(crate) mod scratch;
pub(crate) mod smtp;
pub(crate) mod stranger;
pub(crate) mod visit;
pub(crate) mod world;

pub(crate) use answer::{list_at, number_at, text_at};
pub(crate) use stranger::{Member, Place, Reply, Software, Stranger};
pub(crate) use world::{Story, World};
