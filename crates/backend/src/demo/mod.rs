//! The demo: a tenant, its links, and stand-ins for the tools' own APIs, so that everything can be clicked through on the spot.

pub(crate) mod pair;
pub(crate) mod preview;
mod relink;
mod seed;
pub mod standin;

pub use pair::in_place_of;

use crate::cli::{Stopped, listen, print};
use crate::config::{Config, LoginClient};
use crate::server::{self, App, StartProblem};
use crate::tool_files::LiveCatalog;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;

/// A server with stand-ins beside it, ready to be served.
struct Demo {
    app: App,
    listener: TcpListener,
    data_dir: PathBuf,
}

/// Starts the stand-ins and whatever points to them.
async fn prepare(mut config: Config, standin_port: u16) -> Result<Demo, Stopped> {
    let listener = listen(&config).await?;
    let standins = TcpListener::bind(("127.0.0.1", standin_port)).await?;
    let address = standins.local_addr()?;
    let catalog = Arc::new(LiveCatalog::read(config.catalog_dir.as_deref()).map_err(StartProblem::from)?);
    for stand_in in standin::addresses(&catalog.now(), address) {
        if config.tool_addresses.iter().all(|entry| entry.tool != stand_in.tool) {
            config.tool_addresses.push(stand_in);
        }
    }
    let (client, secret) = standin::LOGIN_CLIENT;
    for (tool, entry) in catalog.now().tools().filter(|(_, entry)| entry.definition.login.is_some()) {
        let needs_ours = entry.definition.login.as_ref().is_some_and(|login| login.client_id.is_none());
        if needs_ours && config.login_clients.iter().all(|known| known.tool != *tool) {
            let secret = wire::Secret::new(secret);
            config.login_clients.push(LoginClient { tool: tool.clone(), id: client.to_owned(), secret });
        }
    }
    let followed = catalog.clone();
    tokio::spawn(async move { followed.follow().await });
    tokio::spawn(standin::serve(standins, catalog));
    let app = App::start(&config).await?;
    Ok(Demo { app, listener, data_dir: config.data_dir })
}

/// Serves with everything needed to try it.
pub(crate) async fn run(mut config: Config, standin_port: u16) -> Result<(), Stopped> {
    // Whoever tries it has the receivers of webhooks here too.
    config.webhook_private_addresses = true;
    let Demo { app, listener, data_dir } = prepare(config, standin_port).await?;
    let file = data_dir.join("demo.json");
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
