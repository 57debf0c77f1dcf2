//! How credentials are tested: requests to make, and what the answers mean. Declared in the catalog, performed by the backend.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use toml::Spanned;
use wire::{FieldId, PermissionId, RejectionCode};

/// How credentials are tested.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Probe {
    /// Real requests to the tool, one after the other, until one says no.
    Http {
        /// Where the tool is; a customer's own part may only be a whole label of the host name (W-12).
        address: Spanned<Template>,
        /// What to ask it.
        requests: Vec<ProbeRequest>,
    },
    /// The built-in sandbox: no request is made, and the key itself says what the answer is.
    Sandbox {
        /// The field that holds the key.
        field: Spanned<FieldId>,
    },
}

/// One request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbeRequest {
    /// GET unless said otherwise.
    #[serde(default)]
    pub method: Method,
    /// Appended to the address; begins with a slash.
    pub path: Template,
    /// How the request proves who it is.
    #[serde(default)]
    pub authorization: Option<Authorization>,
    /// A form body.
    #[serde(default)]
    pub form: BTreeMap<String, Template>,
    /// Values for later requests: name to JSON pointer in the answer. They are secret.
    #[serde(default)]
    pub take: BTreeMap<String, String>,
    /// Made only when this permission is needed.
    #[serde(default)]
    pub permission: Option<Spanned<PermissionId>>,
    /// What answers mean. 2xx is yes; what is not listed means that the tool is not available.
    #[serde(default)]
    pub answers: Vec<Answer>,
}

/// The HTTP method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    #[default]
    Get,
    /// Used for token requests.
    Post,
}

/// How a request proves who it is.
#[derive(Debug, Deserialize)]
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

/// What one answer means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The field at fault and why, if it is a field.
    #[serde(default)]
    pub field: Option<Spanned<FieldId>>,
    /// What is wrong with it.
    #[serde(default)]
    pub code: Option<RejectionCode>,
    /// The permission that is missing, if it is one.
    #[serde(default)]
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

impl Answer {
    /// What it means; `None` when the definition says neither or both, which the checker refuses.
    pub fn meaning(&self) -> Option<Meaning> {
        match (&self.field, self.code, &self.permission) {
            (Some(field), Some(code), None) => Some(Meaning::Field(field.as_ref().clone(), code)),
            (None, None, Some(permission)) => Some(Meaning::Permission(permission.as_ref().clone())),
            _ => None,
        }
    }
}

/// A text with `{names}` in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Template(String);

/// How a value is written into a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// As it is: for headers and form bodies, which encode by themselves.
    AsItIs,
    /// Percent-encoded, so that it stays one part of an address.
    Encoded,
}

impl Template {
    /// An address an operator has set: it may use the names of fields too.
    pub fn from_operator(address: &str) -> Self {
        Self(address.to_owned())
    }

    /// The names in it. An unclosed brace is a name that nothing has, so the checker finds it.
    pub fn names(&self) -> Vec<&str> {
        self.0.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest)).collect()
    }

    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text with every name replaced; `None` when a name has no value.
    pub fn fill<'v>(&self, fill: Fill, value: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
        let mut parts = self.0.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}')?;
            let value = value(name)?;
            match fill {
                Fill::AsItIs => filled.push_str(value),
                Fill::Encoded => encode(value, &mut filled),
            }
            filled.push_str(rest);
        }
        Some(filled)
    }
}

fn encode(value: &str, into: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fill, Template};

    #[test]
    fn a_value_cannot_leave_its_part_of_an_address() {
        let template = Template("https://{subdomain}.tool.example/v1".into());
        let filled = template.fill(Fill::Encoded, |_| Some("evil.example/?#")).unwrap();
        assert_eq!(filled, "https://evil.example%2F%3F%23.tool.example/v1");
    }

    #[test]
    fn a_name_without_a_value_fills_nothing() {
        assert_eq!(Template("a{b}c".into()).fill(Fill::AsItIs, |_| None), None);
    }
}
