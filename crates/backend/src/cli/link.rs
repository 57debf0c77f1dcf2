//! `connect link`: makes, lists, revokes and expires connection links.

use super::{Kind, Of, Stopped, default_scope_config, environment_of, print};
use crate::clock;
use crate::link::{LinkType, allowed_origin};
use crate::management::address;
use crate::server::App;
use crate::store::NewLink;
use catalog::{Category, Language};
use clap::Subcommand;
use wire::{LinkId, ToolId};

#[derive(Debug, Subcommand)]
pub(crate) enum LinkCommand {
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

pub(crate) async fn run(app: &App, command: LinkCommand) -> Result<(), Stopped> {
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
            let scope_config_id = default_scope_config(app, &environment.id).await?;
            let origins = embed_in.iter().map(|origin| allowed_origin(origin, environment.kind()));
            let new = NewLink {
                environment_id: environment.id.clone(),
                link_type: if embed_in.is_empty() { LinkType::MagicLink } else { LinkType::Embedded },
                category,
                tool,
                remote_environment: None,
                language,
                scope_config_id,
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

fn language(tag: &str) -> Result<Language, String> {
    Language::named(tag).ok_or_else(|| "write en, de, fr, it, es or ar".to_owned())
}
