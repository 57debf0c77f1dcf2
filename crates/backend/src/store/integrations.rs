//! Integrations, and the tokens a host exchanges for them.

use crate::clock::{HOUR, now};
use crate::crypto::{Sealed, hash};
use crate::link::{GRACE, Link};
use crate::store::{Store, credentials};
use sqlx::FromRow;
use std::collections::BTreeSet;
use wire::{ScopeId, Secret, ToolId};

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
}

impl Integration {
    /// The optional scopes that were refused.
    pub fn opted_out(&self) -> BTreeSet<ScopeId> {
        self.opted_out.split_whitespace().map(ScopeId::from).collect()
    }
}

/// What is written when a link completes.
#[derive(Debug)]
pub struct NewIntegration<'a> {
    /// Its id, chosen before its credentials were sealed for it.
    pub id: String,
    /// The link it comes from.
    pub link: &'a Link,
    /// The tool.
    pub tool: &'a ToolId,
    /// The optional scopes that were refused.
    pub opted_out: &'a BTreeSet<ScopeId>,
    /// Its credentials.
    pub credentials: Sealed,
    /// The submission's idempotency key.
    pub submission: &'a str,
    /// What the host will exchange.
    pub activation_token: &'a Secret,
}

impl Store {
    /// Completes a link: integration, credentials, activation token and the submission's answer, in one transaction (K-04, R-01).
    /// Answers whether this call was the one that completed it.
    pub async fn complete(&self, new: &NewIntegration<'_>) -> sqlx::Result<bool> {
        let time = now();
        let link = new.link;
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let completed = sqlx::query(
            "UPDATE links SET completed_at = $1 WHERE id = $2 AND completed_at IS NULL AND revoked_at IS NULL AND expires_at > $3",
        )
        .bind(time)
        .bind(link.id.as_str())
        .bind(time - GRACE)
        .execute(&mut *transaction)
        .await?;
        if completed.rows_affected() != 1 {
            return Ok(false);
        }
        let opted_out: Vec<&str> = new.opted_out.iter().map(ScopeId::as_str).collect();
        sqlx::query(
            "INSERT INTO integrations (id, environment_id, link_id, tool, category, scope_config_id, opted_out, end_user_email, \
             end_user_organization_name, end_user_origin_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(&new.id)
        .bind(&link.environment_id)
        .bind(link.id.as_str())
        .bind(new.tool.as_str())
        .bind(link.category.as_str())
        .bind(&link.scope_config_id)
        .bind(opted_out.join(" "))
        .bind(&link.end_user_email)
        .bind(&link.end_user_organization_name)
        .bind(&link.end_user_origin_id)
        .bind(time)
        .execute(&mut *transaction)
        .await?;
        credentials::insert(&mut transaction, &new.id, &new.credentials).await?;
        sqlx::query(
            "INSERT INTO activation_tokens (token_hash, integration_id, environment_id, expires_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(hash(new.activation_token.expose()))
        .bind(&new.id)
        .bind(&link.environment_id)
        .bind(time + HOUR)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE submissions SET state = 'connected' WHERE link_id = $1 AND key = $2")
            .bind(link.id.as_str())
            .bind(new.submission)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// One integration of an environment.
    pub async fn integration(&self, environment: &str, id: &str) -> sqlx::Result<Option<Integration>> {
        sqlx::query_as("SELECT * FROM integrations WHERE id = $1 AND environment_id = $2")
            .bind(id)
            .bind(environment)
            .fetch_optional(&self.pool)
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
        .bind(now())
        .fetch_optional(&self.pool)
        .await
    }

    /// Deletes an integration with its credentials. Answers whether there was one.
    pub async fn delete_integration(&self, environment: &str, id: &str) -> sqlx::Result<bool> {
        let deleted = sqlx::query("DELETE FROM integrations WHERE id = $1 AND environment_id = $2")
            .bind(id)
            .bind(environment)
            .execute(&self.pool)
            .await?;
        Ok(deleted.rows_affected() == 1)
    }
}
