//! For those who write tool definitions: check them, print their schema, and look at them while they are being written.

use super::{Stopped, print};
use crate::config::Config;
use crate::demo::preview;
use crate::tool_files;
use clap::Subcommand;
use std::path::PathBuf;
use wire::ToolId;

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogCommand {
    /// Checks every definition, and says for each mistake where it is and what to write instead.
    Check {
        /// A folder with definitions of your own; those that ship when it is left out.
        folder: Option<PathBuf>,
    },
    /// Prints the JSON Schema of tool.toml, for editors.
    Schema,
    /// Serves the real flow of one tool, every screen and state of it, and loads it again whenever a file is saved.
    Preview {
        /// The tool.
        tool: ToolId,
    },
}

pub(crate) async fn run(config: Config, command: CatalogCommand) -> Result<(), Stopped> {
    match command {
        CatalogCommand::Check { folder } => {
            let folder = folder.or(config.catalog_dir);
            match folder.as_deref().map_or_else(tool_files::catalog, tool_files::catalog_with) {
                Ok(catalog) => print(&format!("{} tools, no mistakes", catalog.tools().count())),
                Err(findings) => {
                    for finding in &findings {
                        print(&finding.to_string())?;
                    }
                    Err(Stopped::Input(format!("{} to put right", findings.len())))
                }
            }
        }
        CatalogCommand::Schema => print(catalog::schema().trim_end()),
        CatalogCommand::Preview { tool } => preview::run(config, tool).await,
    }
}
