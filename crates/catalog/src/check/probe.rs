//! The probe: requests that can be made, and every field in use. The names in them are in `names.rs`, answers in `answers.rs`.

use super::Checker;
use super::login::templates;
use super::names::{Earlier, first_part};
use crate::finding::{no_field, no_permission};
use crate::source::Place;
use crate::{Definition, HttpProbe, Kind, Method, Probe, ProbeRequest, Template, When};
use std::collections::BTreeSet;

impl Checker<'_> {
    pub(super) fn probe(&mut self) {
        let definition = self.definition;
        let mut used: BTreeSet<&str> = BTreeSet::new();
        match &definition.probe {
            Probe::Sandbox { field } => {
                used.insert(field.as_ref().as_str());
                if definition.field(field.as_ref().as_str()).is_none() {
                    self.at(&field.span(), no_field(field.as_ref().as_str()));
                }
            }
            Probe::Nothing { because } => {
                if because.trim().is_empty() {
                    let place = self.file.top().keys(&["probe", "nothing", "because"]);
                    self.here(&place, "say why the tool cannot be asked anything: because = \"…\"");
                }
                used.extend(definition.fields.iter().map(|field| field.id.as_str()));
            }
            Probe::Http(probe) => self.http(probe, &mut used),
        }
        used.extend(used_elsewhere(definition));
        let filled_in = definition.fields.iter().filter(|field| field.kind != Kind::Shown);
        for field in filled_in.filter(|field| !used.contains(field.id.as_str())) {
            self.field(field, "id", "is not used by the probe: use it there, or take it out");
        }
    }

    fn http<'d>(&mut self, probe: &'d HttpProbe, used: &mut BTreeSet<&'d str>) {
        let place = self.file.top().keys(&["probe", "http"]);
        self.address(probe.address.as_ref(), &probe.address.span());
        used.extend(probe.address.as_ref().names());
        if probe.requests.is_empty() {
            self.here(&place.key("requests"), "a probe needs at least one [[probe.http.requests]]: add one");
        }
        self.certificate(probe, &place);
        let certificate = probe.certificate.iter().flat_map(|certificate| [&certificate.certificate, &certificate.key]);
        used.extend(certificate.flat_map(Template::names));
        for (index, request) in probe.requests.iter().enumerate() {
            let place = place.key("requests").item(index);
            self.request(request, &place);
            let earlier = Earlier::of(probe, index);
            self.names(probe, request, &place, &earlier);
            self.takes(probe, index, &place);
            used.extend(request.templates().iter().flat_map(|(_, template)| template.names()).map(first_part));
            used.extend(request.when.iter().filter_map(|condition| match condition.as_ref() {
                When::Answer { field, .. } => Some(field.as_str()),
                _ => None,
            }));
        }
    }

    fn request(&mut self, request: &ProbeRequest, place: &Place<'_>) {
        let definition = self.definition;
        let path = request.path.as_str();
        if !path.starts_with('/') {
            self.here(&place.key("path"), format!("a path begins with a slash: write /{path}"));
        }
        if let Some(address) = &request.address {
            self.address(address.as_ref(), &address.span());
        }
        if request.json.is_some() && !request.form.is_empty() {
            self.here(&place.key("json"), "a request has a form or a JSON body, not both: take one of the two out");
        }
        let body = if request.json.is_some() { "json" } else { "form" };
        if (request.json.is_some() || !request.form.is_empty()) && request.method == Method::Get {
            self.here(&place.key(body), format!("{path} is asked for with a body: write method = \"POST\" beside it"));
        }
        if let Some(problem) = request.json.as_ref().and_then(|json| self.json_problem(json)) {
            self.here(&place.key("json"), problem);
        }
        for name in request.headers.keys().filter(|name| !is_header(name)) {
            let message = format!("{name:?} is no name of a header: write letters, numbers and -, as in x-api-key");
            self.here(&place.keys(&["headers", name]), message);
        }
        let all: Vec<&str> = definition.fields.iter().map(|field| field.id.as_str()).collect();
        self.request_conditions(&request.when, &all);
        let known = |id: &str| definition.permissions.iter().any(|permission| permission.id.as_str() == id);
        let answers = request.answers.iter().filter_map(|answer| answer.permission.as_ref());
        let requires = request.requires.iter().filter_map(|requirement| requirement.permission.as_ref());
        for permission in request.permission.iter().chain(answers).chain(requires) {
            let id = permission.as_ref().as_str();
            if !known(id) {
                self.at(&permission.span(), no_permission(id));
            }
        }
        self.answers(request, place);
    }

    fn json_problem(&self, json: &Template) -> Option<&'static str> {
        let is_json = |value: &dyn Fn(&str) -> &'static str| {
            let filled = json.fill(crate::Fill::Json, |name| Some(value(name))).unwrap_or_default();
            serde_json::from_str::<serde_json::Value>(&filled).is_ok()
        };
        let is_number = |name: &str| self.definition.field(name).is_some_and(|field| field.kind == Kind::Number);
        if is_json(&|name| if is_number(name) { "1" } else { "text" }) {
            None
        } else if is_json(&|_| "1") {
            Some("this is no JSON once answers stand in it: write quotes around names, as in \"{api_key}\"")
        } else {
            Some("this is no JSON: look for a comma too many, or for a quote, a comma or a brace that is missing")
        }
    }

    fn takes(&mut self, probe: &HttpProbe, index: usize, place: &Place<'_>) {
        let later = || probe.requests.iter().skip(index + 1).flat_map(ProbeRequest::templates);
        for name in probe.requests.iter().skip(index).take(1).flat_map(|request| request.take.keys()) {
            if !later().any(|(_, template)| template.names().contains(&name.as_str())) {
                let message =
                    format!("{name} is taken and never used: write {{{name}}} in a later request, or take it out");
                self.here(&place.keys(&["take", name]), message);
            }
        }
    }
}

/// RFC 9110: a token.
fn is_header(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// By conditions, by the log-in, and in steps after the test.
fn used_elsewhere(definition: &Definition) -> Vec<&str> {
    let steps = definition.steps.iter();
    let conditions =
        steps.clone().flat_map(|step| &step.when).chain(definition.fields.iter().flat_map(|field| &field.when));
    let conditions = conditions.filter_map(|condition| match condition.as_ref() {
        When::Answer { field, .. } => Some(field.as_str()),
        _ => None,
    });
    let login = definition.login.iter().flat_map(templates).flat_map(|(_, template)| template.names());
    let finishing = steps.filter(|step| step.after).flat_map(|step| &step.fields).map(|id| id.as_ref().as_str());
    conditions.chain(login).chain(finishing).collect()
}
