//! The one key an operator looks after, and everything that is derived from it.

use crate::config::KeyText;
use aws_lc_rs::{hkdf, hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::fmt;
use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::Path;
use thiserror::Error;
use wire::{LinkId, Secret};

/// Everything derived from the operator's key. Prints nothing.
#[derive(Clone)]
pub struct Keys {
    encryption: [u8; 32],
    drafts: [u8; 32],
    sessions: hmac::Key,
    fingerprints: hmac::Key,
    activation: hmac::Key,
}

/// Why there is no key: the server does not start.
#[derive(Debug, Error)]
pub enum KeyProblem {
    /// Not 32 bytes of base64.
    #[error("{0} must hold 32 bytes in base64, as printed by: head -c 32 /dev/urandom | base64")]
    Malformed(String),
    /// All zero.
    #[error("{0} is all zeros: make a random key with: head -c 32 /dev/urandom | base64")]
    Zero(String),
    /// Others may read it.
    #[error("{0} can be read by others: run chmod 600 on it")]
    Exposed(String),
    /// The file could not be read or made.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// The library refused.
    #[error("the cryptographic library could not derive keys")]
    Derivation,
}

impl Keys {
    /// The key from the settings, or from `encryption.key` in the data folder, which is made on the first start.
    pub fn load(given: Option<&KeyText>, data_dir: &Path) -> Result<Self, KeyProblem> {
        match given {
            Some(text) => Self::from_text(text.expose(), "ENCRYPTION_KEY"),
            None => from_file(&data_dir.join("encryption.key")),
        }
    }

    fn from_text(text: &str, name: &str) -> Result<Self, KeyProblem> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| KeyProblem::Malformed(name.to_owned()))?;
        let key: [u8; 32] = bytes.try_into().map_err(|_| KeyProblem::Malformed(name.to_owned()))?;
        if key == [0; 32] {
            return Err(KeyProblem::Zero(name.to_owned()));
        }
        Self::derive(&key)
    }

    fn derive(key: &[u8; 32]) -> Result<Self, KeyProblem> {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"connect-flow 1").extract(key);
        let part = |name: &str| expand(&root, &[name.as_bytes()]).ok_or(KeyProblem::Derivation);
        let mac = |name: &str| part(name).map(|bytes| hmac::Key::new(hmac::HMAC_SHA256, &bytes));
        Ok(Self {
            encryption: part("credentials")?,
            drafts: part("drafts")?,
            sessions: mac("sessions")?,
            fingerprints: mac("fingerprints")?,
            activation: mac("activation")?,
        })
    }

    /// Names the key that credentials are wrapped with, so that a later one can take its place.
    pub(crate) fn encryption_key(&self) -> (&'static str, &[u8; 32]) {
        ("k1", &self.encryption)
    }

    /// The key that seals one link's drafts in the browser, in base64 (S-02). It is given out with the session only, so it is out
    /// of reach as soon as the link no longer opens.
    pub fn draft_key(&self, link: &LinkId) -> Secret {
        let root = hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, &self.drafts);
        Secret::new(
            expand(&root, &[b"link", link.as_str().as_bytes()]).map(|key| STANDARD.encode(key)).unwrap_or_default(),
        )
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

fn expand(root: &hkdf::Prk, info: &[&[u8]]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    root.expand(info, hkdf::HKDF_SHA256).ok()?.fill(&mut bytes).ok()?;
    Some(bytes)
}

fn from_file(path: &Path) -> Result<Keys, KeyProblem> {
    let name = path.display().to_string();
    let failed = |error| KeyProblem::File(name.clone(), error);
    if !path.exists() {
        create(path).map_err(failed)?;
    }
    let mut text = String::new();
    let mut file = std::fs::File::open(path).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0 {
            return Err(KeyProblem::Exposed(name));
        }
    }
    file.read_to_string(&mut text).map_err(failed)?;
    Keys::from_text(&text, &name)
}

fn create(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut key = [0; 32];
    rand::fill(&mut key).map_err(|_| std::io::Error::other("no random numbers"))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(STANDARD.encode(key).as_bytes())
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    ///
    #[test]
    fn a_key_that_is_none_stops_the_server_with_a_sentence_that_does_not_show_it() {
        let zero = base64::Engine::encode(&super::STANDARD, [0; 32]);
        for (text, expected) in
            [("", "32 bytes"), ("c2hvcnQ=", "32 bytes"), ("canary!", "32 bytes"), (&zero, "all zeros")]
        {
            let problem = Keys::from_text(text, "ENCRYPTION_KEY").unwrap_err().to_string();
            assert!(problem.contains(expected) && !problem.contains("canary"), "{problem}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_made_on_the_first_start_can_be_read_by_its_owner_alone_and_is_used_again() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("connect-keys-{}", crate::crypto::new_object_id()));
        let first = Keys::load(None, &folder).unwrap();
        let file = folder.join("encryption.key");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Keys::load(None, &folder).unwrap().fingerprint(b"x"), first.fingerprint(b"x"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Keys::load(None, &folder).unwrap_err().to_string().contains("chmod 600"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
