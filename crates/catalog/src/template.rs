//! A text with `{names}` in it, which answers take the place of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// A text with `{names}` in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Template(String);

/// How a value is written into a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// As it is: for headers and form bodies, which encode by themselves.
    AsItIs,
    /// Percent-encoded, so that it stays one part of an address.
    Encoded,
    /// Escaped, so that it stays inside its quotes in JSON.
    Json,
}

impl Template {
    /// Takes a text as it is.
    pub fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The names in it: what stands between braces and is made of letters, digits, `_` and `.`. Other braces are text, as in JSON.
    pub fn names(&self) -> Vec<&str> {
        self.pieces().filter_map(|piece| piece.name).collect()
    }

    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text with every name replaced; `None` when a name has no value.
    pub fn fill<'v>(&self, fill: Fill, value: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
        let mut filled = String::new();
        for piece in self.pieces() {
            filled.push_str(piece.text);
            let Some(name) = piece.name else { continue };
            let value = value(name)?;
            match fill {
                Fill::AsItIs => filled.push_str(value),
                Fill::Encoded => encode(value, &mut filled),
                Fill::Json => {
                    let quoted = serde_json::Value::from(value).to_string();
                    filled.push_str(quoted.get(1..quoted.len() - 1)?);
                }
            }
        }
        Some(filled)
    }

    fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest = Some(self.0.as_str());
        std::iter::from_fn(move || {
            let text = rest.take()?;
            let mut from = 0;
            while let Some(open) = text.get(from..).and_then(|after| after.find('{')).map(|at| from + at) {
                let after = text.get(open + 1..).unwrap_or_default();
                if let Some((name, tail)) = after.split_once('}').filter(|(name, _)| is_name(name)) {
                    rest = Some(tail);
                    return Some(Piece { text: text.get(..open).unwrap_or_default(), name: Some(name) });
                }
                from = open + 1;
            }
            Some(Piece { text, name: None })
        })
    }
}

/// A stretch of text, and the name that ends it.
struct Piece<'a> {
    text: &'a str,
    name: Option<&'a str>,
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
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

    #[test]
    fn a_value_stays_inside_its_quotes_and_other_braces_are_text() {
        let template = Template(r#"{"limit": 1, "key": "{api_key}"}"#.into());
        assert_eq!(template.names(), ["api_key"]);
        let filled = template.fill(Fill::Json, |_| Some("a\"}\n")).unwrap();
        assert_eq!(filled, r#"{"limit": 1, "key": "a\"}\n"}"#);
    }
}
