//! `POST /v1/integrations/{id}/setup-link`: opens what is left to do once more.

use super::body::Body;
use super::envelope::{Failure, Success};
use super::integrations::unknown;
use super::key::Connects;
use super::links::{CreatedLink, address, checked_language, checked_link_type, origins_of};
use crate::server::App;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a setup link is made from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateSetupLink {
    /// en, de, fr, it, es or ar; the end user's browser decides when nothing is said.
    #[serde(default)]
    #[schema(pattern = "^(en|de|fr|it|es|ar)$")]
    language: Option<String>,
    /// EMBEDDED (valid for one hour) or `MAGIC_LINK` (one year).
    #[schema(pattern = "^(EMBEDDED|MAGIC_LINK)$")]
    link_type: String,
    /// As for create-link.
    #[serde(default)]
    allowed_origins: Option<Vec<String>>,
}

/// Makes a link to what is left to do for an integration whose `setup_status` is INCOMPLETE. It takes the place of the link that made the
/// integration, which opens no longer: what a tool was told to call stays the same.
#[utoipa::path(post, path = "/v1/integrations/{integration_id}/setup-link", params(("integration_id" = String, Path)),
    request_body = CreateSetupLink, responses(
    (status = 200, body = Success<CreatedLink>)
))]
pub(crate) async fn create_setup_link(
    State(app): State<App>,
    Connects(environment): Connects,
    Path(integration_id): Path<String>,
    Body(request): Body<CreateSetupLink>,
) -> Result<Success<CreatedLink>, Failure> {
    let integration = app.store.integration(&environment.id, &integration_id).await?.ok_or_else(unknown)?;
    let link_type = checked_link_type(Some(&request.link_type))?;
    let language = checked_language(request.language.as_deref())?;
    let origins = origins_of(request.allowed_origins.as_deref(), link_type, &environment)?;
    app.store.integration_used(&integration.id).await?;
    let renewed = app.store.renew_setup_link(&integration.id, link_type, language, &origins).await?;
    let nothing_left = || Failure::input_invalid("Nothing is left to set up for this integration.");
    let (id, secret) = renewed.ok_or_else(nothing_left)?;
    Ok(Success::new(CreatedLink::new(address(&app, &id, &secret))))
}
