//! What a relink starts from: what was agreed to, which answers are known, and what is known of the credentials that are stored.

use crate::crypto::{Opened, Subject};
use crate::link::{Link, Relinked};
use crate::problem::Problem;
use crate::server::App;
use crate::store::Integration;
use catalog::{Category, Entry, Language};
use flow::Held;
use wire::{PermissionId, Persist, ProblemCode, Relink, Stored, Tool, ToolId};

/// What a relink starts from, for a tool as it is asked for now.
pub(crate) async fn relink(
    app: &App,
    link: &Link,
    relinked: &Relinked,
    tool: &Tool,
    language: Language,
) -> Result<Relink, Problem> {
    let integration = app.store.integration(&link.environment_id, &relinked.integration).await?;
    let integration = integration.ok_or_else(|| Problem::new(ProblemCode::IntegrationDeleted))?;
    let mut held = held(app, &integration).await?;
    let catalog = app.catalog();
    catalog.vocabulary().tell(&mut held.groups, language);
    let credentials = credentials(app, &integration, Purpose::Show).await?;
    let is_failing = credentials.is_none() || integration.health().failing_since.is_some();
    let mut answers = credentials.map(|(_, answers)| answers).unwrap_or_default();
    let fields = || tool.steps.iter().flat_map(|step| &step.fields);
    answers.retain(|id, _| fields().any(|field| field.id == *id && field.persist == Persist::Plain));
    let granted = held.granted(&tool.permissions);
    // What a log-in grants is settled when it is made: for more there must be another.
    let needs_login = catalog.tool(&tool.id).is_some_and(|entry| {
        let mut new = entry.definition.permissions.iter().filter(|permission| !granted.contains(&permission.id));
        new.any(|permission| permission.login_scope.is_some() && is_asked(tool, &permission.id))
    });
    Ok(Relink {
        sections: held.sections(&tool.scopes),
        granted,
        opted_out: held.refusals_left(&tool.scopes),
        answers,
        stored: if is_failing || needs_login { Stored::Failing } else { Stored::Working },
    })
}

fn is_asked(tool: &Tool, permission: &PermissionId) -> bool {
    tool.permissions.iter().any(|known| known.id == *permission && known.always)
        || tool.scopes.iter().any(|group| group.permissions.contains(permission))
}

/// What was agreed to for an integration; nothing where that was not recorded, so that a relink shows all of it. What was refused stays
/// refused, even if it was not asked for in the meantime.
async fn held(app: &App, integration: &Integration) -> sqlx::Result<Held> {
    let mut opted_out = integration.opted_out();
    let consents = app.store.consents(&integration.id).await?;
    let Some(consent) = consents.first() else { return Ok(Held { groups: Vec::new(), opted_out }) };
    opted_out.extend(consent.opted_out());
    Ok(Held { groups: consent.shown(), opted_out })
}

/// An integration's tool, for what is asked of it; `None` when the tool is no longer in the catalog.
pub(crate) async fn asked_of(app: &App, integration: &Integration) -> sqlx::Result<Option<Tool>> {
    let settings = app.store.settings(&integration.environment_id, &integration.scope_config_id).await?;
    let id = ToolId::new(&integration.tool);
    let category = Category::named(&integration.category).unwrap_or(Category::Hris);
    let environment = app.store.environment(&integration.environment_id).await?.kind();
    let (catalog, shown) = (app.catalog(), app.shown(&id, None));
    let compile = |entry: &Entry| {
        let whom = app.whom(&id, entry, environment, category, Language::English, &shown);
        entry.compile(&id, &settings, catalog.vocabulary(), &whom)
    };
    Ok(catalog.tool(&id).map(compile))
}

/// What credentials are opened for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// To test whether they still work.
    Check,
    /// To show a relink the answers that are no secrets. Not written down: whoever only looks at a link changes nothing (K-07).
    Show,
    /// To send what a relink keeps and does not ask for again.
    Relink,
}

/// An integration's credentials in clear, with their edition. `None` when there are none, or none that this server's keys open.
pub(crate) async fn credentials(
    app: &App,
    integration: &Integration,
    purpose: Purpose,
) -> sqlx::Result<Option<(i64, Opened)>> {
    let Some((version, sealed)) = app.store.credentials(&integration.id).await? else { return Ok(None) };
    let action = match purpose {
        Purpose::Show => None,
        Purpose::Check => Some("open credentials to check them"),
        Purpose::Relink => Some("open credentials for a relink"),
    };
    if let Some(action) = action {
        app.store.audit(Some(&integration.environment_id), "server", action, &integration.id, "opened").await?;
    }
    let subject = Subject { environment: &integration.environment_id, integration: &integration.id, version };
    let opened = app.keys.open(&subject, &sealed);
    if let Err(error) = &opened {
        tracing::error!(integration = integration.id, %error, "credentials could not be opened");
    }
    Ok(opened.ok().map(|opened| (version, opened)))
}

/// Adds to the edition of an integration's credentials that is known, whatever else is added to it in the meantime. Answers whether that
/// edition is still the last.
pub(crate) async fn add(app: &App, integration: &Integration, version: i64, added: &Opened) -> sqlx::Result<bool> {
    for _ in 0..5 {
        let Some((there, sealed)) = app.store.credentials(&integration.id).await? else { return Ok(false) };
        let subject = Subject { environment: &integration.environment_id, integration: &integration.id, version };
        let Some(mut all) = app.keys.open(&subject, &sealed).ok().filter(|_| there == version) else {
            return Ok(false);
        };
        all.extend(added.clone());
        let Ok(new) = app.keys.seal(&subject, &all) else { return Ok(false) };
        if app.store.renew_credentials(&integration.id, version, &sealed, &new).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
