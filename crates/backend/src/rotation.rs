//! The operator's keys while the server runs: found at the start, followed afterwards, and, when a new one is there, everything wrapped by
//! it. What is sealed stays readable all along: the keys before are kept until nothing needs them.

use crate::config::Config;
use crate::crypto::{KeyRing, KeySource, Keys, SealError, Subject, key_file};
use crate::faults::fault_point;
use crate::server::{App, StartProblem};
use crate::store::{SealedIn, Store};
use arc_swap::ArcSwap;
use metrics::gauge;
use std::sync::Arc;
use std::time::Duration;

/// How often the keys are looked at.
const PAUSE: Duration = Duration::from_secs(5);

const ROOT: Subject<'static> = Subject { environment: "root", integration: "root", version: 0 };

/// The keys for a database. A database is never used with keys that do not open it.
pub(crate) async fn keys(config: &Config, store: &Store) -> Result<Keys, StartProblem> {
    let source = config.key_source();
    let in_use = store.keys_in_use().await?;
    if let KeySource::File(path) = &source {
        if !path.exists() {
            if !in_use.is_empty() {
                return Err(StartProblem::KeyLost(path.display().to_string()));
            }
            // What protects other companies' credentials is not to come about by the way.
            if config.base_url().is_https() {
                return Err(StartProblem::NoKey(path.display().to_string()));
            }
            key_file::create(path)?;
        }
    } else {
        tracing::warn!(
            "ENCRYPTION_KEY comes from the environment, which others can see: a file that only the server can read is safer"
        );
    }
    let ring = KeyRing::read(&source)?;
    let known = ring.ids();
    if let Some((missing, _)) = in_use.into_iter().find(|(id, _)| !known.contains(id)) {
        return Err(StartProblem::KeyUnknown(missing));
    }
    let mut new = [0; 32];
    aws_lc_rs::rand::fill(&mut new).map_err(|_| SealError::Unsealable)?;
    let sealed = store.root_secret(&ring.seal(&ROOT, new.to_vec())?).await?;
    let root: [u8; 32] = ring.open(&ROOT, &sealed)?.try_into().map_err(|_| SealError::Refused)?;
    Ok(Keys::new(source, Arc::new(ArcSwap::from_pointee(ring)), &root)?)
}

/// Follows the keys; never ends.
pub(crate) async fn follow(app: App) {
    loop {
        app.keys.refresh();
        if let Err(error) = rewrap(&app).await {
            tracing::error!(%error, "what is sealed could not be wrapped by the new key; it will be tried again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Wraps everything by the key of now. Stopped at any point, it goes on from there the next time. Answers how much it could not.
pub async fn rewrap(app: &App) -> sqlx::Result<usize> {
    let (mut done, mut left) = (0, 0);
    let ring = app.keys.ring();
    let Some(current) = ring.ids().into_iter().next() else { return Ok(0) };
    for place in SealedIn::ALL {
        let mut after = String::new();
        loop {
            let rows = app.store.wrapped_by_others(place, &current, &after).await?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.row);
            for row in rows {
                let subject =
                    Subject { environment: &row.environment, integration: &row.subject, version: row.version };
                match ring.rewrap(&subject, &row.key_id, &row.wrapped_key) {
                    // Where it was sealed anew in the meantime, it was by the key of now.
                    Ok(wrapped) => {
                        fault_point!("rewrap-opened");
                        done += usize::from(app.store.rewrap(place, &row, &current, &wrapped).await?);
                        fault_point!("rewrap-written");
                    }
                    Err(error) => {
                        left += 1;
                        tracing::error!(%error, ?place, key = row.key_id, "something sealed cannot be opened");
                    }
                }
            }
        }
    }
    if done > 0 {
        tracing::info!(done, left, key = current, "everything sealed is wrapped by the key of now");
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
    gauge!("connect_sealed_rows_not_rewrapped").set(left as f64);
    Ok(left)
}
