//! Scope configs.

use crate::crypto::new_object_id;
use crate::scope_config::{ScopeConfig, Settings};
use crate::store::Store;
use sqlx::FromRow;

/// A named set of scopes.
#[derive(Clone, Debug, FromRow)]
pub struct ScopeConfigRow {
    /// Its id.
    pub id: String,
    /// Its name, for the customer.
    pub name: Option<String>,
    is_default: i64,
    settings: String,
}

impl ScopeConfigRow {
    /// Whether links that name none take this one.
    pub fn is_default(&self) -> bool {
        self.is_default != 0
    }

    /// What it asks for. Stored settings were made by this program; what cannot be read asks for nothing.
    pub fn settings(&self) -> Settings {
        serde_json::from_str(&self.settings).unwrap_or_else(|_| Settings::nothing())
    }
}

impl Store {
    /// A scope config of an environment; its default one when none is named.
    pub async fn scope_config(&self, environment: &str, id: Option<&str>) -> sqlx::Result<Option<ScopeConfigRow>> {
        sqlx::query_as(
            "SELECT id, name, CASE WHEN is_default THEN 1 ELSE 0 END AS is_default, settings FROM scope_configs \
             WHERE environment_id = $1 AND (id = $2 OR ($2 IS NULL AND is_default))",
        )
        .bind(environment)
        .bind(id)
        .fetch_optional(&self.pool)
        .await
    }

    /// A scope config by its id alone, and its environment: an id can only be known by somebody who was told.
    pub async fn any_scope_config(&self, id: &str) -> sqlx::Result<Option<(String, ScopeConfigRow)>> {
        let environment: Option<String> = sqlx::query_scalar("SELECT environment_id FROM scope_configs WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        let Some(environment) = environment else { return Ok(None) };
        Ok(self.scope_config(&environment, Some(id)).await?.map(|config| (environment, config)))
    }

    /// What a scope config asks for. What is not there asks for nothing.
    pub async fn settings(&self, environment: &str, id: &str) -> sqlx::Result<Settings> {
        let config = self.scope_config(environment, Some(id)).await?;
        Ok(config.map_or_else(Settings::nothing, |config| config.settings()))
    }

    /// An environment's scope configs, the default one first.
    pub async fn scope_configs(&self, environment: &str) -> sqlx::Result<Vec<ScopeConfigRow>> {
        sqlx::query_as(
            "SELECT id, name, CASE WHEN is_default THEN 1 ELSE 0 END AS is_default, settings FROM scope_configs WHERE environment_id = $1 \
             ORDER BY is_default DESC, name, id",
        )
        .bind(environment)
        .fetch_all(&self.pool)
        .await
    }

    /// Makes a scope config and answers its id.
    pub async fn create_scope_config(&self, environment: &str, config: &ScopeConfig) -> sqlx::Result<String> {
        let id = new_object_id();
        sqlx::query(
            "INSERT INTO scope_configs (id, environment_id, name, is_default, settings) VALUES ($1, $2, $3, FALSE, $4)",
        )
        .bind(&id)
        .bind(environment)
        .bind(&config.name)
        .bind(serde_json::to_string(&config.settings).unwrap_or_default())
        .execute(&self.pool)
        .await?;
        Ok(id)
    }

    /// Replaces a scope config. Answers whether there is one.
    pub async fn replace_scope_config(&self, environment: &str, id: &str, config: &ScopeConfig) -> sqlx::Result<bool> {
        let done =
            sqlx::query("UPDATE scope_configs SET name = $1, settings = $2 WHERE id = $3 AND environment_id = $4")
                .bind(&config.name)
                .bind(serde_json::to_string(&config.settings).unwrap_or_default())
                .bind(id)
                .bind(environment)
                .execute(&self.pool)
                .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Makes a scope config the default of its environment. Answers whether there is one.
    pub async fn set_default_scope_config(&self, environment: &str, id: &str) -> sqlx::Result<bool> {
        let mut transaction = self.begin().await?;
        // First none, then one: the index allows no two.
        sqlx::query("UPDATE scope_configs SET is_default = FALSE WHERE environment_id = $1")
            .bind(environment)
            .execute(&mut *transaction)
            .await?;
        let done = sqlx::query("UPDATE scope_configs SET is_default = TRUE WHERE id = $1 AND environment_id = $2")
            .bind(id)
            .bind(environment)
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() != 1 {
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }
}
