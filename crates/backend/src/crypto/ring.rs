//! The keys an operator looks after. The first wraps what is sealed from now on; the others open what was sealed before.

use super::key_file;
use crate::config::KeyText;
use aws_lc_rs::hkdf;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::path::PathBuf;
use thiserror::Error;

/// Where the keys are.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// In the settings: the key of now, and those before.
    Settings(KeyText, Vec<KeyText>),
    /// In a file, one to a line, the key of now first. It is followed while the server runs.
    File(PathBuf),
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

/// A key of the operator's. Prints its name alone.
pub(super) struct OperatorKey {
    pub(super) id: String,
    pub(super) wrapping: [u8; 32],
}

impl OperatorKey {
    pub(super) fn parse(text: &str, name: &str) -> Result<Self, KeyProblem> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| KeyProblem::Malformed(name.to_owned()))?;
        let key: [u8; 32] = bytes.try_into().map_err(|_| KeyProblem::Malformed(name.to_owned()))?;
        if key == [0; 32] {
            return Err(KeyProblem::Zero(name.to_owned()));
        }
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"connect-flow 1").extract(&key);
        let part = |name: &str| super::keys::expand(&root, &[name.as_bytes()]).ok_or(KeyProblem::Derivation);
        let [a, b, c, d, ..] = part("id")?;
        let id = format!("{:08x}", u32::from_be_bytes([a, b, c, d]));
        Ok(Self { id, wrapping: part("wrapping")? })
    }
}

/// All of them.
pub struct KeyRing {
    pub(super) current: OperatorKey,
    others: Vec<OperatorKey>,
}

impl KeyRing {
    /// Reads them from where they are.
    pub fn read(source: &KeySource) -> Result<Self, KeyProblem> {
        match source {
            KeySource::Settings(current, others) => {
                let parse = |text: &KeyText, name| OperatorKey::parse(text.expose(), name);
                let others =
                    others.iter().map(|text| parse(text, "PREVIOUS_ENCRYPTION_KEYS")).collect::<Result<_, _>>();
                Ok(Self { current: parse(current, "ENCRYPTION_KEY")?, others: others? })
            }
            KeySource::File(path) => {
                let name = path.display().to_string();
                let text = key_file::read(path)?;
                let mut keys = text.lines().map(|line| OperatorKey::parse(line, &name));
                let current = keys.next().unwrap_or(Err(KeyProblem::Malformed(name.clone())))?;
                Ok(Self { current, others: keys.collect::<Result<_, _>>()? })
            }
        }
    }

    pub(super) fn find(&self, id: &str) -> Option<&OperatorKey> {
        std::iter::once(&self.current).chain(&self.others).find(|key| key.id == id)
    }

    /// What the keys are called by, the one of now first.
    pub fn ids(&self) -> Vec<String> {
        std::iter::once(&self.current).chain(&self.others).map(|key| key.id.clone()).collect()
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing({})", self.ids().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyRing, KeySource};
    use base64::Engine as _;

    ///
    #[test]
    fn a_key_that_is_none_stops_the_server_with_a_sentence_that_does_not_show_it() {
        let zero = super::STANDARD.encode([0; 32]);
        let good: crate::config::KeyText = super::STANDARD.encode([7; 32]).parse().unwrap();
        for (text, expected) in
            [("", "32 bytes"), ("c2hvcnQ=", "32 bytes"), ("canary!", "32 bytes"), (&zero, "all zeros")]
        {
            let text: crate::config::KeyText = text.parse().unwrap();
            for source in
                [KeySource::Settings(text.clone(), vec![]), KeySource::Settings(good.clone(), vec![text.clone()])]
            {
                let problem = KeyRing::read(&source).unwrap_err().to_string();
                assert!(problem.contains(expected) && !problem.contains("canary"), "{problem}");
            }
        }
    }
}
