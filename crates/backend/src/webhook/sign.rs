//! The two signatures on every delivery: Standard Webhooks (1.0.0, symmetric `v1`) and the published Kombo header.

use super::Secrets;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use wire::Secret;

/// The headers that prove where a body comes from, at a time in seconds since 1970.
pub(crate) fn headers(secrets: &Secrets, id: &str, at: i64, body: &str) -> [(&'static str, String); 4] {
    let both = std::iter::once(&secrets.present).chain(&secrets.previous);
    let signatures: Vec<String> = both.map(|secret| standard(secret, id, at, body)).collect();
    // It has room for one: whoever checks it switches when the overlap ends.
    let kombo = kombo(secrets.previous.as_ref().unwrap_or(&secrets.present), body);
    [
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", at.to_string()),
        ("webhook-signature", signatures.join(" ")),
        ("x-kombo-signature", kombo),
    ]
}

fn mac(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

/// W-02
fn standard(secret: &Secret, id: &str, at: i64, body: &str) -> String {
    let key = secret.expose().strip_prefix("whsec_").and_then(|key| STANDARD.decode(key).ok()).unwrap_or_default();
    format!("v1,{}", STANDARD.encode(mac(&key, &format!("{id}.{at}.{body}"))))
}

/// W-03: base64url of HMAC-SHA256 over the body, with the secret as it is written.
fn kombo(secret: &Secret, body: &str) -> String {
    URL_SAFE_NO_PAD.encode(mac(secret.expose().as_bytes(), body))
}

#[cfg(test)]
mod tests {
    use super::{Secret, Secrets, headers, standard};

    /// The example of the specification, and of its libraries' own tests.
    #[test]
    fn the_published_example_has_the_published_signature() {
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signed = standard(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn in_an_overlap_both_secrets_sign_and_the_older_one_alone_where_there_is_room_for_one() {
        let (old, new) = (Secret::new("whsec_b2xk"), Secret::new("whsec_bmV3"));
        let of = |secrets: &Secrets| headers(secrets, "id", 1, "{}");
        let before = of(&Secrets { present: old.clone(), previous: None });
        let overlap = of(&Secrets { present: new.clone(), previous: Some(old) });
        let after = of(&Secrets { present: new, previous: None });
        assert_eq!(overlap[2].1, format!("{} {}", after[2].1, before[2].1));
        assert_eq!(overlap[3], before[3]);
        assert_ne!(overlap[3], after[3]);
    }
}
