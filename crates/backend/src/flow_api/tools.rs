//! `GET /api/tools/{tool}`: one tool's journey, for what the link asks.

use super::guard::active_link;
use crate::crypto::Opened;
use crate::language;
use crate::link::Link;
use crate::problem::Problem;
use crate::relink::relink;
use crate::server::App;
use crate::store::EnvironmentRow;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use catalog::Language;
use wire::{Persist, ProblemCode, Tool, ToolId};

pub(super) async fn tool(
    State(app): State<App>,
    headers: HeaderMap,
    Path(tool): Path<ToolId>,
) -> Result<Json<Tool>, Problem> {
    let link = active_link(&app, &headers).await?;
    let language = language::of_page(&headers);
    if let Some(finishing) = finishing(&app, &link, language).await? {
        return Ok(Json(finishing));
    }
    let environment = app.store.environment(&link.environment_id).await?;
    compile(&app, &link, &environment, &tool, language).await.map(Json)
}

/// The journey of a tool that this link offers. An integration can be relinked even where its tool is not offered any more.
pub(super) async fn compile(
    app: &App,
    link: &Link,
    environment: &EnvironmentRow,
    id: &ToolId,
    language: Language,
) -> Result<Tool, Problem> {
    let is_meant = link.tool.as_ref().is_none_or(|preset| preset == id);
    let catalog = app.catalog();
    let entry = catalog.tool(id).filter(|entry| {
        is_meant
            && (link.relink.is_some() || app.offers(environment, id, entry))
            && entry.definition.categories.contains(&link.category)
    });
    let entry = entry.ok_or_else(|| Problem::new(ProblemCode::ToolUnknown))?;
    let shown = app.shown(id, Some(link));
    let whom = app.whom(id, entry, environment.kind(), link.category, language, &shown);
    let settings = app.store.settings(&link.environment_id, &link.scope_config_id).await?;
    let mut tool = entry.compile(id, &settings, catalog.vocabulary(), &whom);
    tool.known = known(link, &tool);
    tool.reason = settings.reason(language);
    if let Some(relinked) = &link.relink {
        tool.relink = Some(relink(app, link, relinked, &tool, language).await?);
    }
    Ok(tool)
}

/// What was answered before the link was handed over, as far as the tool still asks for it and it is no secret.
fn known(link: &Link, tool: &Tool) -> Opened {
    let mut known = link.answers.clone();
    let fields = || tool.steps.iter().flat_map(|step| &step.fields);
    known.retain(|id, _| fields().any(|field| field.id == *id && field.persist == Persist::Plain));
    known
}

/// What is left to do once the credentials of a link were accepted; `None` where that is nothing.
pub(super) async fn finishing(app: &App, link: &Link, language: Language) -> Result<Option<Tool>, Problem> {
    if !link.setup_pending {
        return Ok(None);
    }
    let integration = app.store.integration_of_link(&link.id).await?;
    let integration = integration.ok_or_else(|| Problem::new(ProblemCode::LinkCompleted))?;
    let environment = app.store.environment(&link.environment_id).await?;
    let left = left_to_do(app, link, &ToolId::new(&integration.tool), &environment, language);
    // The tool may ask for nothing any more.
    left.map(Some).ok_or_else(|| Problem::new(ProblemCode::LinkCompleted))
}

/// What a tool asks for once it has accepted the credentials.
pub(super) fn left_to_do(
    app: &App,
    link: &Link,
    id: &ToolId,
    environment: &EnvironmentRow,
    language: Language,
) -> Option<Tool> {
    let catalog = app.catalog();
    let entry = catalog.tool(id)?;
    let shown = app.shown(id, Some(link));
    entry.finishing(id, &app.whom(id, entry, environment.kind(), link.category, language, &shown))
}
