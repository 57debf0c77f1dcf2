//! `connect audit`: who did what.

use super::{Of, Staff, Stopped, print};
use crate::clock;
use crate::role::Action;
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct AuditCommand {
    #[command(flatten)]
    of: Of,
    /// How many, the newest first.
    #[arg(long, default_value_t = 100)]
    most: u32,
}

pub(crate) async fn run(staff: &Staff, AuditCommand { of, most }: AuditCommand) -> Result<(), Stopped> {
    let environment = staff.environment(&of, Action::Read).await?;
    for row in staff.app.store.audited(&environment.id, most.into()).await? {
        print(&format!("{}  {}  {}  {}  {}", clock::text(row.at), row.actor, row.action, row.subject, row.outcome))?;
    }
    Ok(())
}
