//! Passing the rest of a journey on to somebody else.

use crate::{FieldId, LinkId, Secret, ToolId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `POST /api/handovers`: a new link for the rest. Answers that are secret are not in here, and would not be passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverRequest {
    /// The tool.
    pub tool: ToolId,
    /// The answers that somebody else can go on from.
    pub answers: BTreeMap<FieldId, Secret>,
}

/// A link was made for somebody else. `POST /api/handovers/{link}/revoke` takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// Which link.
    pub link: LinkId,
    /// The whole of it, to be sent on.
    pub address: Secret,
}
