//! What stand-ins were told to do instead of answering as the tool would.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What a stand-in was told to do instead of answering as the tool would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instead {
    /// Answer this status.
    Status(u16),
    /// Answer nothing for a minute.
    Silence,
    /// Answer as the tool would, after so many milliseconds.
    Late(u64),
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
    /// Takes an order. Answers whether it is one.
    pub(super) fn give(&self, tool: String, body: &[u8]) -> bool {
        let Ok(order) = serde_json::from_slice(body) else { return false };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(tool, order);
        true
    }

    fn of(&self, tool: &str, path: &str, authorization: &str) -> Option<Instead> {
        let orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_meant = |order: &&Order| {
            path.contains(&order.path) && order.authorization.as_ref().is_none_or(|only| only == authorization)
        };
        orders.get(tool).filter(is_meant).and_then(|order| order.instead)
    }

    pub(super) async fn obey(&self, tool: &str, path: &str, authorization: &str) -> Option<Response> {
        match self.of(tool, path, authorization)? {
            Instead::Silence => {
                tokio::time::sleep(Duration::from_mins(1)).await;
                Some(StatusCode::SERVICE_UNAVAILABLE.into_response())
            }
            Instead::Late(milliseconds) => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                None
            }
            Instead::Status(429) => {
                Some((StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "17")]).into_response())
            }
            Instead::Status(status) => {
                Some(StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT).into_response())
            }
        }
    }
}
