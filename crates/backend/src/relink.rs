//! What a relink starts from: what was agreed to, which answers are known, and what is known of the credentials that are stored.

use crate::crypto::{Opened, Subject};
use crate::link::{Link, Relinked};
use crate::problem::Problem;
use crate::server::App;
use crate::store::Integration;
use catalog::{Category, Language};
use flow::Held;
use wire::{Persist, ProblemCode, Relink, Stored, Tool, ToolId};

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
    app.catalog.vocabulary().tell(&mut held.groups, language);
    let credentials = credentials(app, &integration).await?;
    let is_failing = credentials.is_none() || integration.health().failing_since.is_some();
    let mut answers = credentials.map(|(_, answers)| answers).unwrap_or_default();
    let fields = || tool.steps.iter().flat_map(|step| &step.fields);
    answers.retain(|id, _| fields().any(|field| field.id == *id && field.persist == Persist::Plain));
    Ok(Relink {
        sections: held.sections(&tool.scopes),
        granted: held.granted(&tool.permissions),
        opted_out: held.refusals_left(&tool.scopes),
        answers,
        stored: if is_failing { Stored::Failing } else { Stored::Working },
    })
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
    let entry = app.catalog.tool(&id);
    Ok(entry.map(|entry| entry.compile(&id, category, &settings, app.catalog.vocabulary(), Language::English)))
}

/// An integration's credentials in clear, with their edition. `None` when there are none, or none that this server's key opens.
pub(crate) async fn credentials(app: &App, integration: &Integration) -> sqlx::Result<Option<(i64, Opened)>> {
    let Some((version, sealed)) = app.store.credentials(&integration.id).await? else { return Ok(None) };
    let subject = Subject { environment: &integration.environment_id, integration: &integration.id, version };
    let opened = app.keys.open(&subject, &sealed);
    if let Err(error) = &opened {
        tracing::error!(integration = integration.id, %error, "credentials could not be opened");
    }
    Ok(opened.ok().map(|opened| (version, opened)))
}
