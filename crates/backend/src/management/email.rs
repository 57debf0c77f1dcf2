//! `POST /v1/connect/email`: a text to send a magic link with, in the end user's language.

use super::body::Body;
use super::envelope::{Failure, Success};
use super::key::Connects;
use super::link_status::found;
use super::links::checked_language;
use crate::link::Link;
use crate::page_words::say;
use crate::server::App;
use crate::store::EnvironmentRow;
use axum::extract::State;
use catalog::Language;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which link is to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedEmail {
    /// The whole address, as create-link answered it.
    link: String,
    /// en, de, fr, it, es or ar; the link's own when nothing is said, and English when it has none.
    #[serde(default)]
    #[schema(pattern = "^(en|de|fr|it|es|ar)$")]
    language: Option<String>,
}

/// A text to send a link with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Email {
    to: String,
    subject: String,
    /// Plain text.
    text: String,
    language: &'static str,
}

/// Writes an e-mail for a link: what it is for, how long it takes, until when it opens, and that it can be passed on.
#[utoipa::path(post, path = "/v1/connect/email", request_body = WantedEmail, responses(
    (status = 200, body = Success<Email>), (status = 404, body = Failure)
))]
pub(crate) async fn email(
    State(app): State<App>,
    Connects(environment): Connects,
    Body(wanted): Body<WantedEmail>,
) -> Result<Success<Email>, Failure> {
    let language = checked_language(wanted.language.as_deref())?;
    let invalid = || Failure::input_invalid("link: write the whole address, as create-link answered it.");
    let (page, secret) = wanted.link.split_once('#').ok_or_else(invalid)?;
    let start = format!("{}/l/", app.base_url.as_str());
    let id = page.strip_prefix(&start).ok_or_else(invalid)?;
    let link = found(&app, &environment.id, id).await?;
    if !crate::crypto::matches(secret, &link.secret_hash) {
        return Err(invalid());
    }
    if let Some(problem) = link.state(app.store.now()).problem() {
        return Err(Failure::input_invalid(format!("The link has ended: {}.", crate::problem::name(problem))));
    }
    Ok(Success::new(email_of(&app, &environment, &link, &wanted.link, language)))
}

/// The e-mail for a link.
pub(super) fn email_of(
    app: &App,
    environment: &EnvironmentRow,
    link: &Link,
    address: &str,
    language: Option<Language>,
) -> Email {
    let language = language.or(link.language).unwrap_or(Language::English);
    let tenant = environment.brand().name.unwrap_or_else(|| environment.tenant_name.clone());
    let catalog = app.catalog();
    let tool = link.tool.as_ref().and_then(|tool| catalog.tool(tool)).map(|entry| entry.definition.name.clone());
    let system = tool.unwrap_or_else(|| say(language, "email.system", &[]));
    let until = Timestamp::from_millisecond(link.expires_at).map(|time| time.strftime("%Y-%m-%d").to_string());
    let with: [(&str, &str); 5] = [
        ("tenant", &tenant),
        ("organization", &link.end_user_organization_name),
        ("system", &system),
        ("date", &until.unwrap_or_default()),
        ("link", address),
    ];
    let kind = if link.relink.is_some() { "relink" } else { "connect" };
    Email {
        to: link.end_user_email.clone(),
        subject: say(language, &format!("email.{kind}.subject"), &with),
        text: say(language, &format!("email.{kind}.text"), &with),
        language: language.tag(),
    }
}
