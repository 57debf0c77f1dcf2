//! Bodies of calls: a JSON object, read field by field.

use super::envelope::Failure;
use crate::json::holds_nul;
use crate::server::App;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A body. What is wrong with one is said with the name of its field.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_json = kind.is_some_and(|kind| kind.split(';').next().unwrap_or_default().trim() == "application/json");
        if !is_json {
            return Err(Failure::input_invalid("Send JSON, with the header Content-Type: application/json."));
        }
        let bytes = Bytes::from_request(request, app).await;
        let bytes = bytes.map_err(|rejection| Failure::of_status(rejection.status()))?;
        let Json(value) = Json::<Value>::from_bytes(&bytes)?;
        // Lists would be taken for objects, by the order of their fields.
        if !value.is_object() {
            return Err(Failure::input_invalid("Send a JSON object."));
        }
        if holds_nul(&value) {
            return Err(Failure::input_invalid("Leave out NUL characters."));
        }
        Ok(Self(Json::from_bytes(&bytes)?.0))
    }
}
