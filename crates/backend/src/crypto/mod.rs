//! Keys, tokens and encryption at rest, all on one audited library. Start at [`Keys`].

mod keys;
mod seal;
mod token;

pub use keys::{KeyProblem, Keys};
pub use seal::{Opened, SealError, Sealed, Subject};
pub(crate) use token::matches;
pub use token::{SESSION_LIFETIME, SessionToken, hash, new_api_key, new_link_id, new_link_secret, new_object_id};
