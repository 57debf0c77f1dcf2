//! What happened, in the past tense.

use crate::{Place, Unavailable, Visit};
use std::collections::BTreeMap;
use wire::{
    Connected, FieldId, Grant, HandedOver, ProblemDocument, ScopeId, Secret, Session, SubmissionState, Tool, ToolId,
};

/// Something the end user, the browser or the backend did. Events that do not fit the state are late, and ignored.
#[derive(Clone, Debug)]
pub enum Event {
    /// The link was exchanged for a session. `visit` is what this tab remembers of it; `place` is what its history says.
    SessionOpened {
        /// The session.
        session: Box<Session>,
        /// What this tab remembers, or a new visit.
        visit: Visit,
        /// Where the history entry points.
        place: Option<Place>,
    },
    /// The link could not be opened.
    OpeningFailed(Unavailable),
    /// A tool was picked.
    ToolChosen(ToolId),
    /// Its journey arrived.
    ToolFetched(Box<Tool>),
    /// It did not.
    ToolFetchFailed(CallFailure),
    /// Whatever was kept of an earlier draft; empty when nothing was.
    DraftLoaded(BTreeMap<FieldId, Secret>),
    /// Drafts can only be kept in memory here.
    StorageRefused,
    /// An optional scope was switched.
    ScopeSwitched {
        /// Which one.
        scope: ScopeId,
        /// Whether it is to be shared.
        shared: bool,
    },
    /// An input's text changed.
    Edited(FieldId, Secret),
    /// An input was left.
    Left(FieldId),
    /// The end user went on.
    Continued,
    /// The end user went on without the data that the credentials give no access to.
    WentOnWithout,
    /// The backend's answer to a field is asked for once more.
    GrantWanted(FieldId),
    /// The backend answered for a field, or it did not.
    GrantTold(FieldId, Result<Grant, CallFailure>),
    /// The end user went to log in at the tool.
    LoginOpened(FieldId),
    /// Nothing was heard of that log-in for too long, and nobody listens any more (E-13).
    LoginUnheard(FieldId),
    /// The end user wants somebody else to do the rest.
    HandOverWanted,
    /// The link for them is here, or it is not.
    HandedOver(Result<HandedOver, CallFailure>),
    /// The end user takes that link back.
    HandOverTakenBack,
    /// New credentials are to be made, although those that are there could be kept.
    NewCredentialsChosen,
    /// The end user went back with our own button.
    WentBack,
    /// The browser went back or forward to a place.
    Revisited(Place),
    /// The end user asked to try again.
    Retried,
    /// A submission was answered.
    Settled(Settled),
    /// The end user cleared the input that was saved in this browser.
    SavedInputCleared,
    /// The end user asked for another language.
    LanguageChosen(String),
    /// Every text that was asked for is here in that language.
    Translated {
        /// The session, once there is one.
        session: Option<Box<Session>>,
        /// The chosen tool, when the session does not bring it.
        tool: Option<Box<Tool>>,
    },
    /// The texts could not be had; everything stays as it is.
    TranslationFailed,
    /// The end user closed the flow, or confirmed it.
    Dismissed,
    /// The end user was asked, and stays.
    Stayed,
}

/// How a submission, or the question what became of one, was answered.
#[derive(Clone, Debug)]
pub enum Settled {
    /// It went through.
    Connected(Connected),
    /// It did not.
    Refused(Box<ProblemDocument>),
    /// There was no answer that could be trusted: nobody knows whether it arrived.
    Unanswered,
    /// What the backend knows of the key.
    Found(Box<SubmissionState>),
}

impl From<CallFailure> for Settled {
    fn from(failure: CallFailure) -> Self {
        match failure {
            CallFailure::Problem(problem) => Self::Refused(problem),
            CallFailure::Unanswered | CallFailure::Unreadable => Self::Unanswered,
        }
    }
}

/// Why a call that only reads failed.
#[derive(Clone, Debug)]
pub enum CallFailure {
    /// The backend said why.
    Problem(Box<ProblemDocument>),
    /// There was no answer that could be trusted.
    Unanswered,
    /// The answer holds something that this build of the page does not know.
    Unreadable,
}
