//! Keys, tokens and encryption at rest, all on one audited library. Start at [`Keys`].

pub mod key_file;
mod keys;
mod ring;
mod seal;
mod token;

pub use keys::Keys;
pub use ring::{KeyProblem, KeyRing, KeySource};
pub use seal::{Opened, SealError, Sealed, Subject};
pub use token::{SESSION_LIFETIME, SessionToken, hash, new_api_key, new_link_id, new_link_secret, new_object_id};
pub(crate) use token::{key_name, matches, new_lease};
