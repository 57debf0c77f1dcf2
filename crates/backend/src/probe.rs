//! Tests credentials against the tool, as its catalog entry declares, and says what the answer means. What one request becomes is in
//! [`request`].

mod request;

use crate::checks::Place;
use crate::egress::{Egress, Response};
use crate::flow_log::Trace;
use crate::sandbox;
use crate::tool_address::ToolAddresses;
use catalog::{Answer, HttpProbe, Meaning, Probe, ProbeRequest, When};
use request::Asking;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use toml::Spanned;
use wire::{FieldId, PermissionId, RejectionCode, ScopeId, Secret};

/// How many pages of an answer are looked through.
const PAGES: usize = 5;
/// How long to wait before asking a tool again that is busy or broken, in milliseconds.
const PAUSES: [u64; 2] = [300, 1200];

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

/// Why the tool is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// Somebody waits to be connected.
    Submission,
    /// What is stored is looked after.
    Upkeep,
}

/// Everything a probe needs.
pub(crate) struct Check<'a> {
    pub(crate) egress: &'a Egress,
    pub(crate) addresses: ToolAddresses<'a>,
    pub(crate) answers: &'a BTreeMap<FieldId, Secret>,
    pub(crate) needed: &'a BTreeSet<PermissionId>,
    pub(crate) shared: &'a BTreeSet<ScopeId>,
    pub(crate) place: Place,
    pub(crate) occasion: Occasion,
    pub(crate) now: i64,
    pub(crate) trace: &'a Trace,
}

impl Check<'_> {
    pub(crate) async fn run(&self, probe: &Probe) -> Verdict {
        match probe {
            Probe::Sandbox { field } => sandbox::answer(self, field.as_ref()).await,
            Probe::Nothing { .. } => Verdict::Accepted,
            Probe::Http(probe) => self.ask(probe).await.unwrap_or_else(|verdict| verdict),
        }
    }

    async fn ask(&self, probe: &HttpProbe) -> Result<Verdict, Verdict> {
        let mut taken: BTreeMap<String, Secret> = BTreeMap::new();
        let mut missing = BTreeSet::new();
        let is_needed = |request: &&ProbeRequest| {
            request.permission.as_ref().is_none_or(|permission| self.needed.contains(permission.as_ref()))
        };
        let possible: Vec<&ProbeRequest> = probe.requests.iter().filter(|request| self.hold(&request.when)).collect();
        let mut asked: Vec<&ProbeRequest> = possible.iter().copied().filter(is_needed).collect();
        // Credentials are never taken untested: with nothing to ask for, the first request still tells whether they are known.
        let only_known = asked.is_empty();
        asked.extend(possible.first().filter(|_| only_known));
        for request in asked {
            let asking = Asking { check: self, probe, request, taken: &taken };
            let answer = self.first_page(&asking).await?;
            match answer.status {
                200..=299 => {
                    let said = request.answers.iter().find(|said| fits(said, &answer)).and_then(Answer::meaning);
                    missing.extend(missing_permission(said)?.filter(|_| !only_known));
                    let (found, values) = (self.look_for(&asking, &answer).await?, take(request, &answer));
                    missing.extend(found.into_iter().filter(|_| !only_known));
                    taken.extend(values.ok_or(Verdict::Unavailable)?);
                }
                429 => return Err(Verdict::RateLimited(answer.retry_after)),
                status => {
                    let Some(said) = request.answers.iter().find(|said| fits(said, &answer)) else {
                        tracing::info!(tool = %self.addresses.tool, status, "a tool's answer is not in its definition");
                        return Err(Verdict::Unavailable);
                    };
                    // Asked to the end, so that everything that is missing is said at once.
                    missing.extend(missing_permission(said.meaning())?.filter(|_| !only_known));
                }
            }
        }
        Ok(if missing.is_empty() { Verdict::Accepted } else { Verdict::PermissionsMissing(missing) })
    }

    /// Asks again where the tool is busy for a moment, or broken.
    async fn first_page(&self, asking: &Asking<'_>) -> Result<Response, Verdict> {
        let mut pauses = PAUSES.iter();
        loop {
            let answer = asking.send().await?;
            let is_passing = match answer.status {
                502..=504 => !asking.request.answers.iter().any(|said| fits(said, &answer)),
                429 => answer.retry_after.is_some_and(|seconds| seconds <= 1),
                _ => false,
            };
            let Some(pause) = pauses.next().filter(|_| is_passing) else { return Ok(answer) };
            tokio::time::sleep(Duration::from_millis(*pause)).await;
        }
    }

    /// Which permissions are missing, by what a good answer does not hold. Further pages are looked through for it.
    async fn look_for(&self, asking: &Asking<'_>, first: &Response) -> Result<Vec<PermissionId>, Verdict> {
        let request = asking.request;
        if request.requires.is_empty() {
            return Ok(Vec::new());
        }
        let mut left: Vec<_> = request.requires.iter().collect();
        let mut body = json(first)?;
        for page in 1..=PAGES {
            left.retain(|required| !is_there(&body, &required.at, required.holds.as_deref()));
            let next = request.next.as_ref().and_then(|next| body.pointer(next)?.as_str().map(str::to_owned));
            let Some(next) = next.filter(|_| !left.is_empty() && page < PAGES) else { break };
            let Some(answer) = asking.send_to_next(&next).await? else { break };
            if !(200..=299).contains(&answer.status) {
                return Err(Verdict::Unavailable);
            }
            body = json(&answer)?;
        }
        let meanings = left.into_iter().map(|required| missing_permission(required.meaning()));
        meanings.filter_map(Result::transpose).collect()
    }

    /// The conditions of a request, with every answer known.
    fn hold(&self, when: &[Spanned<When>]) -> bool {
        when.iter().all(|condition| match condition.as_ref() {
            When::Answer { field, is } => {
                let answer = self.answers.get(field).map_or("", Secret::expose);
                is.iter().any(|wanted| wanted == answer)
            }
            When::Scope { scope } => self.shared.contains(scope),
            When::Permission { permission } => self.needed.contains(permission),
            When::Environment { environment } => *environment == self.place.environment,
            When::Category { category } => *category == self.place.category,
        })
    }
}

/// A field at fault ends the probe; a permission that is missing does not.
fn missing_permission(meaning: Option<Meaning>) -> Result<Option<PermissionId>, Verdict> {
    match meaning {
        Some(Meaning::Field(field, code)) => Err(Verdict::Rejected(field, code)),
        Some(Meaning::Permission(permission)) => Ok(Some(permission)),
        None => Ok(None),
    }
}

fn fits(said: &Answer, answer: &Response) -> bool {
    let holds = |text: &String| String::from_utf8_lossy(&answer.body).contains(text.as_str());
    said.status == answer.status && said.holds.as_ref().is_none_or(holds)
}

fn json(answer: &Response) -> Result<serde_json::Value, Verdict> {
    serde_json::from_slice(&answer.body).map_err(|_| Verdict::Unavailable)
}

fn is_there(body: &serde_json::Value, at: &str, holds: Option<&str>) -> bool {
    let Some(found) = body.pointer(at).filter(|found| !found.is_null()) else { return false };
    let is = |value: &serde_json::Value, text: &str| value.as_str() == Some(text);
    holds.is_none_or(|text| match found {
        serde_json::Value::Array(values) => values.iter().any(|value| is(value, text)),
        serde_json::Value::String(words) => words == text || words.split([' ', ',']).any(|word| word == text),
        value => is(value, text),
    })
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
