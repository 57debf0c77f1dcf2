//! What must be done. The core asks; the browser does.

use crate::{Place, Slot, Snapshot, Submission, Visit};
use wire::{FieldId, GrantRequest, HandOverRequest, LinkId, Secret, ToolId};

/// Something for the browser to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Exchange the link for a session.
    OpenSession,
    /// Fetch one tool's journey.
    FetchTool(ToolId),
    /// Read what was kept, and answer with `DraftLoaded`.
    LoadDraft(Slot),
    /// Keep this.
    SaveDraft(Snapshot),
    /// Forget what was kept.
    DiscardDraft(Slot),
    /// Remember where this tab is.
    SaveVisit(LinkId, Visit),
    /// Forget where this tab was, and every production draft of the link.
    DiscardVisit(LinkId),
    /// Send the checked answers.
    Submit(Submission),
    /// Ask what became of the submission with this key.
    AskAfter {
        /// The idempotency key.
        key: String,
        /// Whether the last answer said that it is still being worked on.
        waiting: bool,
    },
    /// Ask the backend for its answer to a field, and answer with `GrantTold`.
    RequestGrant(GrantRequest),
    /// Ask until the log-in for a field is over, and answer with `GrantTold`.
    AwaitGrant(FieldId, Secret),
    /// Have a link made for somebody else, and answer with `HandedOver`.
    HandOver(HandOverRequest),
    /// Take that link back.
    RevokeHandOver(LinkId),
    /// Fetch these texts in another language, and then speak it.
    Translate {
        /// As a BCP 47 tag.
        language: String,
        /// Which texts, beside the page's own words.
        texts: Texts,
    },
    /// Tell the embedding page, on the origins the link allows.
    TellHost(HostMessage),
    /// Load the page once more, as it is by now.
    Reload,
    /// Move the keyboard focus.
    Focus(FocusTarget),
    /// Move in the browser's history.
    Navigate(Navigation),
}

/// Where the keyboard focus goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FocusTarget {
    /// The screen's heading.
    Heading,
    /// The list of problems above the form.
    Problems,
    /// Whatever has it, once that is made anew.
    Same,
}

/// What there is to translate beside the page's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Nothing: there is no session, or none is given out any more.
    None,
    /// The session, with its tool if it has one.
    Session,
    /// The session, and the tool that was chosen.
    Tool(ToolId),
}

/// A move in the browser's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Navigation {
    /// A new entry.
    Push(Place),
    /// This entry points somewhere else now.
    Replace(Place),
    /// To the entry before, if it points there; a new entry otherwise.
    BackTo(Place),
}

/// A message to the embedding page. The shapes on the wire are stable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostMessage {
    /// The flow is done.
    Success {
        /// What the host exchanges for the integration.
        activation_token: Secret,
    },
    /// The end user left.
    Close,
}
