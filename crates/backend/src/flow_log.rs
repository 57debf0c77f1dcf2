//! The story of a link, for whoever helps an end user: what was done, what the tool was asked, what came of it. Nothing that was typed is
//! ever in it (S-12): a request is told by its template, a mistake by its field.

use crate::clock::DAY;
use crate::problem::name;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};
use utoipa::ToSchema;
use wire::{ProblemCode, ProblemDocument, ToolId};

/// How long a story is kept, in milliseconds.
pub(crate) const KEPT_FOR: i64 = 30 * DAY;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// Somebody has done something on the page for the first time.
    Opened,
    /// Another step is on display.
    Step {
        /// Its id.
        step: String,
        /// Which one of all, from 1.
        number: u32,
        /// How many there are.
        count: u32,
    },
    /// A log-in at the tool, or something made for it: how far it is.
    Grant {
        /// The field that it answers.
        field: String,
        /// `waiting`, `granted`, `made`, `denied` or `failed`.
        state: String,
    },
    /// The rest was passed on to somebody else.
    HandedOver {
        /// The id of the link that was made for them.
        link: String,
    },
    /// The answers were sent.
    Submitted {
        /// For this tool.
        tool: String,
        /// How many optional scopes were refused.
        opted_out: usize,
    },
    /// The tool was asked.
    Checked {
        /// In this order.
        requests: Vec<AskedTool>,
    },
    /// A problem was shown.
    Problem {
        /// Which one.
        code: String,
        /// The fields at fault.
        fields: Vec<String>,
        /// The permissions that are missing.
        permissions: Vec<String>,
        /// What the page shows for whoever is asked for help.
        reference: String,
    },
    /// It went through.
    Connected {
        /// The integration.
        integration: String,
    },
    /// The link was revoked, extended or made again by the customer.
    Managed {
        /// `revoked`, `extended` or `resent`.
        what: String,
    },
}

/// A request to a tool, without anything that was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedTool {
    /// GET or POST.
    pub method: String,
    /// Its address, with the names of fields where answers stood.
    pub address: String,
    /// The status; null when there was no answer.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub duration: u64,
}

impl Entry {
    /// A problem, as it was told. Only fields that the tool has: other names are whatever somebody sent.
    pub(crate) fn problem(problem: &ProblemDocument, is_field: impl Fn(&str) -> bool) -> Self {
        let fields = problem.errors.iter().filter_map(|error| error.pointer.rsplit('/').next());
        Self::Problem {
            code: name(problem.code),
            fields: fields.filter(|field| is_field(field)).map(str::to_owned).collect(),
            permissions: problem.permissions.iter().map(|missing| missing.permission.to_string()).collect(),
            reference: problem.instance.rsplit(':').next().unwrap_or_default().to_owned(),
        }
    }

    /// Answers for a tool.
    pub(crate) fn submitted(tool: &ToolId, opted_out: usize) -> Self {
        Self::Submitted { tool: tool.to_string(), opted_out }
    }
}

/// Whether an end user's problem is one that their customer can help with.
pub(crate) fn counts(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::CredentialsRejected
            | ProblemCode::PermissionsMissing
            | ProblemCode::ToolUnavailable
            | ProblemCode::ToolRateLimited
            | ProblemCode::Internal
    )
}

/// What a tool is asked, as it is asked: there even when the check is given up.
#[derive(Debug, Default)]
pub(crate) struct Trace(Mutex<Vec<AskedTool>>);

impl Trace {
    pub(crate) fn note(&self, asked: AskedTool) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
    }

    pub(crate) fn into_requests(self) -> Vec<AskedTool> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
