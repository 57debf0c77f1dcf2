//! What a relink starts from: the integration as it is, and what is about to change.

use crate::{FieldId, PermissionId, ScopeGroup, ScopeId, Secret};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a relink starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relink {
    /// Everything there is to look at, by what happens to it. Empty when the integration keeps the scopes it has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// What the tool was asked to grant so far.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub granted: BTreeSet<PermissionId>,
    /// The optional scopes that were refused so far.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub opted_out: BTreeSet<ScopeId>,
    /// The answers that are not secret. Secrets never leave the backend.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<FieldId, Secret>,
    /// What is known of the credentials that are stored.
    pub stored: Stored,
}

/// What is known of the credentials that are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stored {
    /// Nothing speaks against keeping them.
    Working,
    /// The tool did not accept them when it was last asked, or they cannot be read: there must be new ones.
    Failing,
}

/// The data to which the same thing happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What happens.
    pub change: Change,
    /// To what. Only what is [`ScopeSetting::Optional`](crate::ScopeSetting) in here can be switched here.
    pub groups: Vec<ScopeGroup>,
}

/// What a relink does to a data point, in the order it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was not asked for before.
    Added,
    /// It was refused, and can no longer be.
    Insisted,
    /// It could have been refused, and no longer can be.
    NowRequired,
    /// It can be refused from now on.
    NowOptional,
    /// It is no longer asked for.
    Dropped,
    /// It was refused, and stays refused unless the end user switches it on.
    Refused,
    /// It stays as it is.
    Kept,
}
