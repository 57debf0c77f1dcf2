//! `/v1/branding`: what makes the pages of the key's environment look and sound like the tenant's own.

use super::body::Body;
use super::envelope::{Failure, Success};
use super::key::{Configures, Reads};
use crate::brand::{Brand, Theme};
use crate::server::App;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A brand, and what the page makes of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Branding {
    brand: Brand,
    /// The custom properties that dress the page.
    theme: Theme,
}

impl From<Brand> for Branding {
    fn from(brand: Brand) -> Self {
        Self { theme: brand.theme(), brand }
    }
}

/// Reads the brand.
#[utoipa::path(get, path = "/v1/branding", responses((status = 200, body = Success<Branding>)))]
pub(crate) async fn branding(Reads(environment): Reads) -> Success<Branding> {
    Success::new(environment.brand().into())
}

/// Replaces the brand. Pages opened from now on wear it.
#[utoipa::path(put, path = "/v1/branding", request_body = Brand, responses(
    (status = 200, body = Success<Branding>)
))]
pub(crate) async fn set_branding(
    State(app): State<App>,
    Configures(environment): Configures,
    Body(brand): Body<Brand>,
) -> Result<Success<Branding>, Failure> {
    brand.check().map_err(|findings| Failure::input_invalid(findings.join("; ")))?;
    app.store.set_brand(&environment.id, &brand).await?;
    Ok(Success::new(brand.into()))
}
