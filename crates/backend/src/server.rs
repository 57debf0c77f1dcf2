//! What is served, and the headers on all of it. Start at [`router`].

use crate::checks::Scheduler;
use crate::clock::{Clock, MINUTE};
use crate::config::{BaseUrl, Config, LoginClient, Webhooks};
use crate::crypto::{KeyProblem, Keys, SealError};
use crate::egress::Egress;
use crate::limiter::Limiter;
use crate::link::Link;
use crate::store::EnvironmentRow;
use crate::store::{Store, StoreProblem};
use crate::tool_files::LiveCatalog;
use crate::webhook::Courier;
use crate::{flow_api, guide, hooks, log_page, login, management, metrics, page, rotation, sandbox, serving};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use catalog::{Catalog, Entry, Finding, For, Kind, Language, Template};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use tower_http::trace::TraceLayer;
use wire::ToolId;

/// The most a request may carry, in bytes.
const LARGEST_BODY: usize = 256 * 1024;
/// The longest a request may take: a check with the tool, and some.
const LONGEST_REQUEST: Duration = Duration::from_secs(40);
/// The longest pause within a body.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

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
    catalog: LiveCatalog,
    /// Where end users reach this server (K-11).
    pub base_url: BaseUrl,
    /// Other addresses for tools.
    pub tool_addresses: BTreeMap<ToolId, String>,
    /// How long after a check the next one is due, in milliseconds.
    pub check_interval: i64,
    pub(crate) egress: Egress,
    pub(crate) login_clients: BTreeMap<ToolId, LoginClient>,
    outgoing_addresses: Option<String>,
    sftp_host: Option<String>,
    pub(crate) webhooks: Webhooks,
    pub(crate) limiter: Limiter,
    metrics_address: Option<SocketAddr>,
    /// What goes on when whoever asked for it has hung up; the server waits for it before it ends.
    pub(crate) tasks: TaskTracker,
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
        "the database holds credentials or webhook secrets, and {0}, which opens them, is missing: put it back, or set ENCRYPTION_KEY"
    )]
    KeyLost(String),
    /// There is none, and none is made by the way where credentials are real.
    #[error(
        "there is no key to protect credentials with, neither in {0} nor in ENCRYPTION_KEY: run `connect encryption-key create` once"
    )]
    NoKey(String),
    /// Another one is needed.
    #[error(
        "the database holds what the key called {0} protects, and it is not among the keys of this server: put it back, first in encryption.key or \
         ENCRYPTION_KEY, or among the previous ones"
    )]
    KeyUnknown(String),
    /// The key opens nothing.
    #[error("the root secret: {0}")]
    Root(#[from] SealError),
    /// The catalog.
    #[error("the catalog has mistakes:\n{0}")]
    Catalog(String),
    /// The file of trusted authorities.
    #[error("TOOL_CA could not be read: {0}")]
    Authorities(std::io::Error),
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

impl From<sqlx::Error> for StartProblem {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
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
        let keys = rotation::keys(config, &store).await?;
        let catalog = LiveCatalog::read(config.catalog_dir.as_deref())?;
        let tool_addresses = config.addresses();
        let known = catalog.now();
        let clients = config.login_clients.iter().map(|client| &client.tool);
        let unknown = tool_addresses.keys().chain(clients).find(|tool| known.tool(tool).is_none());
        // A folder of one's own may get the tool later.
        if let Some(tool) = unknown.filter(|_| config.catalog_dir.is_none()) {
            return Err(StartProblem::UnknownTool(tool.clone()));
        }
        let trusted = config.tool_ca.as_deref().map(std::fs::read).transpose().map_err(StartProblem::Authorities)?;
        let clients = config.login_clients.iter().map(|client| (client.tool.clone(), client.clone()));
        Ok(Self(Arc::new(Shared {
            store,
            keys,
            catalog,
            base_url: config.base_url(),
            tool_addresses,
            check_interval: i64::from(config.check_interval) * MINUTE,
            egress: Egress::new(trusted.as_deref())?,
            login_clients: clients.collect(),
            outgoing_addresses: config.outgoing_addresses.clone(),
            sftp_host: config.sftp_host.clone(),
            webhooks: config.webhooks(),
            limiter: Limiter::of(config.rate_limit),
            metrics_address: config.metrics_address,
            tasks: TaskTracker::new(),
        })))
    }

    /// The tools as they are now.
    pub fn catalog(&self) -> Arc<Catalog> {
        self.catalog.now()
    }

    /// Reads the catalog again whenever the operator's folder changes; never ends.
    pub async fn follow_catalog(&self) {
        self.catalog.follow().await;
    }

    /// Whether a tool can be connected in an environment: it is not switched off, and this server has what it needs.
    pub fn offers(&self, environment: &EnvironmentRow, id: &ToolId, entry: &Entry) -> bool {
        let shown = self.shown(id, None);
        let has_values = entry.definition.fields.iter().filter(|field| field.kind == Kind::Shown).all(|field| {
            let template = field.value.as_ref().map(|value| Template::of(value.as_ref()));
            template.is_none_or(|template| template.names().iter().all(|name| shown.contains_key(name)))
        });
        environment.offers(id, entry) && has_values && entry.can_log_in(self.has_login_client(id, entry))
    }

    /// Whether end users can log in at a tool from here.
    pub fn has_login_client(&self, id: &ToolId, entry: &Entry) -> bool {
        let brings_its_own = entry.definition.login.as_ref().is_none_or(|login| login.client_id.is_some());
        brings_its_own || self.login_clients.contains_key(id)
    }

    /// Values to copy into a tool, for a link where there is one.
    pub fn shown(&self, tool: &ToolId, link: Option<&Link>) -> BTreeMap<&'static str, String> {
        let base = self.base_url.as_str();
        let mut shown = BTreeMap::from([
            ("redirect_address", login::redirect_address(self, tool)),
            ("webhook_address", link.map_or_else(|| format!("{base}/hooks/"), |link| hooks::address(self, link))),
        ]);
        shown.extend(self.outgoing_addresses.clone().map(|addresses| ("outgoing_addresses", addresses)));
        if let Some(host) = &self.sftp_host {
            shown.insert("sftp_host", host.clone());
            let user = link.map_or_else(String::new, |link| link.id.as_str().chars().take(12).collect());
            shown.insert("sftp_user", format!("u{}", user.to_lowercase()));
        }
        shown
    }

    /// What a tool's journey is compiled for.
    pub(crate) fn whom<'a>(
        &self,
        id: &ToolId,
        entry: &Entry,
        environment: wire::Environment,
        category: catalog::Category,
        language: Language,
        shown: &'a BTreeMap<&'static str, String>,
    ) -> For<'a> {
        For { environment, category, language, shown, can_log_in: self.has_login_client(id, entry) }
    }
}

/// Everything that is served.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .nest("/api", flow_api::router(&app))
        .merge(management::router(&app))
        .merge(page::router())
        .merge(guide::router())
        .merge(login::router())
        .merge(sandbox::router())
        .merge(hooks::router())
        .merge(log_page::router())
        .fallback(page::asset)
        .layer(CompressionLayer::new())
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(RequestBodyTimeoutLayer::new(LONGEST_PAUSE))
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(management::enveloped))
        .layer(middleware::from_fn(metrics::counted))
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
    let figures = match app.metrics_address {
        None => None,
        Some(address) => {
            let (listener, router) = (TcpListener::bind(address).await?, metrics::router(app.clone()));
            let router = router.map_err(std::io::Error::other)?;
            tracing::info!(%address, "serving metrics");
            Some(tokio::spawn(async move { axum::serve(listener, router).await }))
        }
    };
    let scheduler = tokio::spawn(Scheduler::new(app.clone()).run());
    let courier = tokio::spawn(Courier::new(app.clone()).run());
    let rotation = tokio::spawn(rotation::follow(app.clone()));
    let follower = app.clone();
    let follower = tokio::spawn(async move { follower.follow_catalog().await });
    let tasks = app.tasks.clone();
    serving::serve(listener, router(app), told_to_stop()).await;
    // A submission whose page has hung up; it ends by itself within the time that a tool may take.
    tasks.close();
    if tokio::time::timeout(LONGEST_REQUEST, tasks.wait()).await.is_err() {
        tracing::warn!("a submission did not end in time");
    }
    scheduler.abort();
    courier.abort();
    figures.inspect(tokio::task::JoinHandle::abort);
    follower.abort();
    rotation.abort();
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
    default(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    default(HeaderName::from_static("permissions-policy"), page::PERMISSIONS_POLICY);
    default(header::CACHE_CONTROL, "no-store");
    default(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    if app.base_url.is_https() {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}
