//! Errors by RFC 9457: what went wrong, and what to do about it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use drawbridge_canon::{Fault, Reason, Refusal};
use drawbridge_engine::cases::AppealError;
use drawbridge_engine::desk::DeskError;
use drawbridge_engine::fetch::{FetchError, Kind};
use drawbridge_engine::share::{AccountTrouble, ShareError};
use drawbridge_engine::store::{CommitError, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Which kind of problem, as a reference into the description of this interface.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The HTTP status.
    #[serde(serialize_with = "number")]
    #[schema(value_type = u16)]
    pub(crate) status: StatusCode,
    /// The kind in words; the same for every problem of the kind.
    pub(crate) title: &'static str,
    /// What is wrong here, and what to do.
    pub(crate) detail: String,
    /// The field at fault, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(crate) pointer: Option<Box<str>>,
    /// The platform's own code, where a platform refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(crate) code: Option<Box<str>>,
    /// After how many seconds asking again may help; told as `Retry-After`.
    #[serde(skip)]
    pub(crate) retry_after: Option<i64>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    fn new(status: u16, name: &str, title: &'static str, detail: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = format!("/api/docs#{name}");
        let (pointer, code, retry_after) = (None, None, None);
        Self { kind, status, title, detail: detail.into(), pointer, code, retry_after }
    }

    /// The request cannot be read.
    pub(crate) fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(400, "unreadable", "The request cannot be read", detail)
    }

    /// No token, or none that is known.
    pub(crate) fn unauthorized() -> Self {
        let detail = "send `Authorization: Bearer <token>` with a token that is still good; \
                      `drawbridge token create` makes one";
        Self::new(401, "unauthorized", "A token is needed", detail)
    }

    /// The token's scopes do not reach so far.
    pub(crate) fn forbidden(scope: &str) -> Self {
        let detail = format!("this call needs a token with the scope `{scope}`");
        Self::new(403, "forbidden", "The token does not reach so far", detail)
    }

    /// There is no such thing.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(404, "not-found", "There is no such thing", format!("there is no such {what}"))
    }

    /// It stands in the way of something else.
    pub(crate) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(409, "conflict", "It does not fit what is there", detail)
    }

    /// The same request may be answered otherwise in so many seconds.
    pub(crate) fn later(seconds: i64, detail: impl Into<String>) -> Self {
        Self { retry_after: Some(seconds.max(1)), ..Self::unavailable(503, detail) }
    }

    /// Something needed does not answer.
    fn unavailable(status: u16, detail: impl Into<String>) -> Self {
        Self::new(status, "unavailable", "It could not be done now", detail)
    }

    /// It was changed since it was read.
    pub(crate) fn changed() -> Self {
        let detail = "it was changed since you read it: read it again and decide again";
        Self::new(412, "changed", "It was changed meanwhile", detail)
    }

    /// A value is not permitted.
    pub(crate) fn invalid(pointer: &str, detail: impl Into<String>) -> Self {
        let problem = Self::new(422, "invalid", "A value is not permitted", detail);
        Self { pointer: Some(pointer.into()), ..problem }
    }

    /// The gate says no.
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        match refusal.reason {
            Reason::OrderNotFound => Self::not_found("payment"),
            Reason::ServiceFailed => Self::unavailable(502, &*refusal.message),
            Reason::TooOften => {
                Self::new(429, "too-often", "It was asked too often", &*refusal.message)
            }
            _ => Self::new(409, "refused", "The gate refuses it", &*refusal.message),
        }
    }

    /// A platform refuses what was asked of it in our name.
    fn of_platform(status: u16, detail: impl Into<String>) -> Self {
        if status == 429 {
            return Self::new(429, "too-often", "It was asked too often", detail);
        }
        Self::new(status, "platform-refused", "The platform refuses it", detail)
    }

    /// It was asked too often; once more in so many seconds.
    pub(crate) fn too_often(seconds: i64) -> Self {
        let detail = "too often from one address: wait, or use a token";
        let problem = Self::new(429, "too-often", "It was asked too often", detail);
        Self { retry_after: Some(seconds.max(1)), ..problem }
    }

    /// A link could not be fetched.
    pub(crate) fn unfetched(error: &FetchError) -> Self {
        let words = error.words();
        let detail = format!("{} {}", words.reason_en, words.remedy_en);
        // What lies with us says nothing about the link: the same is asked once more in a little while.
        if error.is_ours() {
            let seconds = error.again_after.map_or(2, |after| after.as_secs());
            return Self::later(i64::try_from(seconds).unwrap_or(i64::MAX), detail);
        }
        let problem = Self::new(422, "unfetched", "The link could not be fetched", detail);
        let seconds =
            error.again_after.map(|after| i64::try_from(after.as_secs()).unwrap_or(i64::MAX));
        Self { retry_after: seconds, ..problem }
    }

    /// A picture that was not drawn: too many are, or it failed.
    pub(crate) fn undrawn(error: &FetchError) -> Self {
        if error.kind == Kind::Busy { Self::too_often(1) } else { Self::failed(error) }
    }

    /// An error of ours: nothing of the inside is told.
    pub(crate) fn failed(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a call of the admin interface failed");
        Self::new(500, "failed", "The service failed", "it is in the log; try again later")
    }
}

impl From<AppealError> for Problem {
    fn from(error: AppealError) -> Self {
        match error {
            AppealError::Unknown(_) => Self::not_found("case"),
            AppealError::Grounds => Self::invalid("/grounds", error.to_string()),
            AppealError::Fact(ref name) => {
                Self::invalid(&format!("/found/{name}"), error.to_string())
            }
            AppealError::Desk(error) => error.into(),
            AppealError::Store(error) => error.into(),
            AppealError::Passed
            | AppealError::Late(_)
            | AppealError::Heard
            | AppealError::NoAppeal
            | AppealError::NothingFound
            | AppealError::Closed => Self::conflict(error.to_string()),
        }
    }
}

impl From<ShareError> for Problem {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::Appeal(error) => error.into(),
            ShareError::Desk(error) => error.into(),
            ShareError::Commit(error) => error.into(),
            ShareError::Store(error) => error.into(),
            ShareError::Kept(_) | ShareError::NoCode => Self::failed(&error),
        }
    }
}

impl From<AccountTrouble> for Problem {
    fn from(trouble: AccountTrouble) -> Self {
        let detail = trouble.to_string();
        let code = trouble.code().map(Box::from);
        let problem = match &trouble {
            AccountTrouble::NoSuchAccount { .. } => Self::invalid("/account", detail),
            AccountTrouble::NoAccount { .. } | AccountTrouble::Cannot { .. } => {
                Self::conflict(detail)
            }
            AccountTrouble::UsedUp { again_in, .. } | AccountTrouble::Resting { again_in, .. } => {
                Self { retry_after: Some((*again_in).max(1)), ..Self::of_platform(429, detail) }
            }
            AccountTrouble::NotAccepted { .. } => Self::of_platform(409, detail),
            AccountTrouble::Store { again: true, .. }
            | AccountTrouble::NoPicture { again: true, .. } => Self::unavailable(503, detail),
            AccountTrouble::NoPicture { .. } => Self::unavailable(502, detail),
            AccountTrouble::Store { .. } => Self::failed(&trouble),
            AccountTrouble::Fault { fault, .. } => match &**fault {
                Fault::Untranslatable(refusal) => {
                    let field = refusal.field.as_deref().unwrap_or_default();
                    Self::invalid(&format!("/{field}"), &*refusal.message)
                }
                Fault::Refused(refusal) if refusal.reason == Reason::TooOften => {
                    Self { retry_after: Some(60), ..Self::of_platform(429, detail) }
                }
                Fault::Refused(_) => Self::of_platform(409, detail),
                Fault::Unsent(_) => Self::unavailable(503, detail),
                Fault::Unknown(_) | Fault::Malformed(_) | Fault::Forged(_) => {
                    Self::unavailable(502, detail)
                }
            },
        };
        Self { code, ..problem }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Invalid(why) => Self::invalid("", why),
            error if error.may_retry() => {
                tracing::warn!(%error, "the store did not answer the admin interface");
                Self::unavailable(503, "the store does not answer; try again later")
            }
            error => Self::failed(&error),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Store(error) => error.into(),
            error => Self::failed(&error),
        }
    }
}

impl From<CommitError> for Problem {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict | CommitError::Replaced => Self::changed(),
            CommitError::Exists(id) => Self::conflict(format!("`{id}` exists already")),
            CommitError::Replayed(_) => Self::conflict(error.to_string()),
            CommitError::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let how = HeaderValue::from_static("Bearer realm=\"drawbridge\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
        }
        response
    }
}

pub(super) async fn nothing_here() -> Problem {
    Problem::not_found("call; /api/docs lists them")
}

pub(super) async fn not_that_way() -> Problem {
    let detail = "the address is right, the method is not; /api/docs lists what is possible";
    Problem::new(405, "method", "Not by this method", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn being_asked_too_often_decides_nothing() {
        let refusal = Refusal::new(Reason::TooOften, "wait a moment");
        assert_eq!(Problem::refused(&refusal).status, StatusCode::TOO_MANY_REQUESTS);
    }
}
