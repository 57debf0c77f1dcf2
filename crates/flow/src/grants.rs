//! Answers that the backend gives: a log-in at the tool, or something made for it. They are asked for when their step is reached; what
//! is there already comes back as it is.

use crate::event::CallFailure;
use crate::opening::{ended, ends_link};
use crate::{Effect, Flow, FocusTarget, Journey, Problem, ProblemKind};
use std::collections::BTreeMap;
use wire::{FieldId, FieldKind, Grant, GrantRequest, GrantState, Secret, WayBack};

/// What the page knows of the backend's answer to a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Granting {
    /// Asked for, not answered yet.
    Asked,
    /// Here.
    Here(Grant),
    /// The same, and the end user has gone to log in.
    LoggingIn(Grant),
    /// The same, and nothing was heard of it for too long.
    Unheard,
    /// It could not be had.
    Failed,
}

impl Journey {
    /// What is known of the backend's answer to a field; `None` when it was not asked for.
    pub fn granting(&self, field: &FieldId) -> Option<&Granting> {
        self.grants.iter().find(|(id, _)| id == field).map(|(_, granting)| granting)
    }

    pub(crate) fn set_granting(&mut self, field: &FieldId, granting: Granting) {
        self.grants.retain(|(id, _)| id != field);
        self.grants.push((field.clone(), granting));
    }

    /// Asks for everything on this step that the backend gives.
    pub(crate) fn ask_for_grants(&mut self) -> Vec<Effect> {
        let here = self.step_fields().filter(|field| field.kind.is_granted()).map(|field| field.id.clone());
        let here: Vec<FieldId> = here.collect();
        here.into_iter().map(|field| self.ask_for_grant(field)).collect()
    }

    pub(crate) fn ask_for_grant(&mut self, field: FieldId) -> Effect {
        self.set_granting(&field, Granting::Asked);
        Effect::RequestGrant(GrantRequest {
            tool: self.tool().id.clone(),
            field,
            answers: self.answers(),
            opted_out: self.visit().opted_out.clone(),
            // The browser knows whether it is framed.
            way_back: WayBack::Window,
        })
    }

    pub(crate) fn after_grant(mut self, field: &FieldId, answer: Result<Grant, CallFailure>) -> (Flow, Vec<Effect>) {
        if self.granting(field).is_none() {
            return (Flow::Stepping(self), Vec::new());
        }
        let grant = match answer {
            Ok(grant) => grant,
            Err(CallFailure::Problem(problem)) if ends_link(&problem).is_some() => {
                return ended(&problem, self.session());
            }
            Err(_) => {
                self.set_granting(field, Granting::Failed);
                return (Flow::Stepping(self), Vec::new());
            }
        };
        let mut effects = Vec::new();
        let answer = match grant.state {
            GrantState::Granted | GrantState::Made(_) => grant.id.clone(),
            GrantState::Waiting(_) | GrantState::Denied | GrantState::Failed => Secret::default(),
        };
        if answer.is_empty() {
            // What there is to say about the last log-in stays until there is another.
            self.set_answer(field.clone(), answer);
        } else {
            effects.extend(self.edit(field, answer));
        }
        let refused = match grant.state {
            GrantState::Denied => Some(ProblemKind::LoginDenied),
            GrantState::Failed => Some(ProblemKind::LoginFailed),
            _ => None,
        };
        if let Some(kind) = refused {
            // For the next try there must be a new address.
            effects.push(self.ask_for_grant(field.clone()));
            if self.step_fields().any(|here| here.id == *field) {
                self.show(vec![Problem::with(field, kind)]);
                effects.push(Effect::Focus(FocusTarget::Problems));
            }
        } else {
            self.set_granting(field, Granting::Here(grant));
        }
        (Flow::Stepping(self), effects)
    }

    pub(crate) fn after_login_opened(mut self, field: &FieldId) -> (Flow, Vec<Effect>) {
        let grant = match self.granting(field) {
            Some(Granting::Here(grant) | Granting::LoggingIn(grant)) => grant.clone(),
            _ => return (Flow::Stepping(self), Vec::new()),
        };
        let effects = vec![Effect::AwaitGrant(field.clone(), grant.id.clone())];
        self.set_granting(field, Granting::LoggingIn(grant));
        (Flow::Stepping(self), effects)
    }

    pub(crate) fn after_silence(mut self, field: &FieldId) -> (Flow, Vec<Effect>) {
        if matches!(self.granting(field), Some(Granting::LoggingIn(_))) {
            self.set_granting(field, Granting::Unheard);
        }
        (Flow::Stepping(self), Vec::new())
    }

    /// The tool has nothing more to say to whoever logged in: it must be done again.
    pub(crate) fn forget_logins(&mut self) {
        let logins = self.fields().filter(|field| field.kind == FieldKind::Login).map(|field| field.id.clone());
        let logins: Vec<FieldId> = logins.collect();
        for field in logins {
            self.set_answer(field, Secret::default());
        }
    }

    /// Every answer to what is asked, without those that are empty.
    pub(crate) fn answers(&self) -> BTreeMap<FieldId, Secret> {
        let mut all = BTreeMap::new();
        // One by one: collecting would bring a sort into the wasm.
        all.extend(
            self.fields().map(|field| (field.id.clone(), self.tidied(field))).filter(|(_, answer)| !answer.is_empty()),
        );
        all
    }
}
