//! A stand-in's log-in: OAuth 2 as its tool would do it, with a page to choose an account on.

use super::LOGIN_CLIENT;
use super::matching::{Asked, Entry};
use aws_lc_rs::digest;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use maud::html;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;

/// Codes that were given out.
#[derive(Clone, Debug, Default)]
pub(super) struct Logins(Arc<Mutex<BTreeMap<String, Code>>>);

#[derive(Clone, Debug)]
struct Code {
    account: String,
    challenge: String,
    redirect: String,
    client: String,
}

impl Logins {
    /// A page with every account of the trial, and a way to say no.
    pub(super) fn authorize(&self, tool: &catalog::Entry, entries: &[Entry], asked: &Asked<'_>) -> Response {
        let of = |name: &str| asked.query.get(name).cloned().unwrap_or_default();
        let is_complete =
            of("response_type") == "code" && of("code_challenge_method") == "S256" && !of("state").is_empty();
        let redirect = Url::parse(&of("redirect_uri"));
        let (true, Ok(redirect), true) = (is_complete, redirect, is_client(entries, &of("client_id"), None)) else {
            return (StatusCode::BAD_REQUEST, "this client, or this request, is not known here").into_response();
        };
        let trial = &tool.trial;
        let accounts = trial.accepted.iter().filter_map(|entry| entry.account.as_ref());
        let accounts = accounts.chain(trial.refused.iter().filter_map(|entry| entry.account.as_ref()));
        let accounts: BTreeSet<&String> =
            accounts.chain(trial.lacking.iter().filter_map(|entry| entry.account.as_ref())).collect();
        let back = |name: &str, value: &str| {
            let mut redirect = redirect.clone();
            redirect.query_pairs_mut().append_pair(name, value).append_pair("state", &of("state"));
            redirect.to_string()
        };
        let code_for = |account: &str| {
            let code = crate::crypto::new_object_id();
            let kept = Code {
                account: account.to_owned(),
                challenge: of("code_challenge"),
                redirect: of("redirect_uri"),
                client: of("client_id"),
            };
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(code.clone(), kept);
            code
        };
        let page = html! {
            html lang="en" {
                head { title { (tool.definition.name) " (stand-in)" } }
                body {
                    h1 { "Log in to the stand-in for " (tool.definition.name) }
                    ul {
                        @for account in accounts {
                            li { a href=(back("code", &code_for(account))) { "Log in as " (account) } }
                        }
                        li { a href=(back("error", "access_denied")) { "Do not allow it" } }
                    }
                }
            }
        };
        Html(page.into_string()).into_response()
    }

    /// Exchanges a code or a refresh token, and checks all that a tool must check.
    pub(super) fn token(&self, entries: &[Entry], asked: &Asked<'_>) -> Response {
        let of = |name: &str| asked.form.get(name).cloned().unwrap_or_default();
        let (client, secret) = client(asked);
        if !is_client(entries, &client, Some(&secret)) {
            return refused(StatusCode::UNAUTHORIZED, "invalid_client");
        }
        let account = match of("grant_type").as_str() {
            "authorization_code" => {
                let code = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&of("code"));
                let digest = digest::digest(&digest::SHA256, of("code_verifier").as_bytes());
                let fits = |code: &Code| {
                    code.redirect == of("redirect_uri")
                        && code.client == client
                        && code.challenge == URL_SAFE_NO_PAD.encode(digest)
                };
                code.filter(fits).map(|code| code.account)
            }
            "refresh_token" => of("refresh_token").strip_prefix("refresh-").map(str::to_owned),
            _ => None,
        };
        let Some(account) = account else { return refused(StatusCode::BAD_REQUEST, "invalid_grant") };
        let tokens = json!({
            "access_token": format!("access-{account}"),
            "refresh_token": format!("refresh-{account}"),
            "token_type": "Bearer",
            "expires_in": 3600,
        });
        ([(header::CONTENT_TYPE, "application/json")], tokens.to_string()).into_response()
    }
}

/// The client's id and secret, from the header or the body.
fn client(asked: &Asked<'_>) -> (String, String) {
    let header = asked.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let basic = header.and_then(|value| STANDARD.decode(value.strip_prefix("Basic ")?).ok());
    let basic = basic.and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some((id, secret)) = basic.as_deref().and_then(|text| text.split_once(':')) {
        return (id.to_owned(), secret.to_owned());
    }
    let of = |name: &str| asked.form.get(name).cloned().unwrap_or_default();
    (of("client_id"), of("client_secret"))
}

/// Whether a client is known: the operator's, or one that an entry brings as `client_id` and `client_secret`.
fn is_client(entries: &[Entry], id: &str, secret: Option<&str>) -> bool {
    let own = |name: &str, entry: &Entry| {
        entry.fill(&catalog::Template::of(&format!("{{{name}}}"))).filter(|text| !text.is_empty())
    };
    let brought = entries.iter().any(|entry| {
        own("client_id", entry).as_deref() == Some(id)
            && secret.is_none_or(|secret| own("client_secret", entry).as_deref() == Some(secret))
    });
    brought || (id == LOGIN_CLIENT.0 && secret.is_none_or(|secret| secret == LOGIN_CLIENT.1))
}

fn refused(status: StatusCode, error: &str) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], json!({ "error": error }).to_string()).into_response()
}
