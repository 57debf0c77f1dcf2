//! What is served, and the headers on all of it. Start at [`router`].

use crate::checks::Scheduler;
use crate::clock::{Clock, MINUTE};
use crate::config::{BaseUrl, Config};
use crate::crypto::{KeyProblem, Keys};
use crate::egress::Egress;
use crate::store::{Store, StoreProblem};
use crate::{flow_api, management, page, tool_files};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use catalog::{Catalog, Finding};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use wire::ToolId;

/// The most a request may carry, in bytes.
const LARGEST_BODY: usize = 256 * 1024;
/// The longest a request may take: a check with the tool, and some.
const LONGEST_REQUEST: Duration = Duration::from_secs(40);

/// Everything the routes share.
#[derive(Clone, Debug)]
pub struct App(Arc<Shared>);

/// What is behind an [`App`].
#[derive(Debug)]
pub struct Shared {
    /// The database.
    pub store: Store,
    /// Everything derived from the operator's key.
    pub keys: Keys,
    /// The tools.
    pub catalog: Catalog,
    /// Where end users reach this server (K-11).
    pub base_url: BaseUrl,
    /// Other addresses for tools.
    pub tool_addresses: BTreeMap<ToolId, String>,
    /// How long after a check the next one is due, in milliseconds.
    pub check_interval: i64,
    pub(crate) egress: Egress,
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// Why the server did not start.
#[derive(Debug, Error)]
pub enum StartProblem {
    /// The operator's key.
    #[error("{0}")]
    Key(#[from] KeyProblem),
    /// The database.
    #[error("{0}")]
    Store(#[from] StoreProblem),
    /// The key is gone, and the database is not.
    #[error(
        "the database holds credentials, and {0}, which opens them, is missing: put it back, or set ENCRYPTION_KEY"
    )]
    KeyLost(String),
    /// The catalog.
    #[error("the catalog has mistakes:\n{0}")]
    Catalog(String),
    /// TLS could not be set up.
    #[error("requests to tools cannot be made: {0}")]
    Egress(#[from] reqwest::Error),
    /// The address is taken or not ours.
    #[error("cannot listen on {0}: {1}. Set HOST or PORT to another address.")]
    Listen(String, std::io::Error),
    /// A tool address names no tool.
    #[error("TOOL_ADDRESSES names {0}, which is not in the catalog")]
    UnknownTool(ToolId),
}

impl From<Vec<Finding>> for StartProblem {
    fn from(findings: Vec<Finding>) -> Self {
        Self::Catalog(findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }
}

impl App {
    /// Opens everything the settings point to.
    pub async fn start(config: &Config) -> Result<Self, StartProblem> {
        Self::start_with(config, Clock::System).await
    }

    /// The same, with a clock of one's own.
    pub async fn start_with(config: &Config, clock: Clock) -> Result<Self, StartProblem> {
        let store = Store::open(&config.database_url, clock).await?;
        let key_file = config.data_dir.join("encryption.key");
        if config.encryption_key.is_none() && !key_file.exists() && store.holds_credentials().await? {
            return Err(StartProblem::KeyLost(key_file.display().to_string()));
        }
        let keys = Keys::load(config.encryption_key.as_ref(), &config.data_dir)?;
        let catalog = tool_files::catalog()?;
        let tool_addresses = config.addresses();
        if let Some(tool) = tool_addresses.keys().find(|tool| catalog.tool(tool).is_none()) {
            return Err(StartProblem::UnknownTool(tool.clone()));
        }
        let (base_url, egress) = (config.base_url(), Egress::new()?);
        let check_interval = i64::from(config.check_interval) * MINUTE;
        Ok(Self(Arc::new(Shared { store, keys, catalog, base_url, tool_addresses, check_interval, egress })))
    }
}

/// Everything that is served.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .nest("/api", flow_api::router(&app))
        .merge(management::router())
        .merge(page::router())
        .fallback(page::asset)
        .layer(CompressionLayer::new())
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), common_headers))
        // The route's pattern and not the address: addresses can hold tokens (S-12).
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request| {
            let route = request.extensions().get::<MatchedPath>().map_or("file", MatchedPath::as_str);
            tracing::info_span!("request", method = %request.method(), route)
        }))
        .with_state(app)
}

/// Serves until it is told to stop, then lets what is under way finish.
pub async fn serve(app: App, listener: TcpListener) -> std::io::Result<()> {
    let store = app.store.clone();
    let scheduler = tokio::spawn(Scheduler::new(app.clone()).run());
    axum::serve(listener, router(app)).with_graceful_shutdown(told_to_stop()).await?;
    scheduler.abort();
    store.close().await;
    Ok(())
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}

async fn healthz(State(app): State<App>) -> (axum::http::StatusCode, &'static str) {
    if app.store.is_up().await {
        (axum::http::StatusCode::OK, "ok")
    } else {
        (axum::http::StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
    }
}

/// C-09: on every answer, errors too. Whatever a route has set itself stays.
async fn common_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::REFERRER_POLICY, "no-referrer");
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(HeaderName::from_static("x-robots-tag"), "noindex, nofollow, noarchive");
    default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    default(header::CACHE_CONTROL, "no-store");
    default(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    if app.base_url.is_https() {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}
