//! Sealed credentials. They are only ever written, replaced and deleted here. No route gives a secret out; a relink is told the
//! answers that are none.

use crate::crypto::{Sealed, Subject};
use crate::link::Relinked;
use crate::store::Store;
use sqlx::{Any, AnyExecutor, Transaction};

/// The first edition of an integration's credentials.
const FIRST_VERSION: i64 = 1;

/// The edition after the one that is known.
pub(super) fn next_version(known: Option<&Relinked>) -> i64 {
    known.map_or(FIRST_VERSION, |known| known.version + 1)
}

pub(super) async fn insert(
    transaction: &mut Transaction<'_, Any>,
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

/// The next edition. Answers whether the one that was known is still the last.
pub(super) async fn replace(
    transaction: &mut Transaction<'_, Any>,
    known: &Relinked,
    sealed: &Sealed,
) -> sqlx::Result<bool> {
    let replaced = sqlx::query(
        "UPDATE credentials SET version = version + 1, key_id = $1, wrapped_key = $2, ciphertext = $3 \
         WHERE integration_id = $4 AND version = $5",
    )
    .bind(&sealed.key_id)
    .bind(&sealed.wrapped_key)
    .bind(&sealed.ciphertext)
    .bind(&known.integration)
    .bind(known.version)
    .execute(&mut **transaction)
    .await?;
    Ok(replaced.rows_affected() == 1)
}

/// The same edition, sealed anew with something added. Answers whether what it was made from is still there.
pub(super) async fn reseal(
    executor: impl AnyExecutor<'_>,
    integration: &str,
    version: i64,
    before: &Sealed,
    sealed: &Sealed,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE credentials SET key_id = $1, wrapped_key = $2, ciphertext = $3 \
         WHERE integration_id = $4 AND version = $5 AND ciphertext = $6",
    )
    .bind(&sealed.key_id)
    .bind(&sealed.wrapped_key)
    .bind(&sealed.ciphertext)
    .bind(integration)
    .bind(version)
    .bind(&before.ciphertext)
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

impl Store {
    /// Keeps what was added to what was there before, as the same edition. Answers whether that was still there.
    pub async fn renew_credentials(
        &self,
        integration: &str,
        version: i64,
        before: &Sealed,
        sealed: &Sealed,
    ) -> sqlx::Result<bool> {
        reseal(&self.pool, integration, version, before, sealed).await
    }

    /// The sealed credentials of an integration and their edition, for those who hold the keys.
    pub async fn credentials(&self, integration: &str) -> sqlx::Result<Option<(i64, Sealed)>> {
        let row: Option<(i64, String, Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT version, key_id, wrapped_key, ciphertext FROM credentials WHERE integration_id = $1",
        )
        .bind(integration)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|(version, key_id, wrapped_key, ciphertext)| (version, Sealed { key_id, wrapped_key, ciphertext })))
    }

    /// Whom the next edition of an integration's credentials is sealed for; the first, when there is none yet.
    pub(crate) fn next_subject<'a>(
        environment: &'a str,
        integration: &'a str,
        known: Option<&Relinked>,
    ) -> Subject<'a> {
        Subject { environment, integration, version: next_version(known) }
    }
}
