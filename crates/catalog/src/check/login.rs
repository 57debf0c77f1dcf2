//! The log-in at a tool.

use super::Checker;
use crate::finding::no_field;
use crate::{Definition, Kind, LoginDefinition, Template};

/// What the backend sets in the address where the end user logs in (E-14).
const SET: [&str; 7] =
    ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"];

impl Checker<'_> {
    pub(super) fn login(&mut self) {
        let definition = self.definition;
        let mut logins = definition.fields.iter().filter(|field| field.kind == Kind::Login);
        let (first, second) = (logins.next(), logins.next());
        if let Some(second) = second {
            self.field(second, "kind", "is a second log-in, and a tool has one: take one of the two out");
        }
        for permission in &definition.permissions {
            let place = self.permission_place(permission).key("login_scope");
            match &permission.login_scope {
                Some(scope) if scope.trim().is_empty() => {
                    self.here(&place, format!("permission {} has an empty login_scope: take it out", permission.id));
                }
                Some(_) if definition.login.is_none() => {
                    let message = format!(
                        "permission {} has a login_scope, and the tool has no [login]: take it out, or add [login]",
                        permission.id
                    );
                    self.here(&place, message);
                }
                _ => {}
            }
        }
        let Some(login) = &definition.login else { return };
        let place = self.file.top().key("login");
        match first {
            None => self.here(&place, "no field of kind \"login\" uses [login]: add one, or take [login] out"),
            Some(field) if second.is_none() => self.asked_before(login, field.id.as_str()),
            Some(_) => {}
        }
        self.whole_address(login.authorize.as_ref(), &login.authorize.span());
        self.whole_address(login.token.as_ref(), &login.token.span());
        if login.client_id.is_none() && login.client_secret.is_some() {
            self.here(
                &place.key("client_secret"),
                "a client_secret needs a client_id: write client_id = \"…\" beside it",
            );
        }
        for (key, template) in templates(login) {
            for name in unknown(definition, key, template) {
                self.here(&place.key(key), no_field(name));
            }
        }
        for (name, value) in &login.extra {
            let place = place.key("extra").key(name);
            if SET.contains(&name.as_str()) {
                self.here(&place, format!("{name} is set at every log-in: take it out of extra"));
            }
            for name in Template::of(value).names().into_iter().filter(|name| *name != "nonce") {
                self.here(&place, format!("{{{name}}} has no value in extra: write {{nonce}}, or the text itself"));
            }
        }
    }

    /// Nobody can log in before the answers are there that the log-in is made of.
    fn asked_before(&mut self, login: &LoginDefinition, field: &str) {
        let definition = self.definition;
        let asked: Vec<_> = definition.steps.iter().flat_map(|step| &step.fields).collect();
        let position = |id: &str| asked.iter().position(|asked| asked.as_ref().as_str() == id);
        let Some(own) = position(field) else { return };
        let Some(span) = asked.get(own).map(|id| id.span()) else { return };
        for (_, template) in templates(login) {
            for name in template.names() {
                if position(name).is_some_and(|position| position > own) {
                    let message = format!("{field} needs the answer to {name}: ask for {name} before {field}");
                    self.at(&span, message);
                }
            }
        }
    }
}

/// Names that are no fields. Those of a host are looked at with the host.
fn unknown<'t>(definition: &Definition, key: &str, template: &'t Template) -> Vec<&'t str> {
    let is_in_host = |name: &str| {
        let host = template.as_str().trim_start_matches("https://").split('/').next().unwrap_or_default();
        matches!(key, "authorize" | "token") && host.contains(&format!("{{{name}}}"))
    };
    template.names().into_iter().filter(|name| definition.field(name).is_none() && !is_in_host(name)).collect()
}

pub(super) fn templates(login: &LoginDefinition) -> impl Iterator<Item = (&'static str, &Template)> {
    let addresses = [("authorize", login.authorize.as_ref()), ("token", login.token.as_ref())].into_iter();
    let client_id = login.client_id.iter().map(|template| ("client_id", template));
    let client_secret = login.client_secret.iter().map(|template| ("client_secret", template));
    addresses.chain(client_id).chain(client_secret)
}
