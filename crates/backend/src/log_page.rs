//! The story of a link as a page for operators, at the address that webhooks name. Behind the browser's own login: any name, and an API key
//! of the environment that may read. Nothing on it was typed by an end user, so that it can be handed to whoever helps.

use crate::clock;
use crate::flow_log::{AskedTool, Entry};
use crate::link::Link;
use crate::link_status::LinkStatus;
use crate::page_words::headers as page_headers;
use crate::peer::Peer;
use crate::role::Action;
use crate::server::App;
use crate::store::Logged;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};
use wire::LinkId;

pub(crate) fn router() -> Router<App> {
    Router::new().route("/logs/{link}", get(log))
}

/// Where the story of a link is read.
pub(crate) fn address(app: &App, link: &LinkId) -> String {
    format!("{}/logs/{link}", app.base_url.as_str())
}

async fn log(State(app): State<App>, Peer(peer): Peer, Path(id): Path<String>, headers: HeaderMap) -> Response {
    match read(&app, &id, &headers).await {
        Ok(Some((link, page))) => {
            let title = format!("Connection log of {}", link.end_user_organization_name);
            (StatusCode::OK, page_headers(), document(&title, &page).into_string()).into_response()
        }
        Ok(None) => {
            // A browser that asks for the first time has guessed nothing.
            if let Some(wait) = password(&headers).and_then(|_| app.limiter.wrong_guess(peer).err()) {
                return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, wait.to_string())]).into_response();
            }
            let page =
                html! { p { "Sign in with any name and an API key of the environment that the link belongs to." } };
            let login = [(header::WWW_AUTHENTICATE, "Basic realm=\"Connection logs\", charset=\"UTF-8\"")];
            let page = document("Sign in to read connection logs", &page).into_string();
            (StatusCode::UNAUTHORIZED, login, page_headers(), page).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a connection log could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// `None` for whoever may not read it, whether there is such a link or not.
async fn read(app: &App, id: &str, headers: &HeaderMap) -> sqlx::Result<Option<(Link, Markup)>> {
    let Some(key) = password(headers) else { return Ok(None) };
    let Some((environment, role)) = app.store.owner_of_key(&key).await? else { return Ok(None) };
    let link = app.store.link(&LinkId::from(id)).await?;
    let is_theirs = |link: &Link| link.environment_id == environment.id && role.may(Action::Read, environment.kind());
    let Some(link) = link.filter(is_theirs) else { return Ok(None) };
    let progress = app.store.progress(&link.id).await?;
    let status = LinkStatus::of(&link, progress.as_ref(), app.store.now());
    let story = app.store.story(&link.id).await?;
    let page = written(&link, status, &story);
    Ok(Some((link, page)))
}

fn password(headers: &HeaderMap) -> Option<String> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let pair = String::from_utf8(STANDARD.decode(given).ok()?).ok()?;
    Some(pair.split_once(':')?.1.to_owned())
}

fn document(title: &str, page: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="stylesheet" href="/guide.css";
            }
            body.guide { main { header { h1 { (title) } } (page) } }
        }
    }
}

fn written(link: &Link, status: LinkStatus, story: &[Logged]) -> Markup {
    let tool = link.tool.as_ref().map_or("chosen by the end user", |tool| tool.as_str());
    let facts = [
        ("Status", status.as_str().to_owned()),
        ("End user", link.end_user_email.clone()),
        ("Your id", link.end_user_origin_id.clone().unwrap_or_else(|| "none".to_owned())),
        ("Tool", tool.to_owned()),
        ("Link", link.id.to_string()),
        ("Made", plainly(link.created_at)),
        ("Opens until", plainly(link.expires_at)),
    ];
    html! {
        dl.facts { @for (name, value) in &facts { div { dt { (name) } dd { (value) } } } }
        p.muted { "Nothing that was typed is in this log. Times are UTC; entries are kept for 30 days." }
        @if story.is_empty() { p { "Nothing has happened yet." } }
        ol.story {
            @for logged in story {
                li {
                    time.muted datetime=(clock::text(logged.at)) { (plainly(logged.at)) }
                    div { (told(&logged.entry)) }
                }
            }
        }
    }
}

/// A time to the second, for people.
fn plainly(time: i64) -> String {
    Timestamp::from_millisecond(time).map(|time| time.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

fn told(entry: &Entry) -> Markup {
    match entry {
        Entry::Opened => html! { "The end user began." },
        Entry::Step { step, number: 0, .. } => html! { "Shown: " strong { (step) } },
        Entry::Step { step, number, count } => html! { "Shown: " strong { (step) } ", step " (number) " of " (count) },
        Entry::Grant { field, state } => html! { "“" (field) "”: " strong { (state) } },
        Entry::HandedOver { link } => html! { "The rest was passed on with link " (link) },
        Entry::Submitted { tool, opted_out: 0 } => html! { "The answers for " strong { (tool) } " were sent." },
        Entry::Submitted { tool, opted_out } => {
            html! { "The answers for " strong { (tool) } " were sent, without " (opted_out) " optional scopes." }
        }
        Entry::Checked { requests } if requests.is_empty() => html! { "The tool has nothing to be asked." },
        Entry::Checked { requests } => {
            html! { "The tool was asked:" ul { @for request in requests { (asked(request)) } } }
        }
        Entry::Problem { code, fields, permissions, reference } => html! {
            "The end user was shown " strong { (code) }
            @if !fields.is_empty() { ", at " (fields.join(", ")) }
            @if !permissions.is_empty() { ", missing " (permissions.join(", ")) }
            span.muted { " Reference " (reference) }
        },
        Entry::Connected { integration } => html! { "Connected: " strong { (integration) } },
        Entry::Managed { what } => html! { "The link was " (what) "." },
    }
}

fn asked(request: &AskedTool) -> Markup {
    let status = request.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    html! { li { code { (request.method) " " (request.address) } " " strong { (status) } span.muted { " in " (request.duration) " ms" } } }
}
