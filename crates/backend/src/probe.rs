//! Tests credentials against the tool, as its catalog entry declares, and says what the answer means.

use crate::egress::{ChosenBy, Egress, Response};
use catalog::{Answer, Authorization, Fill, Meaning, Method, Probe, ProbeRequest, Template};
use std::collections::{BTreeMap, BTreeSet};
use wire::{FieldId, PermissionId, RejectionCode, Secret, ToolId};

/// What the tool said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Everything that is needed works.
    Accepted,
    /// A field is at fault.
    Rejected(FieldId, RejectionCode),
    /// The credentials work, but these permissions are missing.
    PermissionsMissing(BTreeSet<PermissionId>),
    /// The tool did not answer in its usual way.
    Unavailable,
    /// The tool asks for patience, in seconds where it said so.
    RateLimited(Option<u32>),
}

/// Everything a probe needs.
pub(crate) struct Check<'a> {
    pub(crate) egress: &'a Egress,
    pub(crate) tool: &'a ToolId,
    pub(crate) addresses: &'a BTreeMap<ToolId, String>,
    pub(crate) answers: &'a BTreeMap<FieldId, Secret>,
    pub(crate) needed: &'a BTreeSet<PermissionId>,
}

impl Check<'_> {
    pub(crate) async fn run(&self, probe: &Probe) -> Verdict {
        match probe {
            Probe::Sandbox { field } => sandbox(field.as_ref(), self.answers.get(field.as_ref())),
            Probe::Http { address, requests } => self.ask(address.as_ref(), requests).await,
        }
    }

    async fn ask(&self, address: &Template, requests: &[ProbeRequest]) -> Verdict {
        let mut taken: BTreeMap<String, Secret> = BTreeMap::new();
        let mut missing = BTreeSet::new();
        let is_needed = |request: &&ProbeRequest| {
            request.permission.as_ref().is_none_or(|permission| self.needed.contains(permission.as_ref()))
        };
        let mut asked: Vec<&ProbeRequest> = requests.iter().filter(is_needed).collect();
        // Credentials are never taken untested: with nothing to ask for, the first request still tells whether they are known.
        let only_known = asked.is_empty();
        asked.extend(requests.first().filter(|_| only_known));
        for request in asked {
            let Some(answer) = self.send(address, request, &taken).await else {
                return Verdict::Unavailable;
            };
            match answer.status {
                200..=299 => match take(request, &answer) {
                    Some(values) => taken.extend(values),
                    None => return Verdict::Unavailable,
                },
                429 => return Verdict::RateLimited(answer.retry_after),
                status => match meaning(&request.answers, status) {
                    Some(Meaning::Field(field, code)) => return Verdict::Rejected(field, code),
                    // Asked to the end, so that everything that is missing is said at once.
                    Some(Meaning::Permission(permission)) => {
                        missing.extend((!only_known).then_some(permission));
                    }
                    None => {
                        tracing::info!(tool = %self.tool, status, "a tool's answer is not in its definition");
                        return Verdict::Unavailable;
                    }
                },
            }
        }
        if missing.is_empty() { Verdict::Accepted } else { Verdict::PermissionsMissing(missing) }
    }

    async fn send(
        &self,
        address: &Template,
        request: &ProbeRequest,
        taken: &BTreeMap<String, Secret>,
    ) -> Option<Response> {
        let value = |name: &str| {
            let answer = self.answers.get(&FieldId::from(name)).or_else(|| taken.get(name));
            answer.map(Secret::expose)
        };
        let (base, chosen_by) = match self.addresses.get(self.tool) {
            Some(base) => (Template::from_operator(base), ChosenBy::Operator),
            None => (address.clone(), ChosenBy::Catalog),
        };
        let url = format!("{}{}", base.fill(Fill::Encoded, value)?, request.path.fill(Fill::Encoded, value)?);
        let client = self.egress.client(chosen_by);
        let mut builder = match request.method {
            Method::Get => client.get(url),
            Method::Post => client.post(url),
        };
        builder = builder.header("accept", "application/json");
        builder = match &request.authorization {
            None => builder,
            Some(Authorization::Basic { username, password }) => {
                builder.basic_auth(username.fill(Fill::AsItIs, value)?, Some(password.fill(Fill::AsItIs, value)?))
            }
            Some(Authorization::Bearer(template)) => builder.bearer_auth(template.fill(Fill::AsItIs, value)?),
        };
        if !request.form.is_empty() {
            let form =
                request.form.iter().map(|(name, template)| Some((name.clone(), template.fill(Fill::AsItIs, value)?)));
            builder = builder.form(&form.collect::<Option<BTreeMap<_, _>>>()?);
        }
        self.egress.send(builder).await
    }
}

fn meaning(answers: &[Answer], status: u16) -> Option<Meaning> {
    answers.iter().find(|answer| answer.status == status).and_then(Answer::meaning)
}

/// The values a request hands to those after it. `None` when the answer does not hold them.
fn take(request: &ProbeRequest, answer: &Response) -> Option<BTreeMap<String, Secret>> {
    if request.take.is_empty() {
        return Some(BTreeMap::new());
    }
    let body: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
    let value = |pointer: &str| body.pointer(pointer)?.as_str().map(Secret::new);
    request.take.iter().map(|(name, pointer)| Some((name.clone(), value(pointer)?))).collect()
}

/// The sandbox's answers are in its key, as its page says.
fn sandbox(field: &FieldId, key: Option<&Secret>) -> Verdict {
    match key.map_or("", Secret::expose) {
        "wrong-key" => Verdict::Rejected(field.clone(), RejectionCode::NotAccepted),
        "missing-permission" => Verdict::PermissionsMissing(BTreeSet::from(["people".into()])),
        "rate-limit" => Verdict::RateLimited(Some(30)),
        "no-answer" => Verdict::Unavailable,
        _ => Verdict::Accepted,
    }
}
