//! What the page and the backend say to each other: serde types and nothing else.
//!
//! Start at [`Session`], which is what an opened link yields, then [`Tool`] and its steps, then [`SubmitRequest`] and
//! [`ProblemDocument`]. Unknown fields are ignored on the way in, so that either side may be one release ahead.

mod id;
mod problem;
mod relink;
mod scope;
mod secret;
mod session;
mod submission;
mod text;
mod tool;

pub use id::{FieldId, LinkId, PermissionId, ScopeId, StepId, TenantId, ToolId};
pub use problem::{FieldProblem, MissingPermission, ProblemCode, ProblemDocument, RejectionCode};
pub use relink::{Change, Relink, Section, Stored};
pub use scope::{Extent, ScopeField, ScopeGroup, ScopeSetting};
pub use secret::Secret;
pub use session::{Brand, Environment, Logo, OpenRequest, Purpose, Said, Session, ToolSummary};
pub use submission::{Connected, SubmissionState, SubmitRequest};
pub use text::{Block, Inline};
pub use tool::{CharacterSet, Field, FieldKind, Firmness, Pattern, Permission, Persist, Step, Tool};
