//! Another language in the middle of everything: every text changes, and nothing else does.

use crate::effect::Texts;
use crate::{Effect, Flow, FocusTarget, Journey};
use std::rc::Rc;
use wire::{Session, Tool};

impl Flow {
    pub(crate) fn translate(&self, language: String) -> Effect {
        let texts = match (self, self.session()) {
            // A link that has done its work gives out no session any more.
            (Self::Connected(_), _) | (_, None) => Texts::None,
            (_, Some(session)) => match self.told_journey() {
                Some(journey) if session.tool.is_none() => Texts::Tool(journey.tool().id.clone()),
                _ => Texts::Session,
            },
        };
        Effect::Translate { language, texts }
    }

    /// The journey whose texts the end user sees, or will see again.
    fn told_journey(&self) -> Option<&Journey> {
        self.journey().or_else(|| self.choosing()?.left())
    }

    pub(crate) fn retell(&mut self, session: Option<Box<Session>>, tool: Option<Box<Tool>>) -> Vec<Effect> {
        let mut effects = vec![Effect::Focus(FocusTarget::Same)];
        let Some(session) = session.map(|session| Rc::from(*session)) else { return effects };
        let tool = session_tool(&session).or(tool.map(|tool| Rc::from(*tool)));
        let is_without_tool = tool.is_none();
        match self {
            // Reads what comes next in the new language, and is over in a moment.
            Self::Opening(_) | Self::Unavailable(_) | Self::Connected(_) => {}
            Self::Choosing(choosing) => choosing.retell(session, tool),
            Self::Reviewing(journey) | Self::Granting(journey) | Self::Stepping(journey) | Self::Leaving(journey) => {
                journey.retell(session, tool);
            }
            Self::Submitting(submitting) => submitting.retell(session, tool),
        }
        if is_without_tool {
            effects.extend(self.told_journey().and_then(Journey::catch_up));
        }
        effects
    }
}

fn session_tool(session: &Session) -> Option<Rc<Tool>> {
    session.tool.clone().map(Rc::new)
}

impl Journey {
    /// A tool that was chosen while another language was under way has come in the old one: asks for it again.
    pub(crate) fn catch_up(&self) -> Option<Effect> {
        let (language, texts) = (self.session().language.clone(), Texts::Tool(self.tool().id.clone()));
        (self.tool().language != language).then_some(Effect::Translate { language, texts })
    }

    /// Takes texts in another language. Those of another tool, or of other fields, are not for this journey.
    pub(crate) fn retell(&mut self, session: Rc<Session>, tool: Option<Rc<Tool>>) {
        let is_same = |told: &Rc<Tool>| told.id == self.tool().id && told.schema == self.tool().schema;
        let tool = tool.filter(is_same);
        self.speak(session, tool);
    }
}
