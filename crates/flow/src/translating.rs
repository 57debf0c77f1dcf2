//! Another language in the middle of everything: every text changes, and nothing else does.

use crate::effect::Texts;
use crate::{Effect, Flow, FocusTarget, Journey};
use std::rc::Rc;
use wire::{Session, Tool};

impl Flow {
    pub(crate) fn translate(&self, language: String) -> Effect {
        let journey = self.journey().or_else(|| self.choosing()?.left());
        let texts = match (self.session(), journey) {
            (None, _) => Texts::None,
            (Some(session), Some(journey)) if session.tool.is_none() => Texts::Tool(journey.tool().id.clone()),
            _ => Texts::Session,
        };
        Effect::Translate { language, texts }
    }

    pub(crate) fn retell(&mut self, session: Option<Box<Session>>, tool: Option<Box<Tool>>) -> Vec<Effect> {
        if let Some(session) = session.map(|session| Rc::from(*session)) {
            let tool = session_tool(&session).or(tool.map(|tool| Rc::from(*tool)));
            match self {
                // Reads what comes next in the new language, and is over in a moment.
                Self::Opening(_) | Self::Unavailable(_) => {}
                Self::Choosing(choosing) => choosing.retell(session, tool),
                Self::Reviewing(journey) | Self::Stepping(journey) | Self::Leaving(journey) => {
                    journey.retell(session, tool);
                }
                Self::Submitting(submitting) => submitting.retell(session, tool),
                Self::Connected(connection) => connection.retell(session),
            }
        }
        vec![Effect::Focus(FocusTarget::Language)]
    }
}

fn session_tool(session: &Session) -> Option<Rc<Tool>> {
    session.tool.clone().map(Rc::new)
}

impl Journey {
    /// Takes texts in another language. Those of another tool, or of other fields, are not for this journey.
    pub(crate) fn retell(&mut self, session: Rc<Session>, tool: Option<Rc<Tool>>) {
        let is_same = |told: &Rc<Tool>| told.id == self.tool().id && told.schema == self.tool().schema;
        let tool = tool.filter(is_same);
        self.speak(session, tool);
    }
}
