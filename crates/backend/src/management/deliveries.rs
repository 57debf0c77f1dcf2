//! `/v1/webhooks/{id}/deliveries`: what was sent to an endpoint, what came of it, and sending it again.

use super::body::Body;
use super::envelope::{Failure, Success};
use super::key::{Operates, Reads};
use super::webhooks::found;
use crate::clock;
use crate::server::App;
use crate::store::{AttemptRow, DeliveryRow};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The most deliveries that are listed at once.
const LISTED: i64 = 100;

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum DeliveryState {
    Waiting,
    Delivered,
    Failed,
}

impl DeliveryState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "WAITING",
            Self::Delivered => "DELIVERED",
            Self::Failed => "FAILED",
        }
    }
}

/// Which deliveries are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedDeliveries {
    /// All when nothing is said.
    state: Option<DeliveryState>,
}

/// The newest deliveries, the last 100.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Deliveries {
    deliveries: Vec<Delivery>,
}

/// An event on its way to an endpoint.
#[derive(Debug, Serialize, ToSchema)]
struct Delivery {
    event_id: String,
    #[serde(rename = "type")]
    kind: String,
    /// WAITING, DELIVERED or FAILED: it is not tried again by itself.
    state: String,
    #[schema(format = "date-time")]
    created_at: String,
    /// When it is tried next, while it waits.
    #[schema(format = "date-time")]
    next_attempt_at: Option<String>,
    /// What is sent, as it is signed.
    body: String,
    /// The oldest first.
    attempts: Vec<DeliveryAttempt>,
}

/// What came of an attempt.
#[derive(Debug, Serialize, ToSchema)]
struct DeliveryAttempt {
    #[schema(format = "date-time")]
    at: String,
    /// Null when there was no answer.
    status: Option<i64>,
    /// In milliseconds.
    duration: i64,
    /// The first 1,024 bytes of the answer, or why there was none.
    answer: String,
}

/// Lists the newest deliveries to a webhook endpoint.
#[utoipa::path(get, path = "/v1/webhooks/{webhook_id}/deliveries", params(("webhook_id" = String, Path), WantedDeliveries), responses(
    (status = 200, body = Success<Deliveries>)
))]
pub(crate) async fn deliveries(
    State(app): State<App>,
    Reads(environment): Reads,
    Path(webhook_id): Path<String>,
    wanted: Result<Query<WantedDeliveries>, QueryRejection>,
) -> Result<Success<Deliveries>, Failure> {
    let Query(WantedDeliveries { state }) = wanted?;
    let endpoint = found(&app, &environment.id, &webhook_id).await?;
    let rows = app.store.deliveries(&endpoint.id, state.map(DeliveryState::as_str), LISTED).await?;
    let events: Vec<&str> = rows.iter().map(|row| row.event_id.as_str()).collect();
    let attempts = app.store.attempts(&endpoint.id, &events).await?;
    Ok(Success::new(Deliveries { deliveries: rows.into_iter().map(|row| delivery(row, &attempts)).collect() }))
}

fn delivery(row: DeliveryRow, attempts: &[AttemptRow]) -> Delivery {
    let of_it = attempts.iter().filter(|attempt| attempt.event_id == row.event_id);
    let attempts = of_it.map(|attempt| DeliveryAttempt {
        at: clock::text(attempt.at),
        status: attempt.status,
        duration: attempt.duration,
        answer: attempt.answer.clone(),
    });
    Delivery {
        attempts: attempts.collect(),
        next_attempt_at: (row.state == "WAITING").then(|| clock::text(row.next_attempt_at)),
        created_at: clock::text(row.created_at),
        event_id: row.event_id,
        kind: row.kind,
        state: row.state,
        body: row.body,
    }
}

/// What is sent again: one event, or everything since a time that was not delivered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replay {
    /// One event, delivered or not.
    #[serde(default)]
    event_id: Option<String>,
    /// Everything that happened since then and was not delivered, also what happened before the endpoint was there or while it was off.
    #[serde(default)]
    #[schema(format = "date-time")]
    since: Option<String>,
}

/// What is on its way again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Replayed {
    count: u64,
}

/// Sends events again. Events are kept for 30 days.
#[utoipa::path(post, path = "/v1/webhooks/{webhook_id}/replay", params(("webhook_id" = String, Path)), request_body = Replay, responses(
    (status = 200, body = Success<Replayed>)
))]
pub(crate) async fn replay(
    State(app): State<App>,
    Operates(environment): Operates,
    Path(webhook_id): Path<String>,
    Body(replay): Body<Replay>,
) -> Result<Success<Replayed>, Failure> {
    let endpoint = found(&app, &environment.id, &webhook_id).await?;
    let count = match (replay.event_id, replay.since) {
        (Some(event), None) => {
            let is_there = app.store.replay(&endpoint, &event).await?;
            if is_there { 1 } else { return Err(Failure::input_invalid("event_id: there is no such event.")) }
        }
        (None, Some(since)) => {
            let invalid = |_| Failure::input_invalid("since: write a time such as 2026-11-22T10:00:00Z.");
            let since: Timestamp = since.parse().map_err(invalid)?;
            app.store.replay_since(&endpoint, since.as_millisecond()).await?
        }
        _ => return Err(Failure::input_invalid("Write event_id or since, and not both.")),
    };
    Ok(Success::new(Replayed { count }))
}
