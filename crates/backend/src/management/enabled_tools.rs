//! `/v1/enabled-tools`: which tools the links of the key's environment offer.

use super::body::Body;
use super::envelope::{Failure, Success};
use super::key::{Configures, Reads};
use crate::server::App;
use crate::store::EnvironmentRow;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use wire::ToolId;

/// The tools there are for this environment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToolSwitches {
    tools: Vec<ToolSwitch>,
}

/// One tool.
#[derive(Debug, Serialize, ToSchema)]
struct ToolSwitch {
    id: String,
    label: String,
    /// Whether links offer it.
    enabled: bool,
}

/// The tools that links are to offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnabledTools {
    /// By id. All others are switched off; tools that come later are on until they are left out here.
    #[schema(value_type = Vec<String>)]
    tools: BTreeSet<ToolId>,
}

/// Lists the tools there are for this environment, those that are switched off too.
#[utoipa::path(get, path = "/v1/enabled-tools", responses(
    (status = 200, body = Success<ToolSwitches>)
))]
pub(crate) async fn enabled_tools(State(app): State<App>, Reads(environment): Reads) -> Success<ToolSwitches> {
    Success::new(switches(&app, &environment, &environment.tools_off()))
}

/// Says which tools links offer from now on. Integrations that are there stay, and can be relinked.
#[utoipa::path(put, path = "/v1/enabled-tools", request_body = EnabledTools, responses(
    (status = 200, body = Success<ToolSwitches>)
))]
pub(crate) async fn set_enabled_tools(
    State(app): State<App>,
    Configures(environment): Configures,
    Body(wanted): Body<EnabledTools>,
) -> Result<Success<ToolSwitches>, Failure> {
    let there = tools_for(&app, &environment);
    if let Some(unknown) = wanted.tools.iter().find(|tool| !there.contains(*tool)) {
        return Err(Failure::input_invalid(format!("tools: {unknown} is not a tool of this environment.")));
    }
    // What was switched off and is not in the catalog at present stays switched off.
    let elsewhere = environment.tools_off().into_iter().filter(|tool| !there.contains(tool));
    let off: BTreeSet<ToolId> = there.difference(&wanted.tools).cloned().chain(elsewhere).collect();
    app.store.set_tools_off(&environment.id, &off).await?;
    Ok(Success::new(switches(&app, &environment, &off)))
}

/// Every tool that can be connected in an environment, whether it is switched on or not.
pub(crate) fn tools_for(app: &App, environment: &EnvironmentRow) -> BTreeSet<ToolId> {
    let catalog = app.catalog();
    let fits = catalog.tools().filter(|(_, entry)| entry.definition.is_for(environment.kind()));
    fits.map(|(id, _)| id.clone()).collect()
}

fn switches(app: &App, environment: &EnvironmentRow, off: &BTreeSet<ToolId>) -> ToolSwitches {
    let switch = |id: ToolId| {
        let label = app.catalog().tool(&id).map(|entry| entry.definition.name.clone()).unwrap_or_default();
        ToolSwitch { label, enabled: !off.contains(&id), id: id.to_string() }
    };
    ToolSwitches { tools: tools_for(app, environment).into_iter().map(switch).collect() }
}
