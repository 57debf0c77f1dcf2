//! Problem documents of the flow API. Nothing that was sent is ever in one.

use crate::store::is_busy;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use wire::{FieldProblem, MissingPermission, ProblemCode, ProblemDocument};

/// Seconds after which a server that was too busy may be asked again.
pub(crate) const BUSY: u32 = 3;

/// A problem on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Problem(pub(crate) Box<ProblemDocument>);

impl Problem {
    pub(crate) fn new(code: ProblemCode) -> Self {
        let (status, title) = meaning(code);
        let name = name(code);
        Self(Box::new(ProblemDocument {
            kind: format!("urn:connect-flow:problem:{name}"),
            code,
            title: title.to_owned(),
            status: status.as_u16(),
            instance: format!("urn:connect-flow:reference:{}", crate::crypto::new_object_id()),
            errors: Vec::new(),
            permissions: Vec::new(),
            retry_after: None,
        }))
    }

    pub(crate) fn with_errors(mut self, errors: Vec<FieldProblem>) -> Self {
        self.0.errors = errors;
        self
    }

    pub(crate) fn with_permissions(mut self, permissions: Vec<MissingPermission>) -> Self {
        self.0.permissions = permissions;
        self
    }

    /// The same problem with another status than its own.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status.as_u16();
        self
    }

    pub(crate) fn retry_after(mut self, seconds: Option<u32>) -> Self {
        self.0.retry_after = seconds;
        self
    }
}

/// A problem's name in JSON.
pub(crate) fn name(code: ProblemCode) -> String {
    serde_json::to_value(code).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn meaning(code: ProblemCode) -> (StatusCode, &'static str) {
    match code {
        ProblemCode::Malformed => (StatusCode::BAD_REQUEST, "The request is not one this API knows."),
        ProblemCode::LinkUnknown => (StatusCode::NOT_FOUND, "There is no such link."),
        ProblemCode::LinkExpired => (StatusCode::GONE, "The link has expired."),
        ProblemCode::LinkRevoked => (StatusCode::GONE, "The link was revoked."),
        ProblemCode::LinkCompleted => (StatusCode::GONE, "The link was completed."),
        ProblemCode::LinkSuperseded => (StatusCode::GONE, "Another relink of the integration was completed first."),
        ProblemCode::IntegrationDeleted => (StatusCode::GONE, "The integration was deleted."),
        ProblemCode::ScopesChanged => (StatusCode::CONFLICT, "What is asked for is no longer what was shown."),
        ProblemCode::SessionExpired => (StatusCode::UNAUTHORIZED, "The session token is missing, wrong or old."),
        ProblemCode::ToolUnknown => (StatusCode::NOT_FOUND, "The link does not offer this tool."),
        ProblemCode::InvalidFields => (StatusCode::UNPROCESSABLE_ENTITY, "Some answers fail their checks."),
        ProblemCode::CredentialsRejected => {
            (StatusCode::UNPROCESSABLE_ENTITY, "The tool did not accept the credentials.")
        }
        ProblemCode::PermissionsMissing => (StatusCode::UNPROCESSABLE_ENTITY, "The credentials lack permissions."),
        ProblemCode::ToolUnavailable => (StatusCode::BAD_GATEWAY, "The tool did not answer in its usual way."),
        ProblemCode::ToolRateLimited => (StatusCode::TOO_MANY_REQUESTS, "The tool asks for patience."),
        ProblemCode::SubmissionInProgress => (StatusCode::CONFLICT, "This submission is being worked on."),
        ProblemCode::IdempotencyKeyReused => {
            (StatusCode::UNPROCESSABLE_ENTITY, "The idempotency key belongs to other answers.")
        }
        ProblemCode::IdempotencyKeyMissing => {
            (StatusCode::BAD_REQUEST, "An Idempotency-Key of 8 to 100 characters is needed.")
        }
        ProblemCode::NotFound => (StatusCode::NOT_FOUND, "There is nothing at this address."),
        ProblemCode::UnsupportedBody => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body must be JSON and say so."),
        ProblemCode::ForeignOrigin => (StatusCode::FORBIDDEN, "The request comes from another site."),
        ProblemCode::Internal | ProblemCode::Unknown => {
            (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side.")
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.0.retry_after;
        let mut response = (status, Json(*self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        let problem = Self::new(ProblemCode::Internal);
        let problem = if is_busy(&error) {
            problem.with_status(StatusCode::SERVICE_UNAVAILABLE).retry_after(Some(BUSY))
        } else {
            problem
        };
        tracing::error!(reference = problem.0.instance, %error, "the database failed");
        problem
    }
}
