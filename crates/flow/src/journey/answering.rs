//! The answers of a journey: what is typed, what there is to say about it, and what is sent.

use super::Journey;
use crate::check::{check, tidy};
use crate::{Effect, Problem, ProblemKind};
use wire::{Field, FieldId, FieldKind, Secret, Step, SubmitRequest};

impl Journey {
    /// What there is to put right on this step.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What there is to say about one field: what is listed, or else what was noticed when the field was left.
    pub fn problem_with(&self, field: &FieldId) -> Option<&Problem> {
        self.problems.iter().chain(&self.remarks).find(|problem| problem.field.as_ref() == Some(field))
    }

    /// The field that something was noticed about last, when it was left.
    pub fn noticed(&self) -> Option<&Field> {
        self.field(self.noticed.as_ref()?)
    }

    /// Whether an answer was cut down to what is needed when its field was left.
    pub fn is_tidied(&self, field: &FieldId) -> bool {
        self.tidied.contains(field)
    }

    fn problems_of(&self, step: &Step) -> Vec<Problem> {
        let check = |field: &Field| {
            let answer = self.tidied(field);
            check(field, answer.expose(), self.insisted.contains(&field.id)).map(|kind| Problem::with(&field.id, kind))
        };
        step.fields.iter().filter(|field| self.asks(field)).filter_map(check).collect()
    }

    /// An answer as it would be sent.
    pub(crate) fn tidied(&self, field: &Field) -> Secret {
        Secret::new(tidy(field, self.draft.get(&field.id)))
    }

    /// The first step with something left to put right. Unusual answers count only while the end user is looking at them.
    pub(crate) fn first_unfinished(&self) -> Option<usize> {
        let firm = |problem: &Problem| problem.kind != ProblemKind::Unusual;
        self.steps().find(|(_, step)| self.problems_of(step).iter().any(firm)).map(|(index, _)| index)
    }

    /// Checks the step at hand. What is unusual blocks once and is accepted when the end user insists.
    pub(crate) fn check_step(&mut self) -> Checked {
        let Some(step) = self.step() else { return Checked::Fine };
        let tidied: Vec<_> = step.fields.iter().map(|field| (field.id.clone(), self.tidied(field))).collect();
        let problems = self.problems_of(step);
        for (field, answer) in tidied {
            self.draft.set(field, answer);
        }
        let unusual = problems.iter().filter(|problem| problem.kind == ProblemKind::Unusual);
        self.insisted.extend(unusual.filter_map(|problem| problem.field.clone()));
        self.show(problems);
        if self.problems.is_empty() { Checked::Fine } else { Checked::Wanting }
    }

    pub(crate) fn show(&mut self, problems: Vec<Problem>) {
        self.forget_problems();
        self.problems = problems;
    }

    pub(super) fn forget_problems(&mut self) {
        self.problems.clear();
        self.remarks.clear();
        self.tidied.clear();
        self.noticed = None;
    }

    /// Takes an answer that nobody typed.
    pub(crate) fn set_answer(&mut self, field: FieldId, answer: Secret) {
        self.draft.set(field, answer);
    }

    /// Takes a keystroke. Answers what is to be kept.
    pub(crate) fn edit(&mut self, field: &FieldId, answer: Secret) -> Vec<Effect> {
        if self.field(field).is_none() || self.draft.get(field) == answer.expose() {
            return Vec::new();
        }
        self.draft.set(field.clone(), answer);
        self.insisted.retain(|insisted| insisted != field);
        let is_elsewhere = |problem: &Problem| problem.field.as_ref() != Some(field);
        self.problems.retain(is_elsewhere);
        self.remarks.retain(is_elsewhere);
        self.tidied.retain(|tidied| tidied != field);
        self.noticed.take_if(|noticed| noticed == field);
        let mut effects = vec![self.save_draft()];
        if self.visit.in_flight {
            self.start_new_edition();
            effects.push(self.save_visit());
        }
        // What the backend gives may only now be asked for.
        if self.field(field).is_some_and(|field| matches!(field.kind, FieldKind::Choice(_))) {
            effects.extend(self.ask_for_grants());
        }
        effects
    }

    /// A field was left, or pasted into: its answer is tidied and looked at. What is missing is not remarked on yet.
    pub(crate) fn leave(&mut self, id: &FieldId) -> Vec<Effect> {
        // A field of a screen that is gone may be heard of late.
        let here = self.step().and_then(|step| step.fields.iter().find(|field| field.id == *id));
        let Some(field) = here else { return Vec::new() };
        let answer = tidy(field, self.draft.get(id));
        let remark = check(field, &answer, self.insisted.contains(id)).filter(|_| !answer.is_empty());
        let is_shorter = !answer.is_empty() && answer.len() < self.draft.get(id).len();
        let effects = self.edit(id, Secret::new(answer));
        let remark = remark.filter(|_| self.problem_with(id).is_none());
        if is_shorter || remark.is_some() {
            self.noticed = Some(id.clone());
        }
        if is_shorter {
            self.tidied.push(id.clone());
        }
        self.remarks.extend(remark.map(|kind| Problem::with(id, kind)));
        effects
    }

    pub(crate) fn clear_answers(&mut self) {
        self.draft.clear();
        self.insisted.clear();
        self.forget_problems();
    }

    pub(crate) fn request(&self) -> SubmitRequest {
        SubmitRequest {
            tool: self.tool.id.clone(),
            answers: (!self.keeps_credentials()).then(|| self.answers()),
            asked: self.tool.asked.clone(),
            reviewed_in: self.visit.reviewed.as_ref().map(|reviewed| reviewed.language.clone()),
            opted_out: self.visit.opted_out.clone(),
        }
    }
}

/// Whether a step may be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// It may.
    Fine,
    /// There is something to put right.
    Wanting,
}
