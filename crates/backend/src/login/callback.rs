//! Where tools send end users back to. What comes in the address is believed only as far as the state proves it; the page shows nothing
//! of it.

use super::{Login, grant_of};
use crate::flow_log::Entry;
use crate::grant::FieldGrant;
use crate::language;
use crate::login::exchange::NoTokens;
use crate::page_words;
use crate::problem::Problem;
use crate::server::App;
use crate::store::GrantRow;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use catalog::Language;
use maud::html;
use wire::{LinkId, ProblemCode, ToolId};

pub(crate) fn router() -> Router<App> {
    Router::new().route("/login/{tool}", get(callback))
}

/// How a log-in ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Granted,
    Denied,
    Failed,
    /// It was over before, or never began here.
    Unknown,
}

impl Ended {
    fn state(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Failed | Self::Unknown => "failed",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Granted => "login_page.granted",
            Self::Denied => "login_page.denied",
            Self::Failed => "login_page.failed",
            Self::Unknown => "login_page.unknown",
        }
    }
}

async fn callback(
    State(app): State<App>,
    Path(tool): Path<ToolId>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    let given = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let grant = match given("state").and_then(|state| grant_of(&app, &state)) {
        Some(id) => app.store.grant(&id).await?.filter(|row| row.tool == tool.as_str()),
        None => None,
    };
    let Some(grant) = grant else { return Ok(page(Ended::Unknown, language::of_page(&headers))) };
    let language = Language::named(&grant.language).unwrap_or(Language::English);
    let (code, error) = (given("code"), given("error"));
    let (back, goes_back) = (format!("{}/l/{}", app.base_url.as_str(), grant.link_id), grant.way_back == "page");
    if !app.store.take_login(&grant.id).await? {
        // Asked for once more, by a reload or a network that dropped the answer. The page finds out for itself how it ended.
        return Ok(if goes_back { see(back) } else { page(Ended::Unknown, language) });
    }
    // In a task of its own: a window that is closed hangs up, and what was begun must come to its end all the same.
    let work = tokio::spawn(async move {
        let ended = match (code, error) {
            (Some(code), None) => settle(&app, &tool, &grant, &code).await.unwrap_or(Ended::Failed),
            (_, Some(error)) if error == "access_denied" => Ended::Denied,
            _ => Ended::Failed,
        };
        if ended != Ended::Granted {
            app.store.end_login(&grant.id, ended.state(), None).await?;
        }
        let entry = Entry::Grant { field: grant.field.clone(), state: ended.state().to_owned() };
        app.store.log(&LinkId::new(&grant.link_id), &entry).await;
        Ok::<_, Problem>(ended)
    });
    let ended = work.await.unwrap_or_else(|_| Err(Problem::new(ProblemCode::Internal)))?;
    if goes_back {
        return Ok(see(back));
    }
    Ok(page(ended, language))
}

fn see(address: String) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}

async fn settle(app: &App, tool: &ToolId, grant: &GrantRow, code: &str) -> Result<Ended, Problem> {
    let link = app.store.link(&LinkId::new(&grant.link_id)).await?;
    let Some(link) = link.filter(|link| link.state_once_opened(app.store.now()).problem().is_none()) else {
        return Ok(Ended::Failed);
    };
    let catalog = app.catalog();
    let sealing = FieldGrant { app, environment: &link.environment_id, id: &grant.id };
    let used = grant.sealed().and_then(|sealed| sealing.open(&sealed)).unwrap_or_default();
    let Some(login) = catalog.tool(tool).and_then(|entry| Login::of(app, tool, entry, &used)) else {
        return Ok(Ended::Failed);
    };
    match login.exchange(&grant.id, code).await {
        Ok(kept) => {
            app.store.end_login(&grant.id, Ended::Granted.state(), Some(&sealing.seal(&kept)?)).await?;
            Ok(Ended::Granted)
        }
        Err(NoTokens::Refused | NoTokens::Unavailable) => {
            tracing::info!(%tool, "a log-in's code was not exchanged");
            Ok(Ended::Failed)
        }
    }
}

fn page(ended: Ended, language: Language) -> Response {
    let text = page_words::say(language, ended.words(), &[]);
    let page = page_words::page(language, &text, &html! { h1 { (text) } });
    let status = if ended == Ended::Unknown { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    (status, page_words::headers(), page).into_response()
}
