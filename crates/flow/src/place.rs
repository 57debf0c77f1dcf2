//! Where in the flow a history entry points. A hint, never trusted: the journey works out what can be reached.

use serde::{Deserialize, Serialize};
use wire::StepId;

/// A screen the end user can go back or forward to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The tool choice.
    Tools,
    /// The scope review.
    Scopes,
    /// What to change in the tool for the credentials that are kept.
    Granting,
    /// One step.
    Step(StepId),
}
