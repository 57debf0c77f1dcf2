//! `/v1/scope-configs`: what the links of the key's environment ask for. Several may be there; links take the default one, or name theirs.

use super::body::Body;
use super::envelope::{Failure, Success};
use super::key::{Configures, Reads};
use crate::scope_config::ScopeConfig;
use crate::server::App;
use crate::store::ScopeConfigRow;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

/// A scope config of this environment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Kept {
    id: String,
    /// Whether links that name none take this one.
    is_default: bool,
    #[serde(flatten)]
    config: ScopeConfig,
}

impl From<ScopeConfigRow> for Kept {
    fn from(row: ScopeConfigRow) -> Self {
        let settings = row.settings();
        let is_default = row.is_default();
        Self { id: row.id, is_default, config: ScopeConfig { name: row.name, settings } }
    }
}

/// The scope configs of an environment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct List {
    scope_configs: Vec<Kept>,
}

fn checked(app: &App, config: ScopeConfig) -> Result<ScopeConfig, Failure> {
    config.check(app.catalog().vocabulary()).map_err(|findings| Failure::input_invalid(findings.join("; ")))?;
    Ok(config)
}

async fn kept(app: &App, environment: &str, id: &str) -> Result<Success<Kept>, Failure> {
    let row = app.store.scope_config(environment, Some(id)).await?.ok_or_else(unknown)?;
    Ok(Success::new(row.into()))
}

fn unknown() -> Failure {
    Failure::scope_config_not_found("There is no such scope config in this environment.")
}

/// Lists them, the default one first.
#[utoipa::path(get, path = "/v1/scope-configs", responses((status = 200, body = Success<List>)))]
pub(crate) async fn scope_configs(State(app): State<App>, Reads(environment): Reads) -> Result<Success<List>, Failure> {
    let rows = app.store.scope_configs(&environment.id).await?;
    Ok(Success::new(List { scope_configs: rows.into_iter().map(Kept::from).collect() }))
}

/// Makes one. It is asked for by links that name it, or by all others once it is the default.
#[utoipa::path(post, path = "/v1/scope-configs", request_body = ScopeConfig, responses(
    (status = 200, body = Success<Kept>)
))]
pub(crate) async fn create_scope_config(
    State(app): State<App>,
    Configures(environment): Configures,
    Body(config): Body<ScopeConfig>,
) -> Result<Success<Kept>, Failure> {
    let config = checked(&app, config)?;
    let id = app.store.create_scope_config(&environment.id, &config).await?;
    kept(&app, &environment.id, &id).await
}

/// Reads one.
#[utoipa::path(get, path = "/v1/scope-configs/{scope_config_id}", params(("scope_config_id" = String, Path)), responses(
    (status = 200, body = Success<Kept>)
))]
pub(crate) async fn scope_config(
    State(app): State<App>,
    Reads(environment): Reads,
    Path(scope_config_id): Path<String>,
) -> Result<Success<Kept>, Failure> {
    kept(&app, &environment.id, &scope_config_id).await
}

/// Replaces one. Links that were not completed yet ask for what it says from now on.
#[utoipa::path(put, path = "/v1/scope-configs/{scope_config_id}", params(("scope_config_id" = String, Path)),
    request_body = ScopeConfig, responses(
    (status = 200, body = Success<Kept>)
))]
pub(crate) async fn replace_scope_config(
    State(app): State<App>,
    Configures(environment): Configures,
    Path(scope_config_id): Path<String>,
    Body(config): Body<ScopeConfig>,
) -> Result<Success<Kept>, Failure> {
    let config = checked(&app, config)?;
    if !app.store.replace_scope_config(&environment.id, &scope_config_id, &config).await? {
        return Err(unknown());
    }
    kept(&app, &environment.id, &scope_config_id).await
}

/// Makes one the default of the environment.
#[utoipa::path(put, path = "/v1/scope-configs/{scope_config_id}/default", params(("scope_config_id" = String, Path)), responses(
    (status = 200, body = Success<Kept>)
))]
pub(crate) async fn set_default_scope_config(
    State(app): State<App>,
    Configures(environment): Configures,
    Path(scope_config_id): Path<String>,
) -> Result<Success<Kept>, Failure> {
    if !app.store.set_default_scope_config(&environment.id, &scope_config_id).await? {
        return Err(unknown());
    }
    kept(&app, &environment.id, &scope_config_id).await
}
