//! Leaving with unsent answers: asked in the page, never by a dialog of the browser.

use crate::{Effect, Event, Flow, FocusTarget, HostMessage, Journey, Place};

impl Flow {
    /// The end user wants to close the flow. Where something was filled in and not sent, they are asked first.
    pub(crate) fn dismissed(self) -> (Self, Vec<Effect>) {
        match self {
            Self::Reviewing(journey) | Self::Stepping(journey) if !journey.draft().is_empty() => {
                (Self::Leaving(journey), vec![Effect::Focus(FocusTarget::Heading)])
            }
            flow => (flow, vec![Effect::TellHost(HostMessage::Close)]),
        }
    }
}

impl Journey {
    pub(crate) fn after_question(mut self, event: Event) -> (Flow, Vec<Effect>) {
        match event {
            Event::Stayed | Event::WentBack => {
                let back = if self.visit().place == Some(Place::Scopes) { Flow::Reviewing } else { Flow::Stepping };
                (back(self), vec![Effect::Focus(FocusTarget::Heading)])
            }
            Event::Revisited(place) => self.revisit(&place),
            Event::StorageRefused => {
                self.lose_storage();
                (Flow::Leaving(self), Vec::new())
            }
            _ => (Flow::Leaving(self), Vec::new()),
        }
    }
}
