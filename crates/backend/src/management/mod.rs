//! The management API under `/v1`: what customers' backends call with their API key. Field names, envelopes and error codes are those of
//! the published API of this field, so that its client library works here.

mod allowed_origins;
mod body;
mod branding;
mod deliveries;
mod document;
mod email;
mod enabled_tools;
mod envelope;
mod fields;
mod integration_details;
mod integrations;
mod key;
mod link_actions;
mod link_status;
mod links;
mod reference;
mod relinks;
mod scope_configs;
mod setup_links;
mod tools;
mod webhooks;

pub(crate) use enabled_tools::tools_for;
pub(crate) use envelope::enveloped;
pub(crate) use links::address;
pub(crate) use relinks::{Wish, make as make_relink};
pub(crate) use webhooks::send_test;

use crate::audit::audited;
use crate::page_words;
use crate::server::App;
use axum::middleware;
use axum::routing::get;
use axum::{Json, Router};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(
    info(title = "Connection flow: management API", license(name = "MIT OR Apache-2.0")),
    security(("api_key" = [])),
    components(schemas(envelope::Failure, deliveries::DeliveryState))
)]
struct Document;

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(links::create_link))
        .routes(routes!(integrations::integration_by_token))
        .routes(routes!(integrations::activate_integration))
        .routes(routes!(integration_details::integration, integrations::delete_integration))
        .routes(routes!(integration_details::consents))
        .routes(routes!(integrations::set_enabled))
        .routes(routes!(relinks::create_relink))
        .routes(routes!(setup_links::create_setup_link))
        .routes(routes!(fields::custom_fields))
        .routes(routes!(fields::map_custom_field))
        .routes(routes!(fields::integration_fields))
        .routes(routes!(fields::change_integration_field))
        .routes(routes!(branding::branding, branding::set_branding))
        .routes(routes!(allowed_origins::allowed_origins, allowed_origins::set_allowed_origins))
        .routes(routes!(scope_configs::scope_configs, scope_configs::create_scope_config))
        .routes(routes!(scope_configs::scope_config, scope_configs::replace_scope_config))
        .routes(routes!(scope_configs::set_default_scope_config))
        .routes(routes!(tools::tools))
        .routes(routes!(enabled_tools::enabled_tools, enabled_tools::set_enabled_tools))
        .routes(routes!(key::check_api_key))
        .routes(routes!(email::email))
        .routes(routes!(link_status::links))
        .routes(routes!(link_status::link))
        .routes(routes!(link_status::link_log))
        .routes(routes!(link_actions::revoke_link))
        .routes(routes!(link_actions::extend_link))
        .routes(routes!(link_actions::resend_link))
        .routes(routes!(webhooks::webhooks, webhooks::create_webhook))
        .routes(routes!(webhooks::webhook, webhooks::change_webhook, webhooks::delete_webhook))
        .routes(routes!(webhooks::set_webhook_enabled))
        .routes(routes!(webhooks::rotate_webhook))
        .routes(routes!(webhooks::test_webhook))
        .routes(routes!(deliveries::deliveries))
        .routes(routes!(deliveries::replay))
}

pub(crate) fn router(app: &App) -> Router<App> {
    let (router, document) = routes().split_for_parts();
    let router = router.route_layer(middleware::from_fn_with_state(app.clone(), audited));
    let document = document::completed(document);
    let page = reference::page(&serde_json::to_value(&document).unwrap_or_default());
    router
        .route("/v1/openapi.json", get(|| async move { Json(document) }))
        .route("/v1/reference", get(move || async move { (page_words::headers(), page) }))
}

/// The `OpenAPI` document, made from the code.
pub fn openapi() -> utoipa::openapi::OpenApi {
    document::completed(routes().into_openapi())
}
