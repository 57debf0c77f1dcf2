//! Leaving with unsent answers: asked in the page, never by a dialog of the browser.

use crate::{Choosing, Effect, Event, Flow, FocusTarget, HostMessage, Journey, Place};

impl Flow {
    /// The end user wants to close the flow. Where something was filled in and not sent, they are asked first.
    pub(crate) fn dismissed(self) -> (Self, Vec<Effect>) {
        match self {
            Self::Reviewing(journey) | Self::Granting(journey) | Self::Stepping(journey) if journey.has_unsent() => {
                (Self::Leaving(journey), vec![Effect::Focus(FocusTarget::Heading)])
            }
            Self::Choosing(mut choosing) => match choosing.take_unsent() {
                Some(journey) => (Self::Leaving(journey), vec![Effect::Focus(FocusTarget::Heading)]),
                None => (Self::Choosing(choosing), vec![Effect::TellHost(HostMessage::Close)]),
            },
            flow => {
                // What is connected is connected, whatever is left to do.
                let won = flow.journey().and_then(|journey| journey.won.clone());
                let message =
                    won.map_or(HostMessage::Close, |activation_token| HostMessage::Success { activation_token });
                (flow, vec![Effect::TellHost(message)])
            }
        }
    }
}

impl Journey {
    pub(crate) fn after_question(mut self, event: Event) -> (Flow, Vec<Effect>) {
        match event {
            Event::Stayed | Event::WentBack => {
                let mut effects = Vec::new();
                let flow = match self.visit().place {
                    Some(Place::Tools) => Flow::Choosing(Choosing::returning_from(self)),
                    Some(Place::Scopes) => Flow::Reviewing(self),
                    Some(Place::Granting) => Flow::Granting(self),
                    _ => {
                        effects.extend(self.ask_for_grants());
                        Flow::Stepping(self)
                    }
                };
                effects.push(Effect::Focus(FocusTarget::Heading));
                (flow, effects)
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
