//! What went wrong, as RFC 9457 problem documents with a stable code. No value that was typed is ever in one.

use crate::{FieldId, PermissionId, ScopeId};
use serde::{Deserialize, Serialize};

/// The body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemDocument {
    /// `urn:connect-flow:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The stable code by itself.
    pub code: ProblemCode,
    /// One sentence for a developer; the page has words of its own.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The request's id, to be quoted to support.
    #[serde(default)]
    pub instance: String,
    /// Which fields are at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Which permissions the tool did not grant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<MissingPermission>,
    /// Seconds after which trying again makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// What went wrong, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// The request is not one this API knows.
    Malformed,
    /// No such link, or not its secret; the two cannot be told apart (K-08).
    LinkUnknown,
    /// The link's time is over.
    LinkExpired,
    /// The customer took the link back.
    LinkRevoked,
    /// The link has done its work.
    LinkCompleted,
    /// Another relink of the same integration was completed first.
    LinkSuperseded,
    /// The integration that the link is for was deleted.
    IntegrationDeleted,
    /// What is asked for is no longer what was shown.
    ScopesChanged,
    /// The session token is missing, wrong or old.
    SessionExpired,
    /// The tool is not among those this link offers.
    ToolUnknown,
    /// Answers fail the checks the page should have made.
    InvalidFields,
    /// The tool did not accept the credentials.
    CredentialsRejected,
    /// The tool accepted the credentials, but they lack permissions.
    PermissionsMissing,
    /// The tool did not answer, or not in its usual way.
    ToolUnavailable,
    /// The tool asks for patience.
    ToolRateLimited,
    /// The same submission is being worked on.
    SubmissionInProgress,
    /// The idempotency key belongs to other answers.
    IdempotencyKeyReused,
    /// The idempotency key is missing or not one.
    IdempotencyKeyMissing,
    /// Nothing at this address.
    NotFound,
    /// The body is too large, or not JSON.
    UnsupportedBody,
    /// The request comes from somewhere it may not (K-09).
    ForeignOrigin,
    /// Our fault.
    Internal,
    /// A newer backend knows a code this page does not.
    #[serde(other)]
    Unknown,
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// JSON pointer into the request, such as `/answers/api_key`.
    pub pointer: String,
    /// What is wrong with it.
    pub code: RejectionCode,
    /// A sentence from the catalog in the session's language; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl FieldProblem {
    const ANSWERS: &str = "/answers/";

    /// Points at a field's answer.
    pub fn at(field: &FieldId, code: RejectionCode, detail: impl Into<String>) -> Self {
        Self { pointer: format!("{}{field}", Self::ANSWERS), code, detail: detail.into() }
    }

    /// The field pointed at, if it is one.
    pub fn field(&self) -> Option<FieldId> {
        self.pointer.strip_prefix(Self::ANSWERS).map(FieldId::from)
    }
}

/// What the tool, or the backend, holds against an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectionCode {
    /// The tool does not know this key, token or password.
    NotAccepted,
    /// The tool knows no account at this address.
    UnknownAddress,
    /// The end user logged in with an account that is not the one that is needed.
    WrongAccount,
    /// The tool knows the account and has locked it.
    Locked,
    /// It fails the field's own checks.
    Invalid,
    /// A newer backend knows a code this page does not.
    #[serde(other)]
    Other,
}

/// A permission the tool did not grant, and what cannot be read or written without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPermission {
    /// The permission.
    pub permission: PermissionId,
    /// The scopes that need it.
    pub scopes: Vec<ScopeId>,
}
