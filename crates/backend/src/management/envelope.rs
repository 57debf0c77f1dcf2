//! `{status: "success", data}` and `{status: "error", error: {code, title, message, log_url}}`.

use crate::problem::{BUSY, Problem};
use crate::store::is_busy;
use axum::Json;
use axum::extract::Request;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use wire::ProblemCode;

/// An answer that went well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Success<T> {
    status: &'static str,
    data: T,
}

impl<T> Success<T> {
    pub(crate) fn new(data: T) -> Self {
        Self { status: "success", data }
    }
}

impl<T: Serialize> IntoResponse for Success<T> {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

/// An answer that did not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Failure {
    status: &'static str,
    error: Details,
    #[serde(skip)]
    http: StatusCode,
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// What went wrong. Branch on `code`, never on `message`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FailureDetails)]
struct Details {
    /// Null where the published codes have none for it.
    code: Option<&'static str>,
    title: &'static str,
    message: String,
    log_url: Option<String>,
}

impl Failure {
    fn new(http: StatusCode, code: &'static str, title: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: "error",
            error: Details { code: Some(code), title, message: message.into(), log_url: None },
            http,
            retry_after: None,
        }
    }

    pub(crate) fn input_invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "PLATFORM.INPUT_INVALID", "Input invalid", message)
    }

    pub(crate) fn authentication_invalid() -> Self {
        let message = "Send your API key as: Authorization: Bearer <key>. Keys belong to one environment.";
        Self::new(StatusCode::UNAUTHORIZED, "PLATFORM.AUTHENTICATION_INVALID", "Authentication invalid", message)
    }

    pub(crate) fn role_insufficient(message: impl Into<String>) -> Self {
        Self::without_code(StatusCode::FORBIDDEN, "Role insufficient", message)
    }

    /// A problem that clients of the published API know no code for: they refuse answers with one that they do not know.
    fn without_code(http: StatusCode, title: &'static str, message: impl Into<String>) -> Self {
        let failure = Self::new(http, "", title, message);
        Self { error: Details { code: None, ..failure.error }, ..failure }
    }

    /// What an answer that no handler gave is to say: of the server itself, of a layer around the handlers.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::without_code(
                status,
                "Not found",
                "There is nothing at this address: /v1/reference has all there is.",
            ),
            StatusCode::METHOD_NOT_ALLOWED => Self::without_code(
                status,
                "Method not allowed",
                "This address takes other methods: /v1/reference says which.",
            ),
            StatusCode::SERVICE_UNAVAILABLE => {
                Self::new(status, "PLATFORM.UNKNOWN_ERROR", "Timed out", "This took too long: try again.")
            }
            status if status.is_client_error() => {
                Self::new(status, "PLATFORM.INPUT_INVALID", "Input invalid", "The request could not be read.")
            }
            status => Self::new(status, "PLATFORM.UNKNOWN_ERROR", "Unknown error", "Something went wrong on our side."),
        }
    }

    pub(crate) fn scope_config_not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "PLATFORM.SCOPE_CONFIG_NOT_FOUND", "Scope config not found", message)
    }

    pub(crate) fn webhook_not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "PLATFORM.WEBHOOK_NOT_FOUND", "Webhook endpoint not found", message)
    }

    pub(crate) fn link_not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "PLATFORM.LINK_NOT_FOUND", "Link not found", message)
    }

    pub(crate) fn rate_limited(seconds: u64) -> Self {
        let message = format!("Too many calls with this API key: go on in {seconds} seconds.");
        let failure =
            Self::new(StatusCode::TOO_MANY_REQUESTS, "PLATFORM.RATE_LIMIT_EXCEEDED", "Rate limit exceeded", message);
        Self { retry_after: Some(seconds), ..failure }
    }

    /// Something that should not have happened.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "a call of the management API failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "PLATFORM.UNKNOWN_ERROR",
            "Unknown error",
            "Something went wrong on our side.",
        )
    }

    pub(crate) fn integration_not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "PLATFORM.INTEGRATION_NOT_FOUND", "Integration not found", message)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let failure = Self::internal(&error);
        if is_busy(&error) {
            Self { http: StatusCode::SERVICE_UNAVAILABLE, retry_after: Some(BUSY.into()), ..failure }
        } else {
            failure
        }
    }
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        Self::input_invalid(rejection.body_text())
    }
}

impl From<QueryRejection> for Failure {
    fn from(rejection: QueryRejection) -> Self {
        Self::input_invalid(rejection.body_text())
    }
}

/// Under `/v1` every error has the envelope, whoever it is from. Anywhere, an address that nothing can be found by is refused.
pub(crate) async fn enveloped(request: Request, next: Next) -> Response {
    let is_ours = request.uri().path().starts_with("/v1/");
    // Ids and words that no database takes.
    let address = request.uri();
    if address.path().contains("%00") || address.query().is_some_and(|query| query.contains("%00")) {
        return if is_ours {
            Failure::input_invalid("The address holds a NUL character.").into_response()
        } else {
            Problem::new(ProblemCode::Malformed).into_response()
        };
    }
    let is_flow = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let status = response.status();
    let is_of = |kind: &str| {
        response.headers().get(header::CONTENT_TYPE).is_some_and(|is| is.as_bytes().starts_with(kind.as_bytes()))
    };
    let is_json = is_of("application/json");
    if is_flow
        && !is_json
        && !is_of("application/problem+json")
        && (status.is_client_error() || status.is_server_error())
    {
        return problem_of_status(status).into_response();
    }
    if !is_ours || is_json || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut failure = Failure::of_status(status).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        failure.headers_mut().insert(header::ALLOW, allow.clone());
    }
    failure
}

/// What no handler of the flow API has answered: a layer around it.
fn problem_of_status(status: StatusCode) -> Problem {
    let code = match status {
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::UnsupportedBody,
        status if status.is_client_error() => ProblemCode::Malformed,
        _ => ProblemCode::Internal,
    };
    let problem = Problem::new(code).with_status(status);
    if status.is_server_error() {
        tracing::error!(
            reference = problem.0.instance,
            status = status.as_u16(),
            "a request ended outside its handler"
        );
    }
    if status == StatusCode::SERVICE_UNAVAILABLE { problem.retry_after(Some(BUSY)) } else { problem }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let wait = self.retry_after.map(|seconds| [(header::RETRY_AFTER, seconds.to_string())]);
        (self.http, wait, Json(self)).into_response()
    }
}
