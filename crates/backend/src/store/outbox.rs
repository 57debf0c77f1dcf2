//! What is to be told, and to whom: written with what has happened, and kept until it was taken (W-05).

use crate::clock::MINUTE;
use crate::crypto::new_object_id;
use crate::store::{Endpoint, Engine, Integration, Store};
use crate::webhook::Happened;
use sqlx::{Any, FromRow, Transaction};

/// An end user's problems are told at most this often, by link, in milliseconds (W-10).
const FAILURE_COUNTS_AFTER: i64 = MINUTE;

/// A delivery that is due.
#[derive(Clone, Debug, FromRow)]
pub struct Due {
    /// The event.
    pub event_id: String,
    /// Attempts before this one.
    pub attempts: i64,
    /// What is sent.
    pub body: String,
}

/// What came of an attempt.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// The event.
    pub event_id: &'a str,
    /// Where it was sent.
    pub endpoint_id: &'a str,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The status; `None` when there was no answer.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub duration: i64,
    /// The beginning of the answer.
    pub answer: &'a str,
}

/// What follows from an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It was taken.
    Delivered,
    /// It is tried again at a time in milliseconds since 1970.
    Again(i64),
    /// It is not tried again by itself.
    GivenUp,
}

/// Writes down an event, for every endpoint that wants to hear of it.
pub(super) async fn put(
    transaction: &mut Transaction<'_, Any>,
    environment: &str,
    subject: &str,
    happened: &Happened<'_>,
    is_own_act: bool,
    time: i64,
) -> sqlx::Result<()> {
    let (id, kind) = (new_object_id(), happened.event_type().as_str());
    sqlx::query(
        "INSERT INTO webhook_events (id, environment_id, type, subject, body, is_own, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(environment)
    .bind(kind)
    .bind(subject)
    .bind(happened.body(&id))
    .bind(i64::from(is_own_act))
    .bind(time)
    .execute(&mut **transaction)
    .await?;
    sqlx::query(
        "INSERT INTO webhook_deliveries (event_id, endpoint_id, state, attempts, next_attempt_at, created_at) \
         SELECT $1, id, 'WAITING', 0, $2, $2 FROM webhook_endpoints WHERE environment_id = $3 AND disabled_at IS NULL \
         AND (events = '' OR events LIKE $4) AND (tells_own_deletions = 1 OR $5 = 0)",
    )
    .bind(&id)
    .bind(time)
    .bind(environment)
    .bind(format!("% {kind} %"))
    .bind(i64::from(is_own_act))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Writes down that an integration's state or set-up is no longer what it was, if that is so.
pub(super) async fn put_change(
    transaction: &mut Transaction<'_, Any>,
    before: &Integration,
    time: i64,
) -> sqlx::Result<()> {
    let Some(now) = integration(transaction, &before.id).await? else { return Ok(()) };
    if now.health().state() == before.health().state() && now.setup_status == before.setup_status {
        return Ok(());
    }
    put(transaction, &now.environment_id, &now.id, &Happened::StateChanged(&now, time), false, time).await
}

/// An integration as the transaction sees it.
pub(super) async fn integration(transaction: &mut Transaction<'_, Any>, id: &str) -> sqlx::Result<Option<Integration>> {
    sqlx::query_as("SELECT * FROM integrations WHERE id = $1").bind(id).fetch_optional(&mut **transaction).await
}

/// Whether a problem of an end user of this link was told a moment ago.
pub(super) async fn failure_was_told(
    transaction: &mut Transaction<'_, Any>,
    link: &str,
    time: i64,
) -> sqlx::Result<bool> {
    let told: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM webhook_events WHERE subject = $1 AND type = 'connection-flow-failed' AND created_at > $2",
    )
    .bind(link)
    .bind(time - FAILURE_COUNTS_AFTER)
    .fetch_one(&mut **transaction)
    .await?;
    Ok(told > 0)
}

macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "UPDATE webhook_deliveries SET next_attempt_at = $1 WHERE endpoint_id = $2 AND event_id IN (SELECT event_id \
             FROM webhook_deliveries WHERE endpoint_id = $2 AND state = 'WAITING' AND next_attempt_at <= $3 \
             ORDER BY next_attempt_at, created_at LIMIT $4 ",
            $lock,
            ") RETURNING event_id, attempts, (SELECT body FROM webhook_events e WHERE e.id = event_id) AS body"
        )
    };
}

impl Store {
    /// The endpoints for which something is due.
    pub async fn endpoints_with_deliveries_due(&self) -> sqlx::Result<Vec<Endpoint>> {
        sqlx::query_as(
            "SELECT * FROM webhook_endpoints WHERE disabled_at IS NULL AND id IN (SELECT endpoint_id FROM webhook_deliveries \
             WHERE state = 'WAITING' AND next_attempt_at <= $1)",
        )
        .bind(self.now())
        .fetch_all(&self.pool)
        .await
    }

    /// Claims deliveries for one endpoint until the lease is over: whoever claimed them and died is not waited for longer.
    pub async fn claim_deliveries(&self, endpoint: &str, lease: i64, limit: i64) -> sqlx::Result<Vec<Due>> {
        let time = self.now();
        sqlx::query_as(match self.engine {
            Engine::Sqlite => claim!(""),
            Engine::Postgres => claim!("FOR UPDATE SKIP LOCKED"),
        })
        .bind(time + lease)
        .bind(endpoint)
        .bind(time)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
    }

    /// Writes down what came of an attempt.
    pub async fn after_attempt(&self, attempt: &Attempt<'_>, next: Next) -> sqlx::Result<()> {
        let (state, due) = match next {
            Next::Delivered => ("DELIVERED", 0),
            Next::Again(at) => ("WAITING", at),
            Next::GivenUp => ("FAILED", 0),
        };
        let mut transaction = self.begin().await?;
        let is_there = sqlx::query(
            "UPDATE webhook_deliveries SET state = $1, next_attempt_at = $2, attempts = attempts + 1 WHERE event_id = $3 AND endpoint_id = $4 \
             AND state = 'WAITING'",
        )
        .bind(state)
        .bind(due)
        .bind(attempt.event_id)
        .bind(attempt.endpoint_id)
        .execute(&mut *transaction)
        .await?;
        // The endpoint may be gone by now, or somebody else may have delivered it.
        if is_there.rows_affected() == 1 {
            sqlx::query(
                "INSERT INTO webhook_attempts (event_id, endpoint_id, at, status, duration, answer) VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(attempt.event_id)
            .bind(attempt.endpoint_id)
            .bind(attempt.at)
            .bind(attempt.status.map(i64::from))
            .bind(attempt.duration)
            .bind(attempt.answer)
            .execute(&mut *transaction)
            .await?;
            let since = match next {
                Next::Delivered => {
                    "UPDATE webhook_endpoints SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL AND $2 > 0"
                }
                _ => "UPDATE webhook_endpoints SET failing_since = COALESCE(failing_since, $2) WHERE id = $1",
            };
            sqlx::query(since).bind(attempt.endpoint_id).bind(attempt.at).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    /// How many deliveries wait.
    pub async fn deliveries_waiting(&self) -> sqlx::Result<i64> {
        sqlx::query_scalar("SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'WAITING'")
            .fetch_one(&self.pool)
            .await
    }

    /// Sends an event that did not happen to one endpoint, to see whether it arrives. Answers its id.
    pub async fn put_test(&self, endpoint: &Endpoint, happened: &Happened<'_>) -> sqlx::Result<String> {
        let (id, time) = (new_object_id(), self.now());
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO webhook_events (id, environment_id, type, subject, body, is_own, created_at) VALUES ($1, $2, $3, 'test', $4, 0, $5)",
        )
        .bind(&id)
        .bind(&endpoint.environment_id)
        .bind(happened.event_type().as_str())
        .bind(happened.body(&id))
        .bind(time)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO webhook_deliveries (event_id, endpoint_id, state, attempts, next_attempt_at, created_at) \
             VALUES ($1, $2, 'WAITING', 0, $3, $3)",
        )
        .bind(&id)
        .bind(&endpoint.id)
        .bind(time)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(id)
    }
}
