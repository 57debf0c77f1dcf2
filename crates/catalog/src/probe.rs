//! How credentials are tested: requests to make, and what the answers mean. Declared in the catalog, performed by the backend.

use crate::When;
use crate::template::Template;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use wire::{FieldId, PermissionId, RejectionCode};

/// How credentials are tested.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Probe {
    /// Real requests to the tool, one after the other, until one says no.
    Http(Box<HttpProbe>),
    /// Nothing can be asked: why not.
    Nothing {
        /// Why there is nothing to ask.
        because: String,
    },
    /// The built-in sandbox: no request is made, and the key or the account itself says what the answer is.
    Sandbox {
        /// The field that holds the key, or that somebody logs in at.
        #[schemars(with = "String")]
        field: Spanned<FieldId>,
    },
}

/// Requests to a tool.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpProbe {
    /// Where the tool is; a customer's own part may only be what a field pins (W-12).
    #[schemars(with = "String")]
    pub address: Spanned<Template>,
    /// What to ask it.
    pub requests: Vec<ProbeRequest>,
    /// Mutual TLS.
    #[serde(default)]
    pub certificate: Option<ClientCertificate>,
    /// Where the facts are from: an `https` address, or `unverified` and why.
    #[serde(default)]
    #[schemars(with = "String")]
    pub verified: Option<Spanned<String>>,
}

/// What proves who we are to a tool that asks for a certificate.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientCertificate {
    /// The certificate, in PEM.
    pub certificate: Template,
    /// Its private key, in PEM.
    pub key: Template,
}

/// One request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProbeRequest {
    /// Another address than the probe's.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub address: Option<Spanned<Template>>,
    /// Made when all of these hold.
    #[serde(default)]
    #[schemars(with = "Vec<When>")]
    pub when: Vec<Spanned<When>>,
    /// Made only when this permission is needed.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub permission: Option<Spanned<PermissionId>>,
    /// GET unless said otherwise.
    #[serde(default)]
    pub method: Method,
    /// Appended to the address; begins with a slash.
    pub path: Template,
    /// Parameters of the address.
    #[serde(default)]
    pub query: BTreeMap<String, Template>,
    /// Headers.
    #[serde(default)]
    pub headers: BTreeMap<String, Template>,
    /// How the request proves who it is.
    #[serde(default)]
    pub authorization: Option<Authorization>,
    /// A form body.
    #[serde(default)]
    pub form: BTreeMap<String, Template>,
    /// A JSON body.
    #[serde(default)]
    pub json: Option<Template>,
    /// Makes `{assertion}`.
    #[serde(default)]
    pub assertion: Option<Assertion>,
    /// Values for later requests: name to JSON pointer in the answer. They are secret.
    #[serde(default)]
    pub take: BTreeMap<String, String>,
    /// What answers mean. 2xx is yes; what is not listed means that the tool is not available.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// What a yes must hold.
    #[serde(default)]
    pub requires: Vec<Requirement>,
    /// JSON pointer to the address of the next page; followed until everything required is found.
    #[serde(default)]
    pub next: Option<String>,
}

/// The HTTP method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    #[default]
    Get,
    /// Used for token requests.
    Post,
}

impl Method {
    /// As it stands in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// How a request proves who it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Authorization {
    /// HTTP basic authentication.
    Basic {
        /// Before the colon.
        username: Template,
        /// After it.
        password: Template,
    },
    /// A bearer token.
    Bearer(Template),
}

/// Something that is signed with a key of the end user's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Assertion {
    /// A SAML 2 bearer assertion (RFC 7522), in base64.
    Saml {
        /// Who says so.
        issuer: Template,
        /// About whom.
        subject: Template,
        /// To whom.
        audience: Template,
        /// Where it is presented.
        recipient: Template,
        /// The private key it is signed with, in PEM.
        key: Template,
        /// What else it says.
        #[serde(default)]
        attributes: BTreeMap<String, Template>,
    },
}

impl Assertion {
    fn templates(&self) -> Vec<(Vec<&str>, &Template)> {
        let Self::Saml { issuer, subject, audience, recipient, key, attributes } = self;
        let own =
            [("issuer", issuer), ("subject", subject), ("audience", audience), ("recipient", recipient), ("key", key)];
        let own = own.into_iter().map(|(name, template)| (vec!["assertion", "saml", name], template));
        let attribute = |(name, template)| (vec!["assertion", "saml", "attributes", String::as_str(name)], template);
        own.chain(attributes.iter().map(attribute)).collect()
    }
}

/// What one answer means.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// A text that the body holds; the first entry that fits counts.
    #[serde(default)]
    pub holds: Option<String>,
    /// The field at fault and why, if it is a field.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub field: Option<Spanned<FieldId>>,
    /// What is wrong with it.
    #[serde(default)]
    #[schemars(with = "Option<CodeName>")]
    pub code: Option<RejectionCode>,
    /// The permission that is missing, if it is one.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub permission: Option<Spanned<PermissionId>>,
}

/// What is wrong with a field.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum CodeName {
    NotAccepted,
    UnknownAddress,
    WrongAccount,
    Locked,
    Invalid,
}

/// What the body of a yes must hold.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// A JSON pointer: there must be something other than null.
    pub at: String,
    /// What it must be, or what an array there must contain.
    #[serde(default)]
    pub holds: Option<String>,
    /// The field at fault and why, if it is a field.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub field: Option<Spanned<FieldId>>,
    /// What is wrong with it.
    #[serde(default)]
    #[schemars(with = "Option<CodeName>")]
    pub code: Option<RejectionCode>,
    /// The permission that is missing, if it is one.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub permission: Option<Spanned<PermissionId>>,
}

/// What an answer means, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A field is at fault.
    Field(FieldId, RejectionCode),
    /// A permission is missing.
    Permission(PermissionId),
}

fn meaning(
    field: Option<&Spanned<FieldId>>,
    code: Option<RejectionCode>,
    permission: Option<&Spanned<PermissionId>>,
) -> Option<Meaning> {
    match (field, code, permission) {
        (Some(field), Some(code), None) => Some(Meaning::Field(field.as_ref().clone(), code)),
        (None, None, Some(permission)) => Some(Meaning::Permission(permission.as_ref().clone())),
        _ => None,
    }
}

impl Answer {
    /// What it means; `None` when the definition says neither or both, which the checker refuses.
    pub fn meaning(&self) -> Option<Meaning> {
        meaning(self.field.as_ref(), self.code, self.permission.as_ref())
    }
}

impl Requirement {
    /// What it means when it is not met; `None` as above.
    pub fn meaning(&self) -> Option<Meaning> {
        meaning(self.field.as_ref(), self.code, self.permission.as_ref())
    }
}

impl ProbeRequest {
    /// Everything in it that may hold names, and under which keys it stands.
    pub(crate) fn templates(&self) -> Vec<(Vec<&str>, &Template)> {
        let mut templates = vec![(vec!["path"], &self.path)];
        templates.extend(self.address.iter().map(|address| (vec!["address"], address.as_ref())));
        for (key, table) in [("query", &self.query), ("headers", &self.headers), ("form", &self.form)] {
            templates.extend(table.iter().map(|(name, template)| (vec![key, name.as_str()], template)));
        }
        templates.extend(self.json.iter().map(|json| (vec!["json"], json)));
        templates.extend(self.assertion.iter().flat_map(Assertion::templates));
        match &self.authorization {
            Some(Authorization::Basic { username, password }) => {
                templates.push((vec!["authorization", "basic", "username"], username));
                templates.push((vec!["authorization", "basic", "password"], password));
            }
            Some(Authorization::Bearer(token)) => templates.push((vec!["authorization", "bearer"], token)),
            None => {}
        }
        templates
    }
}
