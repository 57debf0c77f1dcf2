//! API keys: who calls, and for which environment.

use super::envelope::{Failure, Success};
use crate::server::App;
use crate::store::EnvironmentRow;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;

/// The environment of the API key that came with the request.
pub(crate) struct Caller(pub(crate) EnvironmentRow);

impl FromRequestParts<App> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(Failure::authentication_invalid)?;
        let environment = app.store.environment_of_key(key).await?;
        environment.map(Self).ok_or_else(Failure::authentication_invalid)
    }
}

/// What an API key is for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyCheck {
    environment_id: String,
}

/// Says which environment an API key belongs to.
#[utoipa::path(get, path = "/v1/check-api-key", responses((status = 200, body = Success<KeyCheck>), (status = 401, body = Failure)))]
pub(crate) async fn check_api_key(Caller(environment): Caller) -> Success<KeyCheck> {
    Success::new(KeyCheck { environment_id: environment.id })
}
