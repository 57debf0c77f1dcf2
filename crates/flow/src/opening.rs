//! From a link to the first screen: the session, then the tool if it is known, then whatever draft was kept.

use crate::event::CallFailure;
use crate::{
    Choosing, Draft, Effect, Event, Flow, FocusTarget, Journey, Keeping, Navigation, Place, Slot, Unavailable, Visit,
};
use std::collections::BTreeMap;
use std::rc::Rc;
use wire::{FieldId, ProblemCode, ProblemDocument, Secret, Session, Tool};

/// What is being waited for.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// The session.
    Link,
    /// The tool that was chosen before a reload, or its draft.
    Tool(Box<Arrival>),
}

/// On the way into a tool's journey.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    session: Rc<Session>,
    visit: Visit,
    place: Option<Place>,
    tool: Option<Rc<Tool>>,
    keeping: Keeping,
}

impl Opening {
    pub(crate) fn after(self, event: Event) -> (Flow, Vec<Effect>) {
        match (self, event) {
            (Self::Link, Event::SessionOpened { session, visit, place }) => opened(*session, visit, place),
            (Self::Link, Event::OpeningFailed(reason)) => unavailable(reason),
            (Self::Tool(arrival), event) => match arrival.after(event) {
                Arrived::NotYet(arrival, effects) => (Flow::Opening(Self::Tool(Box::new(arrival))), effects),
                Arrived::Here(journey) => journey.land(),
                Arrived::Failed(arrival, CallFailure::Problem(problem))
                    if ends_link(&problem).is_some_and(|reason| reason != Unavailable::NotOffered) =>
                {
                    ended(&problem, &arrival.session)
                }
                Arrived::Failed(_, CallFailure::Unanswered) => unavailable(Unavailable::Offline),
                Arrived::Failed(_, CallFailure::Unreadable) => unavailable(Unavailable::Outdated),
                Arrived::Failed(arrival, _) => choose(arrival.session, arrival.visit, arrival.keeping),
            },
            (waiting, _) => (Flow::Opening(waiting), Vec::new()),
        }
    }
}

pub(crate) fn unavailable(reason: Unavailable) -> (Flow, Vec<Effect>) {
    (Flow::Unavailable(reason), vec![Effect::Focus(FocusTarget::Heading)])
}

fn opened(session: Session, visit: Visit, place: Option<Place>) -> (Flow, Vec<Effect>) {
    let session = Rc::new(session);
    let place = place.or_else(|| visit.place.clone());
    if let Some(tool) = &session.tool {
        let tool = Rc::new(tool.clone());
        let (arrival, effects) = Arrival::with_tool(session, tool, visit, place, Keeping::Stored);
        return (Flow::Opening(Opening::Tool(Box::new(arrival))), effects);
    }
    let chosen = visit.tool.clone().filter(|tool| session.tools.iter().any(|offered| offered.id == *tool));
    match chosen {
        Some(tool) if place != Some(Place::Tools) => {
            let arrival = Arrival { session, visit, place, tool: None, keeping: Keeping::Stored };
            (Flow::Opening(Opening::Tool(Box::new(arrival))), vec![Effect::FetchTool(tool)])
        }
        _ => choose(session, visit, Keeping::Stored),
    }
}

fn choose(session: Rc<Session>, visit: Visit, keeping: Keeping) -> (Flow, Vec<Effect>) {
    let effects = vec![Effect::Navigate(Navigation::Replace(Place::Tools)), Effect::Focus(FocusTarget::Heading)];
    (Flow::Choosing(Choosing::new(session, visit, keeping)), effects)
}

/// How a call's problem ends the link, if it does.
pub fn ends_link(problem: &ProblemDocument) -> Option<Unavailable> {
    match problem.code {
        ProblemCode::LinkUnknown => Some(Unavailable::Unknown),
        ProblemCode::LinkExpired => Some(Unavailable::Expired),
        ProblemCode::LinkRevoked => Some(Unavailable::Revoked),
        ProblemCode::LinkCompleted => Some(Unavailable::Completed),
        ProblemCode::LinkSuperseded => Some(Unavailable::Superseded),
        ProblemCode::IntegrationDeleted => Some(Unavailable::Deleted),
        ProblemCode::ToolUnknown => Some(Unavailable::NotOffered),
        ProblemCode::SessionExpired => Some(Unavailable::SessionExpired),
        _ => None,
    }
}

/// What is left when a call's problem has ended the link. A session that is over keeps what this tab remembers.
pub(crate) fn ended(problem: &ProblemDocument, session: &Session) -> (Flow, Vec<Effect>) {
    let reason = ends_link(problem).unwrap_or(Unavailable::Unknown);
    let mut effects = vec![Effect::Focus(FocusTarget::Heading)];
    if reason.ends_for_good() {
        effects.push(Effect::DiscardVisit(session.link.clone()));
    }
    (Flow::Unavailable(reason), effects)
}

/// How far an arrival has come.
pub(crate) enum Arrived {
    NotYet(Arrival, Vec<Effect>),
    Here(Box<Journey>),
    Failed(Arrival, CallFailure),
}

impl Arrival {
    pub(crate) fn with_tool(
        session: Rc<Session>,
        tool: Rc<Tool>,
        mut visit: Visit,
        place: Option<Place>,
        keeping: Keeping,
    ) -> (Self, Vec<Effect>) {
        visit.tool = Some(tool.id.clone());
        let effects = vec![Effect::LoadDraft(Slot::of(&session, &tool))];
        (Self { session, visit, place, tool: Some(tool), keeping }, effects)
    }

    pub(crate) fn retell(&mut self, session: Rc<Session>) {
        self.session = session;
    }

    pub(crate) fn after(mut self, event: Event) -> Arrived {
        match (event, self.tool.clone()) {
            (Event::ToolFetched(tool), None) if self.visit.tool.as_ref() == Some(&tool.id) => {
                let (arrival, effects) =
                    Self::with_tool(self.session, Rc::new(*tool), self.visit, self.place, self.keeping);
                Arrived::NotYet(arrival, effects)
            }
            (Event::ToolFetchFailed(failure), None) => Arrived::Failed(self, failure),
            (Event::DraftLoaded(kept), Some(tool)) => Arrived::Here(Box::new(self.into_journey(tool, kept))),
            (Event::StorageRefused, _) => {
                self.keeping = Keeping::MemoryOnly;
                Arrived::NotYet(self, Vec::new())
            }
            _ => Arrived::NotYet(self, Vec::new()),
        }
    }

    /// What was kept, and what the link knows beside it. Of what was kept for other links, what this one knows takes the place.
    fn known_answers(&self, tool: &Tool, mut kept: BTreeMap<FieldId, Secret>) -> BTreeMap<FieldId, Secret> {
        for (field, answer) in tool.relink.iter().flat_map(|relink| &relink.answers).chain(&tool.known) {
            if self.visit.is_new() || !kept.contains_key(field) {
                kept.insert(field.clone(), answer.clone());
            }
        }
        kept
    }

    fn into_journey(self, tool: Rc<Tool>, kept: BTreeMap<FieldId, Secret>) -> Journey {
        let draft = Draft::restore(&tool, self.known_answers(&tool, kept));
        let visit = Visit { place: self.place, ..self.visit };
        Journey::new(self.session, tool, visit, draft, self.keeping)
    }
}
