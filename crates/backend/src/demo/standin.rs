//! Stand-ins for the tools' own APIs, made from the trials in the catalog: they check what a request proves for real, and can be told to
//! answer something else, or nothing at all. For the demo and for tests; a real deployment never starts them.

mod login;
mod matching;
mod orders;

pub use orders::{Instead, Orders};

use crate::config::ToolAddress;
use crate::tool_files::LiveCatalog;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, put};
use catalog::{Catalog, LoginPage, Probe};
use matching::{Asked, Entry, Found};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use wire::ToolId;

/// The client that every stand-in with a log-in knows.
pub const LOGIN_CLIENT: (&str, &str) = ("demo-client", "demo-secret");

/// Where the stand-ins of a catalog answer.
pub fn addresses(catalog: &Catalog, address: SocketAddr) -> Vec<ToolAddress> {
    let asked = catalog.tools().filter(|(_, entry)| matches!(entry.definition.probe, Probe::Http(_)));
    asked
        .map(|(tool, _)| ToolAddress { tool: tool.clone(), address: format!("http://{address}/{tool}/{{host}}") })
        .collect()
}

/// Everything the stand-ins share.
#[derive(Clone, Debug)]
struct StandIns {
    catalog: Arc<LiveCatalog>,
    orders: Orders,
    logins: login::Logins,
}

/// Serves the stand-ins of a catalog.
pub async fn serve(listener: TcpListener, catalog: Arc<LiveCatalog>) {
    let stand_ins = StandIns { catalog, orders: Orders::default(), logins: login::Logins::default() };
    let router = Router::new()
        .route("/orders/{tool}", put(order))
        .route("/{tool}/{host}/{*path}", any(answer))
        .with_state(stand_ins);
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "the stand-ins stopped");
    }
}

/// `PUT /orders/{tool}` with `{"instead": {"status": 429}, "path": "jobs"}`, or `{"instead": "silence"}`, or `{}`. An order can be for
/// one authorization header only, as if one key were taken back.
async fn order(State(stand_ins): State<StandIns>, Path(tool): Path<String>, body: Bytes) -> StatusCode {
    if stand_ins.orders.give(tool, &body) { StatusCode::NO_CONTENT } else { StatusCode::BAD_REQUEST }
}

async fn answer(
    State(stand_ins): State<StandIns>,
    Path((tool, host, path)): Path<(ToolId, String, String)>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Some(response) = stand_ins.orders.obey(tool.as_str(), &path, authorization).await {
        return response;
    }
    let catalog = stand_ins.catalog.now();
    let Some(tool) = catalog.tool(&tool) else { return StatusCode::NOT_FOUND.into_response() };
    let pairs = |text: &[u8]| url::form_urlencoded::parse(text).into_owned().collect();
    let asked = Asked {
        method: method.as_str(),
        host: &host,
        path: format!("/{path}"),
        query: pairs(query.unwrap_or_default().as_bytes()),
        headers: &headers,
        form: pairs(&body),
    };
    let entries = Entry::all(tool);
    match matching::find(tool, &entries, &asked) {
        Found::Login(LoginPage::Authorize) => stand_ins.logins.authorize(tool, &entries, &asked),
        Found::Login(LoginPage::Token) => stand_ins.logins.token(&entries, &asked),
        Found::Answer(status, body) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT);
            (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
        }
    }
}
