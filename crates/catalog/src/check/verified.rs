//! Where facts are from: every field, permission and probe says so, or says that nobody knows.

use super::Checker;
use super::addresses::is_host_suffix;
use crate::source::Place;
use crate::{Kind, Probe};
use toml::Spanned;
use wire::Firmness;

impl Checker<'_> {
    pub(super) fn verified(&mut self) {
        let definition = self.definition;
        for field in &definition.fields {
            let place = self.field_place(field);
            self.source(&format!("field {}", field.id), &place, "id", field.verified.as_ref());
            let is_firm = field.pattern.as_ref().is_some_and(|pattern| pattern.firmness == Firmness::Always);
            let is_unverified = field.verified.as_ref().is_some_and(|source| source.as_ref().starts_with("unverified"));
            if is_firm && is_unverified && field.kind != Kind::Subdomain {
                self.field(field, "pattern", "has a pattern that nobody verified: write firmness = \"usually\"");
            }
        }
        for permission in &definition.permissions {
            let place = self.permission_place(permission);
            self.source(&format!("permission {}", permission.id), &place, "id", permission.verified.as_ref());
        }
        let top = self.file.top();
        if let Probe::Http(probe) = &definition.probe {
            self.source("probe", &top.keys(&["probe", "http"]), "", probe.verified.as_ref());
        }
        // Where nothing is said, the log-in is as the field of kind `login` says.
        if let Some(source) = definition.login.as_ref().and_then(|login| login.verified.as_ref()) {
            self.source("login", &top.key("login"), "", Some(source));
        }
    }

    fn source(&mut self, whose: &str, place: &Place<'_>, id: &str, source: Option<&Spanned<String>>) {
        let either = "write the https address of the page, or \"unverified: why\"";
        match source {
            None => self.here(&place.key(id), format!("{whose}: verified is missing: {either}")),
            Some(source) if !is_source(source.as_ref()) => {
                let message = format!("{whose}: verified is neither an https address nor unverified: {either}");
                self.at(&source.span(), message);
            }
            Some(_) => {}
        }
    }
}

fn is_source(source: &str) -> bool {
    let host = source.strip_prefix("https://").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let is_address = host.is_some_and(|host| is_host_suffix(&format!(".{}", host.to_ascii_lowercase())));
    is_address || source == "unverified" || source.starts_with("unverified:")
}
