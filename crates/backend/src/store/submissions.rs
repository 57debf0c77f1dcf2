//! Idempotency keys and what became of them.

use crate::clock::MINUTE;
use crate::faults::fault_point;
use crate::flow_log::{Entry, counts};
use crate::link::Link;
use crate::problem::name;
use crate::store::{Store, flow_log, outbox};
use crate::webhook::{FailedFlow, Happened};
use sqlx::FromRow;
use wire::{LinkId, ProblemDocument};

/// After this long without an answer, whoever was working on a submission is gone, and it may be begun again.
const ABANDONED: i64 = 2 * MINUTE;

/// How many submissions of one link are worked on at once. Each of them asks the tool.
const AT_ONCE: i64 = 2;

#[derive(FromRow)]
struct Row {
    fingerprint: String,
    state: String,
    problem: Option<String>,
    started_at: i64,
}

/// What is known of a key.
#[derive(Clone, Debug)]
pub enum Recorded {
    /// Being worked on.
    InProgress,
    /// Went through.
    Connected,
    /// Ended with this problem.
    Failed(Box<ProblemDocument>),
}

/// What came of trying to begin a submission.
#[derive(Clone, Debug)]
pub enum Began {
    /// It is ours to do.
    Fresh,
    /// It was begun before, with the same answers.
    Before(Recorded),
    /// It was begun before, with other answers.
    WithOtherAnswers,
    /// Others of the same link are being worked on.
    TooMany,
}

impl Row {
    fn recorded(&self) -> Recorded {
        match (self.state.as_str(), self.problem.as_ref().and_then(|text| serde_json::from_str(text).ok())) {
            ("connected", _) => Recorded::Connected,
            ("failed", Some(problem)) => Recorded::Failed(Box::new(problem)),
            _ => Recorded::InProgress,
        }
    }
}

impl Store {
    async fn submission_row(&self, link: &LinkId, key: &str) -> sqlx::Result<Option<Row>> {
        let select = "SELECT fingerprint, state, problem, started_at FROM submissions WHERE link_id = $1 AND key = $2";
        sqlx::query_as(select).bind(link.as_str()).bind(key).fetch_optional(&self.pool).await
    }

    /// What became of a key.
    pub async fn submission(&self, link: &LinkId, key: &str) -> sqlx::Result<Option<Recorded>> {
        let row = self.submission_row(link, key).await?;
        Ok(row
            .filter(|row| row.state != "in_progress" || row.started_at + ABANDONED > self.now())
            .map(|row| row.recorded()))
    }

    /// Claims a key, unless it was claimed before.
    pub async fn begin_submission(&self, link: &LinkId, key: &str, fingerprint: &str) -> sqlx::Result<Began> {
        let time = self.now();
        let claimed = sqlx::query(
            "INSERT INTO submissions (link_id, key, fingerprint, state, started_at) \
             SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), 'in_progress', CAST($4 AS BIGINT) \
             WHERE (SELECT COUNT(*) FROM submissions WHERE link_id = $1 AND key <> $2 AND state = 'in_progress' AND started_at > $5) < $6 \
             ON CONFLICT (link_id, key) DO UPDATE SET started_at = $4 \
             WHERE submissions.state = 'in_progress' AND submissions.fingerprint = $3 AND submissions.started_at <= $5",
        )
        .bind(link.as_str())
        .bind(key)
        .bind(fingerprint)
        .bind(time)
        .bind(time - ABANDONED)
        .bind(AT_ONCE)
        .execute(&self.pool)
        .await?;
        if claimed.rows_affected() == 1 {
            return Ok(Began::Fresh);
        }
        Ok(match self.submission_row(link, key).await? {
            Some(row) if row.fingerprint != fingerprint => Began::WithOtherAnswers,
            Some(row) => Began::Before(row.recorded()),
            None => Began::TooMany,
        })
    }

    /// Keeps the answer of a submission that failed, and tells of it where the customer can help (W-10).
    pub async fn fail_submission(
        &self,
        link: &Link,
        key: &str,
        problem: &ProblemDocument,
        entry: &Entry,
        flow: &FailedFlow,
    ) -> sqlx::Result<()> {
        let (time, id) = (self.now(), link.id.as_str());
        let text = serde_json::to_string(problem).unwrap_or_default();
        let mut transaction = self.begin().await?;
        let kept = sqlx::query("UPDATE submissions SET state = 'failed', problem = $1 WHERE link_id = $2 AND key = $3 AND state = 'in_progress'")
            .bind(text)
            .bind(id)
            .bind(key)
            .execute(&mut *transaction)
            .await?;
        if kept.rows_affected() == 1 {
            flow_log::set_problem(&mut transaction, id, Some(&name(problem.code)), time).await?;
            flow_log::add(&mut *transaction, id, entry, time).await?;
            if counts(problem.code) && !outbox::failure_was_told(&mut transaction, id, time).await? {
                let failed = Happened::Failed(flow);
                outbox::put(&mut transaction, &link.environment_id, id, &failed, false, time).await?;
            }
        }
        fault_point!("failure-written");
        transaction.commit().await?;
        fault_point!("failure-committed");
        Ok(())
    }

    /// The key of the submission that completed a link.
    pub async fn completing_submission(&self, link: &LinkId) -> sqlx::Result<Option<String>> {
        sqlx::query_scalar("SELECT key FROM submissions WHERE link_id = $1 AND state = 'connected'")
            .bind(link.as_str())
            .fetch_optional(&self.pool)
            .await
    }

    /// How many submissions of a link failed, for the operator.
    pub async fn failed_submissions(&self, link: &LinkId) -> sqlx::Result<i64> {
        sqlx::query_scalar("SELECT COUNT(*) FROM submissions WHERE link_id = $1 AND state = 'failed'")
            .bind(link.as_str())
            .fetch_one(&self.pool)
            .await
    }
}
