//! `/v1/webhooks`: where the events of the key's environment go.

use super::body::Body;
use super::envelope::{Failure, Success};
use super::integrations::{Empty, Enabled};
use super::key::{Configures, Operates, Reads};
use crate::clock;
use crate::server::App;
use crate::store::{DisabledBy, Endpoint, Integration, OwnDeletions};
use crate::webhook::{self, EventType, Failed, FailedFlow, Happened, LONGEST_OVERLAP, OVERLAP, checked_url};
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use wire::Secret;

/// The most endpoints of an environment.
const MOST: usize = 20;

/// Where events are to go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WishedEndpoint {
    /// An address that begins with `https://`, on the public internet.
    #[schema(format = "uri", max_length = 2000)]
    url: String,
    /// What it hears of; everything when nothing is said.
    #[serde(default)]
    events: BTreeSet<EventType>,
    /// Whether it hears of integrations that were deleted by the API as well; false when nothing is said.
    #[serde(default)]
    own_deletions: bool,
}

/// A place where events go.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookEndpoint {
    id: String,
    url: String,
    /// What it hears of; everything when it is empty.
    events: BTreeSet<EventType>,
    own_deletions: bool,
    enabled: bool,
    /// CUSTOMER, FAILING (nothing but failures for five days) or GONE (it answered 410); null while it is enabled.
    disabled_by: Option<String>,
    #[schema(format = "date-time")]
    disabled_at: Option<String>,
    /// Since when every attempt has failed.
    #[schema(format = "date-time")]
    failing_since: Option<String>,
    /// Until when the secret before the present one signs as well.
    #[schema(format = "date-time")]
    overlap_until: Option<String>,
    #[schema(format = "date-time")]
    created_at: String,
}

impl From<Endpoint> for WebhookEndpoint {
    fn from(endpoint: Endpoint) -> Self {
        Self {
            events: endpoint.events(),
            own_deletions: endpoint.own_deletions() == OwnDeletions::Told,
            enabled: endpoint.disabled_at.is_none(),
            disabled_at: endpoint.disabled_at.map(clock::text),
            failing_since: endpoint.failing_since.map(clock::text),
            overlap_until: endpoint.overlap_until.map(clock::text),
            created_at: clock::text(endpoint.created_at),
            disabled_by: endpoint.disabled_by,
            id: endpoint.id,
            url: endpoint.url,
        }
    }
}

/// The endpoints of an environment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookEndpoints {
    webhooks: Vec<WebhookEndpoint>,
}

/// An endpoint's secret. This is the only time it is seen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EndpointSecret {
    id: String,
    /// As in `whsec_…`.
    #[schema(value_type = String)]
    secret: Secret,
}

/// How a secret is replaced.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rotation {
    /// For how many hours both secrets sign: 24 when nothing is said, 168 at most; 0 when the old one is known to others.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 168)]
    overlap_hours: Option<u32>,
}

/// What a test event looks like.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestEvent {
    /// Which event it resembles.
    #[serde(rename = "type")]
    kind: EventType,
}

/// An event that is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentEvent {
    event_id: String,
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Database(error) => error.into(),
            Failed::Secret(error) => Self::internal(&error),
        }
    }
}

pub(super) async fn found(app: &App, environment: &str, id: &str) -> Result<Endpoint, Failure> {
    let unknown = || Failure::webhook_not_found("There is no such webhook endpoint in this environment.");
    app.store.endpoint(environment, id).await?.ok_or_else(unknown)
}

fn checked(app: &App, wished: &WishedEndpoint) -> Result<String, Failure> {
    checked_url(&wished.url, app.webhooks.private_addresses).map_err(Failure::input_invalid)
}

fn own_deletions(wished: &WishedEndpoint) -> OwnDeletions {
    if wished.own_deletions { OwnDeletions::Told } else { OwnDeletions::Known }
}

/// Lists the webhook endpoints.
#[utoipa::path(get, path = "/v1/webhooks", responses((status = 200, body = Success<WebhookEndpoints>)))]
pub(crate) async fn webhooks(
    State(app): State<App>,
    Reads(environment): Reads,
) -> Result<Success<WebhookEndpoints>, Failure> {
    let endpoints = app.store.endpoints(&environment.id).await?;
    Ok(Success::new(WebhookEndpoints { webhooks: endpoints.into_iter().map(WebhookEndpoint::from).collect() }))
}

/// Makes a webhook endpoint and answers the secret that its events are signed with.
#[utoipa::path(post, path = "/v1/webhooks", request_body = WishedEndpoint, responses(
    (status = 200, body = Success<EndpointSecret>)
))]
pub(crate) async fn create_webhook(
    State(app): State<App>,
    Configures(environment): Configures,
    Body(wished): Body<WishedEndpoint>,
) -> Result<Success<EndpointSecret>, Failure> {
    let url = checked(&app, &wished)?;
    if app.store.endpoints(&environment.id).await?.len() >= MOST {
        return Err(Failure::input_invalid("There are 20 webhook endpoints already: delete one first."));
    }
    let own_deletions = own_deletions(&wished);
    let (id, secret) = webhook::create(&app, &environment.id, url, wished.events, own_deletions).await?;
    Ok(Success::new(EndpointSecret { id, secret }))
}

/// Reads a webhook endpoint.
#[utoipa::path(get, path = "/v1/webhooks/{webhook_id}", params(("webhook_id" = String, Path)), responses(
    (status = 200, body = Success<WebhookEndpoint>)
))]
pub(crate) async fn webhook(
    State(app): State<App>,
    Reads(environment): Reads,
    Path(webhook_id): Path<String>,
) -> Result<Success<WebhookEndpoint>, Failure> {
    Ok(Success::new(found(&app, &environment.id, &webhook_id).await?.into()))
}

/// Says where a webhook endpoint is and what it hears of.
#[utoipa::path(put, path = "/v1/webhooks/{webhook_id}", params(("webhook_id" = String, Path)), request_body = WishedEndpoint,
    responses((status = 200, body = Success<WebhookEndpoint>)
))]
pub(crate) async fn change_webhook(
    State(app): State<App>,
    Configures(environment): Configures,
    Path(webhook_id): Path<String>,
    Body(wished): Body<WishedEndpoint>,
) -> Result<Success<WebhookEndpoint>, Failure> {
    let url = checked(&app, &wished)?;
    let endpoint = found(&app, &environment.id, &webhook_id).await?;
    app.store.change_endpoint(&endpoint.id, &url, &wished.events, own_deletions(&wished)).await?;
    Ok(Success::new(found(&app, &environment.id, &webhook_id).await?.into()))
}

/// Deletes a webhook endpoint and what waits for it.
#[utoipa::path(delete, path = "/v1/webhooks/{webhook_id}", params(("webhook_id" = String, Path)), responses(
    (status = 200, body = Success<Empty>)
))]
pub(crate) async fn delete_webhook(
    State(app): State<App>,
    Configures(environment): Configures,
    Path(webhook_id): Path<String>,
) -> Result<Success<Empty>, Failure> {
    let endpoint = found(&app, &environment.id, &webhook_id).await?;
    app.store.delete_endpoint(&environment.id, &endpoint.id).await?;
    Ok(Success::new(Empty {}))
}

/// Switches a webhook endpoint on or off. What happens while it is off is not sent to it by itself; what waited before is, once it is on.
#[utoipa::path(put, path = "/v1/webhooks/{webhook_id}/enabled", params(("webhook_id" = String, Path)), request_body = Enabled,
    responses((status = 200, body = Success<WebhookEndpoint>)
))]
pub(crate) async fn set_webhook_enabled(
    State(app): State<App>,
    Configures(environment): Configures,
    Path(webhook_id): Path<String>,
    Body(Enabled { value }): Body<Enabled>,
) -> Result<Success<WebhookEndpoint>, Failure> {
    let endpoint = found(&app, &environment.id, &webhook_id).await?;
    if value {
        app.store.enable_endpoint(&endpoint.id).await?;
    } else {
        app.store.disable_endpoint(&endpoint.id, DisabledBy::Customer).await?;
    }
    Ok(Success::new(found(&app, &environment.id, &webhook_id).await?.into()))
}

/// Replaces the secret of a webhook endpoint. The one before it signs as well for a while.
#[utoipa::path(post, path = "/v1/webhooks/{webhook_id}/rotate", params(("webhook_id" = String, Path)), request_body = Rotation,
    responses((status = 200, body = Success<EndpointSecret>)
))]
pub(crate) async fn rotate_webhook(
    State(app): State<App>,
    Configures(environment): Configures,
    Path(webhook_id): Path<String>,
    Body(Rotation { overlap_hours }): Body<Rotation>,
) -> Result<Success<EndpointSecret>, Failure> {
    let overlap = overlap_hours.map_or(OVERLAP, |hours| i64::from(hours) * clock::HOUR);
    if overlap > LONGEST_OVERLAP {
        return Err(Failure::input_invalid("overlap_hours: write 168 or less."));
    }
    let endpoint = found(&app, &environment.id, &webhook_id).await?;
    let again =
        || Failure::input_invalid("The secret was replaced by somebody else just now: read the endpoint again.");
    let secret = webhook::rotate(&app, &endpoint, overlap).await?.ok_or_else(again)?;
    Ok(Success::new(EndpointSecret { id: endpoint.id, secret }))
}

/// Sends a webhook endpoint an event that did not happen, to see whether it arrives: about an integration whose id is
/// `sandbox:000000000000000000000000`.
#[utoipa::path(post, path = "/v1/webhooks/{webhook_id}/test", params(("webhook_id" = String, Path)), request_body = TestEvent,
    responses((status = 200, body = Success<SentEvent>)
))]
pub(crate) async fn test_webhook(
    State(app): State<App>,
    Operates(environment): Operates,
    Path(webhook_id): Path<String>,
    Body(TestEvent { kind }): Body<TestEvent>,
) -> Result<Success<SentEvent>, Failure> {
    let endpoint = found(&app, &environment.id, &webhook_id).await?;
    Ok(Success::new(SentEvent { event_id: send_test(&app, &endpoint, kind).await? }))
}

/// Sends an event that did not happen. Answers its id.
pub(crate) async fn send_test(app: &App, endpoint: &Endpoint, kind: EventType) -> sqlx::Result<String> {
    let (integration, now) = (Integration::for_tests(&endpoint.environment_id, app.store.now()), app.store.now());
    let failed = FailedFlow {
        tool: integration.tool.clone(),
        category: integration.category.clone(),
        email: integration.end_user_email.clone(),
        organization: integration.end_user_organization_name.clone(),
        origin_id: None,
        log_url: format!("{}/logs/test", app.base_url.as_str()),
    };
    let happened = match kind {
        EventType::IntegrationCreated => Happened::Created(&integration),
        EventType::IntegrationDeleted => Happened::Deleted(&integration, now),
        EventType::IntegrationStateChanged => Happened::StateChanged(&integration, now),
        EventType::ConnectionFlowFailed => Happened::Failed(&failed),
    };
    app.store.put_test(endpoint, &happened).await
}
