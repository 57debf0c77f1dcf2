//! The address that a tool is told to call. It belongs to one integration; what it is sent is noted as a sign of life and not kept.

use crate::link::Link;
use crate::server::App;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::any;

pub(crate) fn router() -> Router<App> {
    Router::new().route("/hooks/{token}", any(called))
}

/// The address for the integration that a link makes. It can be told only by those who hold the operator's key.
pub(crate) fn address(app: &App, link: &Link) -> String {
    let proof = app.keys.fingerprint(format!("hook|{}", link.id).as_bytes());
    format!("{}/hooks/{}.{proof}", app.base_url.as_str(), link.id)
}

async fn called(State(app): State<App>, Path(token): Path<String>) -> StatusCode {
    let Some((link, proof)) = token.split_once('.') else { return StatusCode::NOT_FOUND };
    let expected = app.keys.fingerprint(format!("hook|{link}").as_bytes());
    if aws_lc_rs::constant_time::verify_slices_are_equal(proof.as_bytes(), expected.as_bytes()).is_err() {
        return StatusCode::NOT_FOUND;
    }
    match app.store.hook_called(link).await {
        Ok(true) => StatusCode::ACCEPTED,
        Ok(false) => StatusCode::NOT_FOUND,
        Err(error) => {
            tracing::error!(%error, "a call of a webhook address could not be noted");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
