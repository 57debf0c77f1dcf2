//! The stories of links, and how far their end users have come.

use crate::flow_log::Entry;
use crate::store::Store;
use sqlx::{Any, AnyExecutor, FromRow, Transaction};
use wire::LinkId;

/// The most that is remembered of one link.
const LONGEST: i64 = 500;

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Logged {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What.
    pub entry: Entry,
}

/// How far an end user has come.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Progress {
    /// The step on display.
    pub step: String,
    /// Which one of all, from 1; 0 before the first.
    pub number: i64,
    /// How many there are.
    pub count: i64,
    /// When it was last heard of, in milliseconds since 1970.
    pub at: i64,
    /// The problem that the last submission ended with.
    pub problem: Option<String>,
}

/// Adds to the story of a link.
pub(super) async fn add(executor: impl AnyExecutor<'_>, link: &str, entry: &Entry, time: i64) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO flow_log (link_id, at, entry) SELECT id, $1, $2 FROM links WHERE id = $3 \
         AND (SELECT COUNT(*) FROM flow_log l WHERE l.link_id = $3) < $4",
    )
    .bind(time)
    .bind(serde_json::to_string(entry).unwrap_or_default())
    .bind(link)
    .bind(LONGEST)
    .execute(executor)
    .await?;
    Ok(())
}

/// The problem that the last submission ended with, or that it ended with none.
pub(super) async fn set_problem(
    transaction: &mut Transaction<'_, Any>,
    link: &str,
    problem: Option<&str>,
    time: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO link_progress (link_id, step, number, count, at, problem) VALUES ($1, '', 0, 0, $2, $3) \
         ON CONFLICT (link_id) DO UPDATE SET problem = $3, at = $2",
    )
    .bind(link)
    .bind(time)
    .bind(problem)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

impl Store {
    /// Adds to the story of a link. What is not remembered is not worth a failure.
    pub async fn log(&self, link: &LinkId, entry: &Entry) {
        if let Err(error) = add(&self.pool, link.as_str(), entry, self.now()).await {
            tracing::warn!(%error, "the story of a link could not be gone on with");
        }
    }

    /// The story of a link, the oldest first.
    pub async fn story(&self, link: &LinkId) -> sqlx::Result<Vec<Logged>> {
        let rows: Vec<(i64, String)> = sqlx::query_as("SELECT at, entry FROM flow_log WHERE link_id = $1 ORDER BY id")
            .bind(link.as_str())
            .fetch_all(&self.pool)
            .await?;
        // What another version wrote and this one cannot read is left out.
        let read = |(at, entry): (i64, String)| Some(Logged { at, entry: serde_json::from_str(&entry).ok()? });
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// How far the end user of a link has come; `None` when nobody has done anything yet.
    pub async fn progress(&self, link: &LinkId) -> sqlx::Result<Option<Progress>> {
        sqlx::query_as("SELECT step, number, count, at, problem FROM link_progress WHERE link_id = $1")
            .bind(link.as_str())
            .fetch_optional(&self.pool)
            .await
    }

    /// Notes how far an end user has come.
    pub async fn note_progress(&self, link: &LinkId, step: &str, number: u32, count: u32) -> sqlx::Result<()> {
        let time = self.now();
        let mut transaction = self.begin().await?;
        let is_new = sqlx::query(
            "INSERT INTO link_progress (link_id, step, number, count, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (link_id) DO NOTHING",
        )
        .bind(link.as_str())
        .bind(step)
        .bind(i64::from(number))
        .bind(i64::from(count))
        .bind(time)
        .execute(&mut *transaction)
        .await?;
        if is_new.rows_affected() == 1 {
            add(&mut *transaction, link.as_str(), &Entry::Opened, time).await?;
        } else {
            sqlx::query("UPDATE link_progress SET step = $1, number = $2, count = $3, at = $4 WHERE link_id = $5")
                .bind(step)
                .bind(i64::from(number))
                .bind(i64::from(count))
                .bind(time)
                .bind(link.as_str())
                .execute(&mut *transaction)
                .await?;
        }
        let entry = Entry::Step { step: step.to_owned(), number, count };
        add(&mut *transaction, link.as_str(), &entry, time).await?;
        transaction.commit().await
    }

    /// Forgets what happened before a time.
    pub async fn forget_stories(&self, before: i64) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM flow_log WHERE at <= $1").bind(before).execute(&self.pool).await?;
        Ok(())
    }
}
