//! Servers and their people taking part in each other's communities.

mod contact;
mod farewell;
mod microblog;
mod peers;
mod recorded;
mod silence;
mod stewards;
mod threadiverse;
mod together;

pub(crate) use contact::{created, joined, reply_of, thread_of};
