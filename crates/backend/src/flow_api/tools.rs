//! `GET /api/tools/{tool}`: one tool's journey, for what the link asks.

use super::guard::active_link;
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
use wire::{ProblemCode, Tool, ToolId};

pub(super) async fn tool(
    State(app): State<App>,
    headers: HeaderMap,
    Path(tool): Path<ToolId>,
) -> Result<Json<Tool>, Problem> {
    let link = active_link(&app, &headers).await?;
    let environment = app.store.environment(&link.environment_id).await?;
    compile(&app, &link, &environment, &tool, language::of_page(&headers)).await.map(Json)
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
    let entry = app.catalog.tool(id).filter(|entry| {
        is_meant
            && (link.relink.is_some() || environment.offers(id, entry))
            && entry.definition.categories.contains(&link.category)
    });
    let entry = entry.ok_or_else(|| Problem::new(ProblemCode::ToolUnknown))?;
    let settings = app.store.settings(&link.environment_id, &link.scope_config_id).await?;
    let mut tool = entry.compile(id, link.category, &settings, app.catalog.vocabulary(), language);
    tool.reason = settings.reason(language);
    if let Some(relinked) = &link.relink {
        tool.relink = Some(relink(app, link, relinked, &tool, language).await?);
    }
    Ok(tool)
}
