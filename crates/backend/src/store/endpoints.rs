//! Where webhooks go.

use crate::crypto::Sealed;
use crate::store::Store;
use crate::webhook::EventType;
use sqlx::FromRow;
use std::collections::BTreeSet;

/// A place where webhooks go.
#[derive(Clone, Debug, FromRow)]
pub struct Endpoint {
    /// Its id.
    pub id: String,
    /// Whose events it hears of.
    pub environment_id: String,
    /// Its address.
    pub url: String,
    pub(super) events: String,
    pub(super) tells_own_deletions: i64,
    pub(crate) version: i64,
    pub(crate) key_id: String,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) ciphertext: Vec<u8>,
    /// Until when the secret before the present one signs as well.
    pub overlap_until: Option<i64>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// Since when every attempt has failed.
    pub failing_since: Option<i64>,
    /// Since when nothing is sent there.
    pub disabled_at: Option<i64>,
    /// `CUSTOMER`, `FAILING` or `GONE`.
    pub disabled_by: Option<String>,
}

impl Endpoint {
    /// What it hears of; everything when there is none.
    pub fn events(&self) -> BTreeSet<EventType> {
        self.events.split_whitespace().filter_map(EventType::named).collect()
    }

    /// Whether it hears of deletions by the API.
    pub fn own_deletions(&self) -> OwnDeletions {
        if self.tells_own_deletions == 1 { OwnDeletions::Told } else { OwnDeletions::Known }
    }
}

/// Whether an endpoint hears of what its own side has deleted by the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnDeletions {
    /// It does not: whoever has deleted knows.
    #[default]
    Known,
    /// It does.
    Told,
}

/// What an endpoint is made from.
#[derive(Debug)]
pub struct NewEndpoint<'a> {
    /// Its id, chosen before its secret was sealed for it.
    pub id: &'a str,
    /// Whose events it hears of.
    pub environment: &'a str,
    /// Its address.
    pub url: &'a str,
    /// What it hears of; everything when there is none.
    pub events: BTreeSet<EventType>,
    /// Whether it hears of deletions by the API.
    pub own_deletions: OwnDeletions,
    /// Its secret.
    pub sealed: Sealed,
}

/// Why nothing is sent to an endpoint any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisabledBy {
    /// The customer wished so.
    Customer,
    /// It has failed for days.
    Failing,
    /// It says that it is no longer there.
    Gone,
}

impl DisabledBy {
    fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "CUSTOMER",
            Self::Failing => "FAILING",
            Self::Gone => "GONE",
        }
    }
}

fn stored(events: &BTreeSet<EventType>) -> String {
    let names: Vec<&str> = events.iter().map(|event| event.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(" {} ", names.join(" ")) }
}

impl Store {
    /// Makes an endpoint.
    pub async fn create_endpoint(&self, new: &NewEndpoint<'_>) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO webhook_endpoints (id, environment_id, url, events, tells_own_deletions, version, key_id, wrapped_key, \
             ciphertext, created_at) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9)",
        )
        .bind(new.id)
        .bind(new.environment)
        .bind(new.url)
        .bind(stored(&new.events))
        .bind(i64::from(new.own_deletions == OwnDeletions::Told))
        .bind(&new.sealed.key_id)
        .bind(&new.sealed.wrapped_key)
        .bind(&new.sealed.ciphertext)
        .bind(self.now())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// An environment's endpoints, the oldest first.
    pub async fn endpoints(&self, environment: &str) -> sqlx::Result<Vec<Endpoint>> {
        sqlx::query_as("SELECT * FROM webhook_endpoints WHERE environment_id = $1 ORDER BY created_at, id")
            .bind(environment)
            .fetch_all(&self.pool)
            .await
    }

    /// One of them.
    pub async fn endpoint(&self, environment: &str, id: &str) -> sqlx::Result<Option<Endpoint>> {
        sqlx::query_as("SELECT * FROM webhook_endpoints WHERE environment_id = $1 AND id = $2")
            .bind(environment)
            .bind(id)
            .fetch_optional(&self.pool)
            .await
    }

    /// Says where an endpoint is and what it hears of.
    pub async fn change_endpoint(
        &self,
        id: &str,
        url: &str,
        events: &BTreeSet<EventType>,
        own_deletions: OwnDeletions,
    ) -> sqlx::Result<()> {
        sqlx::query("UPDATE webhook_endpoints SET url = $1, events = $2, tells_own_deletions = $3 WHERE id = $4")
            .bind(url)
            .bind(stored(events))
            .bind(i64::from(own_deletions == OwnDeletions::Told))
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Keeps the next edition of an endpoint's secrets. Answers whether the one that was known is still the last.
    pub async fn rotate_endpoint(&self, id: &str, version: i64, sealed: &Sealed, until: i64) -> sqlx::Result<bool> {
        let done = sqlx::query(
            "UPDATE webhook_endpoints SET version = version + 1, key_id = $1, wrapped_key = $2, ciphertext = $3, overlap_until = $4 \
             WHERE id = $5 AND version = $6",
        )
        .bind(&sealed.key_id)
        .bind(&sealed.wrapped_key)
        .bind(&sealed.ciphertext)
        .bind(until)
        .bind(id)
        .bind(version)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Sends nothing to an endpoint any more. What waits for it stays. Answers whether something was sent there until now.
    pub async fn disable_endpoint(&self, id: &str, by: DisabledBy) -> sqlx::Result<bool> {
        let done = sqlx::query(
            "UPDATE webhook_endpoints SET disabled_at = $1, disabled_by = $2 WHERE id = $3 AND disabled_at IS NULL",
        )
        .bind(self.now())
        .bind(by.as_str())
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Sends to an endpoint again, what has waited for it first.
    pub async fn enable_endpoint(&self, id: &str) -> sqlx::Result<()> {
        sqlx::query(
            "UPDATE webhook_endpoints SET disabled_at = NULL, disabled_by = NULL, failing_since = NULL WHERE id = $1",
        )
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Deletes an endpoint and whatever waits for it. Answers whether there was one.
    pub async fn delete_endpoint(&self, environment: &str, id: &str) -> sqlx::Result<bool> {
        let done = sqlx::query("DELETE FROM webhook_endpoints WHERE environment_id = $1 AND id = $2")
            .bind(environment)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
