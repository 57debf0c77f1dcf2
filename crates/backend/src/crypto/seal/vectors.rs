//! What was sealed once can be opened for ever: published vectors, a record of an earlier build, and nonces that do not repeat.

use super::{NONCE, Opened, Sealed, Subject, decrypt, encrypt};
use crate::crypto::Keys;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashSet;

/// The operator's key that the record below was sealed with.
const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        hex.bytes().map(|digit| u8::try_from(char::from(digit).to_digit(16).unwrap()).unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}

/// “The Galois/Counter Mode of Operation”, the paper that defines it, appendix B, test cases 13, 14 and 15.
#[test]
fn the_cipher_is_aes_256_gcm_with_the_nonce_before_the_ciphertext_and_the_tag_after_it() {
    let nothing = "00".repeat(32);
    let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    let clear = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
    let ciphertext = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";
    for (key, nonce, clear, ciphertext, tag) in [
        (nothing.as_str(), "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        (
            nothing.as_str(),
            "000000000000000000000000",
            "00000000000000000000000000000000",
            "cea7403d4d606b6e074ec5d3baf39d18",
            "d0d1c8a799996bf0265b98b5d48ab919",
        ),
        (key, "cafebabefacedbaddecaf888", clear, ciphertext, "b094dac5d93471bdec1a502270e3cc6c"),
    ] {
        let key: [u8; 32] = bytes(key).try_into().unwrap();
        let sealed = [bytes(nonce), bytes(ciphertext), bytes(tag)].concat();
        assert_eq!(decrypt(&key, "", &sealed), Ok(bytes(clear)));
    }
}

#[test]
fn a_record_of_an_earlier_build_can_be_opened() {
    let sealed = Sealed {
        key_id: "20e169b3".to_owned(),
        wrapped_key: STANDARD
            .decode("cl6vSb0JuVSRU1AeOs4/gIkBI5q6DRg/Wu6d91GnBNJfFeqovUiwNFKgT585HL5u8cI729w2WbfIRHmL")
            .unwrap(),
        ciphertext: STANDARD
            .decode(
                "Xaegb8iXE51Gf1UNmiUaFqt4PEDAW/thdFlpfStZga1B05DPMH5RCOiCJ6WMkCqgFoTjm4EJLW6307RRO87h5ZyT6TouXfNidZU=",
            )
            .unwrap(),
    };
    let subject = Subject { environment: "env1", integration: "bamboohr:golden", version: 7 };
    let expected = Opened::from([
        ("api_key".into(), wire::Secret::new("golden-key-é")),
        ("subdomain".into(), wire::Secret::new("acme")),
    ]);
    assert_eq!(Keys::for_tests(&[KEY]).open(&subject, &sealed), Ok(expected));
}

#[test]
fn a_million_nonces_of_one_key_are_all_different() {
    const WRITES: usize = 1_000_000;
    let mut seen = HashSet::with_capacity(WRITES);
    for _ in 0..WRITES {
        let sealed = encrypt(&[7; 32], "subject", Vec::new()).unwrap();
        assert!(seen.insert(*sealed.first_chunk::<NONCE>().unwrap()), "a nonce came twice");
    }
}
