//! `connect brand`: sets, shows and takes away the brand of an environment, and shows what it looks like.

use super::{Of, Staff, Stopped, default_scope_config, print};
use crate::brand::{self, Brand};
use crate::link::LinkType;
use crate::management::address;
use crate::role::Action;
use crate::server::App;
use crate::store::NewLink;
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum BrandCommand {
    /// Checks a brand, sets it and prints a link to see it, valid for one hour.
    Set {
        #[command(flatten)]
        of: Of,
        /// A TOML file; logos are files beside it. `docs/branding.md` has an example.
        file: PathBuf,
    },
    /// Shows the brand.
    Show {
        #[command(flatten)]
        of: Of,
    },
    /// Takes the brand away: the pages look as they do by themselves.
    Clear {
        #[command(flatten)]
        of: Of,
    },
}

pub(crate) async fn run(staff: &Staff, command: BrandCommand) -> Result<(), Stopped> {
    let app = &staff.app;
    match command {
        BrandCommand::Set { of, file } => {
            let environment = staff.environment(&of, Action::Configure).await?;
            let brand = brand::read(&file).map_err(Stopped::Input)?;
            app.store.set_brand(&environment.id, &brand).await?;
            print(&format!("set; to see it: {}", preview(app, &environment.id).await?))
        }
        BrandCommand::Show { of } => {
            let brand = staff.environment(&of, Action::Read).await?.brand();
            let text = toml::to_string_pretty(&brand).map_err(|error| Stopped::Input(error.to_string()))?;
            print(text.trim_end())
        }
        BrandCommand::Clear { of } => {
            let environment = staff.environment(&of, Action::Configure).await?;
            app.store.set_brand(&environment.id, &Brand::default()).await?;
            print("cleared")
        }
    }
}

/// A link like every other, for looking at; it lives as long as an embedded one.
async fn preview(app: &App, environment: &str) -> Result<String, Stopped> {
    let config = default_scope_config(app, environment).await?;
    let new = NewLink::to(environment, config, LinkType::Embedded, "preview@example.com", "Preview");
    let (id, secret) = app.store.create_link(&new).await?;
    Ok(address(app, &id, &secret))
}
