//! The guide by itself: every step of a tool as a page to read, print and send ahead, with an address of its own per tool, language and
//! scope config. It asks for nothing and holds nothing secret. How it is written is in [`page`].

mod page;

use crate::language;
use crate::problem::Problem;
use crate::server::App;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use catalog::{Asked as _, Category, Language};
use serde::Deserialize;
use wire::{Environment, ProblemCode, ScopeId, ScopeSetting, ToolId};

/// The guide's own style, after the page's colours and sizes.
const STYLE: &str = concat!(include_str!("../../../style/tokens.css"), include_str!("guide/guide.css"));

pub(crate) fn router() -> Router<App> {
    Router::new().route("/guide/{tool}", get(guide)).route("/guide.css", get(style))
}

/// Everything may be left out.
#[derive(Debug, Deserialize)]
struct Wanted {
    language: Option<String>,
    scope_config: Option<String>,
    category: Option<String>,
}

/// What a guide is written from.
struct Guide {
    tool: wire::Tool,
    finishing: Option<wire::Tool>,
    language: Language,
    tenant: Option<String>,
    /// The page's own address without the language.
    address: String,
}

async fn guide(
    State(app): State<App>,
    Path(id): Path<ToolId>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let not_found = || Problem::new(ProblemCode::NotFound);
    let language = wanted.language.as_deref().and_then(Language::named).unwrap_or_else(|| language::of_page(&headers));
    let catalog = app.catalog();
    let entry = catalog.tool(&id).ok_or_else(not_found)?;
    let category = wanted.category.as_deref().and_then(Category::named);
    let category = category.or(entry.definition.categories.first().copied());
    let category = category.filter(|category| entry.definition.categories.contains(category)).ok_or_else(not_found)?;
    let shown = app.shown(&id, None);
    let address = format!("/guide/{id}?category={}", category.as_str());
    let (environment, settings, tenant, address) = if let Some(config) = &wanted.scope_config {
        let (environment, config) = app.store.any_scope_config(config).await?.ok_or_else(not_found)?;
        let environment = app.store.environment(&environment).await?;
        let kind = environment.kind();
        let tenant = environment.brand().name.unwrap_or(environment.tenant_name);
        (kind, Some(config.settings()), Some(tenant), format!("{address}&scope_config={}", config.id))
    } else {
        let in_production = entry.definition.is_for(Environment::Production);
        let environment = if in_production { Environment::Production } else { Environment::Development };
        (environment, None, None, address)
    };
    let asked = |scope: &ScopeId| settings.as_ref().map_or(ScopeSetting::Enabled, |settings| settings.setting(scope));
    let whom = app.whom(&id, entry, environment, category, language, &shown);
    let tool = entry.compile(&id, &asked, catalog.vocabulary(), &whom);
    let guide = Guide { tool, finishing: entry.finishing(&id, &whom), language, tenant, address };
    let policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    Ok((headers, page::write(&guide).into_string()).into_response())
}

async fn style() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, STYLE).into_response()
}
