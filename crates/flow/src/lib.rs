//! The connection flow's core: where the end user is, what may happen next, what may be kept and what may be sent.
//!
//! Start at [`Flow`]: [`Flow::apply`] takes what happened ([`Event`]) and answers what must be done ([`Effect`]). There is no
//! browser, clock, randomness or I/O in here, so that all of it can be tested natively in milliseconds.

mod asked;
mod check;
mod choosing;
mod draft;
mod effect;
mod event;
mod flow;
mod granting;
mod grants;
mod hand_over;
mod host_name;
mod journey;
mod leaving;
mod opening;
mod place;
mod problem;
mod scope_diff;
mod scopes;
mod slot;
mod stepping;
mod submission;
mod submitting;
mod translating;
mod visit;

pub use check::{check_answers, fits};
pub use choosing::{Choosing, Fetch};
pub use draft::{Draft, Snapshot};
pub use effect::{Effect, FocusTarget, HostMessage, Navigation, Texts};
pub use event::{CallFailure, Event, Settled};
pub use flow::{Connection, Flow, Screen};
pub use grants::Granting;
pub use hand_over::HandingOver;
pub use host_name::{host, subdomain};
pub use journey::Journey;
pub use opening::ends_link;
pub use place::Place;
pub use problem::{Problem, ProblemKind, Unavailable};
pub use scope_diff::{Held, ScopeDiff};
pub use scopes::{can_be_refused, dropped_permissions, needed_permissions, permissions_for, remaining_scopes};
pub use slot::{Slot, Store, draft_prefix, visit_key};
pub use submission::Submission;
pub use visit::{Keeping, Reviewed, Visit};
