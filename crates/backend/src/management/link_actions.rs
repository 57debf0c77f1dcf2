//! `/v1/links/{id}/…`: ending, extending and renewing links.

use super::body::Body;
use super::email::{Email, email_of};
use super::envelope::{Failure, Success};
use super::integrations::Empty;
use super::key::Connects;
use super::link_status::{LinkDetails, details, found};
use super::links::address;
use crate::clock;
use crate::flow_log::Entry;
use crate::link::{Link, LinkState};
use crate::server::App;
use crate::store::NewLink;
use axum::extract::{Path, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Takes a link back, and those that were made to pass on its rest.
#[utoipa::path(post, path = "/v1/links/{link_id}/revoke", params(("link_id" = String, Path)), responses(
    (status = 200, body = Success<Empty>)
))]
pub(crate) async fn revoke_link(
    State(app): State<App>,
    Connects(environment): Connects,
    Path(link_id): Path<String>,
) -> Result<Success<Empty>, Failure> {
    let link = found(&app, &environment.id, &link_id).await?;
    if !app.store.revoke_link(&link.id).await? {
        return Err(ended(&link, app.store.now()));
    }
    app.store.log(&link.id, &Entry::Managed { what: "revoked".to_owned() }).await;
    Ok(Success::new(Empty {}))
}

fn ended(link: &Link, at: i64) -> Failure {
    Failure::input_invalid(format!("The link has ended: {}.", link.state(at).as_str()))
}

/// Until when a link is to live.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Extension {
    /// At most as long from now as a new link lives: one year for magic links, one hour for embedded ones; that long when nothing is said.
    #[serde(default)]
    #[schema(format = "date-time")]
    expires_at: Option<String>,
}

/// Lets a link live longer, or shorter. One whose time is over opens again.
#[utoipa::path(post, path = "/v1/links/{link_id}/extend", params(("link_id" = String, Path)), request_body = Extension, responses(
    (status = 200, body = Success<LinkDetails>)
))]
pub(crate) async fn extend_link(
    State(app): State<App>,
    Connects(environment): Connects,
    Path(link_id): Path<String>,
    Body(Extension { expires_at }): Body<Extension>,
) -> Result<Success<LinkDetails>, Failure> {
    let link = found(&app, &environment.id, &link_id).await?;
    let (now, longest) = (app.store.now(), app.store.now() + link.link_type.lifetime());
    let until = match expires_at {
        None => longest,
        Some(text) => {
            let invalid = |_| Failure::input_invalid("expires_at: write a time such as 2026-11-22T10:00:00Z.");
            text.parse::<Timestamp>().map_err(invalid)?.as_millisecond()
        }
    };
    if until <= now || until > longest {
        let longest = clock::text(longest);
        return Err(Failure::input_invalid(format!("expires_at: write a time from now on until {longest}.")));
    }
    if !app.store.extend_link(&link.id, until).await? {
        return Err(ended(&link, now));
    }
    app.store.log(&link.id, &Entry::Managed { what: "extended".to_owned() }).await;
    let link = found(&app, &environment.id, &link_id).await?;
    Ok(Success::new(details(&app, link).await?))
}

/// A link in the place of another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Resent {
    id: String,
    /// The whole address. This is the only time it is seen.
    #[schema(format = "uri")]
    link: String,
    email: Email,
}

/// Makes a new link with everything the old one was made with, takes the old one back, and answers a text to send it with. What the end
/// user has typed stays in their browser for the old link alone.
#[utoipa::path(post, path = "/v1/links/{link_id}/resend", params(("link_id" = String, Path)), responses(
    (status = 200, body = Success<Resent>)
))]
pub(crate) async fn resend_link(
    State(app): State<App>,
    Connects(environment): Connects,
    Path(link_id): Path<String>,
) -> Result<Success<Resent>, Failure> {
    let link = found(&app, &environment.id, &link_id).await?;
    let state = link.state(app.store.now());
    if !matches!(state, LinkState::Active | LinkState::Expired | LinkState::Revoked) || link.end_user_email.is_empty() {
        return Err(ended(&link, app.store.now()));
    }
    let (config, email) = (link.scope_config_id.clone(), &link.end_user_email);
    let new = NewLink {
        category: link.category,
        tool: link.tool.clone(),
        remote_environment: link.remote_environment.clone(),
        language: link.language,
        allowed_origins: link.allowed_origins.clone(),
        end_user_origin_id: link.end_user_origin_id.clone(),
        relink: link.relink.clone(),
        ..NewLink::to(&environment.id, config, link.link_type, email, &link.end_user_organization_name)
    };
    let (id, secret) = app.store.create_link(&new).await?;
    app.store.revoke_link(&link.id).await?;
    app.store.log(&link.id, &Entry::Managed { what: "resent".to_owned() }).await;
    let made = found(&app, &environment.id, id.as_str()).await?;
    let address = address(&app, &id, &secret);
    let email = email_of(&app, &environment, &made, &address, None);
    Ok(Success::new(Resent { id: id.to_string(), link: address, email }))
}
