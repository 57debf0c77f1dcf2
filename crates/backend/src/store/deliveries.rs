//! What has become of webhooks, and sending them again.

use crate::store::{Endpoint, Store};
use sqlx::FromRow;

/// A delivery and where it stands.
#[derive(Clone, Debug, FromRow)]
pub struct DeliveryRow {
    /// The event.
    pub event_id: String,
    /// Its type.
    #[sqlx(rename = "type")]
    pub kind: String,
    /// `WAITING`, `DELIVERED` or `FAILED`.
    pub state: String,
    /// When it is due next, while it waits.
    pub next_attempt_at: i64,
    /// When it happened, in milliseconds since 1970.
    pub created_at: i64,
    /// What is sent.
    pub body: String,
}

/// An attempt to deliver, as it is remembered.
#[derive(Clone, Debug, FromRow)]
pub struct AttemptRow {
    /// Of which event.
    pub event_id: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The status; `None` when there was no answer.
    pub status: Option<i64>,
    /// How long it took, in milliseconds.
    pub duration: i64,
    /// The beginning of the answer.
    pub answer: String,
}

impl Store {
    /// An endpoint's deliveries, the newest first.
    pub async fn deliveries(&self, endpoint: &str, state: Option<&str>, limit: i64) -> sqlx::Result<Vec<DeliveryRow>> {
        sqlx::query_as(
            "SELECT d.event_id, e.type, d.state, d.next_attempt_at, d.created_at, e.body FROM webhook_deliveries d \
             JOIN webhook_events e ON e.id = d.event_id WHERE d.endpoint_id = $1 AND ($2 IS NULL OR d.state = $2) \
             ORDER BY d.created_at DESC, d.event_id LIMIT $3",
        )
        .bind(endpoint)
        .bind(state)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
    }

    /// What came of the attempts to deliver these events to an endpoint, the oldest first.
    pub async fn attempts(&self, endpoint: &str, events: &[&str]) -> sqlx::Result<Vec<AttemptRow>> {
        sqlx::query_as(
            "SELECT event_id, at, status, duration, answer FROM webhook_attempts WHERE endpoint_id = $1 \
             AND $2 LIKE '% ' || event_id || ' %' ORDER BY at",
        )
        .bind(endpoint)
        .bind(format!(" {} ", events.join(" ")))
        .fetch_all(&self.pool)
        .await
    }

    /// Sends an event to an endpoint again, whatever became of it. Events that were not for it at the time can be sent as well. Answers
    /// whether there is such an event.
    pub async fn replay(&self, endpoint: &Endpoint, event: &str) -> sqlx::Result<bool> {
        let time = self.now();
        let done = sqlx::query(
            "INSERT INTO webhook_deliveries (event_id, endpoint_id, state, attempts, next_attempt_at, created_at) \
             SELECT id, $1, 'WAITING', 0, $2, created_at FROM webhook_events WHERE id = $3 AND environment_id = $4 \
             ON CONFLICT (event_id, endpoint_id) DO UPDATE SET state = 'WAITING', attempts = 0, next_attempt_at = $2",
        )
        .bind(&endpoint.id)
        .bind(time)
        .bind(event)
        .bind(&endpoint.environment_id)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Sends everything that failed or never arrived since a time, in milliseconds since 1970, again. Answers how much that is.
    pub async fn replay_since(&self, endpoint: &Endpoint, since: i64) -> sqlx::Result<u64> {
        let done = sqlx::query(
            "INSERT INTO webhook_deliveries (event_id, endpoint_id, state, attempts, next_attempt_at, created_at) \
             SELECT id, $1, 'WAITING', 0, $2, created_at FROM webhook_events WHERE environment_id = $3 AND created_at >= $4 \
             AND subject <> 'test' AND (is_own = 0 OR $6 = 1) AND ($5 = '' OR $5 LIKE '% ' || type || ' %') \
             ON CONFLICT (event_id, endpoint_id) DO UPDATE SET state = 'WAITING', attempts = 0, next_attempt_at = $2 \
             WHERE webhook_deliveries.state <> 'DELIVERED'",
        )
        .bind(&endpoint.id)
        .bind(self.now())
        .bind(&endpoint.environment_id)
        .bind(since)
        .bind(&endpoint.events)
        .bind(endpoint.tells_own_deletions)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }

    /// Forgets events that happened before a time, and everything about their deliveries.
    pub async fn forget_events(&self, before: i64) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM webhook_events WHERE created_at <= $1").bind(before).execute(&self.pool).await?;
        Ok(())
    }
}
