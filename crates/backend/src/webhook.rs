//! What customers' backends hear of. [`Happened`] is written down in the transaction of what has happened ([`crate::store`]), signed
//! ([`sign`]) and sent by [`Courier`] until it is taken.

mod courier;
mod payload;
pub(crate) mod sign;

pub use courier::Courier;
pub use payload::{EventType, FailedFlow, Happened};

use crate::clock::DAY;
use crate::crypto::{Opened, SealError, Sealed, Subject};
use crate::server::App;
use crate::store::{Endpoint, NewEndpoint, OwnDeletions};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeSet;
use url::{Host, Url};
use wire::Secret;

/// How long both secrets sign after a rotation when nothing is said, and at most, in milliseconds.
pub(crate) const OVERLAP: i64 = DAY;
/// Seven days.
pub(crate) const LONGEST_OVERLAP: i64 = 7 * DAY;

const SECRET: &str = "secret";
const PREVIOUS: &str = "previous";

/// An address that webhooks can be sent to, or what is wrong with it (W-11). Whether it is a public one is known when it is dialled.
pub(crate) fn checked_url(text: &str, private_allowed: bool) -> Result<String, String> {
    let wrong = |what: &str| Err(format!("url: {what}"));
    let Ok(url) = Url::parse(text) else { return wrong("write an address such as https://app.example.com/webhooks.") };
    let is_safe = url.scheme() == "https" || (private_allowed && url.scheme() == "http");
    if !is_safe {
        return wrong("it must begin with https://.");
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return wrong("leave out user, password and fragment.");
    }
    if text.len() > 2000 {
        return wrong("it is longer than 2,000 characters.");
    }
    if !private_allowed && !matches!(url.host(), Some(Host::Domain(_))) {
        return wrong("use a name instead of a number for the host.");
    }
    if !private_allowed && !matches!(url.port(), None | Some(8443)) {
        return wrong("use port 443 or 8443.");
    }
    Ok(url.into())
}

/// Makes an endpoint. This is the only time its secret is seen.
pub(crate) async fn create(
    app: &App,
    environment: &str,
    url: String,
    events: BTreeSet<EventType>,
    own_deletions: OwnDeletions,
) -> Result<(String, Secret), Failed> {
    let (id, secret) = (crate::crypto::new_object_id(), new_secret()?);
    let secrets = Opened::from([(SECRET.into(), secret.clone())]);
    let sealed = app.keys.seal(&subject(environment, &id, 1), &secrets)?;
    app.store.create_endpoint(&NewEndpoint { id: &id, environment, url: &url, events, own_deletions, sealed }).await?;
    Ok((id, secret))
}

/// Gives an endpoint another secret. The one before it signs as well until the overlap is over, in milliseconds. `None` when somebody
/// else did so at the same moment.
pub(crate) async fn rotate(app: &App, endpoint: &Endpoint, overlap: i64) -> Result<Option<Secret>, Failed> {
    let new = new_secret()?;
    let mut kept = Opened::from([(SECRET.into(), new.clone())]);
    // One that cannot be opened signs nothing any more.
    kept.extend(Secrets::of(app, endpoint).ok().map(|secrets| (PREVIOUS.into(), secrets.present)));
    let next = subject(&endpoint.environment_id, &endpoint.id, endpoint.version + 1);
    let sealed = app.keys.seal(&next, &kept)?;
    let until = app.store.now() + overlap;
    let is_done = app.store.rotate_endpoint(&endpoint.id, endpoint.version, &sealed, until).await?;
    Ok(is_done.then_some(new))
}

/// What an endpoint's deliveries are signed with.
#[derive(Debug)]
pub(crate) struct Secrets {
    pub(crate) present: Secret,
    /// The one before, while both count.
    pub(crate) previous: Option<Secret>,
}

impl Secrets {
    pub(crate) fn of(app: &App, endpoint: &Endpoint) -> Result<Self, Failed> {
        let subject = subject(&endpoint.environment_id, &endpoint.id, endpoint.version);
        let mut opened = app.keys.open(&subject, &endpoint.sealed())?;
        let counts = endpoint.overlap_until.is_some_and(|until| until > app.store.now());
        Ok(Self {
            present: opened.remove(&SECRET.into()).unwrap_or_default(),
            previous: opened.remove(&PREVIOUS.into()).filter(|_| counts),
        })
    }
}

/// Why something could not be done with an endpoint.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("a webhook secret: {0}")]
    Secret(#[from] SealError),
}

fn subject<'a>(environment: &'a str, id: &'a str, version: i64) -> Subject<'a> {
    Subject { environment, integration: id, version }
}

/// W-02
fn new_secret() -> Result<Secret, SealError> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| SealError::Unsealable)?;
    Ok(Secret::new(format!("whsec_{}", STANDARD.encode(bytes))))
}

impl Endpoint {
    fn sealed(&self) -> Sealed {
        Sealed {
            key_id: self.key_id.clone(),
            wrapped_key: self.wrapped_key.clone(),
            ciphertext: self.ciphertext.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::checked_url;

    /// W-11
    #[test]
    fn an_address_is_a_public_https_one_unless_the_operator_says_otherwise() {
        assert!(checked_url("https://app.example.com/webhooks?x=1", false).is_ok());
        assert!(checked_url("https://app.example.com:8443/", false).is_ok());
        for wrong in [
            "app.example.com",
            "http://app.example.com/",
            "ftp://app.example.com/",
            "https://user@app.example.com/",
            "https://:secret@app.example.com/",
            "https://app.example.com/#x",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://app.example.com:22/",
            "javascript:alert(1)",
            "",
        ] {
            assert!(checked_url(wrong, false).is_err(), "{wrong}");
        }
        assert!(checked_url("http://127.0.0.1:9000/", true).is_ok());
        assert!(checked_url("http://u@127.0.0.1:9000/", true).is_err());
    }
}
