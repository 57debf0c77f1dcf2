//! Answers that the backend gives itself: a log-in at the tool (E-13, E-14), or something made for it.

use crate::{FieldId, Secret, ToolId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `POST /api/grants`: begins a log-in, or makes what is to be made. Asked again, it answers with what is there already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantRequest {
    /// The tool.
    pub tool: ToolId,
    /// The field that wants an answer.
    pub field: FieldId,
    /// The answers so far: an address to log in at may depend on them.
    pub answers: BTreeMap<FieldId, Secret>,
    /// What is needed by the scopes that remain decides what the tool is asked for.
    #[serde(default)]
    pub opted_out: std::collections::BTreeSet<crate::ScopeId>,
    /// Where the end user is to be afterwards.
    pub way_back: WayBack,
}

/// Where somebody is who has logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WayBack {
    /// In a window of its own, which can be closed: the page waits in another.
    Window,
    /// On the page itself.
    Page,
}

/// The backend's answer to a field. `GET /api/grants/{id}` tells it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The answer to the field, good for this link alone.
    pub id: Secret,
    /// How far it is.
    pub state: GrantState,
}

/// How far a grant is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantState {
    /// The end user must log in at this address.
    Waiting(String),
    /// They have.
    Granted,
    /// It was made; this is what the tool must be told.
    Made(String),
    /// They said no at the tool.
    Denied,
    /// The tool did not play its part.
    Failed,
}
