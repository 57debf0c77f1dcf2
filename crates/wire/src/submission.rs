//! Checked answers on their way, and what became of them.

use crate::{FieldId, ScopeId, Secret, Tool, ToolId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// `POST /api/submissions`, with an `Idempotency-Key` header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitRequest {
    /// The tool.
    pub tool: ToolId,
    /// One answer per field; all are treated as secret from here on. Without any, the credentials that are stored are tested and
    /// kept, which only a relink can ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<BTreeMap<FieldId, Secret>>,
    /// What the scopes were known by that the end user was shown.
    #[serde(default)]
    pub asked: String,
    /// The language they were shown in, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed_in: Option<String>,
    /// The optional scopes that were refused.
    #[serde(default)]
    pub opted_out: BTreeSet<ScopeId>,
}

/// The tool accepted the credentials and the integration exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connected {
    /// Handed to the host, exchanged server to server for the integration.
    pub activation_token: Secret,
    /// What the tool asks for now that it has accepted them, as a journey of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finishing: Option<Box<Tool>>,
}

/// `GET /api/submissions/{key}`: what became of a submission whose answer was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// Nothing with this key ever arrived.
    Unknown,
    /// The tool has not answered yet.
    InProgress,
    /// It went through.
    Connected(Connected),
    /// It ended with this problem, as the submission itself would have answered it.
    Failed(Box<crate::ProblemDocument>),
}
