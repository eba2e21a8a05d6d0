//! Every failure as problem+json (RFC 9457), also those that no handler saw.

use std::fmt;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{JsonPayloadError, PayloadError, QueryPayloadError};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError, web};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::Error;
use crate::app::App;
use crate::error::{FieldError, seconds_up};
use crate::i18n::Arg;

const TYPE: &str = "application/problem+json";

/// What an API handler fails with.
#[derive(Debug)]
pub(super) enum Problem {
    Ours(Error),
    /// The path is there, the method is not; here are those that are.
    Method(&'static str),
    /// No such path.
    Route,
}

pub(super) type Answer = Result<HttpResponse, Problem>;

/// A failure as it is documented.
#[derive(Serialize, ToSchema)]
pub(super) struct ProblemDocument {
    /// A name of this sort of failure that programs can rely on.
    #[schema(example = "urn:folkmoot:error:not-found")]
    r#type: String,
    title: String,
    status: u16,
    /// One sentence for people.
    detail: String,
    /// Field name to what is wrong with it (422).
    #[schema(nullable = false)]
    errors: Option<std::collections::BTreeMap<String, String>>,
    /// Seconds until it is worth trying again (429).
    #[schema(nullable = false)]
    retry_after: Option<u64>,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ours(error) => error.fmt(f),
            Self::Method(_) => f.write_str("method not allowed"),
            Self::Route => f.write_str("no such path"),
        }
    }
}

impl Problem {
    fn document(&self, words: impl FnMut(&FieldError) -> String) -> Value {
        let (key, title, detail) = match self {
            Self::Ours(error) => return error.problem_with(words),
            Self::Method(_) => ("method", "Method not allowed", "This address does not take that method."),
            Self::Route => ("no-such-address", "No such address", "The API has no such address. /api lists those that it has."),
        };
        json!({
            "type": format!("urn:folkmoot:error:{key}"),
            "title": title,
            "status": self.status_code().as_u16(),
            "detail": detail,
        })
    }

    fn response(&self, words: impl FnMut(&FieldError) -> String) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::Method(allow) => {
                response.insert_header((header::ALLOW, *allow));
            }
            Self::Ours(Error::Unauthorized(_)) => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
            }
            Self::Ours(Error::TooMany { retry_after }) => {
                response.insert_header((header::RETRY_AFTER, seconds_up(*retry_after)));
            }
            Self::Ours(Error::Unavailable(_)) => {
                response.insert_header((header::RETRY_AFTER, 2));
            }
            Self::Ours(_) | Self::Route => {}
        }
        response.content_type(TYPE).body(self.document(words).to_string())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        let code = match self {
            Self::Ours(error) => error.status(),
            Self::Method(_) => 405,
            Self::Route => 404,
        };
        StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        self.response(|field| field.key.to_string())
    }
}

/// Where every answer of the API leaves: failures get their words and one line in the log.
pub(super) async fn edge(req: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse, actix_web::Error> {
    let response = match next.call(req).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => return Err(error),
    };
    let problem = response.response().error().map(|e| retell(e, response.request().app_data()));
    let mut response = match problem {
        Some(problem) => response.into_response(problem),
        None => response,
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Authorization"));
    Ok(response)
}

fn retell(error: &actix_web::Error, app: Option<&web::Data<App>>) -> HttpResponse {
    let Some(problem) = error.as_error::<Problem>() else {
        // From the framework itself: a broken request, or one that took too long.
        let status = error.as_response_error().status_code();
        let ours = match status.as_u16() {
            413 => Error::TooLarge,
            415 => Error::UnsupportedType,
            404 => Error::NotFound("page"),
            400..500 => Error::malformed("The request could not be understood."),
            _ => Error::internal(anyhow::anyhow!("{error}")),
        };
        ours.log("api");
        return Problem::Ours(ours).error_response();
    };
    if let Problem::Ours(ours) = problem {
        ours.log("api");
    }
    let theme = app.and_then(|app| app.themes.get(crate::web::theme::BASE).ok());
    problem.response(|field| {
        let args: Vec<(&str, Arg)> = field.args.iter().map(|(name, value)| (*name, Arg::Text(value.clone()))).collect();
        let words = theme.as_ref().and_then(|theme| theme.catalog().fallback().find(&field.key, &args));
        words.unwrap_or_else(|| field.key.to_string())
    })
}

pub(super) async fn no_route() -> Answer {
    std::future::ready(Err(Problem::Route)).await
}

pub(super) async fn wrong_method(allow: &'static str) -> Answer {
    std::future::ready(Err(Problem::Method(allow))).await
}

pub(super) fn no_such_thing() -> Problem {
    Problem::Ours(Error::NotFound("thing"))
}

pub(super) fn bad_json(error: JsonPayloadError) -> Problem {
    let ours = match error {
        JsonPayloadError::OverflowKnownLength { .. }
        | JsonPayloadError::Overflow { .. }
        | JsonPayloadError::Payload(PayloadError::Overflow) => Error::TooLarge,
        JsonPayloadError::ContentType => Error::UnsupportedType,
        JsonPayloadError::Deserialize(error) => Error::malformed(format!("The body is not the JSON that is wanted here: {error}.")),
        JsonPayloadError::Payload(_) => Error::malformed("The body ended too early."),
        other => Error::malformed(format!("The body could not be read: {other}.")),
    };
    Problem::Ours(ours)
}

pub(super) fn bad_query(error: &QueryPayloadError) -> Problem {
    Problem::Ours(Error::malformed(format!("The query is not what is wanted here: {error}.")))
}
