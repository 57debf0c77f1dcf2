//! Answers that the backend gives itself: a log-in at the tool begins here (E-14) and is asked after here (E-13); what is made is made
//! here, and its secret half never leaves the backend.

use super::guard::{Body, active_link, link_of_session};
use super::tools::{compile, finishing};
use crate::crypto::new_object_id;
use crate::flow_log::Entry;
use crate::grant::{self, FieldGrant};
use crate::language;
use crate::login::Login;
use crate::problem::Problem;
use crate::server::App;
use crate::store::{GrantRow, NewGrant};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use wire::{FieldId, FieldKind, Grant, GrantRequest, GrantState, ProblemCode, Secret, WayBack};

pub(super) async fn request(
    State(app): State<App>,
    headers: HeaderMap,
    Body(request): Body<GrantRequest>,
) -> Result<Json<Grant>, Problem> {
    let link = active_link(&app, &headers).await?;
    let language = language::of_page(&headers);
    let environment = app.store.environment(&link.environment_id).await?;
    let tool = match finishing(&app, &link, language).await? {
        Some(finishing) => finishing,
        None => compile(&app, &link, &environment, &request.tool, language).await?,
    };
    let mut fields = tool.steps.iter().flat_map(|step| &step.fields);
    let field = fields.find(|field| field.id == request.field && field.kind.is_granted());
    let kind = field.map(|field| &field.kind).ok_or_else(|| Problem::new(ProblemCode::Malformed))?;
    let catalog = app.catalog();
    let entry = catalog.tool(&request.tool).ok_or_else(|| Problem::new(ProblemCode::ToolUnknown))?;
    let login = Login::of(&app, &request.tool, entry, &request.answers).filter(|_| *kind == FieldKind::Login);
    let scopes = login.map(|login| login.scopes(entry, &tool, &request.opted_out)).unwrap_or_default();
    // The address that a secret of ours is sent to depends on these: they must be what the definition allows (W-12).
    for (id, answer) in login.iter().flat_map(Login::used) {
        let field = tool.steps.iter().flat_map(|step| &step.fields).find(|field| field.id == id);
        if field.is_some_and(|field| !answer.is_empty() && !flow::fits(field, &answer)) {
            return Err(unfinished(&id));
        }
    }
    let used = login.map(|login| login.fingerprint(&scopes)).unwrap_or_default();
    let told = |row: GrantRow| {
        let address = |grant: &str| login?.authorize(grant, &scopes);
        told(&app, &link.environment_id, row, &request.field, address)
    };
    let way_back = if request.way_back == WayBack::Page { "page" } else { "window" };
    let found = app.store.grant_of(&link.id, &request.tool, &request.field).await?;
    if let Some(found) = found.filter(|row| row.used == used) {
        // How one ended is told once: the next to ask begins anew.
        if matches!(found.state.as_str(), "denied" | "failed") {
            app.store.forget_grant(&found.id).await?;
        }
        // The same log-in may be gone to from a frame and from a page.
        app.store.send_back(&found.id, way_back, language.tag()).await?;
        return told(found).map(Json);
    }
    let id = format!("cfg_{}{}", new_object_id(), new_object_id());
    let new = NewGrant {
        id: &id,
        link: &link.id,
        tool: &request.tool,
        field: &request.field,
        used: &used,
        way_back,
        language: language.tag(),
        lifetime: if login.is_some() { grant::LIFETIME } else { grant::MADE_LIFETIME },
    };
    let sealing = FieldGrant { app: &app, environment: &link.environment_id, id: &id };
    if let Some(login) = login {
        app.store.begin_login(new, &sealing.seal(&login.used())?).await?;
    } else {
        let made = grant::make(entry, &request.field).ok_or_else(|| Problem::new(ProblemCode::Internal))?;
        app.store.keep_made(new, made.shown.as_deref(), &sealing.seal(&made.kept)?).await?;
    }
    // Somebody else may have been first: there is one.
    let row = app.store.grant_of(&link.id, &request.tool, &request.field).await?;
    let began = row.as_ref().map(|row| row.state.clone()).unwrap_or_default();
    app.store.log(&link.id, &Entry::Grant { field: request.field.to_string(), state: began }).await;
    told(row.ok_or_else(|| Problem::new(ProblemCode::Internal))?).map(Json)
}

pub(super) async fn state(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Grant>, Problem> {
    let link = link_of_session(&app, &headers).await?;
    let row = app.store.grant(&id).await?.filter(|row| row.link_id == link.id.as_str());
    let row = row.ok_or_else(|| Problem::new(ProblemCode::NotFound))?;
    if matches!(row.state.as_str(), "denied" | "failed") {
        app.store.forget_grant(&row.id).await?;
    }
    let field = FieldId::new(&row.field);
    // The page has the address of a log-in that it waits for.
    told(&app, &link.environment_id, row, &field, |_| Some(String::new())).map(Json)
}

fn told(
    app: &App,
    environment: &str,
    row: GrantRow,
    field: &FieldId,
    address: impl Fn(&str) -> Option<String>,
) -> Result<Grant, Problem> {
    // A secret that both sides keep is kept sealed alone.
    let secret = || {
        let opened = FieldGrant { app, environment, id: &row.id }.open(&row.sealed()?)?;
        opened.get(field).map(|secret| secret.expose().to_owned())
    };
    let state = match row.state.as_str() {
        "granted" => GrantState::Granted,
        "denied" => GrantState::Denied,
        "failed" => GrantState::Failed,
        "made" => GrantState::Made(row.shown.clone().or_else(secret).unwrap_or_default()),
        _ => GrantState::Waiting(address(&row.id).ok_or_else(|| unfinished(field))?),
    };
    Ok(Grant { id: Secret::new(row.id), state })
}

/// The address to log in at depends on answers that are not there yet, or are none.
fn unfinished(field: &FieldId) -> Problem {
    let error = wire::FieldProblem::at(field, wire::RejectionCode::Invalid, "");
    Problem::new(ProblemCode::InvalidFields).with_errors(vec![error])
}
