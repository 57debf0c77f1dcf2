//! `{status: "success", data}` and `{status: "error", error: {code, title, message, log_url}}`.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

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
}

/// What went wrong. Branch on `code`, never on `message`.
#[derive(Debug, Serialize, ToSchema)]
struct Details {
    code: &'static str,
    title: &'static str,
    message: String,
    log_url: Option<String>,
}

impl Failure {
    fn new(http: StatusCode, code: &'static str, title: &'static str, message: impl Into<String>) -> Self {
        Self { status: "error", error: Details { code, title, message: message.into(), log_url: None }, http }
    }

    pub(crate) fn input_invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "PLATFORM.INPUT_INVALID", "Input invalid", message)
    }

    pub(crate) fn authentication_invalid() -> Self {
        let message = "Send your API key as: Authorization: Bearer <key>. Keys belong to one environment.";
        Self::new(StatusCode::UNAUTHORIZED, "PLATFORM.AUTHENTICATION_INVALID", "Authentication invalid", message)
    }

    pub(crate) fn role_insufficient(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "PLATFORM.ROLE_INSUFFICIENT", "Role insufficient", message)
    }

    pub(crate) fn scope_config_not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "PLATFORM.SCOPE_CONFIG_NOT_FOUND", "Scope config not found", message)
    }

    pub(crate) fn integration_not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "PLATFORM.INTEGRATION_NOT_FOUND", "Integration not found", message)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the database failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "PLATFORM.UNKNOWN_ERROR",
            "Unknown error",
            "Something went wrong on our side.",
        )
    }
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        Self::input_invalid(rejection.body_text())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.http, Json(self)).into_response()
    }
}
