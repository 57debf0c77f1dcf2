//! `GET /v1/integrations/{id}`: an integration in full, with the effective state of every data point, and what was agreed to.

use super::envelope::{Failure, Success};
use super::integrations::unknown;
use super::key::Reads;
use super::tools::ToolLabels;
use crate::clock;
use crate::scope_config::Settings;
use crate::server::App;
use crate::store::{Integration, ScopeConfigRow};
use axum::extract::{Path, State};
use catalog::{Asked, Category, CoverageStatus};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use wire::{ScopeGroup, ScopeId, ScopeSetting, ToolId};

/// An integration in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Details {
    id: String,
    tool: ToolLabels,
    category: String,
    status: &'static str,
    setup_status: String,
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
#[schema(as = IntegrationScopeConfig)]
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
    (status = 200, body = Success<Details>)
))]
pub(crate) async fn integration(
    State(app): State<App>,
    Reads(environment): Reads,
    Path(integration_id): Path<String>,
) -> Result<Success<Details>, Failure> {
    let integration = app.store.integration(&environment.id, &integration_id).await?.ok_or_else(unknown)?;
    app.store.integration_used(&integration.id).await?;
    let config = app.store.scope_config(&environment.id, Some(&integration.scope_config_id)).await?;
    let settings = config.as_ref().map_or_else(Settings::nothing, ScopeConfigRow::settings);
    let (write_actions, read_models) =
        data_points(&app, &integration, &settings).into_iter().partition(|(writes, _)| *writes);
    let only_points = |points: Vec<(bool, DataPoint)>| points.into_iter().map(|(_, point)| point).collect();
    Ok(Success::new(Details {
        tool: ToolLabels::of(&app, &ToolId::new(&integration.tool)),
        status: integration.health().state().as_str(),
        id: integration.id,
        category: integration.category,
        setup_status: integration.setup_status,
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
    let catalog = app.catalog();
    let vocabulary = catalog.vocabulary();
    let opted_out = integration.opted_out();
    let entry = catalog.tool(&ToolId::new(&integration.tool));
    let category = Category::named(&integration.category);
    let coverage = |id: &ScopeId| entry.map_or(CoverageStatus::Unknown, |entry| entry.definition.coverage_of(id));
    let point = |id: &ScopeId, label: &str| state_of(id, label, coverage(id), settings, &opted_out);
    let of_category = vocabulary.points().filter(|(id, _)| category.is_some_and(|category| category.covers(id)));
    of_category
        .map(|(id, known)| {
            let mut model = point(id, vocabulary.label(id));
            let field = |name: &String| {
                let field = point(&ScopeId::new(format!("{id}.{name}")), vocabulary.field_label(id, name));
                DataPoint { id: name.clone(), is_available: field.is_available && model.is_available, ..field }
            };
            model.fields = known.fields.iter().map(field).collect();
            (known.writes, model)
        })
        .collect()
}

fn state_of(
    id: &ScopeId,
    label: &str,
    coverage: CoverageStatus,
    settings: &Settings,
    opted_out: &BTreeSet<ScopeId>,
) -> DataPoint {
    let setting = settings.setting(id);
    let opted_out_by_customer = opted_out.contains(id);
    let is_asked = setting != ScopeSetting::Disabled && !opted_out_by_customer;
    DataPoint {
        id: id.to_string(),
        label: label.to_owned(),
        is_available: coverage == CoverageStatus::Supported && is_asked,
        coverage_status: coverage.as_str(),
        scope_config_setting: setting,
        opted_out_by_customer,
        fields: Vec::new(),
    }
}

/// What was agreed to for an integration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Consents {
    /// The newest first.
    consents: Vec<Consent>,
}

/// What an end user was shown and agreed to.
#[derive(Debug, Serialize, ToSchema)]
struct Consent {
    given_at: String,
    /// The language it was shown in.
    language: String,
    scope_config_id: String,
    /// The optional scopes that were refused.
    #[schema(value_type = Vec<String>)]
    opted_out: BTreeSet<ScopeId>,
    /// Why it was asked for, as you said it.
    reason: Option<String>,
    /// Everything that was shown, as it stood on the page.
    #[schema(value_type = Vec<Object>)]
    shown: Vec<ScopeGroup>,
}

/// Reads what end users agreed to for an integration: what was shown, what was refused, when, and in which language.
#[utoipa::path(get, path = "/v1/integrations/{integration_id}/consents", params(("integration_id" = String, Path)), responses(
    (status = 200, body = Success<Consents>)
))]
pub(crate) async fn consents(
    State(app): State<App>,
    Reads(environment): Reads,
    Path(integration_id): Path<String>,
) -> Result<Success<Consents>, Failure> {
    let integration = app.store.integration(&environment.id, &integration_id).await?.ok_or_else(unknown)?;
    app.store.integration_used(&integration.id).await?;
    let rows = app.store.consents(&integration.id).await?;
    let consents = rows.into_iter().map(|row| Consent {
        given_at: clock::text(row.given_at),
        opted_out: row.opted_out(),
        shown: row.shown(),
        reason: row.reason,
        language: row.language,
        scope_config_id: row.scope_config_id,
    });
    Ok(Success::new(Consents { consents: consents.collect() }))
}
