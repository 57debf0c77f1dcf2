//! A tool's journey: its steps, fields and permissions, compiled from the catalog for one language and one scope config.

use crate::{Block, Condition, Field, FieldId, PermissionId, Relink, Said, ScopeGroup, Secret, StepId, ToolId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything the page needs to walk someone through one tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Which tool.
    pub id: ToolId,
    /// The language its texts were asked for in, as a BCP 47 tag.
    pub language: String,
    /// Its name as its maker writes it.
    pub name: String,
    /// Its logo, as a `data:` address.
    pub logo: String,
    /// Changes whenever the fields change; part of the draft's key.
    pub schema: String,
    /// Why it is asked for, in the tenant's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Said>,
    /// Who and what is needed before anything can be filled in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Block>,
    /// The language of that, when it is not the session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_lang: Option<String>,
    /// The data asked for.
    pub scopes: Vec<ScopeGroup>,
    /// What the tool can grant, by id.
    pub permissions: Vec<Permission>,
    /// The pages, in order.
    pub steps: Vec<Step>,
    /// Changes whenever what is asked for does. Comes back with the answers, so that nothing is agreed to that was not shown.
    #[serde(default)]
    pub asked: String,
    /// What is there already, when the link is a relink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relink: Option<Relink>,
    /// Answers that somebody gave before the link was handed over; none of them is secret.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub known: BTreeMap<FieldId, Secret>,
    /// Whether these are the steps to the credentials, or those after them.
    #[serde(default)]
    pub stage: Stage,
}

/// Which part of a tool's journey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The steps to the credentials.
    #[default]
    Connecting,
    /// What the tool asks for once it has accepted them.
    Finishing,
}

/// One page of the journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which step.
    pub id: StepId,
    /// The language of its words, when it is not the session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Its heading.
    pub title: String,
    /// What to do.
    pub body: Vec<Block>,
    /// Whether the permissions to grant are listed here.
    #[serde(default)]
    pub lists_permissions: bool,
    /// How long it usually takes, in minutes.
    pub minutes: u8,
    /// What to fill in, in order; may be empty.
    pub fields: Vec<Field>,
    /// Shown when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// Something to tick in the tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// Which permission.
    pub id: PermissionId,
    /// The language of the label, when it is not the session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What the tool itself calls it.
    pub label: String,
    /// Needed whatever the scopes.
    #[serde(default)]
    pub always: bool,
}
