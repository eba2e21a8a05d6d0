//! Judging answers: what a status means, where a redirect leads, how much is read.

use std::error::Error as StdError;

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use time::OffsetDateTime;
use url::Url;

use super::ask::Ask;
use super::guard::NotPublic;
use crate::error::FetchError;

/// Seconds that a peer may put us off for.
const LONGEST_WAIT: u64 = 7 * 86_400;

/// Sorts answers: only a whole, uncompressed document of the right kind passes.
pub(super) fn judge(
    response: Response,
    ask: Ask,
    now: OffsetDateTime,
) -> Result<Response, FetchError> {
    let url = response.url();
    let status = response.status();
    if matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) {
        return Err(FetchError::Gone(url.to_string()));
    }
    if is_temporary(status.as_u16()) {
        return Err(FetchError::Temporary {
            url: url.to_string(),
            reason: format!("it answered {status}"),
            retry_after: retry_after(&response, now),
        });
    }
    if status != StatusCode::OK {
        return Err(FetchError::Rejected {
            url: url.to_string(),
            status: status.as_u16(),
        });
    }
    if response
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|value| value != "identity")
    {
        return Err(FetchError::invalid(
            url,
            "it is compressed, which was not asked for",
        ));
    }
    let content_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !ask.kind.allows(content_type) {
        return Err(FetchError::invalid(
            url,
            format!(
                "its type is {:?}",
                content_type.chars().take(80).collect::<String>()
            ),
        ));
    }
    Ok(response)
}

/// `Retry-After`, in seconds from now, whichever of its two forms it has; a week at most.
pub(super) fn retry_after(response: &Response, now: OffsetDateTime) -> Option<u64> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds: u64 = match text.parse() {
        Ok(seconds) => seconds,
        Err(_) => {
            let at = OffsetDateTime::from(httpdate::parse_http_date(text).ok()?);
            u64::try_from((at - now).whole_seconds()).ok()?
        }
    };
    Some(seconds.min(LONGEST_WAIT))
}

/// Whether a status says "not now" and not "no".
pub(crate) fn is_temporary(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}

pub(super) fn redirection(response: &Response) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok());
    match location.and_then(|text| response.url().join(text).ok()) {
        Some(next) => Ok(Some(next)),
        None => Err(FetchError::invalid(
            response.url(),
            "it redirects to no address",
        )),
    }
}

/// Why no answer came: a name without a public address is a refusal, everything else may pass.
pub(super) fn unreachable_for(url: &Url, cause: &reqwest::Error) -> FetchError {
    let mut reason = String::new();
    let mut next: Option<&(dyn StdError + 'static)> = Some(cause);
    while let Some(error) = next {
        if error.is::<NotPublic>() {
            return FetchError::Refused {
                url: url.to_string(),
                reason: "its name has no public address",
            };
        }
        if !reason.is_empty() {
            reason.push_str(": ");
        }
        reason.push_str(&error.to_string());
        next = error.source();
    }
    FetchError::temporary(url, reason)
}

/// Reads a body and stops at the limit, whatever `Content-Length` says.
pub(super) async fn read_capped(mut response: Response, limit: usize) -> Result<Bytes, FetchError> {
    let url = response.url().clone();
    let too_large = || FetchError::TooLarge {
        url: url.to_string(),
        limit,
    };
    let claimed = response.content_length().unwrap_or_default();
    if claimed > limit as u64 {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|cause| unreachable_for(&url, &cause))?
    {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
