//! Everything that is sealed, wherever it is: which keys it is wrapped by, and how a wrapping is replaced.

use super::Store;
use crate::crypto::Sealed;
use sqlx::Row;
use sqlx::any::AnyRow;

/// Where something sealed is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedIn {
    /// The credentials of integrations.
    Credentials,
    /// The secrets of webhook endpoints.
    Endpoints,
    /// What logins granted, and what was made.
    Grants,
    /// The root secret.
    Root,
}

impl SealedIn {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Credentials, Self::Endpoints, Self::Grants, Self::Root];

    /// Rows that another key than `$1` wraps, after the row `$2`: id, whose, which edition.
    fn wrapped_by_others(self) -> &'static str {
        match self {
            Self::Credentials => {
                "SELECT c.integration_id, i.environment_id, c.integration_id, c.version, c.key_id, c.wrapped_key FROM credentials c \
                 JOIN integrations i ON i.id = c.integration_id WHERE c.key_id <> $1 AND c.integration_id > $2 ORDER BY c.integration_id LIMIT 100"
            }
            Self::Endpoints => {
                "SELECT id, environment_id, id, version, key_id, wrapped_key FROM webhook_endpoints \
                 WHERE key_id <> $1 AND id > $2 ORDER BY id LIMIT 100"
            }
            Self::Grants => {
                "SELECT g.id, l.environment_id, 'grant:' || g.id, CAST(0 AS BIGINT), g.key_id, g.wrapped_key FROM grants g \
                 JOIN links l ON l.id = g.link_id WHERE g.key_id <> $1 AND g.id > $2 ORDER BY g.id LIMIT 100"
            }
            Self::Root => {
                "SELECT id, 'root', 'root', CAST(0 AS BIGINT), key_id, wrapped_key FROM root_secret WHERE key_id <> $1 AND id > $2"
            }
        }
    }

    fn replace(self) -> &'static str {
        match self {
            Self::Credentials => {
                "UPDATE credentials SET key_id = $1, wrapped_key = $2 WHERE integration_id = $3 AND wrapped_key = $4"
            }
            Self::Endpoints => {
                "UPDATE webhook_endpoints SET key_id = $1, wrapped_key = $2 WHERE id = $3 AND wrapped_key = $4"
            }
            Self::Grants => "UPDATE grants SET key_id = $1, wrapped_key = $2 WHERE id = $3 AND wrapped_key = $4",
            Self::Root => "UPDATE root_secret SET key_id = $1, wrapped_key = $2 WHERE id = $3 AND wrapped_key = $4",
        }
    }
}

/// A data key and whom it was wrapped for.
#[derive(Clone, Debug)]
pub struct Wrapped {
    /// The row.
    pub row: String,
    /// The subject's environment.
    pub environment: String,
    /// The subject's name.
    pub subject: String,
    /// Its edition.
    pub version: i64,
    /// Which key wrapped it.
    pub key_id: String,
    /// The data key.
    pub wrapped_key: Vec<u8>,
}

impl Store {
    /// What another key than this one wraps, a hundred at a time, after a row.
    pub async fn wrapped_by_others(&self, place: SealedIn, key_id: &str, after: &str) -> sqlx::Result<Vec<Wrapped>> {
        let query = sqlx::query(place.wrapped_by_others()).bind(key_id).bind(after);
        let wrapped = |row: &AnyRow| {
            Ok(Wrapped {
                row: row.try_get(0)?,
                environment: row.try_get(1)?,
                subject: row.try_get(2)?,
                version: row.try_get(3)?,
                key_id: row.try_get(4)?,
                wrapped_key: row.try_get(5)?,
            })
        };
        query.fetch_all(&self.pool).await?.iter().map(wrapped).collect()
    }

    /// Puts the same data key in its place, wrapped by another key. Whatever was sealed anew in the meantime stays.
    pub async fn rewrap(&self, place: SealedIn, known: &Wrapped, key_id: &str, wrapped: &[u8]) -> sqlx::Result<bool> {
        let update = sqlx::query(place.replace()).bind(key_id).bind(wrapped).bind(&known.row).bind(&known.wrapped_key);
        Ok(update.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Which keys wrap how much.
    pub async fn keys_in_use(&self) -> sqlx::Result<Vec<(String, i64)>> {
        sqlx::query_as(
            "SELECT key_id, COUNT(*) FROM (SELECT key_id FROM credentials UNION ALL SELECT key_id FROM webhook_endpoints \
             UNION ALL SELECT key_id FROM grants WHERE key_id IS NOT NULL UNION ALL SELECT key_id FROM root_secret) AS sealed \
             GROUP BY key_id ORDER BY key_id",
        )
        .fetch_all(&self.pool)
        .await
    }

    /// The root secret; the one given becomes it when there is none.
    pub async fn root_secret(&self, new: &Sealed) -> sqlx::Result<Sealed> {
        sqlx::query(
            "INSERT INTO root_secret (id, key_id, wrapped_key, ciphertext) VALUES ('root', $1, $2, $3) ON CONFLICT (id) DO NOTHING",
        )
        .bind(&new.key_id)
        .bind(&new.wrapped_key)
        .bind(&new.ciphertext)
        .execute(&self.pool)
        .await?;
        let (key_id, wrapped_key, ciphertext) =
            sqlx::query_as("SELECT key_id, wrapped_key, ciphertext FROM root_secret").fetch_one(&self.pool).await?;
        Ok(Sealed { key_id, wrapped_key, ciphertext })
    }
}
