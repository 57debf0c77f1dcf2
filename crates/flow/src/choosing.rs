//! Choosing a tool. A journey that was left by going back is kept here, whole, in case the end user returns to it.

use crate::event::CallFailure;
use crate::opening::{Arrival, Arrived, ended, ends_link, unavailable};
use crate::{Effect, Event, Flow, FocusTarget, Journey, Keeping, Navigation, Place, Unavailable, Visit};
use std::rc::Rc;
use wire::{Session, Tool, ToolId};

/// Choosing a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Choosing {
    session: Rc<Session>,
    visit: Visit,
    keeping: Keeping,
    left: Option<Box<Journey>>,
    fetch: Fetch,
}

/// What became of the last choice.
#[derive(Clone, Debug, PartialEq)]
pub enum Fetch {
    /// Nothing was chosen yet.
    Idle,
    /// Its journey is on its way.
    Under(ToolId),
    /// Its journey is here, its draft is being read.
    Arriving(ToolId, Box<Arrival>),
    /// It could not be had.
    Failed(ToolId),
}

impl Choosing {
    pub(crate) fn new(session: Rc<Session>, visit: Visit, keeping: Keeping) -> Self {
        Self { session, visit, keeping, left: None, fetch: Fetch::Idle }
    }

    pub(crate) fn returning_from(journey: Journey) -> Self {
        let mut visit = journey.visit().clone();
        visit.place = Some(Place::Tools);
        let keeping = journey.keeping();
        Self { session: journey.session().clone(), visit, keeping, left: Some(Box::new(journey)), fetch: Fetch::Idle }
    }

    /// The tool of a journey turned out not to be offered: another may be chosen.
    pub(crate) fn after_refusal(journey: Journey) -> Self {
        let tool = journey.tool().id.clone();
        Self { left: None, fetch: Fetch::Failed(tool), ..Self::returning_from(journey) }
    }

    /// The journey that was left by going back.
    pub(crate) fn left(&self) -> Option<&Journey> {
        self.left.as_deref()
    }

    /// The journey that was left, if it has unsent answers. The tool choice is given up for it.
    pub(crate) fn take_unsent(&mut self) -> Option<Journey> {
        self.left.take_if(|journey| journey.has_unsent()).map(|journey| journey.put_aside())
    }

    pub(crate) fn retell(&mut self, session: Rc<Session>, tool: Option<Rc<Tool>>) {
        if let Some(journey) = &mut self.left {
            journey.retell(session.clone(), tool);
        }
        if let Fetch::Arriving(_, arrival) = &mut self.fetch {
            arrival.retell(session.clone());
        }
        self.session = session;
    }

    /// The session.
    pub fn session(&self) -> &Rc<Session> {
        &self.session
    }

    /// What became of the last choice.
    pub fn fetch(&self) -> &Fetch {
        &self.fetch
    }

    fn staying(self, effects: Vec<Effect>) -> (Flow, Vec<Effect>) {
        (Flow::Choosing(self), effects)
    }

    pub(crate) fn after(mut self, event: Event) -> (Flow, Vec<Effect>) {
        match event {
            Event::ToolChosen(tool) => self.choose(tool),
            Event::Retried => match self.fetch.clone() {
                Fetch::Failed(tool) => self.choose(tool),
                _ => self.staying(Vec::new()),
            },
            Event::Revisited(Place::Tools) => self.staying(Vec::new()),
            Event::Revisited(place) => match self.left.take() {
                Some(journey) => journey.revisit(&place),
                None => self.staying(vec![Effect::Navigate(Navigation::Replace(Place::Tools))]),
            },
            event => self.after_answer(event),
        }
    }

    fn choose(mut self, tool: ToolId) -> (Flow, Vec<Effect>) {
        if !self.session.tools.iter().any(|offered| offered.id == tool) {
            return self.staying(Vec::new());
        }
        if let Some(journey) = self.left.take_if(|journey| journey.tool().id == tool) {
            return journey.enter();
        }
        if self.visit.tool.as_ref() != Some(&tool) {
            // Consent was given for another tool's data; it does not carry over.
            self.visit =
                Visit { tool: Some(tool.clone()), edition: self.visit.edition + 1, ..Visit::new(self.visit.seed) };
        }
        self.fetch = Fetch::Under(tool.clone());
        self.staying(vec![Effect::FetchTool(tool)])
    }

    fn after_answer(mut self, event: Event) -> (Flow, Vec<Effect>) {
        match (self.fetch.clone(), event) {
            (Fetch::Under(wanted), Event::ToolFetched(tool)) if tool.id == wanted => {
                let (session, visit) = (self.session.clone(), self.visit.clone());
                let (arrival, effects) = Arrival::with_tool(session, Rc::new(*tool), visit, None, self.keeping);
                self.fetch = Fetch::Arriving(wanted, Box::new(arrival));
                self.staying(effects)
            }
            (Fetch::Under(_), Event::ToolFetchFailed(CallFailure::Problem(problem)))
                if ends_link(&problem).is_some_and(|reason| reason != Unavailable::NotOffered) =>
            {
                ended(&problem, &self.session)
            }
            (Fetch::Under(_), Event::ToolFetchFailed(CallFailure::Unreadable)) => unavailable(Unavailable::Outdated),
            (Fetch::Under(wanted), Event::ToolFetchFailed(_)) => {
                self.fetch = Fetch::Failed(wanted);
                self.staying(vec![Effect::Focus(FocusTarget::Problems)])
            }
            (_, Event::StorageRefused) if !matches!(self.fetch, Fetch::Arriving(..)) => {
                self.keeping = Keeping::MemoryOnly;
                self.staying(Vec::new())
            }
            (Fetch::Arriving(wanted, arrival), event) => match arrival.after(event) {
                Arrived::Here(journey) => {
                    let catching_up = journey.catch_up();
                    let (flow, mut effects) = journey.enter();
                    effects.extend(catching_up);
                    (flow, effects)
                }
                Arrived::NotYet(arrival, effects) => {
                    self.fetch = Fetch::Arriving(wanted, Box::new(arrival));
                    self.staying(effects)
                }
                Arrived::Failed(..) => {
                    self.fetch = Fetch::Failed(wanted);
                    self.staying(Vec::new())
                }
            },
            _ => self.staying(Vec::new()),
        }
    }
}
