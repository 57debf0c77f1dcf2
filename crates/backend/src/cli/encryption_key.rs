//! `connect encryption-key`: makes, shows, rotates and retires the keys that protect what is sealed.

use super::{Staff, Stopped, print};
use crate::config::Config;
use crate::crypto::{KeySource, key_file};
use crate::role::{Action, Role};
use clap::Subcommand;
use std::path::PathBuf;
use std::time::Duration;
use wire::Environment;

#[derive(Debug, Subcommand)]
pub(crate) enum EncryptionKeyCommand {
    /// Makes `encryption.key` in the data folder. Keep a copy of it apart from copies of the database.
    Create,
    /// Shows the keys, by what they are called by, and how much each one wraps.
    Status,
    /// Puts a new key first. A running server wraps everything by it within seconds; the keys before stay until they are retired.
    Rotate,
    /// Removes the keys that nothing is wrapped by any more.
    Retire,
}

/// After this long every server that follows the file knows what is in it.
const HEARD_BY_ALL: Duration = Duration::from_mins(1);

pub(crate) async fn run(config: &Config, role: Role, command: EncryptionKeyCommand) -> Result<(), Stopped> {
    for environment in [Environment::Production, Environment::Development] {
        if !role.may(Action::Configure, environment) {
            return Err(Stopped::Input(role.refusal(Action::Configure, environment)));
        }
    }
    if matches!(command, EncryptionKeyCommand::Create) {
        let path = config.key_file();
        key_file::create(&path)?;
        return print(&format!("made {}: keep a copy of it apart from copies of the database", path.display()));
    }
    let staff = Staff::start(config, role).await?;
    let in_use = staff.app.store.keys_in_use().await?;
    match command {
        EncryptionKeyCommand::Create | EncryptionKeyCommand::Status => {
            for (place, id) in staff.app.keys.ring().ids().into_iter().enumerate() {
                let wraps = in_use.iter().find(|(used, _)| *used == id).map_or(0, |(_, count)| *count);
                print(&format!("{id}  {}  wraps {wraps}", if place == 0 { "current " } else { "previous" }))?;
            }
            Ok(())
        }
        EncryptionKeyCommand::Rotate => {
            key_file::rotate(&file(config)?)?;
            staff.app.keys.refresh();
            staff.audit(None, "encryption-key rotate", "").await?;
            print(
                "rotated: a running server wraps everything by the new key within seconds. `connect encryption-key status` shows how far it is.",
            )
        }
        EncryptionKeyCommand::Retire => {
            let path = file(config)?;
            if key_file::age(&path)? < HEARD_BY_ALL {
                let wait = "the keys were changed less than a minute ago: other servers may not have heard of it. Try again in a minute";
                return Err(Stopped::Input(wait.to_owned()));
            }
            let in_use: Vec<String> = in_use.into_iter().map(|(id, _)| id).collect();
            let retired = key_file::retire(&path, &in_use)?;
            staff.audit(None, "encryption-key retire", &retired.join(" ")).await?;
            print(&if retired.is_empty() {
                "nothing to retire".to_owned()
            } else {
                format!("retired {}", retired.join(", "))
            })
        }
    }
}

fn file(config: &Config) -> Result<PathBuf, Stopped> {
    match config.key_source() {
        KeySource::File(path) => Ok(path),
        KeySource::Settings(..) => Err(Stopped::Input(
            "the keys are in the settings: give ENCRYPTION_KEY a new one, put the one before first in PREVIOUS_ENCRYPTION_KEYS, and restart"
                .to_owned(),
        )),
    }
}
