//! Digests of bodies: `Digest` (RFC 3230, with cavage) and `Content-Digest` (RFC 9530).

use aws_lc_rs::digest::{Algorithm, SHA256, SHA512, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sfv::{BareItem, Dictionary, ListEntry, Parser};

use super::{Headers, SignatureError};

/// The `Digest` field for a body.
pub fn digest_header(body: &[u8]) -> String {
    format!("SHA-256={}", STANDARD.encode(digest(&SHA256, body)))
}

fn fits(algorithm: &'static Algorithm, body: &[u8], claimed: &[u8]) -> Result<(), SignatureError> {
    if digest(algorithm, body).as_ref() == claimed {
        Ok(())
    } else {
        Err(SignatureError::Digest("it is another body's"))
    }
}

/// Exactly one digest is allowed: with two, a reader that looks at the other one sees another body.
pub(super) fn check_digest(headers: &Headers<'_>, body: &[u8]) -> Result<(), SignatureError> {
    let field = headers
        .single("digest")
        .ok_or(SignatureError::Digest("there must be one Digest field"))?;
    let (algorithm, claimed) = field
        .split_once('=')
        .ok_or(SignatureError::Digest("it cannot be read"))?;
    if field.contains(',') {
        return Err(SignatureError::Digest("there must be one value"));
    }
    if !algorithm.trim().eq_ignore_ascii_case("sha-256") {
        return Err(SignatureError::Digest("it must be SHA-256"));
    }
    match STANDARD.decode(claimed.trim()) {
        Ok(claimed) => fits(&SHA256, body, &claimed),
        Err(_) => Err(SignatureError::Digest("it cannot be read")),
    }
}

pub(super) fn check_content_digest(
    headers: &Headers<'_>,
    body: &[u8],
) -> Result<(), SignatureError> {
    let field = headers
        .single("content-digest")
        .ok_or(SignatureError::Digest(
            "there must be one Content-Digest field",
        ))?;
    let Ok(values) = Parser::new(field).parse::<Dictionary>() else {
        return Err(SignatureError::Digest("it cannot be read"));
    };
    // The field may give several digests. Those that we can make must all fit, so that nobody who
    // looks at another one of them sees another body.
    let mut fitting = false;
    for (name, entry) in &values {
        let algorithm = match name.as_str() {
            "sha-256" => &SHA256,
            "sha-512" => &SHA512,
            _ => continue,
        };
        let ListEntry::Item(item) = entry else {
            return Err(SignatureError::Digest("it cannot be read"));
        };
        let BareItem::ByteSequence(claimed) = &item.bare_item else {
            return Err(SignatureError::Digest("it cannot be read"));
        };
        fits(algorithm, body, claimed)?;
        fitting = true;
    }
    if fitting {
        Ok(())
    } else {
        Err(SignatureError::Digest("it must be sha-256 or sha-512"))
    }
}
