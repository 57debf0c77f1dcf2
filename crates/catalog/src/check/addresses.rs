//! W-12: the host of an address always ends as the definition says, whatever is typed.

use super::Checker;
use super::conditions::options;
use crate::finding::no_field;
use crate::{Definition, FieldDefinition, Kind, Template};
use std::ops::Range;

impl Checker<'_> {
    /// A host without a path, and an answer in it only where a field pins what it can be.
    pub(super) fn address(&mut self, address: &Template, span: &Range<usize>) {
        let Some(host) = self.behind_https(address, span) else { return };
        if let Some((host, path)) = host.split_once('/') {
            let message =
                format!("an address is a host without a path: write https://{host}, and /{path} in the requests");
            return self.at(span, message);
        }
        self.host(host, span);
    }

    /// The same with a path.
    pub(super) fn whole_address(&mut self, address: &Template, span: &Range<usize>) {
        let Some(rest) = self.behind_https(address, span) else { return };
        self.host(rest.split('/').next().unwrap_or_default(), span);
    }

    fn behind_https<'t>(&mut self, address: &'t Template, span: &Range<usize>) -> Option<&'t str> {
        let host = address.as_str().strip_prefix("https://");
        if host.is_none() {
            self.at(span, format!("{:?} is no address: begin with https://", address.as_str()));
        }
        host
    }

    fn host(&mut self, host: &str, span: &Range<usize>) {
        if let Some(problem) = host_problem(self.definition, host) {
            self.at(span, problem);
        }
        let named = host.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let field = named.and_then(|(name, _)| self.definition.field(name));
        if let Some(field) = field.filter(|field| field.optional) {
            let message = format!("field {} stands in an address, which needs an answer: take optional out", field.id);
            self.here(&self.field_place(field).key("optional"), message);
        }
    }
}

/// What is wrong with a host, in which a field may stand whose end is known.
pub(crate) fn host_problem(definition: &Definition, host: &str) -> Option<String> {
    if !host.contains(['{', '}']) {
        return plain_problem(host);
    }
    let Some((name, rest)) = host.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return Some("{field} is the beginning of a host, or all of it: take out what stands before it".to_owned());
    };
    let Some(field) = definition.field(name) else { return Some(no_field(name)) };
    pinned_problem(field, rest)
}

/// What is wrong with a field that is followed by this in a host.
fn pinned_problem(field: &FieldDefinition, rest: &str) -> Option<String> {
    let name = &field.id;
    match field.kind {
        Kind::Subdomain => {
            // Without a sound suffix, only the field itself is at fault.
            let suffix = field.suffix.as_ref().map(AsRef::as_ref).filter(|suffix| is_host_suffix(suffix))?;
            (suffix != rest).then(|| format!("{{{name}}} always ends with {suffix}: write https://{{{name}}}{suffix}"))
        }
        Kind::Host => {
            (!rest.is_empty()).then(|| format!("{{{name}}} is a whole host: take out {rest:?}, which stands behind it"))
        }
        Kind::Choice if rest.is_empty() => {
            let is_host = options(field).iter().all(|option| is_host_suffix(&format!(".{option}")));
            let message =
                format!("the options of {name} are no hosts: write an end behind it, as in {{{name}}}.tool.com");
            (!is_host).then_some(message)
        }
        Kind::Choice if rest.chars().any(|c| c.is_ascii_uppercase()) => {
            Some(format!("a host has no capital letters: write {{{name}}}{}", rest.to_ascii_lowercase()))
        }
        Kind::Choice => (!is_host_suffix(rest)).then(|| {
            format!("{rest:?} is no end of a host: write a dot and two words at least, as in {{{name}}}.tool.com")
        }),
        _ => Some(format!(
            "{{{name}}} could be any host: only a field of kind \"subdomain\", \"host\" or \"choice\" can stand in one"
        )),
    }
}

fn plain_problem(host: &str) -> Option<String> {
    if let Some((host, port)) = host.split_once(':') {
        return Some(format!("an address has no port: write {host} without :{port}"));
    }
    if host.chars().any(|c| c.is_ascii_uppercase()) {
        return Some(format!("a host has no capital letters: write {}", host.to_ascii_lowercase()));
    }
    if is_host_suffix(&format!(".{host}")) {
        return None;
    }
    if host.split('.').next_back().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit())) {
        return Some(format!("{host:?} is a number and no host: write a name, as in api.tool.com"));
    }
    let is_word = host.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let message = if is_word {
        format!("{host:?} is no whole host: write all of it, as in api.tool.com")
    } else {
        format!("{host:?} is no host: write words of a-z, 0-9 and - with dots between them, as in api.tool.com")
    };
    Some(message)
}

pub(crate) fn is_host_suffix(suffix: &str) -> bool {
    let Some(host) = suffix.strip_prefix('.') else {
        return false;
    };
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    // What ends in a number is a number to a browser, in whatever way it is written.
    let is_name = host.split('.').next_back().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()));
    host.contains('.') && host.split('.').all(is_label) && is_name
}
