//! One request of a probe: from templates to what is sent.

use super::{Check, Verdict};
use crate::egress::{ChosenBy, Response};
use crate::flow_log::AskedTool;
use crate::saml::{self, Statement};
use crate::tool_address::Address;
use catalog::{Assertion, Authorization, Fill, HttpProbe, Method, ProbeRequest, Template};
use std::collections::BTreeMap;
use std::time::Instant;
use wire::{FieldId, RejectionCode, Secret};

/// One request, with everything that may stand in it.
pub(super) struct Asking<'a> {
    pub(super) check: &'a Check<'a>,
    pub(super) probe: &'a HttpProbe,
    pub(super) request: &'a ProbeRequest,
    pub(super) taken: &'a BTreeMap<String, Secret>,
}

impl Asking<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        let answer = self.check.answers.get(&FieldId::from(name)).or_else(|| self.taken.get(name));
        answer.map(Secret::expose)
    }

    fn host(&self) -> &Template {
        self.request.address.as_ref().unwrap_or(&self.probe.address).as_ref()
    }

    /// Sends it. There is no answer when a name has no value or the tool does not answer.
    pub(super) async fn send(&self) -> Result<Response, Verdict> {
        let value = |name: &str| self.value(name);
        let path = self.request.path.fill(Fill::Encoded, value).ok_or(Verdict::Unavailable)?;
        let address = self.check.addresses.of(self.host(), &path, value).ok_or(Verdict::Unavailable)?;
        let request = self.prepared(&address, &self.query()?)?;
        self.exchange(address.chosen_by, request).await
    }

    /// Sends a request that is written, and notes that without what was typed.
    async fn exchange(&self, chosen_by: ChosenBy, request: reqwest::RequestBuilder) -> Result<Response, Verdict> {
        let started = Instant::now();
        let answer = self.check.egress.send(chosen_by, request).await;
        let method = if self.request.method == Method::Get { "GET" } else { "POST" };
        self.check.trace.note(AskedTool {
            method: method.to_owned(),
            address: format!("{}{}", self.host().as_str(), self.request.path.as_str()),
            status: answer.as_ref().map(|answer| answer.status),
            duration: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        });
        answer.ok_or(Verdict::Unavailable)
    }

    /// The next page, with the same proof of who asks; `None` when it is said to be on another host.
    pub(super) async fn send_to_next(&self, next: &str) -> Result<Option<Response>, Verdict> {
        let Some(address) = self.check.addresses.next(self.host(), next, |name| self.value(name)) else {
            return Ok(None);
        };
        let request = self.prepared(&address, &BTreeMap::new())?;
        self.exchange(address.chosen_by, request).await.map(Some)
    }

    fn query(&self) -> Result<BTreeMap<&str, String>, Verdict> {
        self.filled(&self.request.query)
    }

    fn filled<'n>(&self, templates: &'n BTreeMap<String, Template>) -> Result<BTreeMap<&'n str, String>, Verdict> {
        let fill = |template: &Template| template.fill(Fill::AsItIs, |name| self.value(name));
        let filled = templates.iter().map(|(name, template)| Some((name.as_str(), fill(template)?)));
        filled.collect::<Option<_>>().ok_or(Verdict::Unavailable)
    }

    fn prepared(&self, address: &Address, query: &BTreeMap<&str, String>) -> Result<reqwest::RequestBuilder, Verdict> {
        let assertion = self.request.assertion.as_ref().map(|assertion| self.assertion(assertion)).transpose()?;
        let value = |name: &str| match &assertion {
            Some(assertion) if name == "assertion" => Some(assertion.as_str()),
            _ => self.value(name),
        };
        let fill = |template: &Template| template.fill(Fill::AsItIs, value).ok_or(Verdict::Unavailable);
        let client = self.client(address)?;
        let method = match self.request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let mut builder = client.request(method, &address.url);
        if !query.is_empty() {
            builder = builder.query(query);
        }
        if !self.request.headers.keys().any(|name| name.eq_ignore_ascii_case("accept")) {
            builder = builder.header("accept", "application/json");
        }
        for (name, template) in &self.request.headers {
            builder = builder.header(name, fill(template)?);
        }
        builder = match &self.request.authorization {
            None => builder,
            Some(Authorization::Basic { username, password }) => {
                builder.basic_auth(fill(username)?, Some(fill(password)?))
            }
            Some(Authorization::Bearer(token)) => builder.bearer_auth(fill(token)?),
        };
        if let Some(json) = &self.request.json {
            let body = json.fill(Fill::Json, value).ok_or(Verdict::Unavailable)?;
            builder = builder.header("content-type", "application/json").body(body);
        }
        if !self.request.form.is_empty() {
            let form = self.request.form.iter().map(|(name, template)| Ok((name, fill(template)?)));
            builder = builder.form(&form.collect::<Result<BTreeMap<_, _>, Verdict>>()?);
        }
        Ok(builder)
    }

    /// With mutual TLS a certificate that does not fit its key is a mistake of whoever pasted them.
    fn client(&self, address: &Address) -> Result<reqwest::Client, Verdict> {
        let Some(certificate) = &self.probe.certificate else {
            return Ok(self.check.egress.client(address.chosen_by));
        };
        let fill =
            |template: &Template| template.fill(Fill::AsItIs, |name| self.value(name)).ok_or(Verdict::Unavailable);
        let identity = format!("{}\n{}\n", fill(&certificate.certificate)?, fill(&certificate.key)?);
        let client = self.check.egress.client_with(address.chosen_by, identity.as_bytes());
        client.map_err(|_| refused(&certificate.key))
    }

    fn assertion(&self, assertion: &Assertion) -> Result<String, Verdict> {
        let Assertion::Saml { issuer, subject, audience, recipient, key, attributes } = assertion;
        let fill =
            |template: &Template| template.fill(Fill::AsItIs, |name| self.value(name)).ok_or(Verdict::Unavailable);
        let attributes = attributes.iter().map(|(name, template)| Ok((name.clone(), fill(template)?)));
        let statement = Statement {
            issuer: fill(issuer)?,
            subject: fill(subject)?,
            audience: fill(audience)?,
            recipient: fill(recipient)?,
            attributes: attributes.collect::<Result<_, Verdict>>()?,
            now: self.check.now,
        };
        saml::sign(&statement, &fill(key)?).ok_or_else(|| refused(key))
    }
}

/// The field that a template is made of cannot be used.
fn refused(template: &Template) -> Verdict {
    match template.names().first() {
        Some(name) => Verdict::Rejected(FieldId::from(*name), RejectionCode::Invalid),
        None => Verdict::Unavailable,
    }
}
