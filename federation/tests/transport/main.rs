//! The transport half of the protocol, against real listeners on this machine.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and helpers do so for it"
)]

mod client;
mod confirm;
mod delivery;
mod discovery;
mod fetch;
mod inbox;
mod keys;
mod memory;
mod peer;
mod world;
