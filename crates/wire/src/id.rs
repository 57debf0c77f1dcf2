//! Names of things. Each is text on the wire and a type of its own in Rust, so that one cannot stand in for another.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is; whoever reads it from outside checks it.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

id!(
    /// A tool of the catalog, such as `bamboohr`.
    ToolId
);
id!(
    /// A step of one tool's journey.
    StepId
);
id!(
    /// An input of a step; unique within its tool.
    FieldId
);
id!(
    /// A data point asked for: a model such as `hris_employees`, or a write action.
    ScopeId
);
id!(
    /// Something the tool must grant to its credentials; unique within its tool.
    PermissionId
);
id!(
    /// The public half of a connection link: it stands in the path and is no secret.
    LinkId
);
id!(
    /// The company running the host.
    TenantId
);
