//! `POST /api/session`: a link, or a session token kept from before, becomes a session. Nothing is written (K-07).

use super::guard::{Body, active_link, session_token, wrong_secret};
use super::tools::{compile, finishing};
use crate::brand::Theme;
use crate::clock::MINUTE;
use crate::crypto::{self, SESSION_LIFETIME, SessionToken};
use crate::language;
use crate::link::{GRACE, Link};
use crate::peer::Peer;
use crate::problem::Problem;
use crate::server::App;
use crate::store::EnvironmentRow;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use catalog::Language;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use wire::{Environment, OpenRequest, Purpose, Secret, Session, TenantId, ToolSummary};

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
    leaving: Secret,
}

/// A page that is still open.
#[derive(Serialize)]
pub(super) struct Held {
    token: Secret,
    leaving: Secret,
}

/// How long a page may be away, in a tab that sleeps or at a tool's login, and find everything as it was (S-03), in milliseconds.
const LEASE: i64 = 30 * MINUTE;
/// How long a page may take to be loaded again, in milliseconds.
const LEAVING: i64 = 2 * MINUTE;

/// A session token for a page, and the one it leaves behind when it goes.
fn tokens(app: &App, link: &Link, lease: &str) -> (Secret, Secret) {
    let now = app.store.now();
    let token = |leased_for: i64| SessionToken {
        link: link.id.clone(),
        expires_at: (now + SESSION_LIFETIME).min(link.expires_at + GRACE),
        lease: lease.to_owned(),
        leased_until: now + leased_for,
    };
    (token(LEASE).sign(&app.keys), token(LEAVING).sign(&app.keys))
}

/// `POST /api/lease`: an open page says so. Nothing is written.
pub(super) async fn hold(State(app): State<App>, headers: HeaderMap) -> Result<Json<Held>, Problem> {
    let link = active_link(&app, &headers).await?;
    let (token, leaving) = tokens(&app, &link, &lease(&app, &headers, &link));
    Ok(Json(Held { token, leaving }))
}

/// The page's lease; a new one when it has lapsed, and with it a new key for drafts.
fn lease(app: &App, headers: &HeaderMap, link: &Link) -> String {
    let now = app.store.now();
    let known = session_token(app, headers).filter(|token| token.link == link.id && token.leased_until > now);
    known.map_or_else(crypto::new_lease, |token| token.lease)
}

pub(super) async fn open(
    State(app): State<App>,
    Peer(peer): Peer,
    headers: HeaderMap,
    Body(opening): Body<Opening>,
) -> Result<Json<Opened>, Problem> {
    let link = match opening {
        Opening::Link(request) => link_with_secret(&app, &request, peer).await?,
        Opening::Token {} => active_link(&app, &headers).await?,
    };
    let lease = lease(&app, &headers, &link);
    session(&app, &link, &lease, language::of_page(&headers)).await.map(Json)
}

/// An unknown link and a wrong secret are the same answer, after the same work (K-08).
async fn link_with_secret(app: &App, request: &OpenRequest, peer: Option<IpAddr>) -> Result<Link, Problem> {
    let link = app.store.link(&request.link).await?;
    let stored = link.as_ref().map_or("", |link| link.secret_hash.as_str());
    let matches = crypto::matches(request.secret.expose(), stored);
    let link = link.filter(|_| matches).ok_or_else(|| wrong_secret(app, &request.link, peer))?;
    link.state(app.store.now()).problem().map_or(Ok(link), |code| Err(Problem::new(code)))
}

async fn session(app: &App, link: &Link, lease: &str, language: Language) -> Result<Opened, Problem> {
    let environment = app.store.environment(&link.environment_id).await?;
    let kind = environment.kind();
    let (token, leaving) = tokens(app, link, lease);
    let (tools, tool) = match (finishing(app, link, language).await?, &link.tool) {
        (Some(finishing), _) => (Vec::new(), Some(finishing)),
        (None, Some(tool)) => (Vec::new(), Some(compile(app, link, &environment, tool, language).await?)),
        (None, None) => (offered(app, link, &environment), None),
    };
    let brand = environment.brand();
    let session = Session {
        token,
        link: link.id.clone(),
        environment: kind,
        language: language.tag().to_owned(),
        tenant: TenantId::new(environment.tenant_id),
        tenant_name: brand.name.clone().unwrap_or(environment.tenant_name),
        organization: link.end_user_organization_name.clone(),
        purpose: if link.relink.is_some() { Purpose::Relink } else { Purpose::Connect },
        draft_key: (kind == Environment::Production).then(|| app.keys.draft_key(&link.id, lease)),
        tools,
        tool,
        brand: brand.told(language),
    };
    Ok(Opened { session, theme: brand.theme(), host_origins: link.allowed_origins.clone(), leaving })
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
