//! Integrations: exchanged for an activation token, switched on and off, deleted. No route gives credentials out.

use super::body::Body;
use super::envelope::{Failure, Success};
use super::key::{Connects, Deletes, Operates};
use crate::server::App;
use crate::store::DeletedBy;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an activation token stands for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ByToken {
    tool: String,
    id: String,
    end_user_origin_id: Option<String>,
    end_user_organization_name: String,
    end_user_email: Option<String>,
    setup_status: String,
}

/// Exchanges an activation token for its integration. Tokens are good for one hour.
#[utoipa::path(get, path = "/v1/connect/integration-by-token/{token}", params(("token" = String, Path)), responses(
    (status = 200, body = Success<ByToken>)
))]
pub(crate) async fn integration_by_token(
    State(app): State<App>,
    Connects(environment): Connects,
    Path(token): Path<String>,
) -> Result<Success<ByToken>, Failure> {
    exchange(&app, &environment.id, &token).await
}

/// An activation token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Token {
    token: String,
}

/// The same as integration-by-token, as older backends ask for it.
#[utoipa::path(post, path = "/v1/connect/activate-integration", request_body = Token, responses(
    (status = 200, body = Success<ByToken>), (status = 404, body = Failure)
))]
pub(crate) async fn activate_integration(
    State(app): State<App>,
    Connects(environment): Connects,
    Body(Token { token }): Body<Token>,
) -> Result<Success<ByToken>, Failure> {
    exchange(&app, &environment.id, &token).await
}

async fn exchange(app: &App, environment: &str, token: &str) -> Result<Success<ByToken>, Failure> {
    let found = app.store.integration_by_token(environment, token).await?;
    let integration =
        found.ok_or_else(|| Failure::integration_not_found("The token is unknown here, or older than one hour."))?;
    app.store.integration_used(&integration.id).await?;
    Ok(Success::new(ByToken {
        tool: integration.tool,
        id: integration.id,
        end_user_origin_id: integration.end_user_origin_id,
        end_user_organization_name: integration.end_user_organization_name,
        end_user_email: Some(integration.end_user_email),
        setup_status: integration.setup_status,
    }))
}

/// Nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Empty {}

/// Deletes an integration and destroys its credentials. Cannot be undone; clean up your own database yourself.
#[utoipa::path(delete, path = "/v1/integrations/{integration_id}", params(("integration_id" = String, Path)), responses(
    (status = 200, body = Success<Empty>)
))]
pub(crate) async fn delete_integration(
    State(app): State<App>,
    Deletes(environment): Deletes,
    Path(integration_id): Path<String>,
) -> Result<Success<Empty>, Failure> {
    if app.store.delete_integration(&environment.id, &integration_id, DeletedBy::Api).await? {
        tracing::info!("an integration was deleted");
        return Ok(Success::new(Empty {}));
    }
    Err(unknown())
}

pub(super) fn unknown() -> Failure {
    Failure::integration_not_found("There is no such integration in this environment.")
}

/// Whether an integration is to work.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Enabled {
    pub(super) value: bool,
}

/// Switches an integration on or off. Its credentials and scopes stay; while it is off it is `INACTIVE`, and not checked.
#[utoipa::path(put, path = "/v1/integrations/{integration_id}/enabled", params(("integration_id" = String, Path)),
    request_body = Enabled, responses(
    (status = 200, body = Success<Empty>)
))]
pub(crate) async fn set_enabled(
    State(app): State<App>,
    Operates(environment): Operates,
    Path(integration_id): Path<String>,
    Body(Enabled { value }): Body<Enabled>,
) -> Result<Success<Empty>, Failure> {
    if app.store.set_enabled(&environment.id, &integration_id, value).await? {
        return Ok(Success::new(Empty {}));
    }
    Err(unknown())
}
