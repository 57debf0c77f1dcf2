//! One tool's steps and the answers to them. Position is derived: what can be reached depends on the answers alone.

use crate::check::{check, tidy};
use crate::scopes::can_be_refused;
use crate::{Draft, Effect, Keeping, Place, Problem, ProblemKind, Slot, Visit};
use std::collections::BTreeMap;
use std::rc::Rc;
use wire::{Environment, Field, FieldId, ScopeId, Secret, Session, Step, StepId, SubmitRequest, Tool};

/// One tool's steps and the answers to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    session: Rc<Session>,
    tool: Rc<Tool>,
    visit: Visit,
    draft: Draft,
    at: usize,
    problems: Vec<Problem>,
    remarks: Vec<Problem>,
    tidied: Vec<FieldId>,
    noticed: Option<FieldId>,
    insisted: Vec<FieldId>,
    keeping: Keeping,
}

impl Journey {
    pub(crate) fn new(session: Rc<Session>, tool: Rc<Tool>, mut visit: Visit, draft: Draft, keeping: Keeping) -> Self {
        visit.opted_out.retain(|scope| can_be_refused(&tool, scope));
        Self {
            session,
            tool,
            visit,
            draft,
            at: 0,
            problems: Vec::new(),
            remarks: Vec::new(),
            tidied: Vec::new(),
            noticed: None,
            insisted: Vec::new(),
            keeping,
        }
    }

    /// The session it belongs to.
    pub fn session(&self) -> &Rc<Session> {
        &self.session
    }

    /// The tool.
    pub fn tool(&self) -> &Tool {
        &self.tool
    }

    /// What this tab remembers.
    pub fn visit(&self) -> &Visit {
        &self.visit
    }

    /// The answers.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

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

    /// How long this step and those after it usually take, in minutes.
    pub fn minutes_left(&self) -> u32 {
        self.tool.steps.iter().skip(self.at).map(|step| u32::from(step.minutes)).sum()
    }

    /// How safe the answers are against a reload.
    pub fn keeping(&self) -> Keeping {
        self.keeping
    }

    /// The step at hand. A tool always has one: the catalog's checker sees to it, and an empty one is never entered.
    pub fn step(&self) -> Option<&Step> {
        self.tool.steps.get(self.at)
    }

    /// Which step this is, counted from one, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.at + 1, self.tool.steps.len())
    }

    /// Whether the step at hand is the last: continuing sends the answers.
    pub fn is_at_last_step(&self) -> bool {
        self.at + 1 >= self.tool.steps.len()
    }

    /// Whether there is a screen to go back to.
    pub fn can_go_back(&self) -> bool {
        self.at > 0 || !self.tool.scopes.is_empty() || self.offers_tools()
    }

    /// Whether the tool was chosen rather than given.
    pub fn offers_tools(&self) -> bool {
        !self.session.tools.is_empty()
    }

    /// Whether the scopes were reviewed, or there are none.
    pub fn is_reviewed(&self) -> bool {
        self.visit.reviewed || self.tool.scopes.is_empty()
    }

    /// Whether a scope is to be shared.
    pub fn shares(&self, scope: &ScopeId) -> bool {
        !self.visit.opted_out.contains(scope)
    }

    /// Where its draft is kept.
    pub fn slot(&self) -> Slot {
        Slot::of(&self.session, &self.tool)
    }

    /// Whether a draft of it outlives its completion.
    pub(crate) fn keeps_draft_after_completion(&self) -> bool {
        self.session.environment == Environment::Development
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.tool.steps.iter().flat_map(|step| &step.fields)
    }

    pub(crate) fn field(&self, id: &FieldId) -> Option<&Field> {
        self.fields().find(|field| field.id == *id)
    }

    fn problems_of(&self, step: &Step) -> Vec<Problem> {
        let check = |field: &Field| {
            let answer = tidy(field, self.draft.get(&field.id));
            check(field, &answer, self.insisted.contains(&field.id)).map(|kind| Problem::with(&field.id, kind))
        };
        step.fields.iter().filter_map(check).collect()
    }

    /// The first step with something left to put right. Unusual answers count only while the end user is looking at them.
    pub(crate) fn first_unfinished(&self) -> Option<usize> {
        let firm = |problem: &Problem| problem.kind != ProblemKind::Unusual;
        self.tool.steps.iter().position(|step| self.problems_of(step).iter().any(firm))
    }

    /// The step that can be reached when asking for `wanted`.
    pub(crate) fn reachable(&self, wanted: &StepId) -> Option<usize> {
        let index = self.tool.steps.iter().position(|step| step.id == *wanted)?;
        Some(self.first_unfinished().map_or(index, |furthest| index.min(furthest)))
    }

    pub(crate) fn move_to(&mut self, step: usize) {
        self.at = step.min(self.tool.steps.len().saturating_sub(1));
        self.forget_problems();
        self.visit.place = self.step().map(|step| Place::Step(step.id.clone()));
    }

    fn forget_problems(&mut self) {
        self.problems.clear();
        self.remarks.clear();
        self.tidied.clear();
        self.noticed = None;
    }

    /// Left for the tool choice.
    pub(crate) fn put_aside(mut self) -> Self {
        self.visit.place = Some(Place::Tools);
        self
    }

    pub(crate) fn move_to_scopes(&mut self) {
        self.forget_problems();
        self.visit.place = Some(Place::Scopes);
    }

    pub(crate) fn index(&self) -> usize {
        self.at
    }

    pub(crate) fn index_of_field(&self, field: &FieldId) -> Option<usize> {
        self.tool.steps.iter().position(|step| step.fields.iter().any(|candidate| candidate.id == *field))
    }

    pub(crate) fn index_of_permissions(&self) -> Option<usize> {
        self.tool.steps.iter().position(|step| step.lists_permissions)
    }

    /// Checks the step at hand. What is unusual blocks once and is accepted when the end user insists.
    pub(crate) fn check_step(&mut self) -> Checked {
        let Some(step) = self.step() else { return Checked::Fine };
        let tidied: Vec<_> =
            step.fields.iter().map(|field| (field.id.clone(), tidy(field, self.draft.get(&field.id)))).collect();
        let problems = self.problems_of(step);
        for (field, answer) in tidied {
            self.draft.set(field, Secret::new(answer));
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

    /// Takes texts in another language.
    pub(crate) fn speak(&mut self, session: Rc<Session>, tool: Option<Rc<Tool>>) {
        self.session = session;
        self.tool = tool.unwrap_or_else(|| self.tool.clone());
        for problem in &mut self.problems {
            problem.forget_words();
        }
    }

    pub(crate) fn switch(&mut self, scope: ScopeId, shared: bool) -> Vec<Effect> {
        if !can_be_refused(&self.tool, &scope) {
            return Vec::new();
        }
        let changed = if shared { self.visit.opted_out.remove(&scope) } else { self.visit.opted_out.insert(scope) };
        if !changed {
            return Vec::new();
        }
        self.start_new_edition();
        vec![self.save_visit()]
    }

    pub(crate) fn mark_reviewed(&mut self) {
        self.visit.reviewed = true;
    }

    pub(crate) fn mark_in_flight(&mut self) {
        self.visit.in_flight = true;
    }

    pub(crate) fn mark_not_in_flight(&mut self) {
        self.visit.in_flight = false;
    }

    /// The submission at hand is settled, or its answers changed: whatever is sent next is another submission.
    pub(crate) fn start_new_edition(&mut self) {
        self.visit.edition += 1;
        self.visit.in_flight = false;
    }

    pub(crate) fn lose_storage(&mut self) {
        self.keeping = Keeping::MemoryOnly;
    }

    pub(crate) fn clear_answers(&mut self) {
        self.draft.clear();
        self.insisted.clear();
        self.forget_problems();
    }

    pub(crate) fn save_draft(&self) -> Effect {
        Effect::SaveDraft(self.draft.snapshot(&self.tool, self.slot()))
    }

    pub(crate) fn save_visit(&self) -> Effect {
        Effect::SaveVisit(self.session.link.clone(), self.visit.clone())
    }

    pub(crate) fn request(&self) -> SubmitRequest {
        let answer = |field: &Field| Secret::new(tidy(field, self.draft.get(&field.id)));
        let answers = self.fields().map(|field| (field.id.clone(), answer(field)));
        SubmitRequest {
            tool: self.tool.id.clone(),
            answers: inserted(answers.filter(|(_, answer)| !answer.is_empty())),
            opted_out: self.visit.opted_out.clone(),
        }
    }
}

/// One by one: collecting would bring a sort into the wasm.
fn inserted(answers: impl Iterator<Item = (FieldId, Secret)>) -> BTreeMap<FieldId, Secret> {
    let mut all = BTreeMap::new();
    all.extend(answers);
    all
}

/// Whether a step may be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// It may.
    Fine,
    /// There is something to put right.
    Wanting,
}
