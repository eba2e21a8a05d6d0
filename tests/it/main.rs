//! The stories, as one test binary: one module for each part of the product, beside what they stand on.

mod support;

mod access;
mod blog;
mod care;
mod discovery;
mod e2e;
mod federation;
mod house;
mod ideas;
mod interop;
mod kill;
mod lifespans;
mod polls;
mod questions;
mod ranks;
mod safety;
mod store;
mod tags;
mod wiki;
