//! `POST /api/progress`: how far an end user has come. The page says so once somebody has done something; whatever only looks at links
//! does not (K-07).

use super::guard::{Body, active_link};
use crate::problem::Problem;
use crate::server::App;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use wire::ProblemCode;

/// The page's screens, by the names that it has for them.
const SCREENS: [&str; 9] =
    ["opening", "unavailable", "tools", "scopes", "granting", "step", "leaving", "submitting", "connected"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
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
    let Progress { step, number, count } = progress;
    let (screen, name) = step.trim().split_once(' ').unwrap_or((step.trim(), ""));
    let catalog = app.catalog();
    let is_step = |name: &str| {
        catalog.tools().any(|(_, entry)| entry.definition.steps.iter().any(|step| step.id.as_str() == name))
    };
    // Nothing but names that are known: what is kept here is shown to operators (S-13).
    if !SCREENS.contains(&screen) || !(name.is_empty() || is_step(name)) || number > count || count > 100 {
        return Err(Problem::new(ProblemCode::Malformed));
    }
    app.store.note_progress(&link.id, step.trim(), number, count).await?;
    Ok(StatusCode::NO_CONTENT)
}
