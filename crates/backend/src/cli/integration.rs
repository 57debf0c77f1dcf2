//! `connect integration`: lists, checks, relinks, switches and deletes integrations.

use super::{Of, Staff, Stopped, language, print};
use crate::checks::check;
use crate::clock;
use crate::link::{LinkType, allowed_origin};
use crate::management::{Wish, make_relink};
use crate::probe::Verdict;
use crate::role::Action;
use crate::store::{DeletedBy, Integration};
use catalog::Language;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum IntegrationCommand {
    /// Lists an environment's integrations and their states.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Makes a link that gives an integration new credentials, or another scope config, and prints it. This is the only time it is seen.
    Relink {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
        /// The scope config that it has from then on; the one it has when nothing is said.
        #[arg(long)]
        scope_config: Option<String>,
        /// en, de, fr, it, es or ar; the end user's browser decides when nothing is said.
        #[arg(long, value_parser = language)]
        language: Option<Language>,
        /// An origin that may embed it. Makes it an embedded link, valid for one hour, instead of a magic link, valid for a year.
        #[arg(long = "embed-in")]
        embed_in: Vec<String>,
    },
    /// Checks the credentials of an integration now.
    Check {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
    /// Switches an integration on.
    Enable {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
    /// Switches an integration off; its credentials stay.
    Disable {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
    /// Deletes an integration and destroys its credentials. Cannot be undone.
    Delete {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
}

pub(crate) async fn run(staff: &Staff, command: IntegrationCommand) -> Result<(), Stopped> {
    let app = &staff.app;
    match command {
        IntegrationCommand::List { of } => {
            let environment = staff.environment(&of, Action::Read).await?;
            for integration in app.store.integrations(&environment.id).await? {
                let (state, created) = (integration.health().state().as_str(), clock::text(integration.created_at));
                let (id, organization) = (&integration.id, &integration.end_user_organization_name);
                print(&format!("{id:<35}  {state:<8}  {created}  {organization}"))?;
            }
            Ok(())
        }
        IntegrationCommand::Relink { of, id, scope_config, language, embed_in } => {
            let integration = found(staff, &of, &id, Action::Connect).await?;
            let origins = embed_in.iter().map(|origin| allowed_origin(origin, of.environment.into()));
            let link_type = if embed_in.is_empty() { LinkType::MagicLink } else { LinkType::Embedded };
            let allowed_origins = origins.collect::<Result<_, _>>().map_err(Stopped::Input)?;
            let wish = Wish { language, scope_config, link_type, allowed_origins };
            let link = make_relink(app, &integration, wish).await?;
            print(&link.map_err(|message| Stopped::Input(message.to_owned()))?)
        }
        IntegrationCommand::Check { of, id } => {
            let verdict = check(app, &found(staff, &of, &id, Action::Operate).await?).await?;
            print(&match verdict {
                Some(Verdict::Accepted) => "accepted".to_owned(),
                Some(Verdict::PermissionsMissing(missing)) => {
                    let missing: Vec<&str> = missing.iter().map(wire::PermissionId::as_str).collect();
                    format!("accepted, without the permissions {}", missing.join(", "))
                }
                Some(Verdict::Rejected(field, _)) => format!("refused: {field}"),
                Some(Verdict::Unavailable) => "no answer from the tool".to_owned(),
                Some(Verdict::RateLimited(_)) => "the tool asks for patience".to_owned(),
                None => "there are no credentials that could be checked".to_owned(),
            })
        }
        IntegrationCommand::Enable { of, id } => switch(staff, &of, &id, true).await,
        IntegrationCommand::Disable { of, id } => switch(staff, &of, &id, false).await,
        IntegrationCommand::Delete { of, id } => {
            let integration = found(staff, &of, &id, Action::Delete).await?;
            app.store.delete_integration(&integration.environment_id, &id, DeletedBy::Operator).await?;
            print("deleted")
        }
    }
}

async fn found(staff: &Staff, of: &Of, id: &str, action: Action) -> Result<Integration, Stopped> {
    let environment = staff.environment(of, action).await?;
    let unknown = || Stopped::Input("there is no integration with this id in the environment".to_owned());
    staff.app.store.integration(&environment.id, id).await?.ok_or_else(unknown)
}

async fn switch(staff: &Staff, of: &Of, id: &str, enabled: bool) -> Result<(), Stopped> {
    let integration = found(staff, of, id, Action::Operate).await?;
    staff.app.store.set_enabled(&integration.environment_id, id, enabled).await?;
    print(if enabled { "enabled" } else { "disabled" })
}
