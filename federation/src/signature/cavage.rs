//! draft-cavage-http-signatures-12, as the fediverse uses it.
//!
//! The text to sign is built here and not by `http-signature-normalization`: that crate adds the
//! `created` of a request to a `SystemTime`, which panics on a large number, and a panic ends a
//! release build; it also reads the system's clock itself.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{ACCEPT, CONTENT_TYPE, DATE, HOST, HeaderMap, HeaderName, HeaderValue};
use time::OffsetDateTime;
use url::Url;

use super::digest::{check_digest, digest_header};
use super::{Headers, Here, Keys, Request, SignatureError, authority, http_date, timely};
use crate::host::SigningKey;

/// Fields that one signature may list. Real ones list five or so.
const MOST_COVERED: usize = 32;

#[derive(Debug)]
pub(super) struct Parameters {
    covered: Vec<String>,
    created: Option<i64>,
    expires: Option<i64>,
}

/// Reads the `Signature` field, or `Authorization: Signature ...`.
pub(super) fn read(headers: &Headers<'_>) -> Result<(String, Vec<u8>, Parameters), SignatureError> {
    let field = match headers.single("signature") {
        Some(field) => field,
        None if headers.has("signature") => {
            return Err(SignatureError::Malformed("there must be one"));
        }
        None => headers
            .single("authorization")
            .and_then(|field| field.strip_prefix("Signature "))
            .ok_or(SignatureError::Missing)?,
    };
    let (mut key_id, mut signature, mut covered, mut algorithm) = (None, None, None, None);
    let (mut created, mut expires) = (None, None);
    for pair in Pairs(field) {
        let (name, value) = pair?;
        let place = match name {
            "keyId" => &mut key_id,
            "signature" => &mut signature,
            "headers" => &mut covered,
            "algorithm" => &mut algorithm,
            "created" => &mut created,
            "expires" => &mut expires,
            _ => continue,
        };
        if place.replace(value).is_some() {
            return Err(SignatureError::Malformed("a parameter is repeated"));
        }
    }
    // The key decides how a signature is checked. This only refuses what could not be meant.
    if !matches!(
        algorithm,
        None | Some("rsa-sha256" | "hs2019" | "rsa-v1_5-sha256" | "ed25519" | "")
    ) {
        return Err(SignatureError::Malformed("its algorithm is not supported"));
    }
    let key_id = key_id.ok_or(SignatureError::Malformed("it has no keyId"))?;
    let signature = signature.ok_or(SignatureError::Malformed("it has no signature"))?;
    let Ok(signature) = STANDARD.decode(signature) else {
        return Err(SignatureError::Malformed("it is not base64"));
    };
    let covered: Vec<String> = covered
        .unwrap_or("(created)")
        .split_whitespace()
        .map(str::to_ascii_lowercase)
        .collect();
    if covered.len() > MOST_COVERED {
        return Err(SignatureError::Malformed("it covers too many fields"));
    }
    let parameters = Parameters {
        covered,
        created: seconds(created)?,
        expires: seconds(expires)?,
    };
    Ok((key_id.to_owned(), signature, parameters))
}

fn seconds(text: Option<&str>) -> Result<Option<i64>, SignatureError> {
    let Some(text) = text else { return Ok(None) };
    // The draft allows fractions of a second in `expires`.
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    match whole.parse::<i64>() {
        Ok(seconds) => Ok(Some(seconds)),
        Err(_) => Err(SignatureError::Malformed("a time is not a number")),
    }
}

/// Parameters as `name="value"` or `name=value`, between commas.
struct Pairs<'a>(&'a str);

impl<'a> Iterator for Pairs<'a> {
    type Item = Result<(&'a str, &'a str), SignatureError>;

    fn next(&mut self) -> Option<Self::Item> {
        const UNREADABLE: SignatureError =
            SignatureError::Malformed("its parameters are not in order");
        let text = self.0.trim_start_matches([',', ' ', '\t']);
        if text.is_empty() {
            return None;
        }
        self.0 = "";
        let Some((name, rest)) = text.split_once('=') else {
            return Some(Err(UNREADABLE));
        };
        let (value, rest) = match rest.trim_start().strip_prefix('"') {
            Some(quoted) => match quoted.split_once('"') {
                Some(parts) => parts,
                None => return Some(Err(UNREADABLE)),
            },
            None => rest
                .split_once(',')
                .map_or((rest.trim(), ""), |(value, rest)| (value.trim(), rest)),
        };
        self.0 = rest;
        Some(Ok((name.trim(), value)))
    }
}

impl Parameters {
    fn covers(&self, name: &str) -> bool {
        self.covered.iter().any(|field| field == name)
    }

    pub(super) fn check(
        &self,
        request: &Request<'_>,
        here: &Here,
        now: i64,
    ) -> Result<(), SignatureError> {
        for name in ["(request-target)", "host"] {
            if !self.covers(name) {
                return Err(SignatureError::Uncovered(name));
            }
        }
        if !request
            .headers
            .single("host")
            .is_some_and(|host| here.is_meant(host))
        {
            return Err(SignatureError::OtherHost);
        }
        let date = if self.covers("date") {
            let date = request.headers.single("date").and_then(http_date);
            Some(date.ok_or(SignatureError::Malformed("there must be one Date"))?)
        } else {
            None
        };
        let created = self.created.filter(|_| self.covers("(created)"));
        let expires = self.expires.filter(|_| self.covers("(expires)"));
        if date.is_none() && created.is_none() {
            return Err(SignatureError::Uncovered("date"));
        }
        timely(now, date, created, expires)?;
        let Some(body) = request.body else {
            return Ok(());
        };
        if !self.covers("digest") {
            return Err(SignatureError::Uncovered("digest"));
        }
        check_digest(&request.headers, body)
    }

    /// What was signed, if the request is as its signer made it.
    pub(super) fn signed_text(
        &self,
        request: &Request<'_>,
        target: &str,
    ) -> Result<String, SignatureError> {
        let mut text = String::with_capacity(512);
        for name in &self.covered {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(name);
            text.push_str(": ");
            match name.as_str() {
                "(request-target)" => {
                    text.push_str(&request.method.to_ascii_lowercase());
                    text.push(' ');
                    text.push_str(target);
                }
                "(created)" => push_number(&mut text, self.created)?,
                "(expires)" => push_number(&mut text, self.expires)?,
                _ => text.push_str(
                    &request
                        .headers
                        .joined(name)
                        .ok_or(SignatureError::Malformed("a covered field is missing"))?,
                ),
            }
        }
        Ok(text)
    }
}

fn push_number(text: &mut String, number: Option<i64>) -> Result<(), SignatureError> {
    let number = number.ok_or(SignatureError::Malformed("a covered time is missing"))?;
    write!(text, "{number}").map_or(
        Err(SignatureError::Malformed("a time cannot be written")),
        Ok,
    )
}

/// What is sent and signed beside the address, the host and the date.
#[derive(Debug, Clone, Copy)]
pub enum Signing<'a> {
    Get {
        accept: &'a str,
    },
    Post {
        body: &'a [u8],
        content_type: &'a str,
    },
}

/// The header fields of a signed request, the signature among them.
pub fn sign(
    keys: &Keys,
    key: &SigningKey,
    url: &Url,
    what: Signing<'_>,
    now: OffsetDateTime,
) -> Result<HeaderMap, SignatureError> {
    let digest;
    let (method, fields): (_, &[(HeaderName, &str)]) = match what {
        Signing::Get { accept } => ("get", &[(ACCEPT, accept)]),
        Signing::Post { body, content_type } => {
            digest = digest_header(body);
            (
                "post",
                &[
                    (HeaderName::from_static("digest"), digest.as_str()),
                    (CONTENT_TYPE, content_type),
                ],
            )
        }
    };
    let host = authority(url);
    let date = httpdate::fmt_http_date(now.into());
    let mut text = format!("(request-target): {method} {}", url.path());
    if let Some(query) = url.query() {
        text.push('?');
        text.push_str(query);
    }
    let mut covered = "(request-target)".to_owned();
    let mut headers = HeaderMap::with_capacity(6);
    for (name, value) in [(HOST, host.as_str()), (DATE, date.as_str())]
        .iter()
        .chain(fields)
    {
        text.push('\n');
        text.push_str(name.as_str());
        text.push_str(": ");
        text.push_str(value);
        covered.push(' ');
        covered.push_str(name.as_str());
        headers.insert(name.clone(), field(value)?);
    }
    let signature = keys.sign(key, &text)?;
    let signature = format!(
        "keyId=\"{}\",algorithm=\"rsa-sha256\",headers=\"{covered}\",signature=\"{signature}\"",
        key.key_id
    );
    headers.insert(HeaderName::from_static("signature"), field(&signature)?);
    Ok(headers)
}

fn field(text: &str) -> Result<HeaderValue, SignatureError> {
    match HeaderValue::from_str(text) {
        Ok(value) => Ok(value),
        Err(_) => Err(SignatureError::Malformed(
            "a field holds what no header may",
        )),
    }
}
