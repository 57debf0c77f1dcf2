//! Tenants, their two environments, API keys and scope configs.

use crate::brand::Brand;
use crate::clock::now;
use crate::crypto::{hash, new_api_key, new_object_id};
use crate::scope_config::{ScopeConfig, Settings};
use crate::store::Store;
use sqlx::FromRow;
use wire::{Environment, Secret};

/// An environment with its tenant.
#[derive(Clone, Debug, FromRow)]
pub struct EnvironmentRow {
    /// Its id.
    pub id: String,
    /// The tenant's id.
    pub tenant_id: String,
    /// The tenant's name.
    pub tenant_name: String,
    kind: String,
    brand: Option<String>,
}

impl EnvironmentRow {
    /// What makes its pages the tenant's own. Stored brands were checked by this program; what cannot be read is none.
    pub fn brand(&self) -> Brand {
        self.brand.as_deref().and_then(|brand| serde_json::from_str(brand).ok()).unwrap_or_default()
    }

    /// Which of the two.
    pub fn kind(&self) -> Environment {
        if self.kind == Environment::Production.as_str() { Environment::Production } else { Environment::Development }
    }
}

/// A named set of scopes.
#[derive(Clone, Debug, FromRow)]
pub struct ScopeConfigRow {
    /// Its id.
    pub id: String,
    /// Its name, for the customer.
    pub name: Option<String>,
    /// Whether links that name none take this one.
    pub is_default: bool,
    settings: String,
}

impl ScopeConfigRow {
    /// What it asks for. Stored settings were made by this program; what cannot be read asks for nothing.
    pub fn settings(&self) -> Settings {
        serde_json::from_str(&self.settings).unwrap_or_else(|_| Settings::nothing())
    }
}

impl Store {
    /// The tenant of that name, if there is one.
    pub async fn tenant_named(&self, name: &str) -> sqlx::Result<Option<String>> {
        sqlx::query_scalar("SELECT id FROM tenants WHERE name = $1").bind(name).fetch_optional(&self.pool).await
    }

    /// Makes a tenant with both environments, each with a default scope config.
    pub async fn create_tenant(&self, name: &str) -> sqlx::Result<String> {
        let tenant = new_object_id();
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("INSERT INTO tenants (id, name, created_at) VALUES ($1, $2, $3)")
            .bind(&tenant)
            .bind(name)
            .bind(now())
            .execute(&mut *transaction)
            .await?;
        for kind in [Environment::Production, Environment::Development] {
            let environment = new_object_id();
            sqlx::query("INSERT INTO environments (id, tenant_id, kind) VALUES ($1, $2, $3)")
                .bind(&environment)
                .bind(&tenant)
                .bind(kind.as_str())
                .execute(&mut *transaction)
                .await?;
            let settings = serde_json::to_string(&Settings::default_for(kind)).unwrap_or_default();
            sqlx::query(
                "INSERT INTO scope_configs (id, environment_id, name, is_default, settings) VALUES ($1, $2, 'Default', TRUE, $3)",
            )
            .bind(new_object_id())
            .bind(&environment)
            .bind(settings)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(tenant)
    }

    /// One of a tenant's environments.
    pub async fn environment_of(&self, tenant: &str, kind: Environment) -> sqlx::Result<EnvironmentRow> {
        sqlx::query_as(
            "SELECT e.id, e.tenant_id, e.kind, e.brand, t.name AS tenant_name FROM environments e JOIN tenants t ON t.id = e.tenant_id \
             WHERE e.tenant_id = $1 AND e.kind = $2",
        )
        .bind(tenant)
        .bind(kind.as_str())
        .fetch_one(&self.pool)
        .await
    }

    /// An environment by its id.
    pub async fn environment(&self, id: &str) -> sqlx::Result<EnvironmentRow> {
        sqlx::query_as(
            "SELECT e.id, e.tenant_id, e.kind, e.brand, t.name AS tenant_name FROM environments e JOIN tenants t ON t.id = e.tenant_id \
             WHERE e.id = $1",
        )
        .bind(id)
        .fetch_one(&self.pool)
        .await
    }

    /// Sets what makes an environment's pages the tenant's own.
    pub async fn set_brand(&self, environment: &str, brand: &Brand) -> sqlx::Result<()> {
        sqlx::query("UPDATE environments SET brand = $1 WHERE id = $2")
            .bind(serde_json::to_string(brand).unwrap_or_default())
            .bind(environment)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Makes an API key. This is the only time it is seen.
    pub async fn create_api_key(&self, environment: &str) -> sqlx::Result<Secret> {
        let key = new_api_key();
        sqlx::query("INSERT INTO api_keys (key_hash, environment_id, created_at) VALUES ($1, $2, $3)")
            .bind(hash(key.expose()))
            .bind(environment)
            .bind(now())
            .execute(&self.pool)
            .await?;
        Ok(key)
    }

    /// The environment an API key belongs to.
    pub async fn environment_of_key(&self, key: &str) -> sqlx::Result<Option<EnvironmentRow>> {
        sqlx::query_as(
            "SELECT e.id, e.tenant_id, e.kind, e.brand, t.name AS tenant_name FROM api_keys k \
             JOIN environments e ON e.id = k.environment_id JOIN tenants t ON t.id = e.tenant_id \
             WHERE k.key_hash = $1 AND k.revoked_at IS NULL",
        )
        .bind(hash(key))
        .fetch_optional(&self.pool)
        .await
    }

    /// A scope config of an environment; its default one when none is named.
    pub async fn scope_config(&self, environment: &str, id: Option<&str>) -> sqlx::Result<Option<ScopeConfigRow>> {
        sqlx::query_as(
            "SELECT id, name, is_default, settings FROM scope_configs \
             WHERE environment_id = $1 AND (id = $2 OR ($2 IS NULL AND is_default))",
        )
        .bind(environment)
        .bind(id)
        .fetch_optional(&self.pool)
        .await
    }

    /// An environment's scope configs, the default one first.
    pub async fn scope_configs(&self, environment: &str) -> sqlx::Result<Vec<ScopeConfigRow>> {
        sqlx::query_as(
            "SELECT id, name, is_default, settings FROM scope_configs WHERE environment_id = $1 \
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
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
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
