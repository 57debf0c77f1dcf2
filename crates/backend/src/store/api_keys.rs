//! API keys. Each belongs to one environment and carries a role.

use crate::crypto::{hash, new_api_key};
use crate::role::Role;
use crate::store::{EnvironmentRow, Store};
use sqlx::FromRow;
use wire::Secret;

/// An API key, as far as it can be shown.
#[derive(Clone, Debug, FromRow)]
pub struct ApiKeyRow {
    /// What it is called by: nothing that opens anything.
    pub id: String,
    role: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it was taken back.
    pub revoked_at: Option<i64>,
}

impl ApiKeyRow {
    /// What it may do. What cannot be read may do nothing.
    pub fn role(&self) -> Option<Role> {
        Role::named(&self.role)
    }
}

#[derive(FromRow)]
struct Owner {
    role: String,
    #[sqlx(flatten)]
    environment: EnvironmentRow,
}

impl Store {
    /// Makes an API key. This is the only time it is seen.
    pub async fn create_api_key(&self, environment: &str, role: Role) -> sqlx::Result<Secret> {
        let key = new_api_key();
        sqlx::query("INSERT INTO api_keys (key_hash, environment_id, role, created_at) VALUES ($1, $2, $3, $4)")
            .bind(hash(key.expose()))
            .bind(environment)
            .bind(role.as_str())
            .bind(self.now())
            .execute(&self.pool)
            .await?;
        Ok(key)
    }

    /// An environment's API keys, the newest first.
    pub async fn api_keys(&self, environment: &str) -> sqlx::Result<Vec<ApiKeyRow>> {
        sqlx::query_as(
            "SELECT substr(key_hash, 1, 12) AS id, role, created_at, revoked_at FROM api_keys WHERE environment_id = $1 \
             ORDER BY created_at DESC, key_hash",
        )
        .bind(environment)
        .fetch_all(&self.pool)
        .await
    }

    /// Takes an API key back. Answers whether there is one that still worked.
    pub async fn revoke_api_key(&self, environment: &str, id: &str) -> sqlx::Result<bool> {
        let update = "UPDATE api_keys SET revoked_at = $1 \
             WHERE environment_id = $2 AND substr(key_hash, 1, 12) = $3 AND revoked_at IS NULL";
        let done = sqlx::query(update).bind(self.now()).bind(environment).bind(id).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }

    /// The environment an API key belongs to, and what it may do there.
    pub async fn owner_of_key(&self, key: &str) -> sqlx::Result<Option<(EnvironmentRow, Role)>> {
        let owner: Option<Owner> = sqlx::query_as(
            "SELECT k.role, e.id, e.tenant_id, e.kind, e.brand, e.tools_off, e.allowed_origins, t.name AS tenant_name FROM api_keys k \
             JOIN environments e ON e.id = k.environment_id JOIN tenants t ON t.id = e.tenant_id \
             WHERE k.key_hash = $1 AND k.revoked_at IS NULL",
        )
        .bind(hash(key))
        .fetch_optional(&self.pool)
        .await?;
        Ok(owner.and_then(|owner| Some((owner.environment, Role::named(&owner.role)?))))
    }
}
