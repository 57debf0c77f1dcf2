//! The database. Start at [`Store::open`]; one file per thing that is kept.

mod api_keys;
mod audit;
mod checks;
mod completion;
mod consents;
mod credentials;
mod deliveries;
mod endpoints;
mod flow_log;
mod grants;
mod integrations;
mod links;
mod outbox;
mod scope_configs;
mod sealed;
mod submissions;
mod tenants;

pub use api_keys::ApiKeyRow;
pub use audit::Audited;
pub use completion::{Completion, Consent, Finish};
pub use consents::ConsentRow;
pub use deliveries::{AttemptRow, DeliveryRow};
pub use endpoints::{DisabledBy, Endpoint, NewEndpoint, OwnDeletions};
pub use flow_log::{Logged, Progress};
pub use grants::{GrantRow, NewGrant};
pub use integrations::{DeletedBy, Integration};
pub use links::NewLink;
pub use outbox::{Attempt, Due, Next};
pub use scope_configs::ScopeConfigRow;
pub use sealed::{SealedIn, Wrapped};
pub use submissions::{Began, Recorded};
pub use tenants::EnvironmentRow;

use crate::clock::Clock;
use crate::faults::fault_point;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyPool, Row, Transaction};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::sync::Mutex;

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long whoever wants to write stands in line; as long as `SQLite` waits for another process to let go.
const LONGEST_LINE: Duration = Duration::from_secs(10);

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    engine: Engine,
    clock: Clock,
    /// Whoever wants to write in `SQLite` stands in line here: the database itself lets in whoever asks at the right moment, and others
    /// wait in vain.
    line: Arc<Mutex<()>>,
}

/// Which database it is. Statements are the same in both, but for how rows are locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    /// For one node. Whoever writes waits for whoever does.
    Sqlite,
    /// For several nodes.
    Postgres,
}

/// Why the database could not be used.
#[derive(Debug, Error)]
pub enum StoreProblem {
    /// The address is not one.
    #[error("DATABASE_URL must look like sqlite:data/connect.db or postgres://user:password@host/connect: {0}")]
    Address(String),
    /// Its folder could not be made.
    #[error("the folder of the database could not be made: {0}")]
    Folder(std::io::Error),
    /// The tables could not be brought up to date.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// It does not keep what it is told to keep (W-06).
    #[error(
        "the database does not take the setting {0}: it answers {1}. What was answered could be lost in a power cut"
    )]
    Setting(&'static str, String),
    /// Anything else.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl Engine {
    fn of(address: &str) -> Result<Self, StoreProblem> {
        match address.split(':').next().unwrap_or_default() {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" | "postgresql" => Ok(Self::Postgres),
            scheme => Err(StoreProblem::Address(format!("{scheme}: is not supported"))),
        }
    }

    /// What every connection is told first.
    fn settings(self) -> &'static [&'static str] {
        match self {
            // W-06: an answered submission survives a power cut. X-09: what is deleted is overwritten.
            Self::Sqlite => &[
                "PRAGMA busy_timeout = 10000",
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA secure_delete = ON",
            ],
            Self::Postgres => &["SET synchronous_commit = on"],
        }
    }

    /// What a connection must answer after that. A setting that cannot be had is not refused by the database, only not taken.
    fn answers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Sqlite => {
                &[("PRAGMA journal_mode", "wal"), ("PRAGMA synchronous", "2"), ("PRAGMA secure_delete", "1")]
            }
            Self::Postgres => &[("SHOW synchronous_commit", "on")],
        }
    }
}

impl Store {
    /// Opens the database, makes it if need be, and brings its tables up to date. Several servers may do so at once.
    pub async fn open(address: &str, clock: Clock) -> Result<Self, StoreProblem> {
        install_default_drivers();
        let engine = Engine::of(address)?;
        let options =
            AnyPoolOptions::new().max_connections(8).acquire_timeout(PATIENCE).after_connect(move |connection, _| {
                Box::pin(async move {
                    for setting in engine.settings() {
                        sqlx::query(*setting).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            });
        let pool = match engine {
            Engine::Postgres => {
                let pool = options.connect(address).await?;
                fault_point!("migrations-due");
                POSTGRES.run(&pool).await?;
                pool
            }
            Engine::Sqlite => {
                let _alone = alone_at(address)?;
                let mode = if address.contains('?') { "&mode=rwc" } else { "?mode=rwc" };
                let pool = options.connect(&format!("{address}{mode}")).await?;
                fault_point!("migrations-due");
                SQLITE.run(&pool).await?;
                pool
            }
        };
        fault_point!("migrations-done");
        let store = Self { pool, engine, clock, line: Arc::default() };
        for (question, expected) in engine.answers() {
            let answer = store.answer(question).await?;
            if answer != *expected {
                return Err(StoreProblem::Setting(question, answer));
            }
        }
        Ok(store)
    }

    /// What a connection answers: a number in one database, a word in another.
    async fn answer(&self, question: &'static str) -> sqlx::Result<String> {
        let row = sqlx::query(question).fetch_one(&self.pool).await?;
        row.try_get::<String, _>(0).or_else(|_| row.try_get::<i64, _>(0).map(|number| number.to_string()))
    }

    /// Whether each setting that nothing may be lost without is in force, by its question.
    pub async fn settings_in_force(&self) -> sqlx::Result<Vec<(&'static str, bool)>> {
        let mut found = Vec::new();
        for (question, expected) in self.engine.answers() {
            found.push((*question, self.answer(question).await? == *expected));
        }
        Ok(found)
    }

    /// Begins to write. In `SQLite` nobody else writes until it is over; elsewhere a row is locked by the first statement that
    /// changes it.
    async fn begin(&self) -> sqlx::Result<Transaction<'static, Any>> {
        match self.engine {
            Engine::Sqlite => {
                let turn = tokio::time::timeout(LONGEST_LINE, self.line.lock()).await;
                let _turn = turn.map_err(|_| sqlx::Error::PoolTimedOut)?;
                self.pool.begin_with("BEGIN IMMEDIATE").await
            }
            Engine::Postgres => self.pool.begin().await,
        }
    }

    /// Begins to write about one integration, which stays as it is until that is over.
    async fn begin_with_integration(&self, id: &str) -> sqlx::Result<Transaction<'static, Any>> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE integrations SET id = id WHERE id = $1").bind(id).execute(&mut *transaction).await?;
        Ok(transaction)
    }

    /// What time it is for everything that is stored, in milliseconds since 1970.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Whether the database answers.
    pub async fn is_up(&self) -> bool {
        let asked = tokio::time::timeout(PATIENCE, sqlx::query("SELECT 1").execute(&self.pool)).await;
        asked.is_ok_and(|answer| answer.is_ok())
    }

    /// Closes every connection, so that nothing is left in the write-ahead log.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Whether everybody else is using the database: no connection is left, or `SQLite` is locked by another process.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    const LOCKED: &str = "5";
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(error, sqlx::Error::PoolTimedOut) || code.is_some_and(|code| code == LOCKED)
}

/// Makes a place for the database, and waits until nobody else is about to bring it up to date.
fn alone_at(address: &str) -> Result<Option<File>, StoreProblem> {
    let options = SqliteConnectOptions::from_str(address).map_err(|error| StoreProblem::Address(error.to_string()))?;
    let file: PathBuf = options.get_filename().to_owned();
    if address.contains(":memory:") {
        return Ok(None);
    }
    if let Some(folder) = file.parent().filter(|folder| *folder != Path::new("")) {
        std::fs::create_dir_all(folder).map_err(StoreProblem::Folder)?;
    }
    let lock = File::create(file.with_extension("lock")).map_err(StoreProblem::Folder)?;
    lock.lock().map_err(StoreProblem::Folder)?;
    Ok(Some(lock))
}
