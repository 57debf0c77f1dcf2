//! The data asked for, as the end user sees it.

use crate::{PermissionId, ScopeId};
use serde::{Deserialize, Serialize};

/// Whether a data point is asked for, and whether the end user may refuse it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ScopeSetting {
    /// Asked for; cannot be refused.
    Enabled,
    /// Asked for; the end user may opt out.
    Optional,
    /// Not asked for, not shown. Never on the wire to the page.
    Disabled,
}

/// One model or write action with its fields, in words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeGroup {
    /// The model (`hris_employees`) or write action (`hris_create_employee`).
    pub id: ScopeId,
    /// The language of its words and of its fields', when it is not the session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Its name.
    pub label: String,
    /// What it is for or holds, in one sentence; empty when the label says it all.
    #[serde(default)]
    pub summary: String,
    /// Whether the end user may opt out of it.
    pub setting: ScopeSetting,
    /// Whether data is written rather than read.
    #[serde(default)]
    pub writes: bool,
    /// The fields of the model that are asked for.
    #[serde(default)]
    pub fields: Vec<ScopeField>,
    /// What the tool must grant for it.
    #[serde(default)]
    pub permissions: Vec<PermissionId>,
    /// Whether all of it is meant, or only some of its fields.
    #[serde(default, skip_serializing_if = "Extent::is_whole")]
    pub extent: Extent,
}

/// How much of a model is meant where it is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The model with the fields named.
    #[default]
    Whole,
    /// The fields named: the model itself is listed elsewhere.
    Fields,
}

impl Extent {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_whole(&self) -> bool {
        *self == Self::Whole
    }
}

/// One field of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeField {
    /// `<model>.<field>`, such as `hris_employees.date_of_birth`.
    pub id: ScopeId,
    /// Its name.
    pub label: String,
    /// Whether the end user may opt out of it.
    pub setting: ScopeSetting,
}
