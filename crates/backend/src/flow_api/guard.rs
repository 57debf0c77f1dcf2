//! K-09: whoever asks must be our own page, and what it sends must be JSON.

use crate::crypto::SessionToken;
use crate::json::holds_nul;
use crate::link::Link;
use crate::problem::Problem;
use crate::server::App;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use serde::de::DeserializeOwned;
use std::net::IpAddr;
use wire::{LinkId, ProblemCode};

pub(super) async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Result<Response, Problem> {
    let headers = request.headers();
    let is = |name: &str, wanted: &str| headers.get(name).is_none_or(|value| value.as_bytes() == wanted.as_bytes());
    let is_cross_site = headers.get("sec-fetch-site").is_some_and(|value| value == "cross-site");
    if !is("origin", app.base_url.as_str()) || is_cross_site {
        return Err(Problem::new(ProblemCode::ForeignOrigin));
    }
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(';').next().unwrap_or_default().trim() == "application/json");
    if request.method() != Method::GET && !is_json {
        return Err(Problem::new(ProblemCode::UnsupportedBody));
    }
    Ok(next.run(request).await)
}

/// A JSON body whose mistakes are answered without repeating what it held.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let bytes = axum::body::Bytes::from_request(request, app).await;
        let bytes = bytes.map_err(|_| Problem::new(ProblemCode::UnsupportedBody))?;
        let malformed = |_| Problem::new(ProblemCode::Malformed);
        if holds_nul(&serde_json::from_slice(&bytes).map_err(malformed)?) {
            return Err(Problem::new(ProblemCode::Malformed));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(malformed)
    }
}

/// The token in the `Authorization` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// What whoever does not have a link's secret is told, whether there is such a link or not; after some guesses also to wait (K-08).
pub(super) fn wrong_secret(app: &App, link: &LinkId, from: Option<IpAddr>) -> Problem {
    let problem = Problem::new(ProblemCode::LinkUnknown);
    match app.limiter.wrong_secret(link.as_str(), from) {
        Ok(()) => problem,
        Err(wait) => problem.with_status(StatusCode::TOO_MANY_REQUESTS).retry_after(u32::try_from(wait).ok()),
    }
}

/// The session token, if it is one that counts.
pub(super) fn session_token(app: &App, headers: &HeaderMap) -> Option<SessionToken> {
    bearer(headers).and_then(|text| SessionToken::verify(text, &app.keys, app.store.now()))
}

/// The link a session token was given for, in whatever state it is now.
pub(super) async fn link_of_session(app: &App, headers: &HeaderMap) -> Result<Link, Problem> {
    let expired = || Problem::new(ProblemCode::SessionExpired);
    let token = session_token(app, headers).ok_or_else(expired)?;
    app.store.link(&token.link).await?.ok_or_else(expired)
}

/// The same, as long as it may be used.
pub(super) async fn active_link(app: &App, headers: &HeaderMap) -> Result<Link, Problem> {
    let link = link_of_session(app, headers).await?;
    link.state_once_opened(app.store.now()).problem().map_or(Ok(link), |code| Err(Problem::new(code)))
}
