//! Where the protocol meets the house: rows into documents and back, changes into domain calls,
//! events into activities. `outbound/` is the only folder that sends.

pub mod backfill;
pub mod collections;
pub mod convening;
pub mod convert;
pub mod deliver;
pub mod fetch;
pub mod forms;
pub mod host;
pub mod identity;
pub mod inbound;
pub mod outbound;
pub mod resolve;
