//! The built-in sandbox: no other system is asked. The key that is typed, or the account that logs in, says what a tool would answer;
//! `docs/sandbox.md` lists them all. For development only, as its definitions in the catalog say.

use crate::flow_log::AskedTool;
use crate::language;
use crate::login::{NoTokens, redirect_address};
use crate::page_words::{self, say};
use crate::probe::{Check, Occasion, Verdict};
use crate::server::App;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use catalog::Probe;
use maud::html;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use url::Url;
use wire::{FieldId, RejectionCode, Secret, ToolId};

/// Who can log in at the sandbox.
const ACCOUNTS: [&str; 5] = ["anybody", "wrong-account", "missing-permission", "revoked-later", "no-token"];
/// Where they do.
const LOGIN: &str = "/sandbox/login";

/// What is said of a key or an account, with the status that a tool would say it with; none where there was no answer.
pub(crate) async fn answer(check: &Check<'_>, field: &FieldId) -> Verdict {
    let of_login = FieldId::new(format!("{field}.access_token"));
    let said = check.answers.get(&of_login).or_else(|| check.answers.get(field)).map_or("", Secret::expose);
    let begun = Instant::now();
    let rejected = |code| Verdict::Rejected(field.clone(), code);
    let (status, verdict) = match said {
        "wrong-key" => (Some(401), rejected(RejectionCode::NotAccepted)),
        "wrong-account" => (Some(401), rejected(RejectionCode::WrongAccount)),
        "locked" => (Some(403), rejected(RejectionCode::Locked)),
        "missing-permission" => (Some(403), Verdict::PermissionsMissing(BTreeSet::from(["people".into()]))),
        "rate-limit" => (Some(429), Verdict::RateLimited(Some(30))),
        "no-answer" => (Some(503), Verdict::Unavailable),
        "broken-answer" => (Some(200), Verdict::Unavailable),
        "tls-error" => (None, Verdict::Unavailable),
        "revoked-later" if check.occasion == Occasion::Upkeep => (Some(401), rejected(RejectionCode::NotAccepted)),
        slow => {
            // What takes too long is given up by whoever asked.
            tokio::time::sleep(Duration::from_secs(slowness(slow))).await;
            (Some(200), Verdict::Accepted)
        }
    };
    let duration = u64::try_from(begun.elapsed().as_millis()).unwrap_or_default();
    let address = "https://sandbox.example/people".to_owned();
    check.trace.note(AskedTool { method: "GET".to_owned(), address, status, duration });
    verdict
}

/// In seconds.
fn slowness(said: &str) -> u64 {
    match said {
        "slow-5" => 5,
        "slow-25" => 25,
        "slow-90" => 90,
        _ => 0,
    }
}

/// The token that a code is exchanged for, which is the account itself.
pub(crate) fn token(code: Option<&String>) -> Result<Secret, NoTokens> {
    code.filter(|code| *code != "no-token").map(Secret::new).ok_or(NoTokens::Refused)
}

/// Where end users log in at the sandbox, instead of at the address in its definition.
pub(crate) fn login_address(app: &App) -> String {
    format!("{}{LOGIN}", app.base_url.as_str())
}

pub(crate) fn router() -> Router<App> {
    Router::new().route(LOGIN, get(login))
}

/// As OAuth 2 has it; of other parameters nothing is needed here.
#[derive(Deserialize)]
struct Asked {
    redirect_uri: String,
    state: String,
}

/// Every account, and a way to say no. It leads back to this server alone.
async fn login(State(app): State<App>, query: Result<Query<Asked>, QueryRejection>, headers: HeaderMap) -> Response {
    let sandboxes = |asked: &Asked| {
        let catalog = app.catalog();
        let is_sandbox =
            |id: &ToolId| catalog.tool(id).is_some_and(|tool| matches!(tool.definition.probe, Probe::Sandbox { .. }));
        catalog.tools().any(|(id, _)| is_sandbox(id) && redirect_address(&app, id) == asked.redirect_uri)
    };
    let asked = query.ok().map(|Query(asked)| asked).filter(sandboxes);
    let Some((asked, back)) = asked.and_then(|asked| Some((Url::parse(&asked.redirect_uri).ok()?, asked.state))) else {
        return (StatusCode::BAD_REQUEST, page_words::headers(), "").into_response();
    };
    let back = |name: &str, value: &str| {
        let mut address = asked.clone();
        address.query_pairs_mut().append_pair(name, value).append_pair("state", &back);
        address.to_string()
    };
    let language = language::of_page(&headers);
    let title = say(language, "sandbox_page.title", &[]);
    let main = html! {
        h1 { (title) }
        ul {
            @for account in ACCOUNTS {
                li { a href=(back("code", account)) { (say(language, "sandbox_page.as", &[("account", account)])) } }
            }
            li { a href=(back("error", "access_denied")) { (say(language, "sandbox_page.deny", &[])) } }
        }
    };
    (page_words::headers(), page_words::page(language, &title, &main)).into_response()
}
