//! `GET /v1/tools/{category}`: what a host needs for a tool choice of its own.

use super::envelope::{Failure, Success};
use super::key::Reads;
use crate::server::App;
use axum::extract::{Path, State};
use catalog::{Category, DataPoint, Entry};
use serde::Serialize;
use utoipa::ToSchema;
use wire::{ScopeId, ToolId};

/// A tool's names and pictures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToolLabels {
    id: String,
    label: String,
    internal_label: Option<String>,
    logo_url: String,
    icon_url: String,
}

impl ToolLabels {
    pub(crate) fn of(app: &App, id: &ToolId) -> Self {
        let label = app.catalog().tool(id).map_or_else(|| id.to_string(), |entry| entry.definition.name.clone());
        let logo_url = logo_url(app, id);
        Self { id: id.to_string(), label, internal_label: None, icon_url: logo_url.clone(), logo_url }
    }
}

fn logo_url(app: &App, id: &ToolId) -> String {
    format!("{}/logos/{id}.svg", app.base_url.as_str())
}

/// The tools of a category.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tools {
    tools: Vec<ToolDetails>,
}

/// One tool.
#[derive(Debug, Serialize, ToSchema)]
struct ToolDetails {
    id: String,
    label: String,
    internal_label: Option<String>,
    assets: Assets,
    paid_api_details_markdown: Option<String>,
    fast_track_details_markdown: Option<String>,
    partner_only_details_markdown: Option<String>,
    connection_guide_url: Option<String>,
    coverage: Coverage,
}

/// Its pictures.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names are the published API's")]
struct Assets {
    logo_url: String,
    icon_url: String,
    icon_black_url: String,
}

/// What it has.
#[derive(Debug, Serialize, ToSchema)]
struct Coverage {
    read_models: Vec<Covered>,
    write_actions: Vec<Covered>,
    features: Vec<Covered>,
}

/// One model, write action or field.
#[derive(Debug, Serialize, ToSchema)]
struct Covered {
    id: String,
    label: String,
    coverage_status: &'static str,
    #[schema(no_recursion)]
    fields: Vec<Covered>,
}

/// Lists the tools of a category (hris, ats, assessment or lms) that this environment can connect.
#[utoipa::path(get, path = "/v1/tools/{category}", params(("category" = String, Path)), responses(
    (status = 200, body = Success<Tools>)
))]
pub(crate) async fn tools(
    State(app): State<App>,
    Reads(environment): Reads,
    Path(category): Path<String>,
) -> Result<Success<Tools>, Failure> {
    let Some(category) = Category::named(&category) else {
        return Err(Failure::input_invalid("category: write hris, ats, assessment or lms."));
    };
    let catalog = app.catalog();
    let fits = catalog
        .tools()
        .filter(|(id, entry)| entry.definition.categories.contains(&category) && app.offers(&environment, id, entry));
    let tools = fits.map(|(id, entry)| details(&app, category, id, entry)).collect();
    Ok(Success::new(Tools { tools }))
}

fn details(app: &App, category: Category, id: &ToolId, entry: &Entry) -> ToolDetails {
    let catalog = app.catalog();
    let vocabulary = catalog.vocabulary();
    let covered = |id: &ScopeId, label: &str, fields| Covered {
        id: id.to_string(),
        label: label.to_owned(),
        coverage_status: entry.definition.coverage_of(id).as_str(),
        fields,
    };
    let of_category = vocabulary.points().filter(|(id, _)| category.covers(id));
    let (write_actions, read_models): (Vec<_>, Vec<_>) = of_category.partition(|(_, point)| point.writes);
    let group = |(id, point): (&ScopeId, &DataPoint)| {
        let field = |name: &String| {
            let whole = covered(&ScopeId::new(format!("{id}.{name}")), vocabulary.field_label(id, name), Vec::new());
            Covered { id: name.clone(), ..whole }
        };
        covered(id, vocabulary.label(id), point.fields.iter().map(field).collect())
    };
    let logo_url = logo_url(app, id);
    ToolDetails {
        id: id.to_string(),
        label: entry.definition.name.clone(),
        internal_label: None,
        assets: Assets { icon_url: logo_url.clone(), icon_black_url: logo_url.clone(), logo_url },
        paid_api_details_markdown: None,
        fast_track_details_markdown: None,
        partner_only_details_markdown: None,
        connection_guide_url: Some(format!("{}/guide/{id}?category={}", app.base_url.as_str(), category.as_str())),
        coverage: Coverage {
            read_models: read_models.into_iter().map(group).collect(),
            write_actions: write_actions.into_iter().map(group).collect(),
            features: Vec::new(),
        },
    }
}
