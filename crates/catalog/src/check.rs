//! Everything about a `tool.toml` that its types cannot say. Each message says what to write instead.

use crate::finding::{Finding, Source};
use crate::probe::Authorization;
use crate::{CoverageStatus, Definition, Kind, Probe, ProbeRequest, Template, Vocabulary};
use std::collections::BTreeSet;
use std::ops::Range;
use wire::{Firmness, RejectionCode};

pub(crate) fn check(definition: &Definition, file: &Source, vocabulary: &Vocabulary, findings: &mut Vec<Finding>) {
    let mut checker = Checker { definition, file, findings };
    checker.ids();
    checker.steps();
    checker.fields();
    checker.scopes(vocabulary);
    checker.probe();
}

struct Checker<'a> {
    definition: &'a Definition,
    file: &'a Source,
    findings: &'a mut Vec<Finding>,
}

impl Checker<'_> {
    fn at(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.findings.push(self.file.at(span, message));
    }

    fn near(&mut self, text: &str, message: impl Into<String>) {
        self.findings.push(self.file.near(text, message));
    }

    fn ids(&mut self) {
        let definition = self.definition;
        let fields = definition.fields.iter().map(|field| ("field", field.id.as_str()));
        let steps = definition.steps.iter().map(|step| ("step", step.id.as_str()));
        let permissions = definition.permissions.iter().map(|permission| ("permission", permission.id.as_str()));
        let mut seen = BTreeSet::new();
        for (what, id) in fields.chain(steps).chain(permissions) {
            let is_plain =
                !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !is_plain {
                self.near(id, format!("{what} id {id:?} may only hold a-z, 0-9 and _"));
            }
            if !seen.insert((what, id)) {
                self.near(&format!("\"{id}\""), format!("there are two {what}s called {id}: rename one"));
            }
        }
        if definition.categories.is_empty() {
            self.near("categories", "name at least one of HRIS, ATS, ASSESSMENT, LMS in categories");
        }
    }

    fn steps(&mut self) {
        let definition = self.definition;
        if definition.steps.is_empty() {
            self.near("steps", "a tool needs at least one [[steps]]");
        }
        let mut asked = BTreeSet::new();
        for field in definition.steps.iter().flat_map(|step| &step.fields) {
            let id = field.as_ref().as_str();
            if definition.field(id).is_none() {
                self.at(
                    &field.span(),
                    format!("there is no field {id}: define it under [[fields]], or correct its name"),
                );
            }
            if !asked.insert(id) {
                self.at(&field.span(), format!("field {id} is asked for twice: take it out of one step"));
            }
        }
        for field in definition.fields.iter().filter(|field| !asked.contains(field.id.as_str())) {
            self.near(field.id.as_str(), format!("no step asks for field {}: list it under a step's fields", field.id));
        }
        for minutes in definition.steps.iter().map(|step| &step.minutes) {
            if !(1..=60).contains(minutes.as_ref()) {
                self.at(&minutes.span(), "minutes is how long the step usually takes: write 1 to 60");
            }
        }
        let lists = definition.steps.iter().any(|step| step.lists_permissions);
        if !definition.permissions.is_empty() && !lists {
            self.near("permissions", "no step lists the permissions: give one step lists_permissions = true");
        }
    }

    fn fields(&mut self) {
        for field in &self.definition.fields {
            let id = field.id.as_str();
            let lower = id.to_lowercase();
            let sounds_secret = ["key", "token", "secret", "password"].iter().any(|word| lower.contains(word));
            if sounds_secret && field.kind != Kind::Secret {
                self.near(id, format!("field {id} sounds like a secret: give it kind = \"secret\""));
            }
            match (field.kind, &field.suffix) {
                (Kind::Subdomain, None) => self.near(id, format!("field {id} needs a suffix such as \".tool.com\"")),
                (Kind::Subdomain, Some(suffix)) if !is_host_suffix(suffix.as_ref()) => {
                    self.at(
                        &suffix.span(),
                        "a suffix is a dot and a host name with two labels at least, such as \".tool.com\"",
                    );
                }
                (Kind::Text | Kind::Secret, None) if field.prefix.is_some() => {
                    self.near(id, format!("field {id}: only a field of kind \"subdomain\" has a prefix"));
                }
                (Kind::Text | Kind::Secret, Some(suffix)) => {
                    self.at(&suffix.span(), "only a field of kind \"subdomain\" has a suffix");
                }
                _ => {}
            }
            if let (Kind::Subdomain, Some(pattern)) = (field.kind, &field.pattern) {
                let unsafe_in_host = ['.', '/', ':', '@', '%', '?', '#'];
                if pattern.characters.as_str().is_empty()
                    || unsafe_in_host.iter().any(|c| pattern.characters.contains(*c))
                {
                    self.near(
                        id,
                        format!("the pattern of {id} must name its characters, and none of . / : @ % ? # (W-12)"),
                    );
                }
                if pattern.firmness != Firmness::Always {
                    self.near(id, format!("the pattern of {id} must have firmness = \"always\" (W-12)"));
                }
            } else if field.kind == Kind::Subdomain {
                self.near(id, format!("field {id} needs a pattern that names its characters (W-12)"));
            }
        }
    }

    fn scopes(&mut self, vocabulary: &Vocabulary) {
        let definition = self.definition;
        let permissions: BTreeSet<&str> = definition.permissions.iter().map(|p| p.id.as_str()).collect();
        for scope in &definition.scopes {
            let Some(point) = vocabulary.point(scope.id.as_ref()) else {
                self.at(&scope.id.span(), format!("there is no data point {}: see scopes.toml", scope.id.as_ref()));
                continue;
            };
            for field in scope.fields.iter().filter(|field| !point.fields.contains(field.as_ref())) {
                self.at(
                    &field.span(),
                    format!("{} has no field {}: see scopes.toml", scope.id.as_ref(), field.as_ref()),
                );
            }
            for permission in scope.permissions.iter().filter(|p| !permissions.contains(p.as_ref().as_str())) {
                self.at(&permission.span(), format!("there is no permission {}: define it", permission.as_ref()));
            }
        }
        self.coverage(vocabulary);
        for permission in &definition.permissions {
            let used =
                definition.scopes.iter().flat_map(|scope| &scope.permissions).any(|p| *p.as_ref() == permission.id);
            if !used && !permission.always {
                let message =
                    format!("no scope needs permission {}: name it in a scope, or set always = true", permission.id);
                self.near(permission.id.as_str(), message);
            }
        }
    }

    /// What cannot be had yet must exist, and be said once.
    fn coverage(&mut self, vocabulary: &Vocabulary) {
        let definition = self.definition;
        let mut seen = BTreeSet::new();
        for scope in definition.coverage.not_implemented.iter().chain(&definition.coverage.unknown) {
            let id = scope.as_ref();
            if !vocabulary.has(id) {
                self.at(&scope.span(), format!("there is no data point {id}: see scopes.toml"));
            } else if definition.coverage_of(id) == CoverageStatus::Supported || !seen.insert(id) {
                self.at(
                    &scope.span(),
                    format!("{id} is named twice: keep it where it belongs, and take out the other"),
                );
            }
        }
    }

    fn probe(&mut self) {
        let definition = self.definition;
        let mut used: BTreeSet<&str> = BTreeSet::new();
        match &definition.probe {
            Probe::Sandbox { field } => {
                used.insert(field.as_ref().as_str());
                if definition.field(field.as_ref().as_str()).is_none() {
                    self.at(&field.span(), format!("there is no field {}", field.as_ref()));
                }
            }
            Probe::Http { address, requests } => {
                self.address(address.as_ref(), &address.span());
                used.extend(address.as_ref().names());
                if requests.is_empty() {
                    self.at(&address.span(), "a probe needs at least one [[probe.http.requests]]");
                }
                let mut taken: BTreeSet<&str> = BTreeSet::new();
                for request in requests {
                    self.request(request, &taken);
                    used.extend(templates(request).iter().flat_map(|template| template.names()));
                    taken.extend(request.take.keys().map(String::as_str));
                }
            }
        }
        for field in definition.fields.iter().filter(|field| !used.contains(field.id.as_str())) {
            self.near(
                field.id.as_str(),
                format!("the probe does not use field {}: use it, or do not ask for it", field.id),
            );
        }
    }

    /// W-12: the host always ends with what the definition says, whatever is typed.
    fn address(&mut self, address: &Template, span: &Range<usize>) {
        let Some(host) = address.as_str().strip_prefix("https://") else {
            return self.at(span, "a probe's address begins with https://");
        };
        if host.contains('/') {
            return self.at(span, "a probe's address is a host without a path; paths belong to the requests");
        }
        let fixed = match host.split_once('}') {
            None => host,
            Some((name, suffix)) => {
                let field = name.strip_prefix('{').and_then(|name| self.definition.field(name));
                let declared = field.and_then(|field| field.suffix.as_ref()).map(|suffix| suffix.as_ref().as_str());
                if declared != Some(suffix) {
                    return self
                        .at(span, "an address is fixed, or {field} followed by the suffix of that subdomain field");
                }
                suffix.trim_start_matches('.')
            }
        };
        if !is_host_suffix(&format!(".{fixed}")) {
            self.at(span, "an address needs a plain host name");
        }
    }

    fn request(&mut self, request: &ProbeRequest, taken: &BTreeSet<&str>) {
        let definition = self.definition;
        if !request.path.as_str().starts_with('/') {
            self.near(request.path.as_str(), "a path begins with a slash");
        }
        for name in templates(request).iter().flat_map(|template| template.names()) {
            if definition.field(name).is_none() && !taken.contains(name) {
                self.near(
                    &format!("{{{name}"),
                    format!("{{{name}}} is neither a field nor taken from an earlier answer"),
                );
            }
        }
        let known = |id: &str| definition.permissions.iter().any(|permission| permission.id.as_str() == id);
        for permission in request.permission.iter().chain(request.answers.iter().filter_map(|a| a.permission.as_ref()))
        {
            if !known(permission.as_ref().as_str()) {
                self.at(&permission.span(), format!("there is no permission {}: define it", permission.as_ref()));
            }
        }
        for answer in &request.answers {
            if let Some(field) =
                answer.field.as_ref().filter(|field| definition.field(field.as_ref().as_str()).is_none())
            {
                self.at(&field.span(), format!("there is no field {}", field.as_ref()));
            }
            if answer.code == Some(RejectionCode::Other) {
                let message = format!("status {}: code is not_accepted, unknown_address or invalid", answer.status);
                self.near(&format!("status = {}", answer.status), message);
            }
            if answer.meaning().is_none() {
                let message = format!("status {} needs either field and code, or permission", answer.status);
                self.near(&format!("status = {}", answer.status), message);
            }
        }
    }
}

fn templates(request: &ProbeRequest) -> Vec<&Template> {
    let mut templates = vec![&request.path];
    templates.extend(request.form.values());
    match &request.authorization {
        Some(Authorization::Basic { username, password }) => templates.extend([username, password]),
        Some(Authorization::Bearer(token)) => templates.push(token),
        None => {}
    }
    templates
}

fn is_host_suffix(suffix: &str) -> bool {
    let Some(host) = suffix.strip_prefix('.') else {
        return false;
    };
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    host.contains('.') && host.split('.').all(is_label)
}
