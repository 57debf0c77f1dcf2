//! Integrations: read, used, switched on and off, deleted.

use crate::crypto::hash;
use crate::faults::fault_point;
use crate::health::Health;
use crate::store::{Store, links, outbox};
use crate::webhook::Happened;
use sqlx::FromRow;
use std::collections::BTreeSet;
use wire::{LinkId, ScopeId};

/// Using an integration is written down at most this often, in milliseconds.
const USE_COUNTS_AFTER: i64 = crate::clock::HOUR;

/// One organization's connection to one tool.
#[derive(Clone, Debug, FromRow)]
pub struct Integration {
    /// `<tool>:<24 alphanumerics>`.
    pub id: String,
    /// The environment.
    pub environment_id: String,
    /// The tool.
    pub tool: String,
    /// What kind of system.
    pub category: String,
    /// What it may read and write.
    pub scope_config_id: String,
    opted_out: String,
    /// Who connected it.
    pub end_user_email: String,
    /// Whom they acted for.
    pub end_user_organization_name: String,
    /// The customer's own id for them.
    pub end_user_origin_id: Option<String>,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
    failing_since: Option<i64>,
    invalid_since: Option<i64>,
    inactive_since: Option<i64>,
    /// When its credentials were last checked with an answer, after the submission.
    pub checked_at: Option<i64>,
    /// `INCOMPLETE` while something is left to do, `COMPLETED` otherwise.
    pub setup_status: String,
}

impl Integration {
    /// One that is not there, for test events.
    pub(crate) fn for_tests(environment: &str, time: i64) -> Self {
        Self {
            id: "sandbox:000000000000000000000000".to_owned(),
            environment_id: environment.to_owned(),
            tool: "sandbox".to_owned(),
            category: "HRIS".to_owned(),
            scope_config_id: String::new(),
            opted_out: String::new(),
            end_user_email: "test@example.com".to_owned(),
            end_user_organization_name: "Test".to_owned(),
            end_user_origin_id: None,
            created_at: time,
            failing_since: None,
            invalid_since: None,
            inactive_since: None,
            checked_at: None,
            setup_status: "COMPLETED".to_owned(),
        }
    }

    /// The optional scopes that were refused.
    pub fn opted_out(&self) -> BTreeSet<ScopeId> {
        scopes_in(&self.opted_out)
    }

    /// Whether it works.
    pub fn health(&self) -> Health {
        Health {
            failing_since: self.failing_since,
            invalid_since: self.invalid_since,
            inactive_since: self.inactive_since,
        }
    }
}

/// Who deletes an integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletedBy {
    /// The customer's own backend, which knows.
    Api,
    /// An operator, whom the customer's backend has not heard.
    Operator,
}

pub(super) fn scopes_in(stored: &str) -> BTreeSet<ScopeId> {
    stored.split_whitespace().map(ScopeId::from).collect()
}

impl Store {
    /// One integration of an environment.
    pub async fn integration(&self, environment: &str, id: &str) -> sqlx::Result<Option<Integration>> {
        sqlx::query_as("SELECT * FROM integrations WHERE id = $1 AND environment_id = $2")
            .bind(id)
            .bind(environment)
            .fetch_optional(&self.pool)
            .await
    }

    /// The integration that a link made.
    pub async fn integration_of_link(&self, link: &LinkId) -> sqlx::Result<Option<Integration>> {
        sqlx::query_as("SELECT * FROM integrations WHERE link_id = $1")
            .bind(link.as_str())
            .fetch_optional(&self.pool)
            .await
    }

    /// Notes that a tool has called the address it was told. Answers whether there is such an integration.
    pub async fn hook_called(&self, link: &str) -> sqlx::Result<bool> {
        let noted = sqlx::query("UPDATE integrations SET hook_at = $1 WHERE link_id = $2")
            .bind(self.now())
            .bind(link)
            .execute(&self.pool)
            .await?;
        Ok(noted.rows_affected() == 1)
    }

    /// An environment's integrations, the newest first.
    pub async fn integrations(&self, environment: &str) -> sqlx::Result<Vec<Integration>> {
        sqlx::query_as("SELECT * FROM integrations WHERE environment_id = $1 ORDER BY created_at DESC, id")
            .bind(environment)
            .fetch_all(&self.pool)
            .await
    }

    /// The integration an activation token stands for.
    pub async fn integration_by_token(&self, environment: &str, token: &str) -> sqlx::Result<Option<Integration>> {
        sqlx::query_as(
            "SELECT i.* FROM integrations i JOIN activation_tokens a ON a.integration_id = i.id \
             WHERE a.token_hash = $1 AND a.environment_id = $2 AND a.expires_at > $3",
        )
        .bind(hash(token))
        .bind(environment)
        .bind(self.now())
        .fetch_optional(&self.pool)
        .await
    }

    /// Notes that a customer's backend has asked for an integration.
    pub async fn integration_used(&self, id: &str) -> sqlx::Result<()> {
        let time = self.now();
        sqlx::query("UPDATE integrations SET used_at = $1 WHERE id = $2 AND used_at < $3")
            .bind(time)
            .bind(id)
            .bind(time - USE_COUNTS_AFTER)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Switches an integration on or off; its credentials and scopes stay. Answers whether there is one.
    pub async fn set_enabled(&self, environment: &str, id: &str, enabled: bool) -> sqlx::Result<bool> {
        let time = self.now();
        let mut transaction = self.begin_with_integration(id).await?;
        let before = outbox::integration(&mut transaction, id).await?;
        // Switched on, it is checked at the next opportunity.
        let done = sqlx::query(
            "UPDATE integrations SET used_at = $1, next_check_at = CASE WHEN inactive_since IS NULL THEN next_check_at ELSE $1 END, \
             inactive_since = CASE WHEN $2 THEN NULL ELSE COALESCE(inactive_since, $1) END \
             WHERE id = $3 AND environment_id = $4",
        )
        .bind(time)
        .bind(enabled)
        .bind(id)
        .bind(environment)
        .execute(&mut *transaction)
        .await?;
        if let Some(before) = before.filter(|_| done.rows_affected() == 1) {
            outbox::put_change(&mut transaction, &before, time).await?;
        }
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Deletes an integration with its credentials. Answers whether there was one.
    pub async fn delete_integration(&self, environment: &str, id: &str, by: DeletedBy) -> sqlx::Result<bool> {
        let (mut transaction, time) = (self.begin_with_integration(id).await?, self.now());
        let before = outbox::integration(&mut transaction, id).await?;
        let deleted = sqlx::query("DELETE FROM integrations WHERE id = $1 AND environment_id = $2")
            .bind(id)
            .bind(environment)
            .execute(&mut *transaction)
            .await?;
        if let Some(before) = before.filter(|_| deleted.rows_affected() == 1) {
            links::end_relinks(&mut transaction, id, time).await?;
            let happened = Happened::Deleted(&before, time);
            outbox::put(&mut transaction, environment, id, &happened, by == DeletedBy::Api, time).await?;
        }
        fault_point!("deletion-written");
        transaction.commit().await?;
        fault_point!("deletion-committed");
        Ok(deleted.rows_affected() == 1)
    }
}
