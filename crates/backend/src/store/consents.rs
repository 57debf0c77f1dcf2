//! What end users agreed to.

use crate::store::Store;
use crate::store::integrations::scopes_in;
use sqlx::FromRow;
use std::collections::BTreeSet;
use wire::{ScopeGroup, ScopeId};

/// What an end user was shown and agreed to.
#[derive(Clone, Debug, FromRow)]
pub struct ConsentRow {
    /// The scope config it came from.
    pub scope_config_id: String,
    shown: String,
    /// Why it was asked for, as the customer said it.
    pub reason: Option<String>,
    opted_out: String,
    /// The language it was shown in.
    pub language: String,
    /// When, in milliseconds since 1970.
    pub given_at: i64,
}

impl ConsentRow {
    /// What was shown. What cannot be read was nothing.
    pub fn shown(&self) -> Vec<ScopeGroup> {
        serde_json::from_str(&self.shown).unwrap_or_default()
    }

    /// What was refused of it.
    pub fn opted_out(&self) -> BTreeSet<ScopeId> {
        scopes_in(&self.opted_out)
    }
}

impl Store {
    /// What was agreed to for an integration, the newest first.
    pub async fn consents(&self, integration: &str) -> sqlx::Result<Vec<ConsentRow>> {
        sqlx::query_as(
            "SELECT scope_config_id, shown, reason, opted_out, language, given_at FROM consents WHERE integration_id = $1 \
             ORDER BY credentials_version DESC",
        )
        .bind(integration)
        .fetch_all(&self.pool)
        .await
    }
}
