//! The audit trail of the management API: every call that changes something, whose key it was, and how it was answered.

use crate::server::App;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::{Arc, OnceLock};

/// Whoever calls, once their key is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller(Arc<OnceLock<(String, String)>>);

impl Caller {
    /// Says whose key it is, and for which environment.
    pub(crate) fn is(&self, key: &str, environment: &str) {
        // A call has one key; whoever says so again says the same.
        let _ = self.0.set((crate::crypto::key_name(key), environment.to_owned()));
    }
}

/// Writes down what changes something, once it is answered. The route's pattern and its parameters, which are ids; bodies and queries
/// stay out.
pub(crate) async fn audited(
    State(app): State<App>,
    parameters: RawPathParams,
    mut request: Request,
    next: Next,
) -> Response {
    let caller = Caller::default();
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let action = format!("{} {route}", request.method());
    let is_change = request.method() != Method::GET;
    request.extensions_mut().insert(caller.clone());
    let response = next.run(request).await;
    if let Some((key, environment)) = caller.0.get().filter(|_| is_change) {
        let subject: Vec<&str> =
            parameters.iter().filter(|(name, _)| *name != "token").map(|(_, value)| value).collect();
        let (actor, subject, outcome) =
            (format!("API key {key}"), subject.join(" "), response.status().as_u16().to_string());
        let written = app.store.audit(Some(environment), &actor, &action, &subject, &outcome);
        if let Err(error) = written.await {
            tracing::error!(%error, action, "the audit trail has a gap");
        }
    }
    response
}
