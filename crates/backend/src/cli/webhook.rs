//! `connect webhook`: where the events of an environment go, and what became of them.

use super::{Of, Staff, Stopped, print};
use crate::clock;
use crate::management::send_test;
use crate::role::Action;
use crate::store::{DisabledBy, Endpoint, OwnDeletions};
use crate::webhook::{self, EventType, LONGEST_OVERLAP, checked_url};
use clap::Subcommand;
use jiff::Timestamp;

/// How many deliveries are listed.
const LISTED: i64 = 50;

#[derive(Debug, Subcommand)]
pub(crate) enum WebhookCommand {
    /// Makes an endpoint and prints its id and secret. This is the only time the secret is seen.
    Create {
        #[command(flatten)]
        of: Of,
        /// An address that begins with `https://`.
        url: String,
        /// What it hears of, as in `integration-created`; everything when nothing is said.
        #[arg(long = "event", value_parser = event)]
        events: Vec<EventType>,
        /// Tells it of deletions by the API as well.
        #[arg(long)]
        own_deletions: bool,
    },
    /// Lists an environment's endpoints.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Gives an endpoint another secret and prints it.
    Rotate {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
        /// For how many hours the old secret signs as well.
        #[arg(long, default_value_t = 24)]
        overlap: u32,
    },
    /// Switches an endpoint on; what has waited for it is sent.
    Enable {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
    /// Switches an endpoint off.
    Disable {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
    /// Deletes an endpoint and what waits for it.
    Delete {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
    /// Sends an event that did not happen.
    Test {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
        /// Which event it resembles.
        #[arg(long, value_parser = event, default_value = "integration-created")]
        event: EventType,
    },
    /// Lists the newest deliveries to an endpoint and what came of them.
    Deliveries {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
    },
    /// Sends an event again, or everything since a time that was not delivered.
    Replay {
        #[command(flatten)]
        of: Of,
        /// Its id.
        id: String,
        /// One event.
        #[arg(long, conflicts_with = "since", required_unless_present = "since")]
        event: Option<String>,
        /// A time such as 2026-11-22T10:00:00Z.
        #[arg(long)]
        since: Option<Timestamp>,
    },
}

fn event(name: &str) -> Result<EventType, String> {
    let names = EventType::ALL.map(EventType::as_str).join(", ");
    EventType::named(name).ok_or_else(|| format!("write one of {names}"))
}

pub(crate) async fn run(staff: &Staff, command: WebhookCommand) -> Result<(), Stopped> {
    let app = &staff.app;
    let failed = |failed: webhook::Failed| Stopped::Input(failed.to_string());
    match command {
        WebhookCommand::Create { of, url, events, own_deletions } => {
            let environment = staff.environment(&of, Action::Configure).await?;
            let url = checked_url(&url, app.webhooks.private_addresses).map_err(Stopped::Input)?;
            let own_deletions = if own_deletions { OwnDeletions::Told } else { OwnDeletions::Known };
            let events = events.into_iter().collect();
            let made = webhook::create(app, &environment.id, url, events, own_deletions).await;
            let (id, secret) = made.map_err(failed)?;
            print(&format!("{id}  {}", secret.expose()))
        }
        WebhookCommand::List { of } => {
            let environment = staff.environment(&of, Action::Read).await?;
            for endpoint in app.store.endpoints(&environment.id).await? {
                print(&line(&endpoint))?;
            }
            Ok(())
        }
        WebhookCommand::Rotate { of, id, overlap } => {
            let endpoint = found(staff, &of, &id, Action::Configure).await?;
            let overlap = i64::from(overlap) * clock::HOUR;
            if overlap > LONGEST_OVERLAP {
                return Err(Stopped::Input("--overlap: write 168 or less".to_owned()));
            }
            let again = || Stopped::Input("somebody else replaced the secret just now".to_owned());
            let secret = webhook::rotate(app, &endpoint, overlap).await.map_err(failed)?.ok_or_else(again)?;
            print(secret.expose())
        }
        WebhookCommand::Enable { of, id } => {
            app.store.enable_endpoint(&found(staff, &of, &id, Action::Configure).await?.id).await?;
            print("enabled")
        }
        WebhookCommand::Disable { of, id } => {
            let endpoint = found(staff, &of, &id, Action::Configure).await?;
            app.store.disable_endpoint(&endpoint.id, DisabledBy::Customer).await?;
            print("disabled")
        }
        WebhookCommand::Delete { of, id } => {
            let endpoint = found(staff, &of, &id, Action::Configure).await?;
            app.store.delete_endpoint(&endpoint.environment_id, &endpoint.id).await?;
            print("deleted")
        }
        WebhookCommand::Test { of, id, event } => {
            let endpoint = found(staff, &of, &id, Action::Operate).await?;
            print(&send_test(app, &endpoint, event).await?)
        }
        WebhookCommand::Deliveries { of, id } => deliveries(staff, &found(staff, &of, &id, Action::Read).await?).await,
        WebhookCommand::Replay { of, id, event, since } => {
            let endpoint = found(staff, &of, &id, Action::Operate).await?;
            let count = match (event, since) {
                (Some(event), _) if app.store.replay(&endpoint, &event).await? => 1,
                (Some(_), _) => return Err(Stopped::Input("there is no such event".to_owned())),
                (None, since) => app.store.replay_since(&endpoint, since.map_or(0, Timestamp::as_millisecond)).await?,
            };
            print(&format!("{count} on their way"))
        }
    }
}

fn line(endpoint: &Endpoint) -> String {
    let events: Vec<&str> = endpoint.events().into_iter().map(EventType::as_str).collect();
    let events = if events.is_empty() { "everything".to_owned() } else { events.join(",") };
    let state = endpoint.disabled_by.as_deref().map_or_else(|| "enabled".to_owned(), |by| format!("disabled by {by}"));
    format!("{}  {state:<20}  {events}  {}", endpoint.id, endpoint.url)
}

async fn deliveries(staff: &Staff, endpoint: &Endpoint) -> Result<(), Stopped> {
    let store = &staff.app.store;
    let rows = store.deliveries(&endpoint.id, None, LISTED).await?;
    let events: Vec<&str> = rows.iter().map(|row| row.event_id.as_str()).collect();
    let attempts = store.attempts(&endpoint.id, &events).await?;
    for row in &rows {
        print(&format!("{}  {:<9}  {}  {}", row.event_id, row.state, clock::text(row.created_at), row.kind))?;
        for attempt in attempts.iter().filter(|attempt| attempt.event_id == row.event_id) {
            let status = attempt.status.map_or_else(|| attempt.answer.clone(), |status| status.to_string());
            print(&format!("  {}  {status}  {} ms", clock::text(attempt.at), attempt.duration))?;
        }
    }
    Ok(())
}

async fn found(staff: &Staff, of: &Of, id: &str, action: Action) -> Result<Endpoint, Stopped> {
    let environment = staff.environment(of, action).await?;
    let unknown = || Stopped::Input("there is no webhook endpoint with this id in the environment".to_owned());
    staff.app.store.endpoint(&environment.id, id).await?.ok_or_else(unknown)
}
