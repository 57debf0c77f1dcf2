//! Who did what, for whoever has to answer for it. Never what was typed, and nothing that opens anything.

use super::Store;
use crate::clock::DAY;
use sqlx::FromRow;

/// How long it is kept, in milliseconds.
const KEPT_FOR: i64 = 365 * DAY;

/// One deed.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct Audited {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// In which environment; `None` for the whole server.
    pub environment_id: Option<String>,
    /// Who: an API key by what it is called by, the command line, or the server itself.
    pub actor: String,
    /// What was asked for: a route, a command, or what something was opened for.
    pub action: String,
    /// About what.
    pub subject: String,
    /// What came of it.
    pub outcome: String,
}

impl Store {
    /// Writes down a deed.
    pub async fn audit(
        &self,
        environment: Option<&str>,
        actor: &str,
        action: &str,
        subject: &str,
        outcome: &str,
    ) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO audit_log (at, environment_id, actor, action, subject, outcome) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.now())
        .bind(environment)
        .bind(actor)
        .bind(action)
        .bind(subject)
        .bind(outcome)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The last deeds in an environment and on the whole server, the newest first.
    pub async fn audited(&self, environment: &str, most: i64) -> sqlx::Result<Vec<Audited>> {
        sqlx::query_as(
            "SELECT at, environment_id, actor, action, subject, outcome FROM audit_log \
             WHERE environment_id = $1 OR environment_id IS NULL ORDER BY at DESC LIMIT $2",
        )
        .bind(environment)
        .bind(most)
        .fetch_all(&self.pool)
        .await
    }

    /// Forgets what is older than it has to be.
    pub async fn forget_audited(&self) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM audit_log WHERE at < $1").bind(self.now() - KEPT_FOR).execute(&self.pool).await?;
        Ok(())
    }
}
