//! Stand-ins for the tools' own APIs: they check the authentication header for real, and can be told to answer something else, or
//! nothing at all. For the demo and for tests; a real deployment never starts them.

use super::seed::{BAMBOOHR_KEY, NEW_BAMBOOHR_KEY, PERSONIO_ID, PERSONIO_SECRET, WORKABLE_TOKEN};
use axum::body::Bytes;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;

/// Which tool is stood in for at which path.
pub const PATHS: [(&str, &str); 3] =
    [("bamboohr", "bamboohr/{subdomain}"), ("personio", "personio"), ("workable", "workable/{subdomain}")];

/// The account that exists at every stand-in with addresses.
const ACCOUNT: &str = "acme";
const PERSONIO_BEARER: &str = "papi-demo-bearer";

/// What a stand-in was told to do instead of answering as the tool would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instead {
    /// Answer this status.
    Status(u16),
    /// Answer nothing for a minute.
    Silence,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Order {
    instead: Option<Instead>,
    /// Only for paths that hold this text.
    #[serde(default)]
    path: String,
    /// Only for requests whose authorization header is this.
    #[serde(default)]
    authorization: Option<String>,
}

/// What was ordered, by tool.
#[derive(Clone, Debug, Default)]
pub struct Orders(Arc<Mutex<BTreeMap<String, Order>>>);

impl Orders {
    fn of(&self, tool: &str, path: &str, authorization: &str) -> Option<Instead> {
        let orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_meant = |order: &&Order| {
            path.contains(&order.path) && order.authorization.as_ref().is_none_or(|only| only == authorization)
        };
        orders.get(tool).filter(is_meant).and_then(|order| order.instead)
    }
}

/// Serves the stand-ins.
pub async fn serve(listener: TcpListener) {
    if let Err(error) = axum::serve(listener, router()).await {
        tracing::error!(%error, "the stand-ins stopped");
    }
}

fn router() -> Router {
    Router::new()
        .route("/bamboohr/{subdomain}/{*path}", get(bamboohr))
        .route("/personio/v2/auth/token", post(personio_token))
        .route("/personio/{*path}", get(personio))
        .route("/workable/{subdomain}/{*path}", get(workable))
        .route("/orders/{tool}", put(order))
        .with_state(Orders::default())
}

/// `PUT /orders/{tool}` with `{"instead": {"status": 429}, "path": "jobs"}`, or `{"instead": "silence"}`, or `{}`. An order can be for
/// one authorization header only, as if one key were taken back.
async fn order(State(orders): State<Orders>, Path(tool): Path<String>, body: Bytes) -> StatusCode {
    let Ok(order) = serde_json::from_slice(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    orders.0.lock().unwrap_or_else(PoisonError::into_inner).insert(tool, order);
    StatusCode::NO_CONTENT
}

async fn obey(orders: &Orders, tool: &str, path: &str, headers: &HeaderMap) -> Option<Response> {
    match orders.of(tool, path, authorization(headers))? {
        Instead::Silence => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            Some(StatusCode::SERVICE_UNAVAILABLE.into_response())
        }
        Instead::Status(429) => Some((StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "17")]).into_response()),
        Instead::Status(status) => {
            Some(StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT).into_response())
        }
    }
}

fn authorization(headers: &HeaderMap) -> &str {
    headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn bamboohr(
    State(orders): State<Orders>,
    Path((subdomain, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Some(response) = obey(&orders, "bamboohr", &path, &headers).await {
        return response;
    }
    if subdomain != ACCOUNT {
        return StatusCode::NOT_FOUND.into_response();
    }
    let knows = |key: &&str| authorization(&headers) == format!("Basic {}", STANDARD.encode(format!("{key}:x")));
    if ![BAMBOOHR_KEY, NEW_BAMBOOHR_KEY].iter().any(knows) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match path.as_str() {
        "api/v1/meta/fields" => Json(json!([{ "id": 1, "name": "First Name", "type": "text" }])).into_response(),
        "api/v1/employees/directory" => Json(json!({ "fields": [], "employees": [] })).into_response(),
        "api/v1/meta/time_off/types" => Json(json!({ "timeOffTypes": [] })).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(Deserialize)]
struct TokenRequest {
    grant_type: String,
    client_id: String,
    client_secret: String,
}

async fn personio_token(
    State(orders): State<Orders>,
    headers: HeaderMap,
    Form(request): Form<TokenRequest>,
) -> Response {
    if let Some(response) = obey(&orders, "personio", "v2/auth/token", &headers).await {
        return response;
    }
    let is_known = request.client_id == PERSONIO_ID && request.client_secret == PERSONIO_SECRET;
    if !is_known || request.grant_type != "client_credentials" {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" }))).into_response();
    }
    Json(json!({ "access_token": PERSONIO_BEARER, "token_type": "Bearer", "expires_in": 86400 })).into_response()
}

async fn personio(State(orders): State<Orders>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    if let Some(response) = obey(&orders, "personio", &path, &headers).await {
        return response;
    }
    bearer_only(
        &headers,
        PERSONIO_BEARER,
        matches!(path.as_str(), "v2/persons" | "v2/absence-periods" | "v2/org-units"),
    )
}

async fn workable(
    State(orders): State<Orders>,
    Path((subdomain, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Some(response) = obey(&orders, "workable", &path, &headers).await {
        return response;
    }
    if subdomain != ACCOUNT {
        return StatusCode::NOT_FOUND.into_response();
    }
    bearer_only(
        &headers,
        WORKABLE_TOKEN,
        matches!(path.as_str(), "spi/v3/jobs" | "spi/v3/candidates" | "spi/v3/employees"),
    )
}

fn bearer_only(headers: &HeaderMap, token: &str, is_known_path: bool) -> Response {
    if authorization(headers) != format!("Bearer {token}") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if is_known_path { Json(json!({ "data": [] })).into_response() } else { StatusCode::NOT_FOUND.into_response() }
}
