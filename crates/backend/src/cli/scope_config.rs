//! `connect scope-config`: makes, lists, shows, replaces and chooses what the links of an environment ask for.

use super::{Of, Staff, Stopped, print};
use crate::role::Action;
use crate::scope_config::ScopeConfig;
use crate::server::App;
use crate::store::ScopeConfigRow;
use clap::Subcommand;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(crate) enum ScopeConfigCommand {
    /// Makes one from a TOML file and prints its id. `docs/scope-configs.md` has an example.
    Create {
        #[command(flatten)]
        of: Of,
        /// The file.
        file: PathBuf,
    },
    /// Lists them, the default one first.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Shows one as such a file.
    Show {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
    /// Replaces one. Links that were not completed yet ask for what it says from now on.
    Replace {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
        /// The file.
        file: PathBuf,
    },
    /// Makes one the default of its environment.
    Default {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
}

pub(crate) async fn run(staff: &Staff, command: ScopeConfigCommand) -> Result<(), Stopped> {
    let app = &staff.app;
    match command {
        ScopeConfigCommand::Create { of, file } => {
            let environment = staff.environment(&of, Action::Configure).await?;
            let config = read(app, &file)?;
            print(&app.store.create_scope_config(&environment.id, &config).await?)
        }
        ScopeConfigCommand::List { of } => {
            let environment = staff.environment(&of, Action::Read).await?;
            for row in app.store.scope_configs(&environment.id).await? {
                let default = if row.is_default() { "default" } else { "" };
                print(&format!("{}  {default:<7}  {}", row.id, row.name.unwrap_or_default()))?;
            }
            Ok(())
        }
        ScopeConfigCommand::Show { of, id } => {
            let environment = staff.environment(&of, Action::Read).await?;
            let row = app.store.scope_config(&environment.id, Some(&id)).await?.ok_or_else(unknown)?;
            print(&text(row)?)
        }
        ScopeConfigCommand::Replace { of, id, file } => {
            let environment = staff.environment(&of, Action::Configure).await?;
            let config = read(app, &file)?;
            let found = app.store.replace_scope_config(&environment.id, &id, &config).await?;
            if found { print("replaced") } else { Err(unknown()) }
        }
        ScopeConfigCommand::Default { of, id } => {
            let environment = staff.environment(&of, Action::Configure).await?;
            let found = app.store.set_default_scope_config(&environment.id, &id).await?;
            if found { print("default") } else { Err(unknown()) }
        }
    }
}

fn unknown() -> Stopped {
    Stopped::Input("there is no scope config with this id in the environment".to_owned())
}

fn read(app: &App, file: &Path) -> Result<ScopeConfig, Stopped> {
    let said = |error: &dyn std::fmt::Display| Stopped::Input(format!("{}: {error}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| said(&error))?;
    let config: ScopeConfig = toml::from_str(&text).map_err(|error| said(&error))?;
    config.check(app.catalog().vocabulary()).map_err(|findings| Stopped::Input(findings.join("\n")))?;
    Ok(config)
}

fn text(row: ScopeConfigRow) -> Result<String, Stopped> {
    let config = ScopeConfig { settings: row.settings(), name: row.name };
    let text = toml::to_string_pretty(&config).map_err(|error| Stopped::Input(error.to_string()))?;
    Ok(text.trim_end().to_owned())
}
