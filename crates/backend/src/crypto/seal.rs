//! Credentials at rest: a fresh data key per record, wrapped by the operator's key, both bound to the integration.

use super::ring::OperatorKey;
use crate::crypto::{KeyRing, Keys};
use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use aws_lc_rs::rand;
use std::collections::BTreeMap;
use thiserror::Error;
use wire::{FieldId, Secret};

const NONCE: usize = 12;

/// Whose credentials. All of it is bound to the ciphertext: moved anywhere else, it cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The environment, which names the tenant too.
    pub environment: &'a str,
    /// The integration.
    pub integration: &'a str,
    /// Which edition of its credentials.
    pub version: i64,
}

impl Subject<'_> {
    /// For what the data key encrypts.
    fn of_credentials(&self) -> String {
        format!("cf1|AES-256-GCM|credentials|{}|{}|{}", self.environment, self.integration, self.version)
    }

    /// For the data key itself. Only it names the operator's key, so that another one can take its place.
    fn of_data_key(&self, key: &OperatorKey) -> String {
        format!("cf1|AES-256-GCM|key|{}|{}|{}|{}", key.id, self.environment, self.integration, self.version)
    }
}

/// What is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Which operator's key wrapped the data key.
    pub key_id: String,
    /// The data key, encrypted.
    pub wrapped_key: Vec<u8>,
    /// The credentials, encrypted with the data key.
    pub ciphertext: Vec<u8>,
}

/// Credentials in clear.
pub type Opened = BTreeMap<FieldId, Secret>;

/// Why something could not be sealed or opened. Says nothing of what was in it.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SealError {
    /// The ciphertext was changed, moved, cut or made with another key.
    #[error("these credentials cannot be opened with this key for this integration")]
    Refused,
    /// No random numbers, or a value the library does not take.
    #[error("the cryptographic library refused to encrypt")]
    Unsealable,
}

impl KeyRing {
    /// Encrypts bytes for a subject.
    pub fn seal(&self, subject: &Subject<'_>, clear: Vec<u8>) -> Result<Sealed, SealError> {
        let mut data_key = [0; 32];
        rand::fill(&mut data_key).map_err(|_| SealError::Unsealable)?;
        Ok(Sealed {
            key_id: self.current.id.clone(),
            wrapped_key: self.wrap(subject, data_key)?,
            ciphertext: encrypt(&data_key, &subject.of_credentials(), clear)?,
        })
    }

    /// Decrypts what was sealed for the same subject.
    pub fn open(&self, subject: &Subject<'_>, sealed: &Sealed) -> Result<Vec<u8>, SealError> {
        let data_key = self.unwrap_key(subject, &sealed.key_id, &sealed.wrapped_key)?;
        decrypt(&data_key, &subject.of_credentials(), &sealed.ciphertext)
    }

    /// The same data key, wrapped by the key of now.
    pub fn rewrap(&self, subject: &Subject<'_>, key_id: &str, wrapped_key: &[u8]) -> Result<Vec<u8>, SealError> {
        self.wrap(subject, self.unwrap_key(subject, key_id, wrapped_key)?)
    }

    fn wrap(&self, subject: &Subject<'_>, data_key: [u8; 32]) -> Result<Vec<u8>, SealError> {
        encrypt(&self.current.wrapping, &subject.of_data_key(&self.current), data_key.to_vec())
    }

    fn unwrap_key(&self, subject: &Subject<'_>, key_id: &str, wrapped_key: &[u8]) -> Result<[u8; 32], SealError> {
        let key = self.find(key_id).ok_or(SealError::Refused)?;
        let data_key = decrypt(&key.wrapping, &subject.of_data_key(key), wrapped_key)?;
        data_key.try_into().map_err(|_| SealError::Refused)
    }
}

impl Keys {
    /// Encrypts credentials for a subject.
    pub fn seal(&self, subject: &Subject<'_>, credentials: &Opened) -> Result<Sealed, SealError> {
        let clear = serde_json::to_vec(credentials).map_err(|_| SealError::Unsealable)?;
        self.ring().seal(subject, clear)
    }

    /// Decrypts what was sealed for the same subject.
    pub fn open(&self, subject: &Subject<'_>, sealed: &Sealed) -> Result<Opened, SealError> {
        if self.ring().find(&sealed.key_id).is_none() {
            // Another node, or the command line, may have heard of a new key first.
            self.refresh();
        }
        let clear = self.ring().open(subject, sealed)?;
        serde_json::from_slice(&clear).map_err(|_| SealError::Refused)
    }
}

/// The nonce, then the ciphertext with its tag.
fn encrypt(key: &[u8; 32], associated_data: &str, mut bytes: Vec<u8>) -> Result<Vec<u8>, SealError> {
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_| SealError::Unsealable)?;
    let nonce = key.seal_in_place_append_tag(Aad::from(associated_data.as_bytes()), &mut bytes);
    let mut sealed = nonce.map_err(|_| SealError::Unsealable)?.as_ref().to_vec();
    sealed.append(&mut bytes);
    Ok(sealed)
}

fn decrypt(key: &[u8; 32], associated_data: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::Refused)?;
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_| SealError::Unsealable)?;
    let mut bytes = ciphertext.to_vec();
    let clear = key.open_in_place(nonce.into(), Aad::from(associated_data.as_bytes()), &mut bytes);
    clear.map(|clear| clear.to_vec()).map_err(|_| SealError::Refused)
}

#[cfg(test)]
mod vectors;

#[cfg(test)]
mod tests {
    use super::{Opened, SealError, Sealed, Subject};
    use crate::crypto::Keys;
    use proptest::prelude::*;

    const ONE: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    const OTHER: &str = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

    fn keys() -> Keys {
        Keys::for_tests(&[ONE])
    }

    fn subject(integration: &str) -> Subject<'_> {
        Subject { environment: "env1", integration, version: 1 }
    }

    fn credentials() -> Opened {
        Opened::from([("api_key".into(), wire::Secret::new("canary-9d1e"))])
    }

    #[test]
    fn what_is_sealed_can_be_opened_and_shows_nothing() {
        let sealed = keys().seal(&subject("a"), &credentials()).unwrap();
        assert!(!String::from_utf8_lossy(&sealed.ciphertext).contains("canary"));
        assert_eq!(keys().open(&subject("a"), &sealed), Ok(credentials()));
    }

    /// every pair of 50 records.
    #[test]
    fn credentials_moved_to_another_integration_environment_or_version_cannot_be_opened() {
        let names: Vec<String> = (0..50).map(|number| format!("tool:{number}")).collect();
        let records: Vec<Sealed> =
            names.iter().map(|name| keys().seal(&subject(name), &credentials()).unwrap()).collect();
        let mut tried = 0;
        for (index, record) in records.iter().enumerate() {
            for (other, name) in names.iter().enumerate().filter(|(other, _)| *other != index) {
                let swapped = Sealed { wrapped_key: records[other].wrapped_key.clone(), ..record.clone() };
                tried += 1;
                assert_eq!(keys().open(&subject(name), record), Err(SealError::Refused));
                assert_eq!(keys().open(&subject(name), &swapped), Err(SealError::Refused));
            }
        }
        assert_eq!(tried, 2450);
        if let Ok(folder) = std::env::var("FIGURES") {
            std::fs::write(format!("{folder}/ciphertext_swaps.json"), "{\"tried\":2450,\"accepted\":0}").unwrap();
        }
        let elsewhere = Subject { environment: "env2", ..subject(&names[0]) };
        assert_eq!(keys().open(&elsewhere, &records[0]), Err(SealError::Refused));
        let later = Subject { version: 2, ..subject(&names[0]) };
        assert_eq!(keys().open(&later, &records[0]), Err(SealError::Refused));
    }

    ///
    #[test]
    fn after_a_rotation_old_records_open_with_the_old_key_and_once_wrapped_anew_without_it() {
        let before = keys().seal(&subject("a"), &credentials()).unwrap();
        let both = Keys::for_tests(&[OTHER, ONE]);
        assert_eq!(both.open(&subject("a"), &before), Ok(credentials()));
        assert_eq!(Keys::for_tests(&[OTHER]).open(&subject("a"), &before), Err(SealError::Refused));
        let rewrap = |name| both.ring().rewrap(&subject(name), &before.key_id, &before.wrapped_key);
        assert_eq!(rewrap("b"), Err(SealError::Refused));
        let key_id = both.ring().ids().remove(0);
        let after = Sealed { key_id, wrapped_key: rewrap("a").unwrap(), ciphertext: before.ciphertext.clone() };
        assert_eq!(Keys::for_tests(&[OTHER]).open(&subject("a"), &after), Ok(credentials()));
        assert_eq!(keys().open(&subject("a"), &after), Err(SealError::Refused));
        // A name of a key is not a key.
        assert_eq!(both.open(&subject("a"), &Sealed { key_id: before.key_id, ..after }), Err(SealError::Refused));
    }

    #[test]
    fn sealing_the_same_credentials_twice_gives_different_ciphertexts() {
        let seal = || keys().seal(&subject("a"), &credentials()).unwrap();
        let (one, two) = (seal(), seal());
        assert!(one.ciphertext != two.ciphertext && one.wrapped_key != two.wrapped_key);
    }

    proptest! {
        ///
        #[test]
        fn a_malformed_ciphertext_of_any_length_is_refused_and_never_panics(
            wrapped_key in prop::collection::vec(any::<u8>(), 0..80),
            ciphertext in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let sealed = Sealed { key_id: keys().ring().ids().remove(0), wrapped_key, ciphertext };
            prop_assert_eq!(keys().open(&subject("a"), &sealed), Err(SealError::Refused));
        }

        #[test]
        fn one_changed_bit_anywhere_is_refused(position in any::<prop::sample::Index>(), bit in 0_u8..8, in_key in any::<bool>()) {
            let mut sealed = keys().seal(&subject("a"), &credentials()).unwrap();
            let bytes = if in_key { &mut sealed.wrapped_key } else { &mut sealed.ciphertext };
            let index = position.index(bytes.len());
            bytes[index] ^= 1 << bit;
            prop_assert_eq!(keys().open(&subject("a"), &sealed), Err(SealError::Refused));
        }
    }
}
