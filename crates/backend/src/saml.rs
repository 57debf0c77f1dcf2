//! A SAML 2 bearer assertion (RFC 7522), signed with the end user's own key. It is written in the canonical form that the signature is
//! made over (Exclusive XML Canonicalization 1.0), so that no XML library is needed to read it back.

use crate::clock;
use aws_lc_rs::{digest, rand, rsa, signature};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How long an assertion is good for, in milliseconds, and how far clocks may differ.
const LIFETIME: i64 = 10 * clock::MINUTE;
const TOLERANCE: i64 = 5 * clock::MINUTE;

/// What an assertion says.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) audience: String,
    pub(crate) recipient: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// In milliseconds since 1970.
    pub(crate) now: i64,
}

/// The signed assertion in base64; `None` when the key is none.
pub(crate) fn sign(statement: &Statement, key: &str) -> Option<String> {
    let key = key_pair(key)?;
    let id = format!("_{}", crate::crypto::new_object_id());
    let body = body(statement);
    let head = format!(
        "<saml2:Assertion xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{id}\" IssueInstant=\"{}\" Version=\"2.0\">",
        clock::text(statement.now)
    );
    let issuer = format!("<saml2:Issuer>{}</saml2:Issuer>", escaped(&statement.issuer));
    // The signature is taken out again before the digest is made, so it is made without.
    let whole = format!("{head}{issuer}{body}</saml2:Assertion>");
    let digest = STANDARD.encode(digest::digest(&digest::SHA256, whole.as_bytes()));
    let signed_info = signed_info(&id, &digest);
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&signature::RSA_PKCS1_SHA256, &rand::SystemRandom::new(), signed_info.as_bytes(), &mut signature).ok()?;
    let inner = signed_info.replacen(" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", "", 1);
    let signature = format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{inner}<ds:SignatureValue>{}</ds:SignatureValue></ds:Signature>",
        STANDARD.encode(signature)
    );
    Some(STANDARD.encode(format!("{head}{issuer}{signature}{body}</saml2:Assertion>")))
}

/// A private key in PEM, whatever its label says: some makers write "encrypted" on keys that are not.
fn key_pair(pem: &str) -> Option<rsa::KeyPair> {
    let mut blocks = pem.split("-----BEGIN ").skip(1).filter_map(|block| block.split_once("-----"));
    let (label, rest) = blocks.find(|(label, _)| label.ends_with("PRIVATE KEY"))?;
    let text: String = rest.split("-----END").next()?.chars().filter(|c| !c.is_whitespace()).collect();
    let der = STANDARD.decode(text).ok()?;
    if label == "RSA PRIVATE KEY" { rsa::KeyPair::from_der(&der).ok() } else { rsa::KeyPair::from_pkcs8(&der).ok() }
}

fn body(statement: &Statement) -> String {
    let (before, after) = (clock::text(statement.now - TOLERANCE), clock::text(statement.now + LIFETIME));
    let mut body = format!(
        "<saml2:Subject><saml2:NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified\">{}</saml2:NameID>\
         <saml2:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
         <saml2:SubjectConfirmationData NotOnOrAfter=\"{after}\" Recipient=\"{}\"></saml2:SubjectConfirmationData>\
         </saml2:SubjectConfirmation></saml2:Subject>\
         <saml2:Conditions NotBefore=\"{before}\" NotOnOrAfter=\"{after}\"><saml2:AudienceRestriction>\
         <saml2:Audience>{}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>\
         <saml2:AuthnStatement AuthnInstant=\"{}\"><saml2:AuthnContext><saml2:AuthnContextClassRef>\
         urn:oasis:names:tc:SAML:2.0:ac:classes:PreviousSession</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>",
        escaped(&statement.subject),
        quoted(&statement.recipient),
        escaped(&statement.audience),
        clock::text(statement.now),
    );
    if !statement.attributes.is_empty() {
        body.push_str("<saml2:AttributeStatement>");
        for (name, value) in &statement.attributes {
            // Writing to a String cannot fail.
            let _ = write!(
                body,
                "<saml2:Attribute Name=\"{}\"><saml2:AttributeValue>{}</saml2:AttributeValue></saml2:Attribute>",
                quoted(name),
                escaped(value)
            );
        }
        body.push_str("</saml2:AttributeStatement>");
    }
    body
}

fn signed_info(id: &str, digest: &str) -> String {
    format!(
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
         <ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></ds:SignatureMethod>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>\
         <ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>\
         <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
}

/// Text as canonical XML has it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#xD;")
}

/// The value of an attribute as canonical XML has it.
fn quoted(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    text.replace('\t', "&#x9;").replace('\n', "&#xA;").replace('\r', "&#xD;")
}

#[cfg(test)]
mod tests {
    use super::{STANDARD, Statement, sign};
    use aws_lc_rs::{digest, rsa, signature};
    use base64::Engine as _;

    fn statement() -> Statement {
        Statement {
            issuer: "client & co".into(),
            subject: "<user>".into(),
            audience: "www.tool.example".into(),
            recipient: "https://api.tool.example/oauth/token".into(),
            attributes: [("api_key".to_owned(), "key".to_owned())].into(),
            now: 1_795_000_000_000,
        }
    }

    fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
        text.split_once(from).unwrap().1.split_once(to).unwrap().0
    }

    /// RFC 7522; XML Signature 1.1: the digest is over the assertion without its signature, the signature over what holds the digest.
    #[test]
    fn an_assertion_is_signed_so_that_whoever_has_the_public_key_can_tell() {
        let key = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
        let pkcs8 = aws_lc_rs::encoding::AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&key).unwrap();
        let pem =
            format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", STANDARD.encode(pkcs8.as_ref()));
        let signed = String::from_utf8(STANDARD.decode(sign(&statement(), &pem).unwrap()).unwrap()).unwrap();
        assert!(signed.contains("<saml2:Issuer>client &amp; co</saml2:Issuer>") && signed.contains("&lt;user&gt;"));
        let start = signed.find("<ds:Signature ").unwrap();
        let end = signed.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
        let without = format!("{}{}", &signed[..start], &signed[end..]);
        let expected = STANDARD.encode(digest::digest(&digest::SHA256, without.as_bytes()));
        assert_eq!(between(&signed, "<ds:DigestValue>", "</ds:DigestValue>"), expected);
        let inner = between(&signed, "<ds:SignedInfo>", "</ds:SignedInfo>");
        let canonical =
            format!("<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{inner}</ds:SignedInfo>");
        let proof = STANDARD.decode(between(&signed, "<ds:SignatureValue>", "</ds:SignatureValue>")).unwrap();
        let public = aws_lc_rs::signature::KeyPair::public_key(&key).as_ref().to_vec();
        let verifier = signature::UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, public);
        assert!(verifier.verify(canonical.as_bytes(), &proof).is_ok());
        assert!(verifier.verify(canonical.replace(&expected, "x").as_bytes(), &proof).is_err());
    }

    #[test]
    fn what_is_no_key_signs_nothing() {
        for key in ["", "rubbish", "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----"] {
            assert!(sign(&statement(), key).is_none());
        }
    }
}
