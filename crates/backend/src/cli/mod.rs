//! What an operator can run.

mod audit;
mod brand;
mod catalog;
mod encryption_key;
mod integration;
mod key;
mod link;
mod scope_config;
mod tool;
mod webhook;

use crate::config::{Config, LogFormat};
use crate::crypto::KeyProblem;
use crate::demo;
use crate::hardening::keep_memory_private;
use crate::role::{Action, Role};
use crate::server::{self, App, StartProblem};
use crate::store::{EnvironmentRow, StoreProblem};
use ::catalog::{Language, Translated};
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
    /// In which role the command runs, and what it may do: operators in production, developers in development.
    #[arg(long, env = "CONNECT_ROLE", value_enum, default_value_t = Role::Admin)]
    role: Role,
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
    /// Lists, checks, relinks, switches and deletes integrations.
    #[command(subcommand)]
    Integration(integration::IntegrationCommand),
    /// Makes tenants.
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Makes, lists and takes back API keys.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Lists tools, and switches them on and off for an environment's links.
    #[command(subcommand)]
    Tool(tool::ToolCommand),
    /// Makes, lists, rotates, tests, replays and ends webhook endpoints.
    #[command(subcommand)]
    Webhook(webhook::WebhookCommand),
    /// Sets, shows and takes away the brand of an environment.
    #[command(subcommand)]
    Brand(brand::BrandCommand),
    /// Makes, lists, shows, replaces and chooses what links ask for.
    #[command(subcommand)]
    ScopeConfig(scope_config::ScopeConfigCommand),
    /// Shows who did what: calls of the management API, commands, and what credentials were opened for.
    Audit(audit::AuditCommand),
    /// Makes, shows, rotates and retires the keys that protect what is sealed.
    #[command(subcommand)]
    EncryptionKey(encryption_key::EncryptionKeyCommand),
    /// Checks tool definitions, prints their schema, and shows them while they are being written.
    #[command(subcommand)]
    Catalog(catalog::CatalogCommand),
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
    let (config, role) = (arguments.config, arguments.role);
    keep_memory_private();
    match config.log_format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    match arguments.command {
        Command::Serve => {
            let app = App::start(&config).await?;
            let listener = listen(&config).await?;
            tracing::info!(base_url = app.base_url.as_str(), "serving");
            Ok(server::serve(app, listener).await?)
        }
        // It makes keys that may do everything.
        Command::Demo { .. } if role != Role::Admin => {
            Err(Stopped::Input(role.refusal(Action::Configure, Environment::Production)))
        }
        Command::Demo { standin_port } => demo::run(config, standin_port).await,
        Command::Link(command) => link::run(&Staff::start(&config, role).await?, command).await,
        Command::Integration(command) => integration::run(&Staff::start(&config, role).await?, command).await,
        Command::Tenant(TenantCommand::Create { name }) => {
            create_tenant(&Staff::start(&config, role).await?, &name).await
        }
        Command::Key(command) => key::run(&Staff::start(&config, role).await?, command).await,
        Command::Tool(command) => tool::run(&Staff::start(&config, role).await?, command).await,
        Command::Webhook(command) => webhook::run(&Staff::start(&config, role).await?, command).await,
        Command::Brand(command) => brand::run(&Staff::start(&config, role).await?, command).await,
        Command::ScopeConfig(command) => scope_config::run(&Staff::start(&config, role).await?, command).await,
        Command::Audit(command) => audit::run(&Staff::start(&config, role).await?, command).await,
        Command::EncryptionKey(command) => encryption_key::run(&config, role, command).await,
        Command::Catalog(command) => catalog::run(config, command).await,
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

async fn create_tenant(staff: &Staff, name: &str) -> Result<(), Stopped> {
    for kind in [Environment::Production, Environment::Development] {
        staff.allow(Action::Configure, kind)?;
    }
    let store = &staff.app.store;
    if store.tenant_named(name).await?.is_some() {
        return Err(Stopped::Input(format!("there is a tenant called {name} already")));
    }
    let tenant = store.create_tenant(name).await?;
    for kind in [Environment::Production, Environment::Development] {
        let environment = store.environment_of(&tenant, kind).await?;
        let key = store.create_api_key(&environment.id, Role::Admin).await?;
        print(&format!("{}: API key {}", kind.as_str(), key.expose()))?;
    }
    Ok(())
}

/// Who runs a command, with everything the settings point to.
#[derive(Debug)]
pub(crate) struct Staff {
    app: App,
    role: Role,
}

impl Staff {
    async fn start(config: &Config, role: Role) -> Result<Self, Stopped> {
        Ok(Self { app: App::start(config).await?, role })
    }

    /// Holds the command to its role.
    fn allow(&self, action: Action, environment: Environment) -> Result<(), Stopped> {
        let refused = || Stopped::Input(self.role.refusal(action, environment));
        self.role.may(action, environment).then_some(()).ok_or_else(refused)
    }

    /// The environment a command is about, if the role may do this there.
    async fn environment(&self, of: &Of, action: Action) -> Result<EnvironmentRow, Stopped> {
        self.allow(action, of.environment.into())?;
        let id = self.app.store.tenant_named(&of.tenant).await?;
        let id = id.ok_or_else(|| Stopped::Input(format!("there is no tenant called {}", of.tenant)))?;
        let environment = self.app.store.environment_of(&id, of.environment.into()).await?;
        if action != Action::Read {
            self.audit(Some(&environment.id), &command(), "").await?;
        }
        Ok(environment)
    }

    /// Writes down what is about to be done.
    async fn audit(&self, environment: Option<&str>, action: &str, subject: &str) -> Result<(), Stopped> {
        let actor = format!("command line, {}", self.role.as_str());
        Ok(self.app.store.audit(environment, &actor, action, subject, "begun").await?)
    }
}

/// What was asked for, by its two words alone: everything after them may be somebody's.
fn command() -> String {
    let is_word = |word: &String| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let words: Vec<String> = std::env::args().skip(1).take_while(is_word).take(2).collect();
    words.join(" ")
}

fn language(tag: &str) -> Result<Language, String> {
    Language::named(tag).ok_or_else(|| "write en, de, fr, it, es or ar".to_owned())
}

/// The id of what an environment's links ask for when they name nothing.
async fn default_scope_config(app: &App, environment: &str) -> Result<String, Stopped> {
    let config = app.store.scope_config(environment, None).await?;
    let config = config.ok_or_else(|| Stopped::Input("the environment has no default scope config".to_owned()))?;
    Ok(config.id)
}
