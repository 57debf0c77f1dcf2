//! Tenant Acme, made once; fresh links at every start, because a link that was completed does not open again.

use super::pair;
use crate::cli::Stopped;
use crate::link::LinkType;
use crate::management::address;
use crate::role::Role;
use crate::server::App;
use crate::store::NewLink;
use catalog::{Answers, Trial};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use wire::{Environment, ToolId};

/// `data/demo.json`. Its shape is a contract.
#[derive(Serialize, Deserialize)]
pub(super) struct Demo {
    base_url: String,
    environments: BTreeMap<String, Key>,
    links: BTreeMap<String, String>,
    inputs: BTreeMap<String, Inputs>,
    #[serde(default)]
    trials: BTreeMap<String, Trial>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Key {
    api_key: String,
}

/// What a stand-in accepts and refuses, by field.
#[derive(Serialize, Deserialize)]
pub(super) struct Inputs {
    accepted: BTreeMap<String, String>,
    refused: BTreeMap<String, String>,
}

const TENANT: &str = "Acme";

pub(super) async fn seed(app: &App, file: &Path) -> Result<Demo, Stopped> {
    let tenant = match app.store.tenant_named(TENANT).await? {
        Some(tenant) => tenant,
        None => app.store.create_tenant(TENANT).await?,
    };
    let before: Option<Demo> = std::fs::read_to_string(file).ok().and_then(|text| serde_json::from_str(&text).ok());
    let mut environments = BTreeMap::new();
    let mut links = BTreeMap::new();
    for kind in [Environment::Production, Environment::Development] {
        let environment = app.store.environment_of(&tenant, kind).await?;
        let kept = before.as_ref().and_then(|demo| demo.environments.get(kind.as_str()).cloned());
        let key = match kept {
            Some(key)
                if app.store.owner_of_key(&key.api_key).await?.is_some_and(|(owner, _)| owner.id == environment.id) =>
            {
                key
            }
            _ => Key { api_key: app.store.create_api_key(&environment.id, Role::Admin).await?.expose().to_owned() },
        };
        environments.insert(kind.as_str().to_owned(), key);
        for (name, tool) in links_of(kind) {
            links.insert((*name).to_owned(), link(app, &environment.id, *tool).await?);
        }
    }
    let production = app.store.environment_of(&tenant, Environment::Production).await?;
    links.insert("production_relink".to_owned(), super::relink::link(app, &production.id).await?);
    let catalog = app.catalog();
    let trials: BTreeMap<String, Trial> =
        catalog.tools().map(|(tool, entry)| (tool.to_string(), with_pairs(entry.trial.clone()))).collect();
    let inputs = trials.iter().filter_map(|(tool, trial)| Some((tool.clone(), inputs(trial)?))).collect();
    Ok(Demo { base_url: app.base_url.as_str().to_owned(), environments, links, inputs, trials })
}

fn links_of(kind: Environment) -> &'static [(&'static str, Option<&'static str>)] {
    match kind {
        Environment::Production => &[("production", None), ("production_bamboohr", Some("bamboohr"))],
        Environment::Development => {
            &[("development_sandbox", Some("sandbox")), ("development_bamboohr", Some("bamboohr"))]
        }
    }
}

/// What works and what does not, of a trial that has both.
fn inputs(trial: &Trial) -> Option<Inputs> {
    let own = |answers: &Answers| answers.iter().map(|(field, text)| (field.to_string(), text.clone())).collect();
    let (accepted, refused) = (trial.accepted.first()?, trial.refused.first()?);
    Some(Inputs { accepted: own(&accepted.answers), refused: own(&trial.with(refused.way, &refused.answers)) })
}

/// The same with a real certificate and key where a trial has none.
pub(super) fn with_pairs(mut trial: Trial) -> Trial {
    let accepted = trial.accepted.iter_mut().map(|entry| &mut entry.answers);
    let refused = trial.refused.iter_mut().map(|entry| &mut entry.answers);
    let lacking = trial.lacking.iter_mut().map(|entry| &mut entry.answers);
    for text in accepted.chain(refused).chain(lacking).flat_map(BTreeMap::values_mut) {
        *text = pair::in_place_of(text);
    }
    trial
}

async fn link(app: &App, environment: &str, tool: Option<&str>) -> Result<String, Stopped> {
    let config = app.store.scope_config(environment, None).await?;
    let config =
        config.ok_or_else(|| Stopped::Input("the demo's environment has no default scope config".to_owned()))?;
    let new = NewLink {
        tool: tool.map(ToolId::from),
        end_user_origin_id: Some("36123".to_owned()),
        ..NewLink::to(environment, config.id, LinkType::MagicLink, "erin@initech.example", "Initech")
    };
    let (id, secret) = app.store.create_link(&new).await?;
    Ok(address(app, &id, &secret))
}

/// What is printed.
pub(super) fn describe(demo: &Demo, file: &Path) -> String {
    let mut text = format!("\nServing on {}. Links to click:\n", demo.base_url);
    // Writing to a String cannot fail.
    for (name, what) in [
        ("production", "production, the end user chooses a tool"),
        ("production_bamboohr", "production, BambooHR"),
        ("production_relink", "production, a relink of BambooHR that asks for other data"),
        ("development_sandbox", "development, the sandbox"),
        ("development_bamboohr", "development, BambooHR: what is typed is kept for the next link"),
    ] {
        let link = demo.links.get(name).map_or("", String::as_str);
        let _ = write!(text, "\n  {what}\n  {link}\n");
    }
    text.push_str("\nStand-ins answer for the tools. Some of what they accept and refuse:\n");
    let some =
        |(tool, _): &(&String, &Inputs)| ["bamboohr", "personio", "sandbox", "workable"].contains(&tool.as_str());
    for (tool, inputs) in demo.inputs.iter().filter(some) {
        let list = |inputs: &BTreeMap<String, String>| {
            inputs.iter().map(|(field, text)| format!("{field} {text}")).collect::<Vec<_>>().join(", ")
        };
        let _ = write!(
            text,
            "\n  {tool}\n    accepted: {}\n    refused:  {}\n",
            list(&inputs.accepted),
            list(&inputs.refused)
        );
    }
    let _ = write!(
        text,
        "\nAPI keys, what every tool accepts, and all of this again: {}\nStop with Ctrl-C.\n",
        file.display()
    );
    text
}
