//! Taking a thread from one community into another.

use crate::domain::access::{self, Viewer};
use crate::store::conn::Tx;
use crate::store::cross_posts;
use crate::store::posts::Post;
use crate::{Error, Result};

/// Remembers where a new thread was taken from. Whoever takes it along can read it there.
pub fn taken(tx: &mut Tx<'_>, viewer: &Viewer, post: &Post, origin: i64) -> Result<()> {
    let (from, _, _) = access::post(tx.conn, viewer, origin)?;
    if !from.is_thread() || !post.is_thread() {
        return Err(Error::Forbidden("Only threads are taken along."));
    }
    if from.visibility.part().is_some() {
        return Err(Error::Forbidden("What is for members alone stays there."));
    }
    if from.community_id == post.community_id {
        return Err(Error::field("community", "form-cross-post-same"));
    }
    cross_posts::link(tx, post.id, from.id)
}
