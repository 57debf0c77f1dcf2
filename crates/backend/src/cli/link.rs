//! `connect link`: makes, lists, revokes and expires connection links.

use super::{Of, Staff, Stopped, command, default_scope_config, language, print};
use crate::clock;
use crate::link::{LinkType, allowed_origin};
use crate::link_status::LinkStatus;
use crate::management::address;
use crate::role::Action;
use crate::store::NewLink;
use catalog::{Category, Language};
use clap::Subcommand;
use wire::{LinkId, ToolId};

#[derive(Debug, Subcommand)]
pub(crate) enum LinkCommand {
    /// Makes a link and prints it. This is the only time it is seen.
    Create {
        #[command(flatten)]
        of: Of,
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
    /// Prints the story of a link: what was done, what the tool was asked, what came of it.
    Log {
        /// The half of the link before the #.
        id: String,
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

pub(crate) async fn run(staff: &Staff, command: LinkCommand) -> Result<(), Stopped> {
    let app = &staff.app;
    match command {
        LinkCommand::Create { of, category, tool, language, email, organization, embed_in } => {
            let environment = staff.environment(&of, Action::Connect).await?;
            let category =
                Category::named(&category).ok_or_else(|| Stopped::Input(format!("there is no category {category}")))?;
            let tool = tool.map(ToolId::new);
            let fits = |tool: &ToolId| {
                app.catalog().tool(tool).is_some_and(|entry| {
                    app.offers(&environment, tool, entry) && entry.definition.categories.contains(&category)
                })
            };
            if let Some(tool) = tool.as_ref().filter(|tool| !fits(tool)) {
                let (kind, category) = (environment.kind().as_str(), category.as_str());
                return Err(Stopped::Input(format!("there is no tool {tool} in {kind} and {category}")));
            }
            let scope_config_id = default_scope_config(app, &environment.id).await?;
            let link_type = if embed_in.is_empty() { LinkType::MagicLink } else { LinkType::Embedded };
            let origins = embed_in.iter().map(|origin| allowed_origin(origin, environment.kind()));
            let new = NewLink {
                category,
                tool,
                language,
                allowed_origins: origins.collect::<Result<_, _>>().map_err(Stopped::Input)?,
                ..NewLink::to(&environment.id, scope_config_id, link_type, &email, &organization)
            };
            let (id, secret) = app.store.create_link(&new).await?;
            print(&address(app, &id, &secret))
        }
        LinkCommand::List { of } => {
            let environment = staff.environment(&of, Action::Read).await?;
            for link in app.store.links(&environment.id).await? {
                let failed = app.store.failed_submissions(&link.id).await?;
                let tool = match (&link.relink, &link.tool) {
                    (Some(relink), _) => relink.integration.as_str(),
                    (None, Some(tool)) => tool.as_str(),
                    (None, None) => "any tool",
                };
                let progress = app.store.progress(&link.id).await?;
                let state = LinkStatus::of(&link, progress.as_ref(), app.store.now()).as_str().to_lowercase();
                let created = clock::text(link.created_at);
                let (organization, kind) = (&link.end_user_organization_name, link.link_type.as_str());
                print(&format!(
                    "{}  {state:<11}  {kind:<10}  {tool:<10}  {failed} failed  {created}  {organization}",
                    link.id
                ))?;
            }
            Ok(())
        }
        LinkCommand::Log { id } => {
            for logged in app.store.story(&allowed(staff, id, Action::Read).await?).await? {
                let entry = serde_json::to_string(&logged.entry).map_err(|error| Stopped::Input(error.to_string()))?;
                print(&format!("{}  {entry}", clock::text(logged.at)))?;
            }
            Ok(())
        }
        LinkCommand::Revoke { id } => {
            if app.store.revoke_link(&allowed(staff, id, Action::Connect).await?).await? {
                print("revoked")
            } else {
                Err(unknown())
            }
        }
        LinkCommand::Expire { id } => {
            if app.store.expire_link(&allowed(staff, id, Action::Connect).await?).await? {
                print("expired")
            } else {
                Err(unknown())
            }
        }
    }
}

/// A link that this role may see or end.
async fn allowed(staff: &Staff, id: String, action: Action) -> Result<LinkId, Stopped> {
    let id = LinkId::new(id);
    let link = staff.app.store.link(&id).await?.ok_or_else(unknown)?;
    let environment = staff.app.store.environment(&link.environment_id).await?;
    staff.allow(action, environment.kind())?;
    if action != Action::Read {
        staff.audit(Some(&environment.id), &command(), id.as_str()).await?;
    }
    Ok(id)
}

fn unknown() -> Stopped {
    Stopped::Input("there is no active link with this id".to_owned())
}
