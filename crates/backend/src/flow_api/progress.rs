//! `POST /api/progress`: how far an end user has come. The page says so once somebody has done something; whatever only looks at links
//! does not (K-07).

use super::guard::{Body, active_link};
use crate::problem::Problem;
use crate::server::App;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use wire::ProblemCode;

/// The longest name of a step, in characters.
const LONGEST: usize = 64;

#[derive(Deserialize)]
pub(super) struct Progress {
    /// The screen, and the step of it where there is one.
    step: String,
    number: u32,
    count: u32,
}

pub(super) async fn progress(
    State(app): State<App>,
    headers: HeaderMap,
    Body(progress): Body<Progress>,
) -> Result<StatusCode, Problem> {
    let link = active_link(&app, &headers).await?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || " _-.".contains(c);
    let Progress { step, number, count } = progress;
    if step.is_empty() || step.len() > LONGEST || !step.chars().all(is_name) || number > count || count > 100 {
        return Err(Problem::new(ProblemCode::Malformed));
    }
    app.store.note_progress(&link.id, step.trim(), number, count).await?;
    Ok(StatusCode::NO_CONTENT)
}
