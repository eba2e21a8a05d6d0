//! The stories, as one test binary: one module for each part of the product, beside what they stand on.

mod support;

mod care;
mod federation;
mod ideas;
mod lifespans;
mod questions;
mod safety;
