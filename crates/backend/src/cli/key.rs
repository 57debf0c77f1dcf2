//! `connect key`: makes, lists and takes back API keys.

use super::{Of, Staff, Stopped, print};
use crate::clock;
use crate::role::{Action, Role};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Makes an API key and prints it. This is the only time it is seen.
    Create {
        #[command(flatten)]
        of: Of,
        /// What it may do: operators are for production, developers for development.
        #[arg(long = "for", value_enum, default_value_t = Role::Admin)]
        role: Role,
    },
    /// Lists an environment's API keys by what they are called by.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Takes an API key back.
    Revoke {
        #[command(flatten)]
        of: Of,
        /// What it is called by; it may begin with a dash.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
}

pub(crate) async fn run(staff: &Staff, command: KeyCommand) -> Result<(), Stopped> {
    let store = &staff.app.store;
    match command {
        KeyCommand::Create { of, role } => {
            let environment = staff.environment(&of, Action::Configure).await?;
            if !role.enters(environment.kind()) {
                return Err(Stopped::Input(role.refusal(Action::Read, environment.kind())));
            }
            print(store.create_api_key(&environment.id, role).await?.expose())
        }
        KeyCommand::List { of } => {
            let environment = staff.environment(&of, Action::Read).await?;
            for key in store.api_keys(&environment.id).await? {
                let role = key.role().map_or("none", Role::as_str);
                let state = if key.revoked_at.is_some() { "revoked" } else { "active" };
                print(&format!("{}  {role:<9}  {state:<7}  {}", key.id, clock::text(key.created_at)))?;
            }
            Ok(())
        }
        KeyCommand::Revoke { of, id } => {
            let environment = staff.environment(&of, Action::Configure).await?;
            if store.revoke_api_key(&environment.id, &id).await? {
                return print("revoked");
            }
            Err(Stopped::Input("there is no active key that is called by this in the environment".to_owned()))
        }
    }
}
