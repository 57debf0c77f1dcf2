//! The names in requests: each is a field that has an answer by then, or something that an earlier request took.

use super::{Checker, holds};
use crate::source::Place;
use crate::{FieldDefinition, HttpProbe, Kind, ProbeRequest, When};
use std::collections::BTreeSet;

/// What a request may name beside fields.
pub(super) struct Earlier<'d> {
    taken: BTreeSet<&'d str>,
    /// What is only taken by the request itself, or by one after it.
    later: BTreeSet<&'d str>,
    assertion: bool,
}

impl<'d> Earlier<'d> {
    pub(super) fn of(probe: &'d HttpProbe, index: usize) -> Self {
        let names = |requests: &'d [ProbeRequest]| {
            requests.iter().flat_map(|request| request.take.keys()).map(String::as_str).collect()
        };
        let (before, after) = probe.requests.split_at(index.min(probe.requests.len()));
        let assertion = after.first().is_some_and(|request| request.assertion.is_some());
        Self { taken: names(before), later: names(after), assertion }
    }

    fn nothing() -> Self {
        Self { taken: BTreeSet::new(), later: BTreeSet::new(), assertion: false }
    }
}

impl Checker<'_> {
    /// The certificate goes with every request.
    pub(super) fn certificate(&mut self, probe: &HttpProbe, place: &Place<'_>) {
        let Some(certificate) = &probe.certificate else { return };
        let place = place.key("certificate");
        for (key, template) in [("certificate", &certificate.certificate), ("key", &certificate.key)] {
            for name in template.names() {
                let place = place.key(key).holding(&format!("{{{name}}}"));
                if let Some(problem) = self.problem(name, &Earlier::nothing()) {
                    self.here(&place, problem);
                    continue;
                }
                let unmet = |request: &ProbeRequest| self.unmet(request, name);
                if let Some(unmet) = probe.requests.iter().map(unmet).find(|unmet| !unmet.is_empty()) {
                    let message = format!(
                        "field {name} is only asked for under when = [{}], and the certificate goes with every request: take \
                         that condition out, or give it to every request",
                        holds::written(&unmet)
                    );
                    self.here(&place, message);
                }
            }
        }
    }

    pub(super) fn names(
        &mut self,
        probe: &HttpProbe,
        request: &ProbeRequest,
        place: &Place<'_>,
        earlier: &Earlier<'_>,
    ) {
        let mut seen = BTreeSet::new();
        for (keys, template) in request.templates() {
            let is_host = keys == ["address"];
            for name in template.names() {
                let place = place.keys(&keys).holding(&format!("{{{name}}}"));
                // What stands in a host is looked at with the host.
                let problem = if is_host { self.too_late(name) } else { self.problem(name, earlier) };
                if let Some(problem) = problem {
                    self.here(&place, problem);
                } else if seen.insert(first_part(name)) {
                    self.asked_for(request, name, &place);
                }
            }
        }
        let address = probe.address.as_ref().names().into_iter().filter(|_| request.address.is_none());
        for name in address.filter(|name| !seen.contains(name)) {
            match self.too_late(name) {
                Some(problem) => self.at(&probe.address.span(), problem),
                None => self.asked_for(request, name, place),
            }
        }
    }

    /// Where a field is only asked for under a condition, the request is only made under it.
    fn asked_for(&mut self, request: &ProbeRequest, name: &str, place: &Place<'_>) {
        let unmet = self.unmet(request, name);
        if !unmet.is_empty() {
            let message = format!(
                "field {} is only asked for under a condition: give this request the same, when = [{}]",
                first_part(name),
                holds::written(&unmet)
            );
            self.here(place, message);
        }
    }

    fn unmet(&self, request: &ProbeRequest, name: &str) -> Vec<When> {
        let permission = request.permission.as_ref().map(AsRef::as_ref);
        holds::unmet(self.definition, first_part(name), &request.when, permission)
    }

    fn too_late(&self, name: &str) -> Option<String> {
        let id = first_part(name);
        holds::is_finishing(self.definition, id).then(|| {
            format!(
                "field {id} is asked for once the credentials were accepted: move it to a step without after = true"
            )
        })
    }

    fn problem(&self, name: &str, earlier: &Earlier<'_>) -> Option<String> {
        if earlier.taken.contains(name) {
            return None;
        }
        if name == "login.client_id" {
            let message = "{login.client_id} is the client of [login], and there is none: add it, or take the name out";
            return self.definition.login.is_none().then(|| message.to_owned());
        }
        match self.definition.field(first_part(name)) {
            Some(field) => unusable(field, name).or_else(|| self.too_late(name)),
            None if name == "assertion" => (!earlier.assertion).then(|| {
                "{assertion} is only there in the request that makes it: give this one assertion = { … } of its own"
                    .to_owned()
            }),
            None if earlier.later.contains(name) => {
                Some(format!("{{{name}}} is not taken yet: take it in a request above this one"))
            }
            None => Some(format!(
                "there is no field {name}, and no request above takes it: define it under [[fields]], or correct its name"
            )),
        }
    }
}

fn unusable(field: &FieldDefinition, name: &str) -> Option<String> {
    let id = &field.id;
    let part = name.split_once('.').map(|(_, part)| part);
    match (field.kind, part) {
        (Kind::Login, Some("access_token")) => None,
        (Kind::Login, _) => {
            Some(format!("{{{name}}} has no value, because {id} is a log-in: write {{{id}.access_token}}"))
        }
        (_, Some(_)) => Some(format!("field {id} has one answer without parts: write {{{id}}}")),
        (Kind::Shown, None) => Some(format!("field {id} is only shown and has no answer: take {{{id}}} out")),
        (_, None) => None,
    }
}

pub(super) fn first_part(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}
