//! Custom fields and integration fields of the published API. Nothing here reads a tool's data, so there are none; whoever asks is told so
//! in the published shapes.

use super::envelope::{Failure, Success};
use super::integrations::unknown;
use super::key::{Connects, Reads};
use crate::server::App;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// 100 when nothing is said.
    #[param(minimum = 1, maximum = 250)]
    page_size: Option<u16>,
}

/// A list that holds nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoFields {
    #[schema(max_items = 0)]
    results: Vec<String>,
    next_cursor: Option<String>,
    next: Option<String>,
}

async fn none(
    app: &App,
    environment: &str,
    integration: &str,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Success<NoFields>, Failure> {
    app.store.integration(environment, integration).await?.ok_or_else(unknown)?;
    if !(1..=250).contains(&page?.0.page_size.unwrap_or(100)) {
        return Err(Failure::input_invalid("page_size: write 1 to 250."));
    }
    Ok(Success::new(NoFields { results: Vec::new(), next_cursor: None, next: None }))
}

async fn no_such(app: &App, environment: &str, integration: &str) -> Result<Success<NoFields>, Failure> {
    app.store.integration(environment, integration).await?.ok_or_else(unknown)?;
    Err(Failure::input_invalid("There is no such field: this server reads no data and has no fields to map."))
}

/// Lists the custom fields of an integration: none.
#[utoipa::path(get, path = "/v1/integrations/{integration_id}/custom-fields", params(("integration_id" = String, Path), Page), responses(
    (status = 200, body = Success<NoFields>)
))]
pub(crate) async fn custom_fields(
    State(app): State<App>,
    Reads(environment): Reads,
    Path(integration_id): Path<String>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Success<NoFields>, Failure> {
    none(&app, &environment.id, &integration_id, page).await
}

/// Maps a custom field: there is none.
#[utoipa::path(put, path = "/v1/integrations/{integration_id}/custom-fields/{custom_field_id}",
    params(("integration_id" = String, Path), ("custom_field_id" = String, Path)))]
pub(crate) async fn map_custom_field(
    State(app): State<App>,
    Connects(environment): Connects,
    Path((integration_id, _)): Path<(String, String)>,
) -> Result<Success<NoFields>, Failure> {
    no_such(&app, &environment.id, &integration_id).await
}

/// Lists the integration fields of an integration: none.
#[utoipa::path(get, path = "/v1/integrations/{integration_id}/integration-fields", params(("integration_id" = String, Path), Page),
    responses((status = 200, body = Success<NoFields>)
))]
pub(crate) async fn integration_fields(
    State(app): State<App>,
    Reads(environment): Reads,
    Path(integration_id): Path<String>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Success<NoFields>, Failure> {
    none(&app, &environment.id, &integration_id, page).await
}

/// Changes an integration field: there is none.
#[utoipa::path(patch, path = "/v1/integrations/{integration_id}/integration-fields/{integration_field_id}",
    params(("integration_id" = String, Path), ("integration_field_id" = String, Path)))]
pub(crate) async fn change_integration_field(
    State(app): State<App>,
    Connects(environment): Connects,
    Path((integration_id, _)): Path<(String, String)>,
) -> Result<Success<NoFields>, Failure> {
    no_such(&app, &environment.id, &integration_id).await
}
