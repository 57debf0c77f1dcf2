//! Checks of the credentials that are stored: before every sync, as it were. [`Scheduler::tick`] does what is due; a sync engine would
//! begin there.

use crate::clock::DAY;
use crate::crypto::Opened;
use crate::flow_log::{AskedTool, KEPT_FOR, Trace};
use crate::health::Shown;
use crate::login::{self, Login, NoTokens};
use crate::probe::{Check, Occasion, Verdict};
use crate::relink::{self, Purpose, asked_of, credentials};
use crate::server::App;
use crate::store::Integration;
use crate::tool_address::ToolAddresses;
use catalog::{Category, Entry};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::task::JoinSet;
use wire::{Environment, PermissionId, RejectionCode, ScopeId, Secret, Tool, ToolId};

/// How long a tool may take for everything it is asked.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often the scheduler looks for what is due.
const LOOKS_EVERY: Duration = Duration::from_mins(1);

/// How long after its end a link still says who was asked and what became of it, in milliseconds. Production keeps less.
fn retention(environment: Environment) -> i64 {
    match environment {
        Environment::Production => 30 * DAY,
        Environment::Development => 90 * DAY,
    }
}

/// Tests credentials against the tool, for the scopes that remain. Answers what it said, and what it was asked.
pub(crate) async fn ask_tool(
    app: &App,
    entry: &Entry,
    tool: &Tool,
    answers: &Opened,
    opted_out: &BTreeSet<ScopeId>,
    place: Place,
    occasion: Occasion,
) -> (Verdict, Vec<AskedTool>) {
    let needed = flow::needed_permissions(tool, opted_out);
    let needed: BTreeSet<PermissionId> = needed.into_iter().map(|permission| permission.id.clone()).collect();
    // A field that was left empty is there all the same.
    let fields = entry.definition.fields.iter();
    let mut all: BTreeMap<_, _> = fields.map(|field| (field.id.clone(), Secret::default())).collect();
    // And a choice that is none here is made.
    let decided = entry.decided(app.has_login_client(&tool.id, entry));
    all.extend(decided.into_iter().map(|(field, answer)| (field, Secret::new(answer))));
    all.extend(answers.clone());
    all.extend(login::names(app, &tool.id, entry, answers));
    let shared = flow::remaining_scopes(tool, opted_out).map(|group| group.id.clone()).collect();
    let trace = Trace::default();
    let check = Check {
        egress: &app.egress,
        addresses: ToolAddresses { tool: &tool.id, operator: &app.tool_addresses },
        answers: &all,
        needed: &needed,
        shared: &shared,
        place,
        occasion,
        now: app.store.now(),
        trace: &trace,
    };
    // A tool that is slow in all it is asked must not outlast the request.
    let asked = tokio::time::timeout(PATIENCE, check.run(&entry.definition.probe)).await;
    (asked.unwrap_or(Verdict::Unavailable), trace.into_requests())
}

/// Where an integration lives and what it is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) environment: Environment,
    pub(crate) category: Category,
}

/// Checks an integration's credentials now, and writes down what was shown. Answers what the tool said; `None` when there is nothing
/// to ask it with.
pub(crate) async fn check(app: &App, integration: &Integration) -> sqlx::Result<Option<Verdict>> {
    let (credentials, tool) = (credentials(app, integration, Purpose::Check).await?, asked_of(app, integration).await?);
    let catalog = app.catalog();
    let entry = tool.as_ref().and_then(|tool| catalog.tool(&tool.id));
    let (Some((version, answers)), Some(tool), Some(entry)) = (credentials, tool, entry) else {
        return Ok(None);
    };
    let environment = app.store.environment(&integration.environment_id).await?.kind();
    let place = Place { environment, category: Category::named(&integration.category).unwrap_or(Category::Hris) };
    let verdict = match renewed(app, integration, entry, version, answers).await? {
        Ok(answers) => ask_tool(app, entry, &tool, &answers, &integration.opted_out(), place, Occasion::Upkeep).await.0,
        Err(verdict) => verdict,
    };
    let shown = match &verdict {
        // What is missing is for the customer to see; the credentials themselves are known.
        Verdict::Accepted | Verdict::PermissionsMissing(_) => Shown::Accepted,
        Verdict::Rejected(..) => Shown::Refused,
        Verdict::Unavailable | Verdict::RateLimited(_) => Shown::Nothing,
    };
    let health = app.store.after_check(&integration.id, version, shown).await?;
    let state = health.map(|health| health.state());
    if let Some(state) = state.filter(|state| *state != integration.health().state()) {
        tracing::warn!(integration = integration.id, state = state.as_str(), "an integration changed its state");
    }
    Ok(Some(verdict))
}

/// Does what is due, again and again.
#[derive(Clone, Debug)]
pub struct Scheduler {
    app: App,
}

/// Renews what a log-in granted where it is over, and keeps it.
pub(crate) async fn renewed(
    app: &App,
    integration: &Integration,
    entry: &Entry,
    version: i64,
    answers: Opened,
) -> sqlx::Result<Result<Opened, Verdict>> {
    let id = ToolId::new(&integration.tool);
    let Some(login) = Login::of(app, &id, entry, &answers) else { return Ok(Ok(answers)) };
    let renewed = match login::refresh(&login).await {
        None => return Ok(Ok(answers)),
        Some(Err(NoTokens::Refused)) => {
            return Ok(Err(Verdict::Rejected(login.field().clone(), RejectionCode::NotAccepted)));
        }
        Some(Err(NoTokens::Unavailable)) => return Ok(Err(Verdict::Unavailable)),
        Some(Ok(renewed)) => renewed,
    };
    let of_login = format!("{}.", login.field());
    let tokens = renewed.iter().filter(|(id, _)| id.as_str().starts_with(&of_login));
    let tokens: Opened = tokens.map(|(id, token)| (id.clone(), token.clone())).collect();
    if !relink::add(app, integration, version, &tokens).await? {
        tracing::warn!(integration = integration.id, "renewed credentials could not be kept");
    }
    Ok(Ok(renewed))
}

impl Scheduler {
    /// A scheduler for everything that a server looks after. Several servers may have one each.
    pub fn new(app: App) -> Self {
        Self { app }
    }

    /// Does everything that is due by now: checks credentials, makes inactive what has gone quiet, forgets what has served its time.
    pub async fn tick(&self) -> sqlx::Result<()> {
        let store = &self.app.store;
        for quiet in store.make_quiet_inactive().await? {
            tracing::info!(integration = quiet, "an integration was not used for two weeks and is inactive");
        }
        let by = store.now();
        loop {
            let due = store.claim_due(by, self.app.check_interval).await?;
            if due.is_empty() {
                break;
            }
            let mut checks = JoinSet::new();
            for integration in due {
                let app = self.app.clone();
                checks.spawn(async move { check(&app, &integration).await });
            }
            while let Some(checked) = checks.join_next().await {
                match checked {
                    Ok(Ok(_)) => {}
                    Ok(Err(error)) => tracing::error!(%error, "what a check has shown could not be written down"),
                    Err(error) => tracing::error!(%error, "a check did not come to its end"),
                }
            }
        }
        store.forget_old_grants().await?;
        store.forget_stories(store.now() - KEPT_FOR).await?;
        store.forget_events(store.now() - KEPT_FOR).await?;
        store.forget_audited().await?;
        self.app.limiter.forget_idle();
        for environment in [Environment::Production, Environment::Development] {
            store.forget(environment, retention(environment)).await?;
        }
        Ok(())
    }

    /// Never ends.
    pub(crate) async fn run(self) {
        let mut looks = tokio::time::interval(LOOKS_EVERY);
        loop {
            looks.tick().await;
            if let Err(error) = self.tick().await {
                tracing::error!(%error, "the scheduler could not do what is due");
            }
        }
    }
}
