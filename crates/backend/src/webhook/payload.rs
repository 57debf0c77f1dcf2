//! What a webhook says. The payloads are those of the published API of this field, to the letter, so that its receivers work here.

use crate::clock;
use crate::store::Integration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a webhook is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EventType {
    /// A link was completed.
    IntegrationCreated,
    /// An integration was deleted, by an operator unless the endpoint wants to hear of all.
    IntegrationDeleted,
    /// An integration works, no longer works, was switched on or off, or is set up.
    IntegrationStateChanged,
    /// An end user ran into a problem; they may still succeed.
    ConnectionFlowFailed,
}

impl EventType {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::IntegrationCreated, Self::IntegrationDeleted, Self::IntegrationStateChanged, Self::ConnectionFlowFailed];

    /// The name used in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IntegrationCreated => "integration-created",
            Self::IntegrationDeleted => "integration-deleted",
            Self::IntegrationStateChanged => "integration-state-changed",
            Self::ConnectionFlowFailed => "connection-flow-failed",
        }
    }

    /// The type of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Something a customer's backend is to hear of.
#[derive(Clone, Copy, Debug)]
pub enum Happened<'a> {
    /// An integration was made.
    Created(&'a Integration),
    /// An integration was deleted, in milliseconds since 1970.
    Deleted(&'a Integration, i64),
    /// An integration's state or set-up changed; this is what it is now.
    StateChanged(&'a Integration, i64),
    /// An end user ran into a problem.
    Failed(&'a FailedFlow),
}

/// An end user's way that led to a problem.
#[derive(Clone, Debug)]
pub struct FailedFlow {
    pub(crate) tool: String,
    pub(crate) category: String,
    pub(crate) email: String,
    pub(crate) organization: String,
    pub(crate) origin_id: Option<String>,
    pub(crate) log_url: String,
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: EventType,
    data: T,
}

#[derive(Serialize)]
struct EndUser<'a> {
    origin_id: Option<&'a str>,
    creator_email: Option<&'a str>,
    organization_name: &'a str,
}

#[derive(Serialize)]
struct About<'a> {
    id: &'a str,
    tool: &'a str,
    category: &'a str,
    end_user: EndUser<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
}

#[derive(Serialize)]
struct Standing<'a> {
    integration_tool: &'a str,
    integration_id: &'a str,
    integration_category: &'a str,
    end_user: EndUser<'a>,
    /// There is no quality check of a first sync here: an integration is made when its credentials were tested.
    qa_status: &'static str,
    setup_status: &'a str,
    state: &'static str,
    updated_at: String,
}

#[derive(Serialize)]
struct Failure<'a> {
    integration_tool: &'a str,
    integration_category: &'a str,
    end_user: EndUser<'a>,
    log_url: &'a str,
}

impl Happened<'_> {
    /// What kind of event it is.
    pub fn event_type(&self) -> EventType {
        match self {
            Self::Created(_) => EventType::IntegrationCreated,
            Self::Deleted(..) => EventType::IntegrationDeleted,
            Self::StateChanged(..) => EventType::IntegrationStateChanged,
            Self::Failed(_) => EventType::ConnectionFlowFailed,
        }
    }

    /// The whole body, as it is signed and sent: two spaces deep, as receivers that write it anew before they check it expect.
    pub(crate) fn body(&self, id: &str) -> String {
        match self {
            Self::Created(integration) => self.wrapped(id, &about(integration, None)),
            Self::Deleted(integration, at) => self.wrapped(id, &about(integration, Some(clock::text(*at)))),
            Self::StateChanged(integration, at) => self.wrapped(
                id,
                &Standing {
                    integration_tool: &integration.tool,
                    integration_id: &integration.id,
                    integration_category: &integration.category,
                    end_user: end_user(integration),
                    qa_status: "PASSED",
                    setup_status: &integration.setup_status,
                    state: integration.health().state().as_str(),
                    updated_at: clock::text(*at),
                },
            ),
            Self::Failed(flow) => self.wrapped(
                id,
                &Failure {
                    integration_tool: &flow.tool,
                    integration_category: &flow.category,
                    end_user: EndUser {
                        origin_id: flow.origin_id.as_deref(),
                        creator_email: Some(&flow.email),
                        organization_name: &flow.organization,
                    },
                    log_url: &flow.log_url,
                },
            ),
        }
    }

    fn wrapped<T: Serialize>(&self, id: &str, data: &T) -> String {
        serde_json::to_string_pretty(&Envelope { id, kind: self.event_type(), data }).unwrap_or_default()
    }
}

fn about(integration: &Integration, deleted_at: Option<String>) -> About<'_> {
    About {
        id: &integration.id,
        tool: &integration.tool,
        category: &integration.category,
        end_user: end_user(integration),
        deleted_at,
    }
}

fn end_user(integration: &Integration) -> EndUser<'_> {
    EndUser {
        origin_id: integration.end_user_origin_id.as_deref(),
        creator_email: Some(&integration.end_user_email),
        organization_name: &integration.end_user_organization_name,
    }
}
