//! A certificate and its key, made once per start: what trials call `<certificate>` and `<private_key>`.

use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use std::sync::LazyLock;

static PAIR: LazyLock<(String, String)> = LazyLock::new(|| {
    let made = || -> Result<_, rcgen::Error> {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
        let certificate = CertificateParams::new(vec!["demo.example".to_owned()])?.self_signed(&key)?;
        Ok((certificate.pem(), key.serialize_pem()))
    };
    made().unwrap_or_default()
});

/// The text, or what a trial means by it.
pub fn in_place_of(text: &str) -> String {
    match text {
        "<certificate>" => PAIR.0.trim().to_owned(),
        "<private_key>" => PAIR.1.trim().to_owned(),
        text => text.to_owned(),
    }
}
