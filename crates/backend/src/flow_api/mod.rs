//! What the page itself calls. Same-origin, without cookies: a session token in the `Authorization` header is the only proof.

mod grants;
mod guard;
mod hand_over;
mod outcome;
mod progress;
mod reports;
mod session;
mod submissions;
mod tools;

use crate::problem::Problem;
use crate::server::App;
use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use wire::ProblemCode;

pub(crate) fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/session", post(session::open))
        .route("/lease", post(session::hold))
        .route("/tools/{tool}", get(tools::tool))
        .route("/grants", post(grants::request))
        .route("/grants/{id}", get(grants::state))
        .route("/handovers", post(hand_over::hand_over))
        .route("/handovers/{link}/revoke", post(hand_over::take_back))
        .route("/progress", post(progress::progress))
        .route("/submissions", post(submissions::submit))
        .route("/submissions/{key}", get(submissions::state))
        .method_not_allowed_fallback(nothing)
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(app.clone(), guard::same_origin))
        .route("/csp-reports", post(reports::receive))
        .route("/links/{link}/outcome", post(outcome::outcome).options(outcome::may_ask))
        .method_not_allowed_fallback(nothing)
}

async fn nothing() -> Problem {
    Problem::new(ProblemCode::NotFound)
}
