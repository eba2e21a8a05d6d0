//! What a hostile server, page or file may try, and what must come of it: nothing. Each test fails without its guard.
//! The numbers are those of the list that FEDERATION.md and the issues speak of.

mod authority;
mod bounds;
mod hearsay;
mod house;
mod outward;
mod strings;
mod signatures;
mod unwanted;
