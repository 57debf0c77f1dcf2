//! What a tab remembers of one link, beside the draft: no answers, no secrets.

use crate::{Place, can_be_refused};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use wire::{ScopeId, Tool, ToolId};

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
    /// What was asked for when this tab last looked.
    #[serde(default)]
    pub seen: Option<String>,
    /// What the end user reviewed before they went on.
    #[serde(default)]
    pub reviewed: Option<Reviewed>,
    /// The optional scopes refused.
    #[serde(default)]
    pub opted_out: BTreeSet<ScopeId>,
}

/// What was reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// What the scopes were known by.
    pub asked: String,
    /// The language they were told in.
    pub language: String,
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
            seen: None,
            reviewed: None,
            opted_out: BTreeSet::new(),
        }
    }

    /// Whether nothing was seen of the link yet.
    pub(crate) fn is_new(&self) -> bool {
        self.place.is_none()
    }

    /// Takes what is asked for now. Where that is something else than before, earlier refusals count again; what cannot be refused
    /// is not refused. Answers whether that changed anything.
    pub(crate) fn look_at(&mut self, tool: &Tool) -> bool {
        let before = self.opted_out.clone();
        if self.seen.as_ref() != Some(&tool.asked) {
            self.opted_out.extend(tool.relink.iter().flat_map(|relink| relink.opted_out.iter().cloned()));
            self.seen = Some(tool.asked.clone());
        }
        self.opted_out.retain(|scope| can_be_refused(tool, scope));
        self.opted_out != before
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
