//! What an operator can run.

mod brand;
mod scope_config;

use crate::clock;
use crate::config::Config;
use crate::crypto::KeyProblem;
use crate::demo;
use crate::link::{LinkType, allowed_origin};
use crate::management::address;
use crate::server::{self, App, StartProblem};
use crate::store::{NewLink, StoreProblem};
use catalog::{Category, Language, Translated};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::io::{IsTerminal, Write};
use thiserror::Error;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use wire::{Environment, LinkId, ToolId};

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
    Link(LinkCommand),
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

#[derive(Debug, Subcommand)]
enum LinkCommand {
    /// Makes a link and prints it. This is the only time it is seen.
    Create {
        /// The tenant's name.
        #[arg(long)]
        tenant: String,
        /// Its environment.
        #[arg(long, value_enum, default_value_t = Kind::Development)]
        environment: Kind,
        /// HRIS, ATS, ASSESSMENT or LMS.
        #[arg(long, default_value = "HRIS")]
        category: String,
        /// The tool, if it is not to be chosen.
        #[arg(long)]
        tool: Option<String>,
        /// en, de, fr, it, es or ar; the end user's browser decides when nothing is said.
        #[arg(long, value_parser = language)]
        language: Option<Language>,
        /// Who is asked.
        #[arg(long)]
        email: String,
        /// Whom they act for.
        #[arg(long)]
        organization: String,
        /// An origin that may embed it. Makes it an embedded link, valid for one hour, instead of a magic link, valid for a year.
        #[arg(long = "embed-in")]
        embed_in: Vec<String>,
    },
    /// Lists an environment's links.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Takes a link back.
    Revoke {
        /// The half of the link before the #.
        id: String,
    },
    /// Ends a link's time now.
    Expire {
        /// The half of the link before the #.
        id: String,
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
        Command::Link(command) => link(&App::start(&config).await?, command).await,
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

fn language(tag: &str) -> Result<Language, String> {
    Language::named(tag).ok_or_else(|| "write en, de, fr, it, es or ar".to_owned())
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

async fn link(app: &App, command: LinkCommand) -> Result<(), Stopped> {
    match command {
        LinkCommand::Create { tenant, environment, category, tool, language, email, organization, embed_in } => {
            let environment = environment_of(app, &tenant, environment).await?;
            let category =
                Category::named(&category).ok_or_else(|| Stopped::Input(format!("there is no category {category}")))?;
            let tool = tool.map(ToolId::new);
            let fits = |tool: &ToolId| {
                let definition = app.catalog.tool(tool).map(|entry| &entry.definition);
                definition.is_some_and(|tool| tool.is_for(environment.kind()) && tool.categories.contains(&category))
            };
            if let Some(tool) = tool.as_ref().filter(|tool| !fits(tool)) {
                let (kind, category) = (environment.kind().as_str(), category.as_str());
                return Err(Stopped::Input(format!("there is no tool {tool} in {kind} and {category}")));
            }
            let config = app.store.scope_config(&environment.id, None).await?;
            let config =
                config.ok_or_else(|| Stopped::Input("the environment has no default scope config".to_owned()))?;
            let origins = embed_in.iter().map(|origin| allowed_origin(origin, environment.kind()));
            let new = NewLink {
                environment_id: environment.id.clone(),
                link_type: if embed_in.is_empty() { LinkType::MagicLink } else { LinkType::Embedded },
                category,
                tool,
                remote_environment: None,
                language,
                scope_config_id: config.id,
                allowed_origins: origins.collect::<Result<_, _>>().map_err(Stopped::Input)?,
                end_user_email: email,
                end_user_organization_name: organization,
                end_user_origin_id: None,
            };
            let (id, secret) = app.store.create_link(&new).await?;
            print(&address(app, &id, &secret))
        }
        LinkCommand::List { of } => {
            let environment = environment_of(app, &of.tenant, of.environment).await?;
            for link in app.store.links(&environment.id).await? {
                let failed = app.store.failed_submissions(&link.id).await?;
                let tool = link.tool.as_ref().map_or("any tool", ToolId::as_str);
                let (state, created) = (link.state().as_str(), clock::text(link.created_at));
                let (organization, kind) = (&link.end_user_organization_name, link.link_type.as_str());
                print(&format!(
                    "{}  {state:<9}  {kind:<10}  {tool:<10}  {failed} failed  {created}  {organization}",
                    link.id
                ))?;
            }
            Ok(())
        }
        LinkCommand::Revoke { id } => {
            if app.store.revoke_link(&LinkId::new(id)).await? {
                return print("revoked");
            }
            Err(Stopped::Input("there is no active link with this id".to_owned()))
        }
        LinkCommand::Expire { id } => {
            if app.store.expire_link(&LinkId::new(id)).await? {
                return print("expired");
            }
            Err(Stopped::Input("there is no active link with this id".to_owned()))
        }
    }
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
