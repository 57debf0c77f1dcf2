//! Where the end user is. Start here: [`Flow::apply`] is the only way anything changes.

use crate::opening::Opening;
use crate::submitting::Submitting;
use crate::{Choosing, Effect, Event, FocusTarget, Journey, Unavailable};
use std::rc::Rc;
use wire::{Session, StepId};

/// Where the end user is: exactly one of these.
#[derive(Clone, Debug, PartialEq)]
pub enum Flow {
    /// The link is being exchanged, and what was kept is being read.
    Opening(Opening),
    /// There is nothing to walk through.
    Unavailable(Unavailable),
    /// Choosing a tool.
    Choosing(Choosing),
    /// Reviewing the data asked for.
    Reviewing(Journey),
    /// Changing in the tool what the credentials of an integration may do, to keep them.
    Granting(Journey),
    /// On a step.
    Stepping(Journey),
    /// Asked whether to leave with unsent answers.
    Leaving(Journey),
    /// The answers are with the backend. Nothing can be edited, nothing is lost.
    Submitting(Submitting),
    /// Done: connected.
    Connected(Connection),
}

/// What there is to say once it is done. No answers are left in here.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// The session, for its names.
    pub session: Rc<Session>,
    /// The tool's name.
    pub tool_name: String,
    /// The tool's logo.
    pub tool_logo: String,
}

/// What is on display. Small and comparable: a view is rebuilt only when this changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Waiting for the session.
    Opening,
    /// Nothing to walk through, and why.
    Unavailable(Unavailable),
    /// The tool choice.
    Tools,
    /// The scope review.
    Scopes,
    /// What to change in the tool for credentials that are kept.
    Granting,
    /// One step.
    Step(StepId),
    /// The question whether to leave.
    Leaving,
    /// The answers are being checked.
    Submitting,
    /// Done.
    Connected,
}

impl Default for Flow {
    fn default() -> Self {
        Self::Opening(Opening::Link)
    }
}

impl Flow {
    /// A flow that is about to open its link.
    pub fn open() -> (Self, Vec<Effect>) {
        (Self::default(), vec![Effect::OpenSession])
    }

    /// Takes what happened and answers what must be done. An event that does not fit the state is late, and changes nothing.
    pub fn apply(&mut self, event: Event) -> Vec<Effect> {
        let (next, effects) = match event {
            Event::LanguageChosen(language) => return vec![self.translate(language)],
            Event::Translated { session, tool } => return self.retell(session, tool),
            Event::TranslationFailed => return vec![Effect::Focus(FocusTarget::Same)],
            Event::Dismissed => std::mem::take(self).dismissed(),
            event => std::mem::take(self).after(event),
        };
        *self = next;
        effects
    }

    fn after(self, event: Event) -> (Self, Vec<Effect>) {
        match self {
            Self::Opening(opening) => opening.after(event),
            Self::Unavailable(reason) => match event {
                Event::Retried if reason == Unavailable::Outdated => (Self::Unavailable(reason), vec![Effect::Reload]),
                Event::Retried if reason.can_be_retried() => Self::open(),
                _ => (Self::Unavailable(reason), Vec::new()),
            },
            Self::Choosing(choosing) => choosing.after(event),
            Self::Reviewing(journey) => journey.after_in_review(event),
            Self::Granting(journey) => journey.after_in_granting(event),
            Self::Stepping(journey) => journey.after_in_step(event),
            Self::Leaving(journey) => journey.after_question(event),
            Self::Submitting(submitting) => submitting.after(event),
            Self::Connected(connection) => (Self::Connected(connection), Vec::new()),
        }
    }

    /// What is on display.
    pub fn screen(&self) -> Screen {
        match self {
            Self::Opening(_) => Screen::Opening,
            Self::Unavailable(reason) => Screen::Unavailable(reason.clone()),
            Self::Choosing(_) => Screen::Tools,
            Self::Reviewing(_) => Screen::Scopes,
            Self::Granting(_) => Screen::Granting,
            // A tool without steps cannot be compiled, so the fallback is never on display.
            Self::Stepping(journey) => journey.step().map_or(Screen::Scopes, |step| Screen::Step(step.id.clone())),
            Self::Leaving(_) => Screen::Leaving,
            Self::Submitting(_) => Screen::Submitting,
            Self::Connected(_) => Screen::Connected,
        }
    }

    /// The session, once there is one.
    pub fn session(&self) -> Option<&Rc<Session>> {
        match self {
            Self::Opening(_) | Self::Unavailable(_) => None,
            Self::Choosing(choosing) => Some(choosing.session()),
            Self::Reviewing(journey) | Self::Granting(journey) | Self::Stepping(journey) | Self::Leaving(journey) => {
                Some(journey.session())
            }
            Self::Submitting(submitting) => Some(submitting.journey().session()),
            Self::Connected(connection) => Some(&connection.session),
        }
    }

    /// The journey, once there is one.
    pub fn journey(&self) -> Option<&Journey> {
        match self {
            Self::Reviewing(journey) | Self::Granting(journey) | Self::Stepping(journey) | Self::Leaving(journey) => {
                Some(journey)
            }
            Self::Submitting(submitting) => Some(submitting.journey()),
            _ => None,
        }
    }

    /// The tool choice, while it is on display.
    pub fn choosing(&self) -> Option<&Choosing> {
        match self {
            Self::Choosing(choosing) => Some(choosing),
            _ => None,
        }
    }
}
