//! How a link stands, for the customer: what its end user has done, as far as anybody has done anything.

use crate::link::{Link, LinkState};
use crate::store::Progress;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinkStatus {
    /// Nobody has done anything with it. A mail program that looks at it does not count.
    Created,
    /// Somebody is on its first screen.
    Opened,
    /// Somebody is further.
    InProgress,
    /// The last thing that was tried ended with a problem. The end user may go on.
    Failed,
    /// The integration is there, and something is left to do.
    Finishing,
    /// It has done its work.
    Completed,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
    /// Another relink of the same integration was completed first.
    Superseded,
    /// The integration that it was to renew was deleted.
    Deleted,
}

impl LinkStatus {
    /// How a link stands at a time in milliseconds since 1970.
    pub fn of(link: &Link, progress: Option<&Progress>, at: i64) -> Self {
        match (link.state(at), progress) {
            (LinkState::Finishing, _) => Self::Finishing,
            (LinkState::Completed, _) => Self::Completed,
            (LinkState::Revoked, _) => Self::Revoked,
            (LinkState::Expired, _) => Self::Expired,
            (LinkState::Superseded, _) => Self::Superseded,
            (LinkState::IntegrationDeleted, _) => Self::Deleted,
            (LinkState::Active, None) => Self::Created,
            (LinkState::Active, Some(progress)) if progress.problem.is_some() => Self::Failed,
            (LinkState::Active, Some(progress)) if progress.number == 0 => Self::Opened,
            (LinkState::Active, Some(_)) => Self::InProgress,
        }
    }

    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Opened => "OPENED",
            Self::InProgress => "IN_PROGRESS",
            Self::Failed => "FAILED",
            Self::Finishing => "FINISHING",
            Self::Completed => "COMPLETED",
            Self::Expired => "EXPIRED",
            Self::Revoked => "REVOKED",
            Self::Superseded => "SUPERSEDED",
            Self::Deleted => "DELETED",
        }
    }
}
