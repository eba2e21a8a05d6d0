//! Uploaded pictures: decoded under limits, made anew without what the camera wrote into them,
//! and kept under a key that is made of their content.
//!
//! Nothing that somebody uploads is ever served as it came. Photographs become JPEG, everything
//! else PNG; of an animation only the first picture stays.

mod picture;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as StorePath;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::config;
use crate::error::{Error, Result};

pub use picture::{Limits, Picture, remake};

/// Decoding takes memory by the hundred megabytes, so only so many at once.
const AT_ONCE: usize = 2;
/// Uploads that may wait for their turn before the next is told to come back later.
const MOST_WAITING: usize = 32;
/// Hexadecimal digits of the hash in a key.
const KEY_DIGITS: usize = 40;

/// An upload as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub key: String,
    pub content_type: &'static str,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
}

/// A kept file, to be served with exactly this type, `nosniff`, and for ever: its key is its content.
#[derive(Debug, Clone)]
pub struct Opened {
    pub content_type: &'static str,
    pub bytes: Bytes,
}

pub struct Media {
    store: Arc<dyn ObjectStore>,
    limits: Limits,
    turns: Arc<Semaphore>,
    queue: Semaphore,
}

impl Media {
    /// Keeps files in a directory, which is made if need be.
    pub fn on_disk(dir: &Path, config: &config::Limits) -> anyhow::Result<Self> {
        std::fs::create_dir_all(dir)
            .with_context(|| format!("cannot make the directory {}", dir.display()))?;
        let store = LocalFileSystem::new_with_prefix(dir)
            .with_context(|| format!("cannot use the directory {}", dir.display()))?
            .with_fsync(true);
        Ok(Self::new(Arc::new(store), Limits::from(config)))
    }

    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, limits: Limits) -> Self {
        Self {
            store,
            limits,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            queue: Semaphore::new(AT_ONCE + MOST_WAITING),
        }
    }

    /// The most bytes that an upload may have, for whoever reads the request.
    #[must_use]
    pub fn max_bytes(&self) -> u64 {
        self.limits.bytes
    }

    /// Makes the picture anew and keeps it. The same picture again gets the same key.
    pub async fn keep(&self, upload: Bytes) -> Result<Kept> {
        let _place = self
            .queue
            .try_acquire()
            .map_err(|full| Error::unavailable(format!("uploads: {full}")))?;
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(Error::internal)?;
        let limits = self.limits;
        let picture = tokio::task::spawn_blocking(move || {
            // Held by the work itself: a request that went away must not make room too early.
            let _turn = turn;
            remake(&upload, limits)
        })
        .await
        .map_err(Error::internal)??;
        let kept = Kept {
            key: key_of(&picture),
            content_type: picture.content_type,
            width: picture.width,
            height: picture.height,
            bytes: picture.bytes.len() as u64,
        };
        let place = place_of(&kept.key).ok_or(Error::NotFound("file"))?;
        self.store
            .put(&place, PutPayload::from(picture.bytes))
            .await
            .map_err(Error::internal)?;
        Ok(kept)
    }

    pub async fn open(&self, key: &str) -> Result<Opened> {
        let place = place_of(key).ok_or(Error::NotFound("file"))?;
        let content_type = type_of(key).ok_or(Error::NotFound("file"))?;
        let bytes = async { self.store.get(&place).await?.bytes().await }
            .await
            .map_err(missing)?;
        Ok(Opened {
            content_type,
            bytes,
        })
    }

    /// Whether a file was written within the last `span`. One that is gone is not.
    pub async fn is_younger(&self, key: &str, span: std::time::Duration) -> Result<bool> {
        let Some(place) = place_of(key) else { return Ok(false) };
        match self.store.head(&place).await {
            Ok(meta) => {
                let written = std::time::SystemTime::from(meta.last_modified);
                Ok(written.elapsed().is_ok_and(|age| age < span))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// Forgets a file. One that is gone already is no error.
    pub async fn drop_file(&self, key: &str) -> Result<()> {
        let Some(place) = place_of(key) else {
            return Ok(());
        };
        match self.store.delete(&place).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Error::internal(error)),
        }
    }
}

fn missing(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::NotFound("file"),
        other => Error::internal(other),
    }
}

fn key_of(picture: &Picture) -> String {
    let mut digest = hex::encode(Sha256::digest(&picture.bytes));
    digest.truncate(KEY_DIGITS);
    format!("{digest}.{}", picture.extension)
}

/// Only keys of our own making lead anywhere: no path comes from outside.
fn place_of(key: &str) -> Option<StorePath> {
    type_of(key)?;
    let digest = key.split_once('.')?.0;
    let fits = digest.len() == KEY_DIGITS
        && digest
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    fits.then(|| StorePath::from(format!("{}/{key}", &digest[..2])))
}

fn type_of(key: &str) -> Option<&'static str> {
    match key.split_once('.')?.1 {
        "jpg" => Some("image/jpeg"),
        "png" => Some("image/png"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
