//! Tenants and their two environments.

use crate::brand::Brand;
use crate::crypto::new_object_id;
use crate::scope_config::Settings;
use crate::store::Store;
use catalog::Entry;
use sqlx::FromRow;
use std::collections::BTreeSet;
use wire::{Environment, ToolId};

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
    tools_off: String,
    allowed_origins: String,
}

impl EnvironmentRow {
    /// What makes its pages the tenant's own. Stored brands were checked by this program; what cannot be read is none.
    pub fn brand(&self) -> Brand {
        self.brand.as_deref().and_then(|brand| serde_json::from_str(brand).ok()).unwrap_or_default()
    }

    /// Origins that may embed the links that name none.
    pub fn allowed_origins(&self) -> Vec<String> {
        self.allowed_origins.split_whitespace().map(str::to_owned).collect()
    }

    /// The tools that are switched off.
    pub fn tools_off(&self) -> BTreeSet<ToolId> {
        self.tools_off.split_whitespace().map(ToolId::from).collect()
    }

    /// Whether a tool can be connected here.
    pub fn offers(&self, id: &ToolId, entry: &Entry) -> bool {
        entry.definition.is_for(self.kind()) && self.tools_off.split_whitespace().all(|off| off != id.as_str())
    }

    /// Which of the two.
    pub fn kind(&self) -> Environment {
        if self.kind == Environment::Production.as_str() { Environment::Production } else { Environment::Development }
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
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO tenants (id, name, created_at) VALUES ($1, $2, $3)")
            .bind(&tenant)
            .bind(name)
            .bind(self.now())
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
            "SELECT e.id, e.tenant_id, e.kind, e.brand, e.tools_off, e.allowed_origins, t.name AS tenant_name FROM environments e JOIN tenants t ON t.id = e.tenant_id \
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
            "SELECT e.id, e.tenant_id, e.kind, e.brand, e.tools_off, e.allowed_origins, t.name AS tenant_name FROM environments e JOIN tenants t ON t.id = e.tenant_id \
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

    /// Sets the origins that may embed the links that name none. Links that are there keep theirs.
    pub async fn set_allowed_origins(&self, environment: &str, origins: &[String]) -> sqlx::Result<()> {
        sqlx::query("UPDATE environments SET allowed_origins = $1 WHERE id = $2")
            .bind(origins.join(" "))
            .bind(environment)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Says which tools are switched off in an environment. Integrations and links that are there keep theirs.
    pub async fn set_tools_off(&self, environment: &str, tools: &BTreeSet<ToolId>) -> sqlx::Result<()> {
        let tools: Vec<&str> = tools.iter().map(ToolId::as_str).collect();
        sqlx::query("UPDATE environments SET tools_off = $1 WHERE id = $2")
            .bind(tools.join(" "))
            .bind(environment)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
