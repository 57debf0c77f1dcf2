//! What the page and the backend say to each other: serde types and nothing else.
//!
//! Start at [`Session`], which is what an opened link yields, then [`Tool`] and its steps, then [`SubmitRequest`] and
//! [`ProblemDocument`]. Unknown fields are ignored on the way in, so that either side may be one release ahead.

mod field;
mod grant;
mod hand_over;
mod id;
mod pattern;
mod problem;
mod relink;
mod scope;
mod secret;
mod session;
mod submission;
mod text;
mod tool;

pub use field::{Choice, Condition, Field, FieldKind, Format, PemKind, Persist};
pub use grant::{Grant, GrantRequest, GrantState, WayBack};
pub use hand_over::{HandOverRequest, HandedOver};
pub use id::{FieldId, LinkId, PermissionId, ScopeId, StepId, TenantId, ToolId};
pub use pattern::{CharacterSet, Firmness, Pattern};
pub use problem::{FieldProblem, MissingPermission, ProblemCode, ProblemDocument, RejectionCode};
pub use relink::{Change, Relink, Section, Stored};
pub use scope::{Extent, ScopeField, ScopeGroup, ScopeSetting};
pub use secret::Secret;
pub use session::{Brand, Environment, Logo, OpenRequest, Purpose, Said, Session, ToolSummary};
pub use submission::{Connected, SubmissionState, SubmitRequest};
pub use text::{Block, Inline};
pub use tool::{Permission, Stage, Step, Tool};
