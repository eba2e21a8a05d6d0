//! What keeps a house in order: who shows, whose word stands, what is counted once, and what is not kept for ever.

mod interrupted;
mod processes;
mod standing;
mod uploads;
