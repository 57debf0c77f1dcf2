//! The one way out: every request to a tool passes through here (W-11). Private addresses are refused after the name is resolved and
//! the address that was checked is the one that is dialled; redirects are not followed; answers are read up to a limit.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use url::{Host, Url};

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// How much of an answer is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The way out.
#[derive(Clone, Debug)]
pub(crate) struct Egress {
    public: reqwest::Client,
    chosen_by_operator: reqwest::Client,
    trusted: Vec<reqwest::Certificate>,
}

/// Who chose where a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChosenBy {
    /// The catalog, with a part the end user typed.
    Catalog,
    /// The operator, by a setting: private addresses are what they meant.
    Operator,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<u32>,
    pub(crate) body: Vec<u8>,
}

impl Egress {
    /// `trusted` are authorities, in PEM, for the addresses that the operator chose.
    pub(crate) fn new(trusted: Option<&[u8]>) -> reqwest::Result<Self> {
        let trusted = trusted.map(reqwest::Certificate::from_pem_bundle).transpose()?.unwrap_or_default();
        let public = builder(ChosenBy::Catalog, &trusted).build()?;
        let chosen_by_operator = builder(ChosenBy::Operator, &trusted).build()?;
        Ok(Self { public, chosen_by_operator, trusted })
    }

    pub(crate) fn client(&self, chosen_by: ChosenBy) -> reqwest::Client {
        match chosen_by {
            ChosenBy::Catalog => self.public.clone(),
            ChosenBy::Operator => self.chosen_by_operator.clone(),
        }
    }

    /// A client that proves who it is with a certificate and its key, both in PEM (mutual TLS).
    pub(crate) fn client_with(&self, chosen_by: ChosenBy, identity: &[u8]) -> reqwest::Result<reqwest::Client> {
        builder(chosen_by, &self.trusted).identity(reqwest::Identity::from_pem(identity)?).build()
    }

    /// Sends a request. `None` when there was no answer; the reason is logged without the address, which may hold what was typed.
    pub(crate) async fn send(&self, chosen_by: ChosenBy, request: reqwest::RequestBuilder) -> Option<Response> {
        match self.send_or_why(chosen_by, request).await {
            Ok(answer) => Some(answer),
            Err(reason) => {
                tracing::info!(reason, "a tool did not answer");
                None
            }
        }
    }

    /// Sends a request. Without an answer the reason is told, without the address.
    pub(crate) async fn send_or_why(
        &self,
        chosen_by: ChosenBy,
        request: reqwest::RequestBuilder,
    ) -> Result<Response, String> {
        let (client, request) = request.build_split();
        let request = request.map_err(|error| why(&error.without_url()))?;
        if chosen_by == ChosenBy::Catalog && !is_allowed(request.url()) {
            return Err("the address is not one that may be asked".to_owned());
        }
        let mut answer = client.execute(request).await.map_err(|error| why(&error.without_url()))?;
        let status = answer.status().as_u16();
        let retry_after = answer.headers().get("retry-after").and_then(|value| seconds(value.to_str().ok()?));
        let mut body = Vec::new();
        while let Ok(Some(chunk)) = answer.chunk().await {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                break;
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, retry_after, body })
    }
}

/// How long to wait: in seconds, or until a date.
fn seconds(text: &str) -> Option<u32> {
    let until =
        || httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).ok()?.as_secs().try_into().ok();
    text.parse().ok().or_else(until)
}

/// An error and what it came from.
fn why(error: &dyn std::error::Error) -> String {
    let mut reasons = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        reasons.push(error.to_string());
        source = error.source();
    }
    reasons.join(": ")
}

/// What every client has, and what depends on who chose where it goes.
fn builder(chosen_by: ChosenBy, trusted: &[reqwest::Certificate]) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .timeout(PATIENCE)
        .user_agent(concat!("connect-flow/", env!("CARGO_PKG_VERSION")));
    match chosen_by {
        ChosenBy::Catalog => builder.https_only(true).dns_resolver(Arc::new(PublicOnly)),
        ChosenBy::Operator => builder.tls_certs_merge(trusted.iter().cloned()),
    }
}

struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name has no public address".into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

/// What nobody but the operator may choose: another scheme, another port, a number in the place of a name, which no resolver would see.
fn is_allowed(url: &Url) -> bool {
    url.scheme() == "https"
        && matches!(url.port(), None | Some(8443))
        && matches!(url.host(), Some(Host::Domain(_)))
        && url.username().is_empty()
        && url.password().is_none()
}

/// Whether an address is on the public internet. What is not listed by a registry as such is not.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Only 2000::/3 is given out, and within it: documentation, 6to4, Teredo and other tunnels are not the public internet.
    (0x2000..=0x3fff).contains(&a) && a != 0x2002 && !(a == 0x2001 && (b == 0xdb8 || b < 0x200)) && a != 0x3fff
}

#[cfg(test)]
mod tests {
    use super::is_public;

    /// W-11
    #[test]
    fn private_local_and_reserved_addresses_are_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
