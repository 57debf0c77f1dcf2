//! Tenant Acme, made once; fresh links at every start, because a link that was completed does not open again.

use crate::cli::Stopped;
use crate::link::LinkType;
use crate::management::address;
use crate::role::Role;
use crate::server::App;
use crate::store::NewLink;
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
    let inputs = BTreeMap::from([
        ("bamboohr", inputs(&[("subdomain", "acme"), ("api_key", BAMBOOHR_KEY)], ("api_key", REFUSED_BAMBOOHR_KEY))),
        (
            "personio",
            inputs(
                &[("client_id", PERSONIO_ID), ("client_secret", PERSONIO_SECRET)],
                ("client_secret", "papi-secret-that-is-refused"),
            ),
        ),
        ("sandbox", inputs(&[("api_key", "sandbox-key")], ("api_key", "wrong-key"))),
        (
            "workable",
            inputs(
                &[("subdomain", "acme"), ("access_token", WORKABLE_TOKEN)],
                ("access_token", "workable-token-that-is-refused"),
            ),
        ),
    ]);
    let inputs = inputs.into_iter().map(|(tool, inputs)| (tool.to_owned(), inputs)).collect();
    Ok(Demo { base_url: app.base_url.as_str().to_owned(), environments, links, inputs })
}

/// Accepted by the stand-in for `BambooHR`.
pub(super) const BAMBOOHR_KEY: &str = "0123456789abcdef0123456789abcdef01234567";
/// Accepted by it as well, for a relink.
pub(super) const NEW_BAMBOOHR_KEY: &str = "89abcdef0123456789abcdef0123456789abcdef";
const REFUSED_BAMBOOHR_KEY: &str = "ffffffffffffffffffffffffffffffffffffffff";
/// Accepted by the stand-in for Personio.
pub(super) const PERSONIO_ID: &str = "papi-demo-client-id";
/// Accepted by the stand-in for Personio.
pub(super) const PERSONIO_SECRET: &str = "papi-demo-client-secret";
/// Accepted by the stand-in for Workable.
pub(super) const WORKABLE_TOKEN: &str = "workable-demo-access-token";

fn links_of(kind: Environment) -> &'static [(&'static str, Option<&'static str>)] {
    match kind {
        Environment::Production => &[("production", None), ("production_bamboohr", Some("bamboohr"))],
        Environment::Development => {
            &[("development_sandbox", Some("sandbox")), ("development_bamboohr", Some("bamboohr"))]
        }
    }
}

fn inputs(accepted: &[(&str, &str)], refused: (&str, &str)) -> Inputs {
    let own = |(field, text): &(&str, &str)| ((*field).to_owned(), (*text).to_owned());
    let accepted: BTreeMap<String, String> = accepted.iter().map(own).collect();
    let mut refusing = accepted.clone();
    refusing.extend([own(&refused)]);
    Inputs { accepted, refused: refusing }
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
    text.push_str("\nStand-ins answer for the tools. They accept and refuse:\n");
    for (tool, inputs) in &demo.inputs {
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
    let _ = write!(text, "\nAPI keys and all of this again: {}\nStop with Ctrl-C.\n", file.display());
    text
}
