//! `/v1/allowed-origins`: which pages may embed the links of the key's environment that name none.

use super::body::Body;
use super::envelope::{Failure, Success};
use super::key::{Configures, Reads};
use super::links::checked_origins;
use crate::server::App;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Origins whose pages may embed embedded links, as in `https://app.example.com`.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AllowedOrigins {
    allowed_origins: Vec<String>,
}

/// Reads the origins that embedded links allow when they name none.
#[utoipa::path(get, path = "/v1/allowed-origins", responses((status = 200, body = Success<AllowedOrigins>)))]
pub(crate) async fn allowed_origins(Reads(environment): Reads) -> Success<AllowedOrigins> {
    Success::new(AllowedOrigins { allowed_origins: environment.allowed_origins() })
}

/// Sets them, for links that are made from now on.
#[utoipa::path(put, path = "/v1/allowed-origins", request_body = AllowedOrigins, responses(
    (status = 200, body = Success<AllowedOrigins>)
))]
pub(crate) async fn set_allowed_origins(
    State(app): State<App>,
    Configures(environment): Configures,
    Body(wanted): Body<AllowedOrigins>,
) -> Result<Success<AllowedOrigins>, Failure> {
    let allowed_origins = checked_origins(&wanted.allowed_origins, environment.kind())?;
    app.store.set_allowed_origins(&environment.id, &allowed_origins).await?;
    Ok(Success::new(AllowedOrigins { allowed_origins }))
}
