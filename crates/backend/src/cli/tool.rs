//! `connect tool`: lists the tools of an environment, and switches them on and off for its links.

use super::{Of, Staff, Stopped, print};
use crate::management::tools_for;
use crate::role::Action;
use clap::Subcommand;
use wire::ToolId;

#[derive(Debug, Subcommand)]
pub(crate) enum ToolCommand {
    /// Lists the tools there are for an environment.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Lets an environment's links offer a tool.
    Enable {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
    /// Takes a tool away from an environment's links. Integrations that are there stay, and can be relinked.
    Disable {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
}

pub(crate) async fn run(staff: &Staff, command: ToolCommand) -> Result<(), Stopped> {
    match command {
        ToolCommand::List { of } => {
            let environment = staff.environment(&of, Action::Read).await?;
            let off = environment.tools_off();
            for tool in tools_for(&staff.app, &environment) {
                print(&format!("{tool:<20}  {}", if off.contains(&tool) { "off" } else { "on" }))?;
            }
            Ok(())
        }
        ToolCommand::Enable { of, id } => switch(staff, &of, &ToolId::new(id), true).await,
        ToolCommand::Disable { of, id } => switch(staff, &of, &ToolId::new(id), false).await,
    }
}

async fn switch(staff: &Staff, of: &Of, tool: &ToolId, on: bool) -> Result<(), Stopped> {
    let environment = staff.environment(of, Action::Configure).await?;
    if !tools_for(&staff.app, &environment).contains(tool) {
        return Err(Stopped::Input(format!("there is no tool {tool} for {}", environment.kind().as_str())));
    }
    let mut off = environment.tools_off();
    if on {
        off.remove(tool);
    } else {
        off.insert(tool.clone());
    }
    staff.app.store.set_tools_off(&environment.id, &off).await?;
    print(if on { "enabled" } else { "disabled" })
}
