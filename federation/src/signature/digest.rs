//! Digests of bodies: `Digest` (RFC 3230, with cavage) and `Content-Digest` (RFC 9530).

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sfv::{BareItem, Dictionary, ListEntry, Parser};

use super::{Headers, SignatureError};

/// The `Digest` field for a body.
pub fn digest_header(body: &[u8]) -> String {
    format!("SHA-256={}", STANDARD.encode(digest(&SHA256, body)))
}

fn fits(body: &[u8], claimed: &[u8]) -> Result<(), SignatureError> {
    if digest(&SHA256, body).as_ref() == claimed {
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
        Ok(claimed) => fits(body, &claimed),
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
    match (values.len(), values.get("sha-256")) {
        (1, Some(ListEntry::Item(item))) => match &item.bare_item {
            BareItem::ByteSequence(claimed) => fits(body, claimed),
            _ => Err(SignatureError::Digest("it cannot be read")),
        },
        (1, _) => Err(SignatureError::Digest("it must be sha-256")),
        _ => Err(SignatureError::Digest("there must be one value")),
    }
}
