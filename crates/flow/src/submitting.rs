//! The answers are with the backend. Every way back keeps them.

use crate::event::Settled;
use crate::flow::Connection;
use crate::opening::ends_link;
use crate::{
    Draft, Effect, Event, Flow, FocusTarget, HostMessage, Journey, Navigation, Place, Problem, ProblemKind, Submission,
    Unavailable, Visit,
};
use std::rc::Rc;
use wire::{
    Connected, FieldKind, FieldProblem, ProblemCode, ProblemDocument, RejectionCode, Session, SubmissionState, Tool,
};

/// The answers are with the backend.
#[derive(Clone, Debug, PartialEq)]
pub struct Submitting {
    journey: Journey,
    phase: Phase,
    language: String,
}

/// What is being waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The answer to the submission itself.
    Sent,
    /// Word of what became of it.
    Asked,
    /// The same, after a reload.
    Resumed,
}

impl Submitting {
    fn new(journey: Journey, phase: Phase) -> Self {
        let language = journey.session().language.clone();
        Self { journey, phase, language }
    }

    /// The journey, with every answer.
    pub fn journey(&self) -> &Journey {
        &self.journey
    }

    pub(crate) fn retell(&mut self, session: Rc<Session>, tool: Option<Rc<Tool>>) {
        self.journey.retell(session, tool);
    }

    /// Sends the answers, or goes to the step that is not finished.
    pub(crate) fn start(mut journey: Journey) -> (Flow, Vec<Effect>) {
        if let Some(step) = journey.first_unfinished().filter(|_| !journey.keeps_credentials()) {
            journey.move_to(step);
            journey.check_step();
            let problems = journey.problems().to_vec();
            return journey.return_with(step, problems);
        }
        let Some(submission) = Submission::of(&journey) else {
            return journey.go_to_scopes(Navigation::Replace);
        };
        journey.mark_in_flight();
        let effects = vec![journey.save_visit(), Effect::Focus(FocusTarget::Heading), Effect::Submit(submission)];
        (Flow::Submitting(Self::new(journey, Phase::Sent)), effects)
    }

    /// After a reload in mid-air: asks before anything is sent again.
    pub(crate) fn resume(journey: Journey) -> (Flow, Vec<Effect>) {
        let ask = Effect::AskAfter { key: journey.visit().submission_key(), waiting: false };
        (Flow::Submitting(Self::new(journey, Phase::Resumed)), vec![Effect::Focus(FocusTarget::Heading), ask])
    }

    pub(crate) fn after(mut self, event: Event) -> (Flow, Vec<Effect>) {
        match event {
            Event::Settled(Settled::Connected(connected)) => self.connected(&connected),
            Event::Settled(Settled::Refused(problem)) => self.refused(&problem),
            Event::Settled(Settled::Unanswered) if self.phase == Phase::Sent => {
                self.phase = Phase::Asked;
                let ask = Effect::AskAfter { key: self.journey.visit().submission_key(), waiting: false };
                (Flow::Submitting(self), vec![ask])
            }
            Event::Settled(Settled::Unanswered) => self.not_sent(),
            Event::Settled(Settled::Found(state)) => match *state {
                SubmissionState::Unknown => {
                    self.journey.mark_not_in_flight();
                    if self.phase == Phase::Resumed { self.journey.land() } else { self.not_sent() }
                }
                SubmissionState::InProgress => {
                    let ask = Effect::AskAfter { key: self.journey.visit().submission_key(), waiting: true };
                    (Flow::Submitting(self), vec![ask])
                }
                SubmissionState::Connected(connected) => self.connected(&connected),
                SubmissionState::Failed(problem) => self.refused(&problem),
            },
            Event::StorageRefused => {
                self.journey.lose_storage();
                (Flow::Submitting(self), Vec::new())
            }
            // The browser has moved already; the entry this screen belongs to is made again.
            Event::Revisited(_) => {
                let effects = self.journey.visit().place.clone().map(|place| Effect::Navigate(Navigation::Push(place)));
                (Flow::Submitting(self), effects.into_iter().collect())
            }
            _ => (Flow::Submitting(self), Vec::new()),
        }
    }

    fn connected(self, connected: &Connected) -> (Flow, Vec<Effect>) {
        let mut journey = self.journey;
        let mut effects = Vec::new();
        if !journey.keeps_draft_after_completion() {
            effects.push(Effect::DiscardDraft(journey.slot()));
        }
        if let Some(tool) = &connected.finishing {
            journey.start_new_edition();
            let visit = Visit { reviewed: None, ..journey.visit().clone() };
            let mut finishing = Journey::new(
                journey.session().clone(),
                Rc::new((**tool).clone()),
                visit,
                Draft::default(),
                journey.keeping(),
            );
            finishing.won = Some(connected.activation_token.clone());
            let late = finishing.catch_up();
            let (flow, more) = finishing.go_to_first_step(Navigation::Replace);
            effects.extend(more);
            effects.extend(late);
            return (flow, effects);
        }
        effects.push(Effect::DiscardVisit(journey.session().link.clone()));
        effects.push(Effect::Focus(FocusTarget::Heading));
        let activation_token = connected.activation_token.clone();
        effects.push(Effect::TellHost(HostMessage::Success { activation_token }));
        let connection = Connection {
            session: journey.session().clone(),
            tool_name: journey.tool().name.clone(),
            tool_logo: journey.tool().logo.clone(),
        };
        (Flow::Connected(connection), effects)
    }

    /// The key stays: the next try may find that this one had arrived after all.
    fn not_sent(self) -> (Flow, Vec<Effect>) {
        self.journey.return_to_end(ProblemKind::NotSent)
    }

    fn refused(self, problem: &ProblemDocument) -> (Flow, Vec<Effect>) {
        let mut journey = self.journey;
        if problem.code == ProblemCode::SubmissionInProgress {
            let ask = Effect::AskAfter { key: journey.visit().submission_key(), waiting: true };
            return (Flow::Submitting(Self { journey, phase: Phase::Asked, language: self.language }), vec![ask]);
        }
        match ends_link(problem) {
            Some(Unavailable::NotOffered) if journey.offers_tools() => {
                journey.start_new_edition();
                return journey.choose_another();
            }
            // The session is over, not the submission: opened again, the link asks what became of it.
            Some(reason) if !reason.ends_for_good() => {
                let effects = vec![journey.save_visit(), Effect::Focus(FocusTarget::Heading)];
                return (Flow::Unavailable(reason), effects);
            }
            Some(reason) => {
                let mut effects = vec![Effect::DiscardVisit(journey.session().link.clone())];
                if !journey.keeps_draft_after_completion() {
                    effects.push(Effect::DiscardDraft(journey.slot()));
                }
                effects.push(Effect::Focus(FocusTarget::Heading));
                return (Flow::Unavailable(reason), effects);
            }
            None => {}
        }
        // This submission is settled: the next one is another, whatever it holds.
        journey.start_new_edition();
        match problem.code {
            ProblemCode::IdempotencyKeyReused => return Self::start(journey),
            // Opened again, the link shows what is asked for now.
            ProblemCode::ScopesChanged => {
                journey.move_aside(Place::Scopes);
                return (Flow::default(), vec![journey.save_visit(), Effect::OpenSession]);
            }
            _ => {}
        }
        let blames_login = |error: &FieldProblem| {
            error.field().and_then(|id| journey.field(&id)).is_some_and(|field| field.kind == FieldKind::Login)
        };
        if problem.code == ProblemCode::PermissionsMissing || problem.errors.iter().any(blames_login) {
            journey.forget_logins();
        }
        let (step, mut problems) = match problem.code {
            ProblemCode::PermissionsMissing => {
                let missing = ProblemKind::PermissionsMissing(problem.permissions.clone());
                let step = journey.index_of_permissions().filter(|_| !journey.keeps_credentials());
                let Some(step) = step else { return journey.return_to_end(missing) };
                (step, vec![Problem::of_page(missing)])
            }
            ProblemCode::ToolUnavailable => return journey.return_to_end(ProblemKind::ToolUnavailable),
            ProblemCode::ToolRateLimited => {
                return journey.return_to_end(ProblemKind::ToolRateLimited(problem.retry_after));
            }
            ProblemCode::CredentialsRejected | ProblemCode::InvalidFields
                if journey.keeps_credentials() && !journey.knows_what_is_at_fault(problem) =>
            {
                (journey.first_step(), vec![Problem::of_page(ProblemKind::StoredRejected)])
            }
            ProblemCode::CredentialsRejected | ProblemCode::InvalidFields => at_fields(&journey, problem),
            _ => return journey.return_to_end(ProblemKind::Ours(problem.instance.clone())),
        };
        // Answered in the language of the question, and another one is spoken by now.
        if journey.session().language != self.language {
            problems.iter_mut().for_each(Problem::forget_words);
        }
        journey.return_with(step, problems)
    }
}

/// The problems of one step: the first at fault. A pointer to nothing we know goes to the summary.
fn at_fields(journey: &Journey, problem: &ProblemDocument) -> (usize, Vec<Problem>) {
    let last = journey.last_step();
    let step_of = |error: &FieldProblem| error.field().and_then(|field| journey.index_of_field(&field));
    let step = problem.errors.iter().filter_map(step_of).min().unwrap_or(last);
    let mut problems: Vec<Problem> = problem
        .errors
        .iter()
        .filter(|error| step_of(error).is_none_or(|other| other == step))
        .map(|error| Problem {
            field: error.field().filter(|field| journey.field(field).is_some()),
            kind: kind_of(error),
        })
        .collect();
    if problems.is_empty() {
        problems.push(Problem::of_page(ProblemKind::NotAccepted(String::new())));
    }
    (step, problems)
}

fn kind_of(error: &FieldProblem) -> ProblemKind {
    let detail = error.detail.clone();
    match error.code {
        RejectionCode::NotAccepted => ProblemKind::NotAccepted(detail),
        RejectionCode::UnknownAddress => ProblemKind::UnknownAddress(detail),
        RejectionCode::WrongAccount => ProblemKind::WrongAccount(detail),
        RejectionCode::Locked | RejectionCode::Invalid | RejectionCode::Other => ProblemKind::Refused(detail),
    }
}
