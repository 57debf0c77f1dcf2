//! What each kind of field needs.

use super::addresses::is_host_suffix;
use super::{Checker, is_plain_id};
use crate::{FieldDefinition, Kind};
use toml::Spanned;

/// What a value to copy may name.
const SHOWN: [&str; 5] = ["redirect_address", "webhook_address", "outgoing_addresses", "sftp_host", "sftp_user"];

impl Checker<'_> {
    pub(super) fn needs(&mut self, field: &FieldDefinition) {
        match field.kind {
            Kind::Subdomain => match &field.suffix {
                None => self.field(field, "suffix", "needs a suffix: suffix = \".tool.com\""),
                Some(suffix) => self.suffix(suffix),
            },
            Kind::Host => {
                if field.suffixes.is_empty() {
                    self.field(field, "suffixes", "needs the ends that a host can have: suffixes = [\".tool.com\"]");
                }
                field.suffixes.iter().for_each(|suffix| self.suffix(suffix));
            }
            Kind::Choice => self.choice(field),
            Kind::Pem if field.holds.is_none() => {
                let message = "does not say what it holds: holds = \"private_key\", \"certificate\" or \"any\"";
                self.field(field, "holds", message);
            }
            Kind::File => {
                if field.accept.is_empty() || field.accept.iter().any(|end| !end.starts_with('.')) {
                    let message = "does not say how the file's name ends, with a dot in front: accept = [\".csv\"]";
                    self.field(field, "accept", message);
                }
                if !field.max_kb.is_some_and(|max| (1..=100).contains(&max)) {
                    self.field(field, "max_kb", "does not say how large it may be: max_kb = 1 to 100");
                }
            }
            Kind::Generated if field.makes.is_none() => {
                self.field(field, "makes", "does not say what is made: makes = \"ssh_key\" or \"secret\"");
            }
            Kind::Shown => self.shown(field),
            Kind::Login if self.definition.login.is_none() => {
                self.field(field, "kind", "needs a [login] that says where to log in: add it, or write another kind");
            }
            _ => {}
        }
    }

    fn suffix(&mut self, suffix: &Spanned<String>) {
        if !is_host_suffix(suffix.as_ref()) {
            let message = format!(
                "{:?} is no suffix: write a dot and a host name with two words at least, such as \".tool.com\"",
                suffix.as_ref()
            );
            self.at(&suffix.span(), message);
        }
    }

    fn choice(&mut self, field: &FieldDefinition) {
        if field.options.len() < 2 {
            let message = "needs two options at least: options = [\"one\", \"other\"], or take the field out";
            self.field(field, "options", message);
        }
        for (index, option) in field.options.iter().enumerate() {
            let id = option.as_ref();
            if !id.split(['.', '-']).all(is_plain_id) {
                let message = format!("option {id:?} may only hold a-z, 0-9, _ and single . or - between them");
                self.at(&option.span(), message);
            }
            if field.options.iter().take(index).any(|before| before.as_ref() == id) {
                self.at(&option.span(), format!("option {id} is there twice: take one out"));
            }
        }
    }

    fn shown(&mut self, field: &FieldDefinition) {
        let Some(value) = &field.value else {
            return self.field(field, "value", "needs the value that is shown: value = \"{webhook_address}\"");
        };
        let template = crate::Template::of(value.as_ref());
        for name in template.names().into_iter().filter(|name| !SHOWN.contains(name)) {
            let known = SHOWN.map(|name| format!("{{{name}}}")).join(", ");
            self.at(&value.span(), format!("there is no value {{{name}}} to show: write one of {known}"));
        }
    }
}
