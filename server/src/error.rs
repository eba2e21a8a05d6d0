//! What can go wrong: a safe text for people, and the cause for the log.
//!
//! Rules, pages and handlers all return [`Result`]. The edge (web, API, inbox, jobs) turns an
//! error into an answer and calls [`Error::log`] once; nothing in between logs it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use serde_json::{Value, json};

pub type Result<T, E = Error> = std::result::Result<T, E>;

type Text = Cow<'static, str>;

/// What a broken unique constraint is told as; the write path knows a lost race by it.
pub(crate) const EXISTS: &str = "This exists already.";

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The noun that is missing, or that this viewer may not know of.
    #[error("{0} not found")]
    NotFound(&'static str),
    #[error("deleted")]
    Gone,
    /// Who asks must log in, or their log-in, token or signature does not count.
    #[error("unauthorized: {0}")]
    Unauthorized(Text),
    /// Known, and still not allowed. The text says why.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// A form or an API body that can be corrected.
    #[error("invalid: {0:?}")]
    Invalid(FieldErrors),
    /// Nothing that a person could correct: broken JSON, a bad activity.
    #[error("malformed: {0}")]
    Malformed(Text),
    /// It exists already, or was changed by somebody else meanwhile.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    #[error("too many requests")]
    TooMany { retry_after: Duration },
    #[error("too large")]
    TooLarge,
    #[error("unsupported type")]
    UnsupportedType,
    /// Busy or out of reach right now; the text is for the log.
    #[error("unavailable: {0}")]
    Unavailable(Text),
    #[error("internal: {cause:#}")]
    Internal { cause: anyhow::Error },
}

impl Error {
    #[must_use]
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self::Internal {
            cause: cause.into(),
        }
    }

    /// One field, one message.
    #[must_use]
    pub fn field(field: impl Into<Text>, key: impl Into<Text>) -> Self {
        Self::Invalid(FieldErrors::one(field, key))
    }

    #[must_use]
    pub fn malformed(why: impl Into<Text>) -> Self {
        Self::Malformed(why.into())
    }

    #[must_use]
    pub fn unauthorized(why: impl Into<Text>) -> Self {
        Self::Unauthorized(why.into())
    }

    #[must_use]
    pub fn unavailable(why: impl Into<Text>) -> Self {
        Self::Unavailable(why.into())
    }

    /// The same failure for one more who waited on it: a group of writes shares one commit.
    #[must_use]
    pub fn for_another(&self) -> Self {
        match self {
            Self::NotFound(noun) => Self::NotFound(noun),
            Self::Gone => Self::Gone,
            Self::Unauthorized(why) => Self::Unauthorized(why.clone()),
            Self::Forbidden(why) => Self::Forbidden(why),
            Self::Invalid(fields) => Self::Invalid(fields.clone()),
            Self::Malformed(why) => Self::Malformed(why.clone()),
            Self::Conflict(what) => Self::Conflict(what),
            Self::TooMany { retry_after } => Self::TooMany {
                retry_after: *retry_after,
            },
            Self::TooLarge => Self::TooLarge,
            Self::UnsupportedType => Self::UnsupportedType,
            Self::Unavailable(why) => Self::Unavailable(why.clone()),
            Self::Internal { cause } => Self::Internal {
                cause: anyhow::anyhow!("{cause:#}"),
            },
        }
    }

    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::Unauthorized(_) => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound(_) => 404,
            Self::Conflict(_) => 409,
            Self::Gone => 410,
            Self::TooLarge => 413,
            Self::UnsupportedType => 415,
            Self::Invalid(_) => 422,
            Self::TooMany { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unavailable(_) => 503,
        }
    }

    /// The name of this sort of error: for messages in other languages, metrics, and `type`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Unauthorized(_) => "unauthorized",
            Self::Forbidden(_) => "forbidden",
            Self::NotFound(_) => "not-found",
            Self::Conflict(_) => "conflict",
            Self::Gone => "gone",
            Self::TooLarge => "too-large",
            Self::UnsupportedType => "unsupported-type",
            Self::Invalid(_) => "invalid",
            Self::TooMany { .. } => "too-many",
            Self::Internal { .. } => "internal",
            Self::Unavailable(_) => "unavailable",
        }
    }

    /// Nothing in here comes from a cause, a path, a query or another person's text.
    #[must_use]
    pub fn safe_text(&self) -> Text {
        match self {
            Self::NotFound(_) => "There is nothing here, or it is not for you to see.".into(),
            Self::Gone => "This was deleted by the one who wrote it or by a steward.".into(),
            Self::Unauthorized(why) | Self::Malformed(why) => why.clone(),
            Self::Forbidden(why) | Self::Conflict(why) => Cow::Borrowed(why),
            Self::Invalid(_) => "Something in the form needs another look.".into(),
            Self::TooMany { retry_after } => format!(
                "That was a lot in a short time. Try again in {} seconds.",
                seconds_up(*retry_after)
            )
            .into(),
            Self::TooLarge => "That is larger than this server takes.".into(),
            Self::UnsupportedType => "This server does not take that type of content.".into(),
            Self::Unavailable(_) => {
                "The server is busy. Nothing was lost; try again in a moment.".into()
            }
            Self::Internal { .. } => "Something failed on our side. It has been noted.".into(),
        }
    }

    /// The problem as RFC 9457 tells it, with the messages of fields as their keys.
    #[must_use]
    pub fn problem(&self) -> Value {
        self.problem_with(|error| error.key.to_string())
    }

    /// The same, with each field's message put into words by the caller.
    #[must_use]
    pub fn problem_with(&self, mut words: impl FnMut(&FieldError) -> String) -> Value {
        let mut problem = json!({
            "type": format!("urn:folkmoot:error:{}", self.key()),
            "title": self.title(),
            "status": self.status(),
            "detail": self.safe_text(),
        });
        if let Self::Invalid(fields) = self {
            let errors: BTreeMap<&str, String> = fields
                .iter()
                .map(|error| (error.field.as_ref(), words(error)))
                .collect();
            problem["errors"] = json!(errors);
        }
        if let Self::TooMany { retry_after } = self {
            problem["retry_after"] = json!(seconds_up(*retry_after));
        }
        problem
    }

    fn title(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "Malformed request",
            Self::Unauthorized(_) => "Not signed in",
            Self::Forbidden(_) => "Not allowed",
            Self::NotFound(_) => "Not found",
            Self::Conflict(_) => "Conflict",
            Self::Gone => "Gone",
            Self::TooLarge => "Too large",
            Self::UnsupportedType => "Unsupported type",
            Self::Invalid(_) => "Invalid input",
            Self::TooMany { .. } => "Too many requests",
            Self::Internal { .. } => "Internal error",
            Self::Unavailable(_) => "Unavailable",
        }
    }

    /// For the edge, once: our own failures are errors, a busy store is a warning, and what
    /// visitors get wrong is only of interest while debugging.
    pub fn log(&self, place: &str) {
        match self {
            Self::Internal { cause } => {
                tracing::error!(place, cause = format!("{cause:#}"), "failed")
            }
            Self::Unavailable(why) => tracing::warn!(place, %why, "unavailable"),
            other => tracing::debug!(place, error = %other, "refused"),
        }
    }
}

/// Whole seconds, never zero, so that a client which waits that long has waited long enough.
#[must_use]
pub fn seconds_up(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0 || span.is_zero())
}

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's `name`; empty for the form as a whole.
    pub field: Text,
    /// The key of the message in the locale files.
    pub key: Text,
    /// What the message needs to know, such as the longest length.
    pub args: Vec<(&'static str, String)>,
}

/// Everything that is wrong with one form, so that people hear of it in one go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn one(field: impl Into<Text>, key: impl Into<Text>) -> Self {
        let mut errors = Self::new();
        errors.add(field, key);
        errors
    }

    pub fn add(&mut self, field: impl Into<Text>, key: impl Into<Text>) -> &mut Self {
        self.add_with(field, key, [])
    }

    pub fn add_with(
        &mut self,
        field: impl Into<Text>,
        key: impl Into<Text>,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) -> &mut Self {
        self.0.push(FieldError {
            field: field.into(),
            key: key.into(),
            args: args.into_iter().collect(),
        });
        self
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }

    #[must_use]
    pub fn get(&self, field: &str) -> Option<&FieldError> {
        self.0.iter().find(|error| error.field == field)
    }

    /// Fails when anything was added.
    pub fn check(self) -> Result<()> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self))
        }
    }
}

impl From<FieldErrors> for Error {
    fn from(fields: FieldErrors) -> Self {
        Self::Invalid(fields)
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::NotFound("record"),
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Self::Conflict(EXISTS)
            }
            DieselError::DatabaseError(
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::UnableToSendCommand,
                info,
            ) => Self::Unavailable(info.message().to_owned().into()),
            other => Self::internal(other),
        }
    }
}

impl From<anyhow::Error> for Error {
    fn from(cause: anyhow::Error) -> Self {
        // A rule's own answer may have travelled through code that speaks anyhow.
        match cause.downcast::<Self>() {
            Ok(own) => own,
            Err(cause) => Self::Internal { cause },
        }
    }
}

/// JSON of our own that cannot be written or read back; a client's body says [`Error::Malformed`].
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_stay_out_of_what_people_see() {
        let error = Error::internal(anyhow::anyhow!("password=hunter2 in /srv/db"));
        assert_eq!(error.status(), 500);
        assert!(!error.problem().to_string().contains("hunter2"));
        assert!(!error.safe_text().contains("srv"));
        let busy = Error::unavailable("sqlite: disk /srv");
        assert!(!busy.problem().to_string().contains("srv"));
        assert!(error.to_string().contains("hunter2"));
    }

    #[test]
    fn fields_are_told_together() {
        let mut fields = FieldErrors::new();
        fields.add("title", "form-title-empty");
        fields.add_with("body", "form-too-long", [("max", "10".to_owned())]);
        let error = fields.check().expect_err("two errors");
        assert_eq!(error.status(), 422);
        let problem = error.problem();
        assert_eq!(problem["errors"]["title"], "form-title-empty");
        assert_eq!(problem["errors"]["body"], "form-too-long");
        assert!(FieldErrors::new().check().is_ok());
    }

    #[test]
    fn database_errors_find_their_meaning() {
        assert_eq!(Error::from(DieselError::NotFound).status(), 404);
        let twice = DieselError::DatabaseError(
            DatabaseErrorKind::UniqueViolation,
            Box::new("actor.ap_id".to_owned()),
        );
        assert_eq!(Error::from(twice).status(), 409);
        assert_eq!(
            Error::from(DieselError::BrokenTransactionManager).status(),
            500
        );
    }

    #[test]
    fn survives_a_trip_through_anyhow() {
        let there: anyhow::Error = Error::Gone.into();
        assert_eq!(Error::from(there).status(), 410);
    }

    #[test]
    fn waits_are_rounded_up() {
        let error = Error::TooMany {
            retry_after: Duration::from_millis(1_200),
        };
        assert_eq!(error.problem()["retry_after"], 2);
        assert_eq!(error.for_another().status(), 429);
    }
}
