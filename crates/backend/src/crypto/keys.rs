//! The operator's keys, and everything that is derived from this database's own root secret, which they wrap: sessions, drafts and
//! addresses outlive a rotation of the keys.

use super::ring::{KeyProblem, KeyRing, KeySource};
use arc_swap::ArcSwap;
use aws_lc_rs::{hkdf, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::fmt;
use std::sync::Arc;
use wire::{LinkId, Secret};

/// Everything secret that the server itself works with. Prints nothing.
#[derive(Clone)]
pub struct Keys {
    source: KeySource,
    ring: Arc<ArcSwap<KeyRing>>,
    drafts: [u8; 32],
    sessions: hmac::Key,
    fingerprints: hmac::Key,
    activation: hmac::Key,
}

impl Keys {
    /// The operator's keys, and what is derived from the root secret they wrap.
    pub fn new(source: KeySource, ring: Arc<ArcSwap<KeyRing>>, root: &[u8; 32]) -> Result<Self, KeyProblem> {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"connect-flow root 1").extract(root);
        let part = |name: &str| expand(&root, &[name.as_bytes()]).ok_or(KeyProblem::Derivation);
        let mac = |name: &str| part(name).map(|bytes| hmac::Key::new(hmac::HMAC_SHA256, &bytes));
        Ok(Self {
            source,
            ring,
            drafts: part("drafts")?,
            sessions: mac("sessions")?,
            fingerprints: mac("fingerprints")?,
            activation: mac("activation")?,
        })
    }

    /// The operator's keys as they are known now.
    pub fn ring(&self) -> Arc<KeyRing> {
        self.ring.load_full()
    }

    /// Looks whether the operator's keys have changed. Keys that cannot be read leave those that are known.
    pub fn refresh(&self) {
        match KeyRing::read(&self.source) {
            Ok(ring) if ring.ids() != self.ring().ids() => {
                tracing::info!(keys = ?ring, "the operator's keys have changed");
                self.ring.store(Arc::new(ring));
            }
            Ok(_) => {}
            Err(problem) => tracing::error!(%problem, "the operator's keys cannot be read"),
        }
    }

    /// The key that seals one page's drafts in the browser, in base64 (S-02). It is given out with the session only, so it is out of
    /// reach as soon as the link no longer opens, or nobody has held the page open.
    pub fn draft_key(&self, link: &LinkId, lease: &str) -> Secret {
        let root = hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, &self.drafts);
        let info = [b"link".as_slice(), link.as_str().as_bytes(), b"|", lease.as_bytes()];
        Secret::new(expand(&root, &info).map(|key| STANDARD.encode(key)).unwrap_or_default())
    }

    /// What tells two sets of answers apart without being a bare hash of them.
    pub fn fingerprint(&self, text: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.fingerprints, text))
    }

    /// The activation token of a submission. Derived, so that a replayed answer holds the same one and none is stored (E-12).
    pub fn activation_token(&self, link: &LinkId, submission: &str) -> Secret {
        let signed = hmac::sign(&self.activation, format!("{link}|{submission}").as_bytes());
        Secret::new(format!("cfa_{}", URL_SAFE_NO_PAD.encode(signed)))
    }

    pub(crate) fn sessions(&self) -> &hmac::Key {
        &self.sessions
    }
}

pub(super) fn expand(root: &hkdf::Prk, info: &[&[u8]]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    root.expand(info, hkdf::HKDF_SHA256).ok()?.fill(&mut bytes).ok()?;
    Some(bytes)
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

#[cfg(test)]
impl Keys {
    /// From keys in base64, the one of now first.
    pub(crate) fn for_tests(texts: &[&str]) -> Self {
        let mut texts = texts.iter().map(|text| text.parse().unwrap());
        let source = KeySource::Settings(texts.next().unwrap(), texts.collect());
        let ring = Arc::new(ArcSwap::from_pointee(KeyRing::read(&source).unwrap()));
        Self::new(source, ring, &[7; 32]).unwrap()
    }
}
