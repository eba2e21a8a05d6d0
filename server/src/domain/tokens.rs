//! Secrets that are handed out once and kept only as hashes.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Error, Result};

/// 256 random bits, fit for a URL or a cookie.
pub fn fresh() -> Result<String> {
    let mut bytes = [0_u8; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_unspecified| Error::internal(anyhow::anyhow!("the system gives no random bytes")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored in place of a token. A token is random, so a plain hash is enough, and looking
/// it up by its hash takes the same time for every wrong guess.
pub fn hash(token: &str) -> Vec<u8> {
    digest(&SHA256, token.as_bytes()).as_ref().to_vec()
}
