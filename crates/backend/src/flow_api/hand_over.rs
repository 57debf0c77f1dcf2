//! Passing the rest on: a magic link of its own for somebody else, with the answers that are no secrets. One at a time, and it can be
//! taken back.

use super::guard::{Body, active_link};
use super::tools::compile;
use crate::clock::DAY;
use crate::flow_log::Entry;
use crate::language;
use crate::link::LinkType;
use crate::management::address;
use crate::problem::Problem;
use crate::server::App;
use crate::store::NewLink;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use wire::{HandOverRequest, HandedOver, LinkId, Persist, ProblemCode, Secret};

/// How long the link of somebody else lives, in milliseconds.
const LIFETIME: i64 = 14 * DAY;

pub(super) async fn hand_over(
    State(app): State<App>,
    headers: HeaderMap,
    Body(request): Body<HandOverRequest>,
) -> Result<Json<HandedOver>, Problem> {
    let link = active_link(&app, &headers).await?;
    if link.setup_pending {
        return Err(Problem::new(ProblemCode::LinkCompleted));
    }
    // All that pass on the rest of one link are of that link, however often it is passed on.
    let first = link.handed_over_from.clone().unwrap_or_else(|| link.id.clone());
    let environment = app.store.environment(&link.environment_id).await?;
    let tool = compile(&app, &link, &environment, &request.tool, language::of_page(&headers)).await?;
    let fields = || tool.steps.iter().flat_map(|step| &step.fields);
    let mut answers = request.answers;
    // Whatever the page sends: nothing secret is passed on, and nothing that was not asked for.
    answers.retain(|id, _| fields().any(|field| field.id == *id && field.persist == Persist::Plain));
    let (email, organization) = (&link.end_user_email, &link.end_user_organization_name);
    let new = NewLink {
        category: link.category,
        tool: Some(request.tool),
        language: link.language,
        end_user_origin_id: link.end_user_origin_id.clone(),
        relink: link.relink.clone(),
        handed_over_from: Some(first.clone()),
        answers: serde_json::to_string(&answers).unwrap_or_default(),
        lifetime: Some(LIFETIME),
        ..NewLink::to(&link.environment_id, link.scope_config_id.clone(), LinkType::MagicLink, email, organization)
    };
    app.store.take_back_all(&first, &link.id).await?;
    let (id, secret) = app.store.create_link(&new).await?;
    // The first may have ended in this very moment, and with it all that are of it.
    let ended =
        app.store.link(&first).await?.is_none_or(|first| first.completed_at.is_some() || first.revoked_at.is_some());
    if ended {
        app.store.revoke_link(&id).await?;
        return Err(Problem::new(ProblemCode::LinkCompleted));
    }
    app.store.log(&link.id, &Entry::HandedOver { link: id.to_string() }).await;
    tracing::info!(link = %link.id, to = %id, "a link was handed over");
    Ok(Json(HandedOver { address: Secret::new(address(&app, &id, &secret)), link: id }))
}

pub(super) async fn take_back(
    State(app): State<App>,
    headers: HeaderMap,
    Path(handed_over): Path<LinkId>,
) -> Result<StatusCode, Problem> {
    let link = active_link(&app, &headers).await?;
    let first = link.handed_over_from.clone().unwrap_or_else(|| link.id.clone());
    if app.store.take_back(&first, &handed_over).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::new(ProblemCode::NotFound))
}
