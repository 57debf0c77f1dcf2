//! `connect brand`: sets, shows and takes away the brand of an environment, and shows what it looks like.

use super::{Of, Stopped, default_scope_config, environment_of, print};
use crate::brand::{self, Brand};
use crate::link::LinkType;
use crate::management::address;
use crate::server::App;
use crate::store::NewLink;
use catalog::Category;
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

pub(crate) async fn run(app: &App, command: BrandCommand) -> Result<(), Stopped> {
    match command {
        BrandCommand::Set { of, file } => {
            let environment = environment_of(app, &of.tenant, of.environment).await?;
            let brand = brand::read(&file).map_err(Stopped::Input)?;
            app.store.set_brand(&environment.id, &brand).await?;
            print(&format!("set; to see it: {}", preview(app, &environment.id).await?))
        }
        BrandCommand::Show { of } => {
            let brand = environment_of(app, &of.tenant, of.environment).await?.brand();
            let text = toml::to_string_pretty(&brand).map_err(|error| Stopped::Input(error.to_string()))?;
            print(text.trim_end())
        }
        BrandCommand::Clear { of } => {
            let environment = environment_of(app, &of.tenant, of.environment).await?;
            app.store.set_brand(&environment.id, &Brand::default()).await?;
            print("cleared")
        }
    }
}

/// A link like every other, for looking at; it lives as long as an embedded one.
async fn preview(app: &App, environment: &str) -> Result<String, Stopped> {
    let new = NewLink {
        environment_id: environment.to_owned(),
        link_type: LinkType::Embedded,
        category: Category::Hris,
        tool: None,
        remote_environment: None,
        language: None,
        scope_config_id: default_scope_config(app, environment).await?,
        allowed_origins: Vec::new(),
        end_user_email: "preview@example.com".to_owned(),
        end_user_organization_name: "Preview".to_owned(),
        end_user_origin_id: None,
    };
    let (id, secret) = app.store.create_link(&new).await?;
    Ok(address(app, &id, &secret))
}
