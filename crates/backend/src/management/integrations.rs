//! Integrations: exchanged for an activation token, read, deleted. No route gives credentials out.

use super::envelope::{Failure, Success};
use super::key::Caller;
use super::tools::ToolLabels;
use crate::clock;
use crate::scope_config::Settings;
use crate::server::App;
use crate::store::Integration;
use axum::extract::{Path, State};
use catalog::Asked;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use wire::{ScopeId, ScopeSetting, ToolId};

/// What an activation token stands for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ByToken {
    tool: String,
    id: String,
    end_user_origin_id: Option<String>,
    end_user_organization_name: String,
    end_user_email: Option<String>,
    setup_status: &'static str,
}

/// Exchanges an activation token for its integration. Tokens are good for one hour.
#[utoipa::path(get, path = "/v1/connect/integration-by-token/{token}", params(("token" = String, Path)), responses(
    (status = 200, body = Success<ByToken>), (status = 401, body = Failure), (status = 404, body = Failure)
))]
pub(crate) async fn integration_by_token(
    State(app): State<App>,
    Caller(environment): Caller,
    Path(token): Path<String>,
) -> Result<Success<ByToken>, Failure> {
    let found = app.store.integration_by_token(&environment.id, &token).await?;
    let integration =
        found.ok_or_else(|| Failure::integration_not_found("The token is unknown here, or older than one hour."))?;
    Ok(Success::new(ByToken {
        tool: integration.tool,
        id: integration.id,
        end_user_origin_id: integration.end_user_origin_id,
        end_user_organization_name: integration.end_user_organization_name,
        end_user_email: Some(integration.end_user_email),
        setup_status: "COMPLETED",
    }))
}

/// An integration in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Details {
    id: String,
    tool: ToolLabels,
    category: String,
    status: &'static str,
    setup_status: &'static str,
    end_user: EndUser,
    scope_config: ScopeConfig,
    data_expired_at: Option<String>,
    created_at: String,
    beta: bool,
    read_models: Vec<DataPoint>,
    write_actions: Vec<DataPoint>,
}

/// Who connected it, and for whom.
#[derive(Debug, Serialize, ToSchema)]
struct EndUser {
    organization_name: String,
    creator_email: Option<String>,
    origin_id: Option<String>,
}

/// What it may read and write.
#[derive(Debug, Serialize, ToSchema)]
struct ScopeConfig {
    id: String,
    name: Option<String>,
}

/// The effective state of one model, write action or field.
#[derive(Debug, Serialize, ToSchema)]
struct DataPoint {
    id: String,
    label: String,
    is_available: bool,
    coverage_status: &'static str,
    #[schema(value_type = String)]
    scope_config_setting: ScopeSetting,
    opted_out_by_customer: bool,
    #[schema(no_recursion)]
    fields: Vec<DataPoint>,
}

/// Reads an integration.
#[utoipa::path(get, path = "/v1/integrations/{integration_id}", params(("integration_id" = String, Path)), responses(
    (status = 200, body = Success<Details>), (status = 401, body = Failure), (status = 404, body = Failure)
))]
pub(crate) async fn integration(
    State(app): State<App>,
    Caller(environment): Caller,
    Path(integration_id): Path<String>,
) -> Result<Success<Details>, Failure> {
    let found = app.store.integration(&environment.id, &integration_id).await?;
    let integration =
        found.ok_or_else(|| Failure::integration_not_found("There is no such integration in this environment."))?;
    let config = app.store.scope_config(&environment.id, Some(&integration.scope_config_id)).await?;
    let settings = config.as_ref().map_or_else(Settings::nothing, crate::store::ScopeConfigRow::settings);
    let (write_actions, read_models) =
        data_points(&app, &integration, &settings).into_iter().partition(|(writes, _)| *writes);
    let only_points = |points: Vec<(bool, DataPoint)>| points.into_iter().map(|(_, point)| point).collect();
    Ok(Success::new(Details {
        tool: ToolLabels::of(&app, &ToolId::new(&integration.tool)),
        id: integration.id,
        category: integration.category,
        status: "ACTIVE",
        setup_status: "COMPLETED",
        end_user: EndUser {
            organization_name: integration.end_user_organization_name,
            creator_email: Some(integration.end_user_email),
            origin_id: integration.end_user_origin_id,
        },
        scope_config: ScopeConfig { id: integration.scope_config_id, name: config.and_then(|config| config.name) },
        data_expired_at: None,
        created_at: clock::text(integration.created_at),
        beta: false,
        read_models: only_points(read_models),
        write_actions: only_points(write_actions),
    }))
}

/// Every data point of the integration's category; whether it is written, and its state.
fn data_points(app: &App, integration: &Integration, settings: &Settings) -> Vec<(bool, DataPoint)> {
    let vocabulary = app.catalog.vocabulary();
    let opted_out = integration.opted_out();
    let entry = app.catalog.tool(&ToolId::new(&integration.tool));
    let covered =
        |id: &ScopeId| entry.and_then(|entry| entry.definition.scopes.iter().find(|scope| scope.id.as_ref() == id));
    let prefix = format!("{}_", integration.category.to_lowercase());
    let of_category = vocabulary.points().filter(|(id, _)| id.as_str().starts_with(&prefix));
    let point = |id: &ScopeId, label: &str, supported: bool, parent: bool| {
        let point = state_of(id, label, supported, settings, &opted_out);
        DataPoint { is_available: point.is_available && parent, ..point }
    };
    of_category
        .map(|(id, known)| {
            let coverage = covered(id);
            let mut model = point(id, vocabulary.label(id), coverage.is_some(), true);
            model.fields = known
                .fields
                .iter()
                .map(|field| {
                    let has = coverage
                        .is_some_and(|coverage| coverage.fields.iter().any(|covered| covered.as_ref() == field));
                    let field_id = ScopeId::new(format!("{id}.{field}"));
                    point(&field_id, vocabulary.field_label(id, field), has, model.is_available)
                })
                .collect();
            (known.writes, model)
        })
        .collect()
}

fn state_of(
    id: &ScopeId,
    label: &str,
    supported: bool,
    settings: &Settings,
    opted_out: &BTreeSet<ScopeId>,
) -> DataPoint {
    let setting = settings.setting(id);
    let opted_out_by_customer = opted_out.contains(id);
    DataPoint {
        id: id.to_string(),
        label: label.to_owned(),
        is_available: supported && setting != ScopeSetting::Disabled && !opted_out_by_customer,
        coverage_status: if supported { "SUPPORTED" } else { "UNSUPPORTED" },
        scope_config_setting: setting,
        opted_out_by_customer,
        fields: Vec::new(),
    }
}

/// Nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Empty {}

/// Deletes an integration and destroys its credentials. Cannot be undone; clean up your own database yourself.
#[utoipa::path(delete, path = "/v1/integrations/{integration_id}", params(("integration_id" = String, Path)), responses(
    (status = 200, body = Success<Empty>), (status = 401, body = Failure), (status = 404, body = Failure)
))]
pub(crate) async fn delete_integration(
    State(app): State<App>,
    Caller(environment): Caller,
    Path(integration_id): Path<String>,
) -> Result<Success<Empty>, Failure> {
    if app.store.delete_integration(&environment.id, &integration_id).await? {
        tracing::info!("an integration was deleted");
        return Ok(Success::new(Empty {}));
    }
    Err(Failure::integration_not_found("There is no such integration in this environment."))
}
