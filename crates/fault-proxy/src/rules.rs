//! What goes wrong, when and how often; and what was asked.

use serde::{Deserialize, Serialize};
use std::time::Instant;

/// What is done to a request or to its answer.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fault {
    /// The connection is reset before anything is read, whatever it would have asked for.
    Refuse,
    /// Reset when the head of the request is known.
    ResetBeforeSend,
    /// Reset when all of the request is known; the server never hears of it.
    ResetAfterSend,
    /// Reset when the server has answered.
    ResetAfterCommit,
    /// Half of the answer's body.
    Truncated,
    /// The answer, a few bytes a second.
    Slow,
    /// The answer, much later.
    Stall,
    /// The server gets it twice at once; one answer is given.
    Duplicate,
    /// An answer of the proxy's own, with a status.
    Error,
    /// The sign-in page of a hotel's network.
    Captive,
    /// A small answer that is a large one when it is unpacked.
    GzipBomb,
    /// The answer, said to be plain text.
    WrongMime,
    /// A chunked answer that ends within a chunk.
    CloseMidChunk,
}

/// One order. The first that fits and has times left is followed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) method: Option<String>,
    #[serde(default)]
    path: String,
    #[serde(default)]
    suffix: String,
    pub(crate) fault: Fault,
    /// How often; for ever when it is not said.
    times: Option<usize>,
    /// How long [`Fault::Stall`] lasts.
    #[serde(default = "half_a_minute")]
    pub(crate) seconds: u64,
    /// How fast [`Fault::Slow`] is.
    #[serde(default = "one")]
    pub(crate) bytes_per_second: usize,
    /// What [`Fault::Error`] answers.
    #[serde(default = "unavailable")]
    pub(crate) status: u16,
    /// In seconds.
    pub(crate) retry_after: Option<u32>,
}

fn half_a_minute() -> u64 {
    30
}

fn one() -> usize {
    1
}

fn unavailable() -> u16 {
    503
}

/// The orders of now.
#[derive(Debug, Default)]
pub(crate) struct Rules(pub(crate) Vec<Rule>);

impl Rules {
    /// What is to happen to the next connection, before it is read.
    pub(crate) fn refuses(&mut self) -> bool {
        self.take(|rule| rule.fault == Fault::Refuse).is_some()
    }

    /// What is to happen to a request.
    pub(crate) fn of(&mut self, method: &str, path: &str) -> Option<Rule> {
        let path = path.split('?').next().unwrap_or_default();
        self.take(|rule| {
            rule.fault != Fault::Refuse
                && rule.method.as_deref().is_none_or(|wanted| wanted == method)
                && path.starts_with(&rule.path)
                && path.ends_with(&rule.suffix)
        })
    }

    fn take(&mut self, fits: impl Fn(&Rule) -> bool) -> Option<Rule> {
        let rule = self.0.iter_mut().find(|rule| rule.times != Some(0) && fits(rule))?;
        rule.times = rule.times.map(|times| times - 1);
        Some(rule.clone())
    }
}

/// One request.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    method: String,
    path: String,
    fault: Option<Fault>,
    /// What the server answered, if it was asked and did.
    status: Option<u16>,
    /// In milliseconds since the start.
    at: u128,
}

/// Every request so far.
#[derive(Debug)]
pub(crate) struct Calls {
    begun: Instant,
    pub(crate) all: Vec<Call>,
}

impl Default for Calls {
    fn default() -> Self {
        Self { begun: Instant::now(), all: Vec::new() }
    }
}

impl Calls {
    /// Notes a request, and answers its place.
    pub(crate) fn note(&mut self, method: &str, path: &str, fault: Option<Fault>) -> usize {
        let at = self.begun.elapsed().as_millis();
        self.all.push(Call { method: method.to_owned(), path: path.to_owned(), fault, status: None, at });
        self.all.len() - 1
    }

    /// Notes what the server answered. The list may have been emptied since.
    pub(crate) fn answered(&mut self, place: usize, status: Option<u16>) {
        if let Some(call) = self.all.get_mut(place) {
            call.status = status;
        }
    }
}
