//! The demo: a tenant, its links, and stand-ins for the tools' own APIs, so that everything can be clicked through on the spot.

mod relink;
mod seed;
pub mod standin;

use crate::cli::{Stopped, listen, print};
use crate::config::{Config, ToolAddress};
use crate::server::{self, App};
use std::io::Write;
use std::path::Path;
use tokio::net::TcpListener;

/// Serves with everything needed to try it.
pub(crate) async fn run(mut config: Config, standin_port: u16) -> Result<(), Stopped> {
    let listener = listen(&config).await?;
    let standins = TcpListener::bind(("127.0.0.1", standin_port)).await?;
    let address = standins.local_addr()?;
    for (tool, path) in standin::PATHS {
        if config.tool_addresses.iter().all(|entry| entry.tool.as_str() != tool) {
            config.tool_addresses.push(ToolAddress { tool: tool.into(), address: format!("http://{address}/{path}") });
        }
    }
    tokio::spawn(standin::serve(standins));
    let app = App::start(&config).await?;
    let file = config.data_dir.join("demo.json");
    let demo = seed::seed(&app, &file).await?;
    let text = serde_json::to_string_pretty(&demo).unwrap_or_default();
    write_private(&file, &text)?;
    print(&seed::describe(&demo, &file))?;
    Ok(server::serve(app, listener).await?)
}

/// The file holds API keys: its owner alone may read it.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}
