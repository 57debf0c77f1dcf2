//! `POST /api/links/{link}/outcome`: how a link stands, for the page that embeds it. A frame that a browser refuses to show cannot say why,
//! and a window of its own cannot say how it ended; whoever holds the link may ask here. Only pages of the origins it allows can read the answer.

use super::guard::wrong_secret;
use crate::clock::HOUR;
use crate::crypto;
use crate::link::Link;
use crate::peer::Peer;
use crate::problem::Problem;
use crate::server::App;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use wire::{LinkId, ProblemCode, Secret};

#[derive(Deserialize)]
struct Ask {
    secret: Secret,
}

#[derive(Serialize)]
struct Outcome {
    /// For whoever has opened it.
    state: &'static str,
    /// Whether it can still be opened.
    opens: bool,
    /// For an hour after its completion, to a page of an origin that may embed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    activation_token: Option<Secret>,
}

/// What a browser asks before it sends a body to another origin.
pub(super) async fn may_ask(
    State(app): State<App>,
    Path(id): Path<LinkId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let link = app.store.link(&id).await?;
    Ok(allowing(link.as_ref(), &headers, StatusCode::NO_CONTENT.into_response()))
}

pub(super) async fn outcome(
    State(app): State<App>,
    Peer(peer): Peer,
    Path(id): Path<LinkId>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let link = app.store.link(&id).await?;
    let tells = is_allowed(link.as_ref(), &headers);
    let answer = found(&app, link.as_ref(), &body, tells)
        .await
        .map_err(|problem| match problem.0.code {
            ProblemCode::LinkUnknown => wrong_secret(&app, &id, peer),
            _ => problem,
        })
        .map_or_else(IntoResponse::into_response, |outcome| Json(outcome).into_response());
    Ok(allowing(link.as_ref(), &headers, answer))
}

/// An unknown link and a wrong secret are the same answer, after the same work (K-08).
async fn found(app: &App, link: Option<&Link>, body: &[u8], tells: bool) -> Result<Outcome, Problem> {
    let ask: Ask = serde_json::from_slice(body).map_err(|_| Problem::new(ProblemCode::Malformed))?;
    let matches = crypto::matches(ask.secret.expose(), link.map_or("", |link| link.secret_hash.as_str()));
    let link = link.filter(|_| matches).ok_or_else(|| Problem::new(ProblemCode::LinkUnknown))?;
    let now = app.store.now();
    let is_fresh = tells && link.completed_at.is_some_and(|completed| now - completed < HOUR);
    let submission = if is_fresh { app.store.completing_submission(&link.id).await? } else { None };
    Ok(Outcome {
        state: link.state_once_opened(now).as_str(),
        opens: link.state(now).problem().is_none(),
        activation_token: submission.map(|key| app.keys.activation_token(&link.id, &key)),
    })
}

fn is_allowed(link: Option<&Link>, headers: &HeaderMap) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    link.zip(origin).is_some_and(|(link, origin)| link.allowed_origins.iter().any(|known| known == origin))
}

/// Lets a page of an origin that may embed the link read the answer.
fn allowing(link: Option<&Link>, headers: &HeaderMap, mut answer: Response) -> Response {
    let allowed = is_allowed(link, headers);
    let ours = answer.headers_mut();
    ours.insert(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = headers.get(header::ORIGIN).filter(|_| allowed) {
        ours.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        ours.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
        ours.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    }
    answer
}
