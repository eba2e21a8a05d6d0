//! RFC 9421, HTTP Message Signatures: reading only.
//!
//! The text to verify is built on `sfv` and not by `httpsig`: that crate writes the signature's
//! parameters in an order of its own and drops those it does not know, so that it refuses good
//! signatures whose maker chose another order.

use sfv::{BareItem, Dictionary, InnerList, ListEntry, ListSerializer, Parser};

use super::digest::check_content_digest;
use super::{Headers, Here, Request, SignatureError, VerifyingKey, http_date, timely};

const MOST_COVERED: usize = 32;

#[derive(Debug)]
pub(super) struct Parameters {
    covered: Vec<String>,
    /// The covered components and parameters in canonical form, in their maker's order.
    canonical: String,
    created: Option<i64>,
    expires: Option<i64>,
    algorithm: Option<String>,
}

pub(super) fn read(headers: &Headers<'_>) -> Result<(String, Vec<u8>, Parameters), SignatureError> {
    let inputs = dictionary(headers, "signature-input")?;
    let signatures = dictionary(headers, "signature")?;
    // With several, which one vouches for the request would be a matter of taste.
    let (Some((label, ListEntry::InnerList(input))), 1, 1) =
        (inputs.first(), inputs.len(), signatures.len())
    else {
        return Err(SignatureError::Malformed("there must be exactly one"));
    };
    let Some(ListEntry::Item(item)) = signatures.get(label.as_str()) else {
        return Err(SignatureError::Malformed(
            "Signature and Signature-Input differ",
        ));
    };
    let BareItem::ByteSequence(value) = &item.bare_item else {
        return Err(SignatureError::Malformed("it is not a byte sequence"));
    };
    let text = |name: &str| {
        input
            .params
            .get(name)
            .and_then(BareItem::as_string)
            .map(|text| text.as_str().to_owned())
    };
    let number = |name: &str| {
        input
            .params
            .get(name)
            .and_then(BareItem::as_integer)
            .map(i64::from)
    };
    let parameters = Parameters {
        covered: covered(input)?,
        canonical: canonical(input)?,
        created: number("created"),
        expires: number("expires"),
        algorithm: text("alg"),
    };
    let key_id = text("keyid").ok_or(SignatureError::Malformed("it has no keyid"))?;
    Ok((key_id, value.clone(), parameters))
}

fn dictionary(headers: &Headers<'_>, name: &str) -> Result<Dictionary, SignatureError> {
    let field = headers.joined(name).ok_or(SignatureError::Missing)?;
    match Parser::new(field.as_ref()).parse::<Dictionary>() {
        Ok(dictionary) => Ok(dictionary),
        Err(_) => Err(SignatureError::Malformed("it is not a structured field")),
    }
}

fn covered(input: &InnerList) -> Result<Vec<String>, SignatureError> {
    if input.items.len() > MOST_COVERED {
        return Err(SignatureError::Malformed("it covers too many components"));
    }
    let mut covered: Vec<String> = Vec::with_capacity(input.items.len());
    for item in &input.items {
        let BareItem::String(name) = &item.bare_item else {
            return Err(SignatureError::Malformed("a component is not a string"));
        };
        // `;sf`, `;bs`, `;key` and the rest: no peer sends them, and each is a way to misread.
        if !item.params.is_empty() {
            return Err(SignatureError::Malformed("a component has parameters"));
        }
        let name = name.as_str().to_owned();
        if covered.contains(&name) {
            return Err(SignatureError::Malformed("a component is repeated"));
        }
        covered.push(name);
    }
    Ok(covered)
}

fn canonical(input: &InnerList) -> Result<String, SignatureError> {
    let mut list = ListSerializer::new();
    let entry = ListEntry::InnerList(input.clone());
    list.members([&entry]);
    list.finish()
        .ok_or(SignatureError::Malformed("it is empty"))
}

impl Parameters {
    fn covers(&self, name: &str) -> bool {
        self.covered.iter().any(|component| component == name)
    }

    pub(super) fn check(
        &self,
        request: &Request<'_>,
        here: &Here,
        now: i64,
    ) -> Result<(), SignatureError> {
        if !self.covers("@method") {
            return Err(SignatureError::Uncovered("@method"));
        }
        let whole = self.covers("@target-uri");
        let path = self.covers("@request-target")
            || (self.covers("@path") && (request.query().is_none() || self.covers("@query")));
        if !whole && !path {
            return Err(SignatureError::Uncovered("@target-uri"));
        }
        if !whole && !self.covers("@authority") && !self.covers("host") {
            return Err(SignatureError::Uncovered("@authority"));
        }
        if self.covers("host")
            && !request
                .headers
                .single("host")
                .is_some_and(|host| here.is_meant(host))
        {
            return Err(SignatureError::OtherHost);
        }
        let created = self.created.ok_or(SignatureError::Uncovered("created"))?;
        let date = match self
            .covers("date")
            .then(|| request.headers.single("date").and_then(http_date))
        {
            Some(None) => return Err(SignatureError::Malformed("there must be one Date")),
            Some(date) => date,
            None => None,
        };
        timely(now, date, Some(created), self.expires)?;
        let Some(body) = request.body else {
            return Ok(());
        };
        if !self.covers("content-digest") {
            return Err(SignatureError::Uncovered("content-digest"));
        }
        check_content_digest(&request.headers, body)
    }

    /// A named algorithm must be the one that the key is for.
    pub(super) fn allows(&self, key: &VerifyingKey) -> Result<(), SignatureError> {
        match (self.algorithm.as_deref(), key) {
            (None, _)
            | (Some("rsa-v1_5-sha256"), VerifyingKey::Rsa(_))
            | (Some("ed25519"), VerifyingKey::Ed25519(_)) => Ok(()),
            _ => Err(SignatureError::Malformed(
                "its algorithm does not fit the key",
            )),
        }
    }

    pub(super) fn signed_text(
        &self,
        request: &Request<'_>,
        here: &Here,
    ) -> Result<String, SignatureError> {
        let mut text = String::with_capacity(512);
        for name in &self.covered {
            text.push('"');
            text.push_str(name);
            text.push_str("\": ");
            match name.as_str() {
                "@method" => text.push_str(request.method),
                "@target-uri" => text.extend([
                    here.scheme.as_str(),
                    "://",
                    here.authority.as_str(),
                    request.path_and_query,
                ]),
                "@authority" => text.push_str(&here.authority),
                "@scheme" => text.push_str(&here.scheme),
                "@request-target" => text.push_str(request.path_and_query),
                "@path" => text.push_str(request.path()),
                "@query" => text.extend(["?", request.query().unwrap_or_default()]),
                field if field.starts_with('@') => {
                    return Err(SignatureError::Malformed("it covers an unknown component"));
                }
                field => text.push_str(
                    &request
                        .headers
                        .joined(field)
                        .ok_or(SignatureError::Malformed("a covered field is missing"))?,
                ),
            }
            text.push('\n');
        }
        text.push_str("\"@signature-params\": ");
        text.push_str(&self.canonical);
        Ok(text)
    }
}
