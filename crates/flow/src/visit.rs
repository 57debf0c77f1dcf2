//! What a tab remembers of one link, beside the draft: no answers, no secrets.

use crate::Place;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use wire::{ScopeId, ToolId};

/// What a tab remembers of one link. Kept in the session store in both environments, because consent is given per link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Random, made by the browser once per visit; idempotency keys are derived from it.
    pub seed: String,
    /// Counts up when what would be sent changes after it was sent, or was settled: another submission has another key.
    #[serde(default)]
    pub edition: u32,
    /// Whether a submission is on its way and its answer is not known.
    #[serde(default)]
    pub in_flight: bool,
    /// The tool.
    #[serde(default)]
    pub tool: Option<ToolId>,
    /// Where the end user was.
    #[serde(default)]
    pub place: Option<Place>,
    /// What was asked for when the end user reviewed it and went on.
    #[serde(default)]
    pub reviewed: Option<String>,
    /// The optional scopes refused.
    #[serde(default)]
    pub opted_out: BTreeSet<ScopeId>,
}

impl Visit {
    /// A first visit.
    pub fn new(seed: impl Into<String>) -> Self {
        Self {
            seed: seed.into(),
            edition: 0,
            in_flight: false,
            tool: None,
            place: None,
            reviewed: None,
            opted_out: BTreeSet::new(),
        }
    }

    /// Whether nothing was seen of the link yet.
    pub(crate) fn is_new(&self) -> bool {
        self.place.is_none()
    }

    /// The key of the submission at hand.
    pub fn submission_key(&self) -> String {
        format!("{}.{}", self.seed, self.edition)
    }
}

/// How safe the answers are against a reload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// They are kept.
    #[default]
    Stored,
    /// They are in memory only: a reload loses them.
    MemoryOnly,
}
