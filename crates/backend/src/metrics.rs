//! Figures for whoever runs this: what was asked and how long it took, what waits to be told. Served at an address of its own, so that it
//! is never public by accident.

use crate::server::App;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::time::{Duration, Instant};

/// What durations are sorted into, in seconds.
const BUCKETS: [f64; 9] = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 20.0];

/// How often what is measured is put together.
const UPKEEP: Duration = Duration::from_secs(5);

/// Collects figures from now on, and serves them in Prometheus's format.
pub(crate) fn router(app: App) -> Result<Router, BuildError> {
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let handle = PrometheusBuilder::new().set_buckets_for_metric(seconds, &BUCKETS)?.install_recorder()?;
    let kept = handle.clone();
    tokio::spawn(async move {
        // Whether anybody asks or not: what is measured is put together now and then.
        loop {
            kept.run_upkeep();
            tokio::time::sleep(UPKEEP).await;
        }
    });
    Ok(Router::new().route("/metrics", get(figures)).with_state((app, handle)))
}

async fn figures(State((app, handle)): State<(App, PrometheusHandle)>) -> String {
    if let Ok(waiting) = app.store.deliveries_waiting().await {
        // Counts are far below what a float cannot tell apart.
        #[expect(clippy::cast_precision_loss, reason = "as above")]
        gauge!("connect_webhook_deliveries_waiting").set(waiting as f64);
    }
    handle.render()
}

/// Counts requests by route, never by address: addresses can hold tokens (S-12).
pub(crate) async fn counted(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("file", MatchedPath::as_str).to_owned();
    // Whoever makes up methods makes up no figures.
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    let method = known.iter().find(|known| *known == request.method()).map_or("OTHER", Method::as_str).to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    histogram!("connect_http_request_seconds", "route" => route.clone()).record(started.elapsed().as_secs_f64());
    counter!("connect_http_requests_total", "route" => route, "method" => method, "status" => status).increment(1);
    response
}
