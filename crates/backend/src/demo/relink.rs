//! An integration with `BambooHR` and a relink of it that asks for other data, made anew at every start: a relink is completed once.

use crate::cli::Stopped;
use crate::crypto::new_object_id;
use crate::link::LinkType;
use crate::management::{Wish, make_relink};
use crate::scope_config::{ScopeConfig, Settings};
use crate::server::App;
use crate::store::{Completion, Consent, DeletedBy, NewLink, Store};
use catalog::{Category, Language};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Environment, FieldId, ScopeSetting, Secret, ToolId};

/// The customer's own id of the integration, by which it is found again.
const ORIGIN: &str = "demo-relink";

/// A relink of a new integration; the one of the last start is deleted.
pub(super) async fn link(app: &App, environment: &str) -> Result<String, Stopped> {
    for old in app.store.integrations(environment).await? {
        if old.end_user_origin_id.as_deref() == Some(ORIGIN) {
            app.store.delete_integration(environment, &old.id, DeletedBy::Operator).await?;
        }
    }
    let documents = "hris_employee_document_categories";
    let before = config(app, environment, "Records", &[("hris_absences", ScopeSetting::Disabled)]).await?;
    let now = [(documents, ScopeSetting::Disabled), ("hris_employees.date_of_birth", ScopeSetting::Optional)];
    let now = config(app, environment, "Planning", &now).await?;
    let id = integration(app, environment, before).await?;
    let integration = app.store.integration(environment, &id).await?;
    let integration = integration.ok_or_else(|| Stopped::Input("the demo's integration is gone".to_owned()))?;
    let link_type = LinkType::MagicLink;
    let wish = Wish { language: None, scope_config: Some(now), link_type, allowed_origins: Vec::new() };
    make_relink(app, &integration, wish).await?.map_err(|message| Stopped::Input(message.to_owned()))
}

/// A scope config that asks for everything that is read, but for these.
async fn config(app: &App, environment: &str, name: &str, except: &[(&str, ScopeSetting)]) -> Result<String, Stopped> {
    let there = app.store.scope_configs(environment).await?;
    if let Some(config) = there.into_iter().find(|config| config.name.as_deref() == Some(name)) {
        return Ok(config.id);
    }
    let settings = Settings::everything_read(except);
    Ok(app.store.create_scope_config(environment, &ScopeConfig { name: Some(name.to_owned()), settings }).await?)
}

/// An integration, made as if somebody had walked through a link.
async fn integration(app: &App, environment: &str, config: String) -> Result<String, Stopped> {
    let missing = || Stopped::Input("the demo needs BambooHR in the catalog".to_owned());
    let tool = ToolId::from("bamboohr");
    let settings = app.store.scope_config(environment, Some(&config)).await?.ok_or_else(missing)?.settings();
    let (catalog, values) = (app.catalog(), app.shown(&tool, None));
    let entry = catalog.tool(&tool).ok_or_else(missing)?;
    let whom = app.whom(&tool, entry, Environment::Production, Category::Hris, Language::English, &values);
    let shown = entry.compile(&tool, &settings, catalog.vocabulary(), &whom);
    let new = NewLink {
        tool: Some(tool.clone()),
        end_user_origin_id: Some(ORIGIN.to_owned()),
        ..NewLink::to(environment, config, LinkType::MagicLink, "erin@initech.example", "Initech")
    };
    let (link, _) = app.store.create_link(&new).await?;
    let link = app.store.link(&link).await?.ok_or_else(missing)?;
    let id = format!("{tool}:{}", new_object_id());
    let accepted = entry.trial.accepted.first().ok_or_else(missing)?;
    let answers: BTreeMap<FieldId, Secret> =
        accepted.answers.iter().map(|(field, text)| (field.clone(), Secret::new(text))).collect();
    let sealed = app.keys.seal(&Store::next_subject(environment, &id, None), &answers);
    let completion = Completion {
        link: &link,
        integration: &id,
        tool: &tool,
        opted_out: &BTreeSet::new(),
        consent: Some(Consent { shown: &shown.scopes, reason: None, language: shown.language.as_str() }),
        credentials: sealed.map_err(|error| Stopped::Input(error.to_string()))?,
        submission: "demo",
        activation_token: &app.keys.activation_token(&link.id, "demo"),
        check_after: app.check_interval,
        leaves_setup: false,
    };
    app.store.complete(&completion).await?;
    Ok(id)
}
