//! Sealed credentials. They are only ever written and deleted here: no route gives them out.

use crate::crypto::{Sealed, Subject};
use crate::store::{Store, StoreProblem};
use sqlx::{Sqlite, Transaction};

/// The first edition of an integration's credentials.
pub(crate) const FIRST_VERSION: i64 = 1;

pub(super) async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    integration: &str,
    sealed: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO credentials (integration_id, version, key_id, wrapped_key, ciphertext) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(integration)
    .bind(FIRST_VERSION)
    .bind(&sealed.key_id)
    .bind(&sealed.wrapped_key)
    .bind(&sealed.ciphertext)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

impl Store {
    /// The sealed credentials of an integration, for those who hold the keys.
    pub async fn credentials(&self, integration: &str) -> sqlx::Result<Option<(i64, Sealed)>> {
        let row: Option<(i64, String, Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT version, key_id, wrapped_key, ciphertext FROM credentials WHERE integration_id = $1",
        )
        .bind(integration)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|(version, key_id, wrapped_key, ciphertext)| (version, Sealed { key_id, wrapped_key, ciphertext })))
    }

    /// Whether any credentials are kept.
    pub async fn holds_credentials(&self) -> Result<bool, StoreProblem> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM credentials LIMIT 1").fetch_optional(&self.pool).await?;
        Ok(found.is_some())
    }

    /// Whom the first edition of an integration's credentials is sealed for.
    pub(crate) fn first_subject<'a>(environment: &'a str, integration: &'a str) -> Subject<'a> {
        Subject { environment, integration, version: FIRST_VERSION }
    }
}
