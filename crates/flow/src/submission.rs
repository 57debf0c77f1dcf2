//! Checked answers on their way. A value of this type is the proof that every check passed.

use crate::Journey;
use wire::SubmitRequest;

/// Can only be made from a journey whose every check passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    key: String,
    request: SubmitRequest,
}

impl Submission {
    /// Checks everything once more. `None` when anything is left to put right.
    pub(crate) fn of(journey: &Journey) -> Option<Self> {
        let is_finished = journey.keeps_credentials() || journey.first_unfinished().is_none();
        (is_finished && journey.is_reviewed())
            .then(|| Self { key: journey.visit().submission_key(), request: journey.request() })
    }

    /// The idempotency key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is sent.
    pub fn request(&self) -> &SubmitRequest {
        &self.request
    }
}
