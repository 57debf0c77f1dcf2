//! The management API under `/v1`: what customers' backends call with their API key. Field names, envelopes and error codes are those of
//! the published API of this field, so that its client library works here.

mod allowed_origins;
mod branding;
mod enabled_tools;
mod envelope;
mod integration_details;
mod integrations;
mod key;
mod links;
mod relinks;
mod scope_configs;
mod tools;

pub(crate) use enabled_tools::tools_for;
pub(crate) use links::address;
pub(crate) use relinks::{Wish, make as make_relink};

use crate::server::App;
use axum::{Json, Router};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(info(title = "Connection flow: management API", license(name = "MIT OR Apache-2.0")), security(("api_key" = [])))]
struct Document;

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(links::create_link))
        .routes(routes!(integrations::integration_by_token))
        .routes(routes!(integration_details::integration, integrations::delete_integration))
        .routes(routes!(integration_details::consents))
        .routes(routes!(integrations::set_enabled))
        .routes(routes!(relinks::create_relink))
        .routes(routes!(branding::branding, branding::set_branding))
        .routes(routes!(allowed_origins::allowed_origins, allowed_origins::set_allowed_origins))
        .routes(routes!(scope_configs::scope_configs, scope_configs::create_scope_config))
        .routes(routes!(scope_configs::scope_config, scope_configs::replace_scope_config))
        .routes(routes!(scope_configs::set_default_scope_config))
        .routes(routes!(tools::tools))
        .routes(routes!(enabled_tools::enabled_tools, enabled_tools::set_enabled_tools))
        .routes(routes!(key::check_api_key))
}

pub(crate) fn router() -> Router<App> {
    let (router, document) = routes().split_for_parts();
    let document = secured(document);
    router.route("/v1/openapi.json", axum::routing::get(|| async move { Json(document) }))
}

/// The `OpenAPI` document, made from the code.
pub fn openapi() -> utoipa::openapi::OpenApi {
    secured(routes().into_openapi())
}

fn secured(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    document.components.get_or_insert_default().security_schemes.insert("api_key".to_owned(), bearer.into());
    document
}
