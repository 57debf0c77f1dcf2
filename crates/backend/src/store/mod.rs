//! The database. Start at [`Store::open`]; one file per thing that is kept.

mod api_keys;
mod checks;
mod completion;
mod consents;
mod credentials;
mod grants;
mod integrations;
mod links;
mod scope_configs;
mod submissions;
mod tenants;

pub use api_keys::ApiKeyRow;
pub use completion::{Completion, Consent, Finish};
pub use consents::ConsentRow;
pub use grants::{GrantRow, NewGrant};
pub use integrations::Integration;
pub use links::NewLink;
pub use scope_configs::ScopeConfigRow;
pub use submissions::{Began, Recorded};
pub use tenants::EnvironmentRow;

use crate::clock::Clock;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;
use thiserror::Error;

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
    clock: Clock,
}

/// Why the database could not be used.
#[derive(Debug, Error)]
pub enum StoreProblem {
    /// The address is not one.
    #[error("DATABASE_URL must look like sqlite:data/connect.db: {0}")]
    Address(String),
    /// Its folder could not be made.
    #[error("the folder of the database could not be made: {0}")]
    Folder(std::io::Error),
    /// The tables could not be brought up to date.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Anything else.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl Store {
    /// Opens the database, makes it if need be, and brings its tables up to date.
    pub async fn open(address: &str, clock: Clock) -> Result<Self, StoreProblem> {
        if !address.starts_with("sqlite:") {
            let scheme = address.split(':').next().unwrap_or_default();
            return Err(StoreProblem::Address(format!("{scheme}: is not supported")));
        }
        let options =
            SqliteConnectOptions::from_str(address).map_err(|error| StoreProblem::Address(error.to_string()))?;
        let file = options.get_filename().to_owned();
        if let Some(folder) = Path::new(&file).parent().filter(|_| !address.contains(":memory:")) {
            std::fs::create_dir_all(folder).map_err(StoreProblem::Folder)?;
        }
        // W-06: an answered submission survives a power cut. X-09: what is deleted is overwritten.
        let options = options
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "ON");
        let pool = SqlitePoolOptions::new().max_connections(8).connect_with(options).await?;
        sqlx::migrate!().run(&pool).await?;
        Ok(Self { pool, clock })
    }

    /// What time it is for everything that is stored, in milliseconds since 1970.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Whether the database answers.
    pub async fn is_up(&self) -> bool {
        sqlx::query("SELECT 1").execute(&self.pool).await.is_ok()
    }

    /// Closes every connection, so that nothing is left in the write-ahead log.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
