//! What the stories stand on: instances, databases, a browser, a foreign server, a mail server.

pub(crate) mod browser;
pub(crate) mod peer;
pub(crate) mod postgres;
pub(crate) mod smtp;
