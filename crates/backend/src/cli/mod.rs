//! What an operator can run.

mod brand;
mod link;
mod scope_config;

use crate::config::Config;
use crate::crypto::KeyProblem;
use crate::demo;
use crate::server::{self, App, StartProblem};
use crate::store::StoreProblem;
use catalog::{Language, Translated};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::io::{IsTerminal, Write};
use thiserror::Error;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use wire::Environment;

/// Connects HR, recruiting and learning systems: the connection flow and everything behind it.
#[derive(Debug, Parser)]
#[command(name = "connect", version)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    config: Config,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the flow and the APIs.
    Serve,
    /// Serves as well, with a tenant, links and stand-ins for tools to try it on.
    Demo {
        /// The port of the stand-ins; any free one when it is 0.
        #[arg(long, env = "STANDIN_PORT", default_value_t = 0)]
        standin_port: u16,
    },
    /// Makes, lists, revokes and expires connection links.
    #[command(subcommand)]
    Link(link::LinkCommand),
    /// Makes tenants and API keys.
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Sets, shows and takes away the brand of an environment.
    #[command(subcommand)]
    Brand(brand::BrandCommand),
    /// Makes, lists, shows, replaces and chooses what links ask for.
    #[command(subcommand)]
    ScopeConfig(scope_config::ScopeConfigCommand),
    /// Shows how much of the catalog's words there is in each language.
    Languages,
    /// Prints the `OpenAPI` document of the management API.
    Openapi,
}

#[derive(Debug, Subcommand)]
enum TenantCommand {
    /// Makes a tenant with both environments, and an API key for each.
    Create {
        /// Its name, as end users know it.
        name: String,
    },
}

/// Which environment of which tenant.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// The tenant's name.
    #[arg(long)]
    tenant: String,
    /// Its environment.
    #[arg(long, value_enum, default_value_t = Kind::Development)]
    environment: Kind,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Kind {
    Production,
    Development,
}

impl From<Kind> for Environment {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Production => Self::Production,
            Kind::Development => Self::Development,
        }
    }
}

/// Why a command stopped.
#[derive(Debug, Error)]
pub enum Stopped {
    /// The server or its settings.
    #[error("{0}")]
    Start(#[from] StartProblem),
    /// The database.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Standard output or a file.
    #[error("{0}")]
    Output(#[from] std::io::Error),
    /// Something that was asked for makes no sense.
    #[error("{0}")]
    Input(String),
}

impl From<KeyProblem> for Stopped {
    fn from(problem: KeyProblem) -> Self {
        Self::Start(problem.into())
    }
}

impl From<StoreProblem> for Stopped {
    fn from(problem: StoreProblem) -> Self {
        Self::Start(problem.into())
    }
}

/// Runs a command.
pub async fn run(arguments: Arguments) -> Result<(), Stopped> {
    let filter = EnvFilter::try_from_env("LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,tower_http=warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    log.with_ansi(std::io::stderr().is_terminal()).init();
    let config = arguments.config;
    match arguments.command {
        Command::Serve => {
            let app = App::start(&config).await?;
            let listener = listen(&config).await?;
            tracing::info!(base_url = app.base_url.as_str(), "serving");
            Ok(server::serve(app, listener).await?)
        }
        Command::Demo { standin_port } => demo::run(config, standin_port).await,
        Command::Link(command) => link::run(&App::start(&config).await?, command).await,
        Command::Tenant(TenantCommand::Create { name }) => create_tenant(&App::start(&config).await?, &name).await,
        Command::Brand(command) => brand::run(&App::start(&config).await?, command).await,
        Command::ScopeConfig(command) => scope_config::run(&App::start(&config).await?, command).await,
        Command::Languages => languages(),
        Command::Openapi => {
            let document = crate::openapi().to_pretty_json().map_err(|error| Stopped::Input(error.to_string()))?;
            print(&document)
        }
    }
}

fn languages() -> Result<(), Stopped> {
    let catalog = crate::tool_files::catalog().map_err(StartProblem::from)?;
    for language in Language::ALL {
        let Translated { there, all } = catalog.coverage(language);
        print(&format!("{}  {there} of {all}", language.tag()))?;
    }
    Ok(())
}

/// Takes the address from the settings.
pub(crate) async fn listen(config: &Config) -> Result<TcpListener, StartProblem> {
    let address = (config.host, config.port);
    TcpListener::bind(address)
        .await
        .map_err(|error| StartProblem::Listen(format!("{}:{}", config.host, config.port), error))
}

pub(crate) fn print(text: &str) -> Result<(), Stopped> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

async fn create_tenant(app: &App, name: &str) -> Result<(), Stopped> {
    if app.store.tenant_named(name).await?.is_some() {
        return Err(Stopped::Input(format!("there is a tenant called {name} already")));
    }
    let tenant = app.store.create_tenant(name).await?;
    for kind in [Environment::Production, Environment::Development] {
        let environment = app.store.environment_of(&tenant, kind).await?;
        let key = app.store.create_api_key(&environment.id).await?;
        print(&format!("{}: API key {}", kind.as_str(), key.expose()))?;
    }
    print("This is the only time these keys are seen.")
}

pub(crate) async fn environment_of(
    app: &App,
    tenant: &str,
    kind: Kind,
) -> Result<crate::store::EnvironmentRow, Stopped> {
    let id = app.store.tenant_named(tenant).await?;
    let id = id.ok_or_else(|| Stopped::Input(format!("there is no tenant called {tenant}")))?;
    Ok(app.store.environment_of(&id, kind.into()).await?)
}

/// The id of what an environment's links ask for when they name nothing.
async fn default_scope_config(app: &App, environment: &str) -> Result<String, Stopped> {
    let config = app.store.scope_config(environment, None).await?;
    let config = config.ok_or_else(|| Stopped::Input("the environment has no default scope config".to_owned()))?;
    Ok(config.id)
}
