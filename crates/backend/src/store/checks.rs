//! What the scheduler asks of the database: what is due, what a check has shown, what has gone quiet, what has served its time.

use crate::health::{Health, QUIET, Shown};
use crate::store::{Engine, Integration, Store, outbox};
use crate::webhook::Happened;
use wire::Environment;

/// Integrations are claimed in batches of this size.
const BATCH: i64 = 16;

macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "UPDATE integrations SET next_check_at = $1 WHERE id IN (SELECT id FROM integrations WHERE next_check_at <= $2 \
             AND invalid_since IS NULL AND inactive_since IS NULL ORDER BY next_check_at LIMIT $3 ",
            $lock,
            ") RETURNING *"
        )
    };
}

impl Store {
    /// Claims integrations whose credentials were due for a check by then; the next one is due an interval from now. Several servers
    /// may ask: each integration is claimed once.
    pub async fn claim_due(&self, by: i64, interval: i64) -> sqlx::Result<Vec<Integration>> {
        sqlx::query_as(match self.engine {
            Engine::Sqlite => claim!(""),
            Engine::Postgres => claim!("FOR UPDATE SKIP LOCKED"),
        })
        .bind(self.now() + interval)
        .bind(by)
        .bind(BATCH)
        .fetch_all(&self.pool)
        .await
    }

    /// Writes down what a check of one edition of the credentials has shown. What has happened to the integration in the meantime
    /// counts for more; answers its health when it is still the same.
    pub async fn after_check(&self, id: &str, version: i64, shown: Shown) -> sqlx::Result<Option<Health>> {
        let time = self.now();
        let mut transaction = self.begin_with_integration(id).await?;
        let found: Option<Integration> = sqlx::query_as(
            "SELECT i.* FROM integrations i JOIN credentials c ON c.integration_id = i.id WHERE i.id = $1 AND c.version = $2",
        )
        .bind(id)
        .bind(version)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(integration) = found else { return Ok(None) };
        let health = integration.health().after_check(shown, time);
        let checked_at = if shown == Shown::Nothing { integration.checked_at } else { Some(time) };
        sqlx::query("UPDATE integrations SET failing_since = $1, invalid_since = $2, checked_at = $3 WHERE id = $4")
            .bind(health.failing_since)
            .bind(health.invalid_since)
            .bind(checked_at)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        outbox::put_change(&mut transaction, &integration, time).await?;
        transaction.commit().await?;
        Ok(Some(health))
    }

    /// Makes inactive what nobody has asked for in development for two weeks, and answers what that was.
    pub async fn make_quiet_inactive(&self) -> sqlx::Result<Vec<String>> {
        let time = self.now();
        let mut transaction = self.begin().await?;
        let quiet: Vec<Integration> = sqlx::query_as(
            "UPDATE integrations SET inactive_since = $1 WHERE inactive_since IS NULL AND used_at <= $2 \
             AND environment_id IN (SELECT id FROM environments WHERE kind = $3) RETURNING *",
        )
        .bind(time)
        .bind(time - QUIET)
        .bind(Environment::Development.as_str())
        .fetch_all(&mut *transaction)
        .await?;
        for integration in &quiet {
            let changed = Happened::StateChanged(integration, time);
            outbox::put(&mut transaction, &integration.environment_id, &integration.id, &changed, false, time).await?;
        }
        transaction.commit().await?;
        Ok(quiet.into_iter().map(|integration| integration.id).collect())
    }

    /// Forgets what has served its time: activation tokens that are over, and for links that have ended this long ago, in
    /// milliseconds, who was asked and what became of their submissions.
    pub async fn forget(&self, environment: Environment, after: i64) -> sqlx::Result<()> {
        let time = self.now();
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM activation_tokens WHERE expires_at <= $1")
            .bind(time)
            .execute(&mut *transaction)
            .await?;
        for forget in [
            "DELETE FROM submissions WHERE link_id IN (SELECT l.id FROM links l JOIN environments e ON e.id = l.environment_id \
             WHERE e.kind = $1 AND COALESCE(l.completed_at, l.revoked_at, l.expires_at) <= $2)",
            "UPDATE links SET end_user_email = '', end_user_organization_name = '', end_user_origin_id = NULL, answers = '{}' \
             WHERE end_user_email <> '' AND COALESCE(completed_at, revoked_at, expires_at) <= $2 \
             AND environment_id IN (SELECT id FROM environments WHERE kind = $1)",
        ] {
            sqlx::query(forget).bind(environment.as_str()).bind(time - after).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }
}
