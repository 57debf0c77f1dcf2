//! `POST /api/session`: a link, or a session token kept from before, becomes a session. Nothing is written (K-07).

use super::guard::{Body, active_link};
use super::tools::{compile, finishing};
use crate::brand::Theme;
use crate::crypto::{self, SESSION_LIFETIME, SessionToken};
use crate::language;
use crate::link::{GRACE, Link};
use crate::problem::Problem;
use crate::server::App;
use crate::store::EnvironmentRow;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use catalog::Language;
use serde::{Deserialize, Serialize};
use wire::{Environment, OpenRequest, ProblemCode, Purpose, Session, TenantId, ToolSummary};

/// With a session token the body is `{}`.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Opening {
    Link(OpenRequest),
    Token {},
}

/// The session for the app. For the shell, which is there before it: how to dress the page, and whom it may speak to when it is framed.
#[derive(Serialize)]
pub(super) struct Opened {
    #[serde(flatten)]
    session: Session,
    theme: Theme,
    host_origins: Vec<String>,
}

pub(super) async fn open(
    State(app): State<App>,
    headers: HeaderMap,
    Body(opening): Body<Opening>,
) -> Result<Json<Opened>, Problem> {
    let link = match opening {
        Opening::Link(request) => link_with_secret(&app, &request).await?,
        Opening::Token {} => active_link(&app, &headers).await?,
    };
    session(&app, &link, language::of_page(&headers)).await.map(Json)
}

/// An unknown link and a wrong secret are the same answer, after the same work (K-08).
async fn link_with_secret(app: &App, request: &OpenRequest) -> Result<Link, Problem> {
    let link = app.store.link(&request.link).await?;
    let stored = link.as_ref().map_or("", |link| link.secret_hash.as_str());
    let matches = crypto::matches(request.secret.expose(), stored);
    let link = link.filter(|_| matches).ok_or_else(|| Problem::new(ProblemCode::LinkUnknown))?;
    link.state(app.store.now()).problem().map_or(Ok(link), |code| Err(Problem::new(code)))
}

async fn session(app: &App, link: &Link, language: Language) -> Result<Opened, Problem> {
    let environment = app.store.environment(&link.environment_id).await?;
    let kind = environment.kind();
    let token = SessionToken {
        link: link.id.clone(),
        expires_at: (app.store.now() + SESSION_LIFETIME).min(link.expires_at + GRACE),
    };
    let (tools, tool) = match (finishing(app, link, language).await?, &link.tool) {
        (Some(finishing), _) => (Vec::new(), Some(finishing)),
        (None, Some(tool)) => (Vec::new(), Some(compile(app, link, &environment, tool, language).await?)),
        (None, None) => (offered(app, link, &environment), None),
    };
    let brand = environment.brand();
    let session = Session {
        token: token.sign(&app.keys),
        link: link.id.clone(),
        environment: kind,
        language: language.tag().to_owned(),
        tenant: TenantId::new(environment.tenant_id),
        tenant_name: brand.name.clone().unwrap_or(environment.tenant_name),
        organization: link.end_user_organization_name.clone(),
        purpose: if link.relink.is_some() { Purpose::Relink } else { Purpose::Connect },
        draft_key: (kind == Environment::Production).then(|| app.keys.draft_key(&link.id)),
        tools,
        tool,
        brand: brand.told(language),
    };
    Ok(Opened { session, theme: brand.theme(), host_origins: link.allowed_origins.clone() })
}

fn offered(app: &App, link: &Link, environment: &EnvironmentRow) -> Vec<ToolSummary> {
    let catalog = app.catalog();
    let fits = catalog.tools().filter(|(id, entry)| {
        app.offers(environment, id, entry) && entry.definition.categories.contains(&link.category)
    });
    fits.map(|(id, entry)| ToolSummary {
        id: id.clone(),
        name: entry.definition.name.clone(),
        logo: entry.logo.clone(),
    })
    .collect()
}
