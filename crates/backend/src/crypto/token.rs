//! Random names and secrets, how they are stored, and the session token.

use crate::crypto::Keys;
use aws_lc_rs::{constant_time, digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::distr::{Alphanumeric, SampleString};
use wire::{LinkId, Secret};

/// How long a session lives without use, in milliseconds.
pub const SESSION_LIFETIME: i64 = 24 * 60 * 60 * 1000;

/// `length` characters of base62 from a cryptographic generator.
fn random(length: usize) -> String {
    Alphanumeric.sample_string(&mut rand::rng(), length)
}

/// The public half of a link: 22 characters, 130 bits.
pub fn new_link_id() -> LinkId {
    LinkId::new(random(22))
}

/// The secret half (K-02): `cfl_`, 43 characters that hold 256 bits, and 8 hexadecimal digits of CRC-32 over what stands before,
/// so that a mangled link is told from a wrong one without asking anybody.
pub fn new_link_secret() -> Secret {
    let body = format!("cfl_{}", random(43));
    Secret::new(format!("{body}{:08x}", crc32fast::hash(body.as_bytes())))
}

/// An API key: 256 bits.
pub fn new_api_key() -> Secret {
    Secret::new(format!("cfk_{}", random(43)))
}

/// A name for a page that is open: 130 bits.
pub(crate) fn new_lease() -> String {
    random(22)
}

/// The 24 characters of an object's id.
pub fn new_object_id() -> String {
    random(24)
}

/// How a token is stored: SHA-256 is enough, because every token holds 256 random bits.
pub fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, token.as_bytes()))
}

/// What an API key is called by where it is not to be seen.
pub(crate) fn key_name(key: &str) -> String {
    hash(key).chars().take(12).collect()
}

/// Whether a token belongs to a stored hash, in constant time.
pub(crate) fn matches(token: &str, stored: &str) -> bool {
    constant_time::verify_slices_are_equal(hash(token).as_bytes(), stored.as_bytes()).is_ok()
}

/// Proof of having opened a link. Holds no state of its own on the server: it ends with the link it names, or with time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionToken {
    /// The link.
    pub link: LinkId,
    /// When it ends, in milliseconds since 1970.
    pub expires_at: i64,
    /// Names the page that is open, for its drafts (S-03).
    pub lease: String,
    /// Until when the page may be loaded again and still be the same one.
    pub leased_until: i64,
}

impl SessionToken {
    /// The signed text.
    pub fn sign(&self, keys: &Keys) -> Secret {
        let claim = format!("{}.{}.{}.{}", self.link, self.expires_at, self.lease, self.leased_until);
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(keys.sessions(), claim.as_bytes()));
        Secret::new(format!("cfs_{claim}.{signature}"))
    }

    /// Reads a signed text. `None` when it is not ours, was changed, or is over.
    pub fn verify(text: &str, keys: &Keys, now: i64) -> Option<Self> {
        let (claim, signature) = text.strip_prefix("cfs_")?.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        hmac::verify(keys.sessions(), claim.as_bytes(), &signature).ok()?;
        let mut parts = claim.split('.');
        let token = Self {
            link: LinkId::from(parts.next()?),
            expires_at: parts.next()?.parse().ok()?,
            lease: parts.next()?.to_owned(),
            leased_until: parts.next()?.parse().ok()?,
        };
        (token.expires_at > now).then_some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::{SessionToken, hash, matches, new_link_secret};
    use crate::crypto::{KeyRing, KeySource, Keys};
    use arc_swap::ArcSwap;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::sync::Arc;

    /// Of a database with this root secret.
    fn keys(root: u8) -> Keys {
        let key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=".parse().unwrap();
        let source = KeySource::Settings(key, Vec::new());
        let ring = Arc::new(ArcSwap::from_pointee(KeyRing::read(&source).unwrap()));
        Keys::new(source, ring, &[root; 32]).unwrap()
    }

    const ONE: u8 = 1;
    const OTHER: u8 = 2;

    /// K-02
    #[test]
    fn a_link_secret_has_its_prefix_its_length_its_check_and_is_never_the_same() {
        let secrets: BTreeSet<String> = (0..1000).map(|_| new_link_secret().expose().to_owned()).collect();
        assert_eq!(secrets.len(), 1000);
        for secret in secrets {
            let (body, check) = secret.split_at(4 + 43);
            assert!(body.starts_with("cfl_") && body[4..].chars().all(|c| c.is_ascii_alphanumeric()));
            assert_eq!(u32::from_str_radix(check, 16).unwrap(), crc32fast::hash(body.as_bytes()));
        }
    }

    #[test]
    fn a_token_matches_its_own_hash_alone() {
        assert!(matches("one", &hash("one")));
        assert!(!matches("two", &hash("one")) && !matches("one", ""));
    }

    #[test]
    fn a_session_token_is_refused_when_it_is_over_changed_or_signed_by_another() {
        let token = SessionToken { link: "link1".into(), expires_at: 1000, lease: "page1".into(), leased_until: 500 };
        let text = token.sign(&keys(ONE)).expose().to_owned();
        assert_eq!(SessionToken::verify(&text, &keys(ONE), 999), Some(token));
        assert_eq!(SessionToken::verify(&text, &keys(ONE), 1000), None);
        assert_eq!(SessionToken::verify(&text, &keys(OTHER), 0), None);
        assert_eq!(SessionToken::verify(&text.replace("link1", "link2"), &keys(ONE), 0), None);
        assert_eq!(SessionToken::verify(&text.replace("page1", "page2"), &keys(ONE), 0), None);
    }

    proptest! {
        #[test]
        fn no_text_whatsoever_is_taken_for_a_session_token(text in "(cfs_)?.{0,80}") {
            prop_assert_eq!(SessionToken::verify(&text, &keys(ONE), 0), None);
        }
    }
}
