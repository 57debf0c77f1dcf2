//! One tool's steps and the answers to them. Position is derived: what can be reached depends on the answers alone. What is typed, and
//! what there is to say about it, is in [`answering`]; which steps and fields there are is in [`steps`].

mod answering;
mod steps;

pub(crate) use answering::Checked;

use crate::grants::Granting;
use crate::scopes::can_be_refused;
use crate::{Draft, Effect, HandingOver, Keeping, Place, Problem, Reviewed, Slot, Visit};
use std::rc::Rc;
use wire::{Environment, FieldId, MissingPermission, ScopeId, Secret, Session, Stage, Step, StepId, Tool};

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
    pub(crate) grants: Vec<(FieldId, Granting)>,
    pub(crate) handing_over: HandingOver,
    pub(crate) won: Option<Secret>,
}

impl Journey {
    pub(crate) fn new(session: Rc<Session>, tool: Rc<Tool>, mut visit: Visit, draft: Draft, keeping: Keeping) -> Self {
        visit.look_at(&tool);
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
            grants: Vec::new(),
            handing_over: HandingOver::No,
            won: None,
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

    /// How long this step and those after it usually take, in minutes.
    pub fn minutes_left(&self) -> u32 {
        self.steps().filter(|(index, _)| *index >= self.at).map(|(_, step)| u32::from(step.minutes)).sum()
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
        (self.steps().filter(|(index, _)| *index <= self.at).count(), self.steps().count())
    }

    /// Whether the step at hand is the last: continuing sends the answers.
    pub fn is_at_last_step(&self) -> bool {
        self.next_step().is_none()
    }

    /// Whether there is a screen to go back to.
    pub fn can_go_back(&self) -> bool {
        self.previous_step().is_some() || self.has_review() || self.offers_tools()
    }

    /// Whether the tool was chosen rather than given.
    pub fn offers_tools(&self) -> bool {
        !self.session.tools.is_empty() && !self.is_finishing()
    }

    /// Whether there is data to look at before the steps: for a relink, when what is asked for changes.
    pub fn has_review(&self) -> bool {
        self.tool.relink.as_ref().map_or(!self.tool.scopes.is_empty(), |relink| !relink.sections.is_empty())
    }

    /// Whether what is asked for was reviewed as it is now, or there is nothing to review.
    pub fn is_reviewed(&self) -> bool {
        !self.has_review() || self.visit.reviewed.as_ref().is_some_and(|reviewed| reviewed.asked == self.tool.asked)
    }

    /// Whether something else was reviewed than what is asked for by now.
    pub fn asks_anew(&self) -> bool {
        self.visit.reviewed.is_some() && !self.is_reviewed()
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

    /// The step to begin with: for a relink, the first that asks for more than what is known already.
    pub(crate) fn first_step(&self) -> usize {
        let first = self.steps().next().map_or(0, |(index, _)| index);
        let Some(relink) = &self.tool.relink else { return first };
        let is_known = |step: &Step| {
            !step.fields.is_empty()
                && !step.lists_permissions
                && step.fields.iter().all(|field| relink.answers.contains_key(&field.id))
        };
        self.steps().find(|(_, step)| !is_known(step)).map_or(first, |(index, _)| index)
    }

    /// Whether there are answers that are only in here, and not what a relink started from.
    pub(crate) fn has_unsent(&self) -> bool {
        let relink = self.tool.relink.as_ref().map(|relink| &relink.answers);
        self.fields().any(|field| {
            let known = relink.and_then(|answers| answers.get(&field.id)).or_else(|| self.tool.known.get(&field.id));
            let known = known.map_or("", Secret::expose);
            let answer = self.draft.get(&field.id);
            !answer.is_empty() && answer != known
        })
    }

    /// The step that can be reached when asking for `wanted`.
    pub(crate) fn reachable(&self, wanted: &StepId) -> Option<usize> {
        let index = self.tool.steps.iter().position(|step| step.id == *wanted)?;
        let index = self.first_unfinished().map_or(index, |furthest| index.min(furthest));
        // A step that is no longer there is answered with the one before it.
        self.steps().map(|(index, _)| index).take_while(|there| *there <= index).last()
    }

    pub(crate) fn move_to(&mut self, step: usize) {
        self.at = step.min(self.tool.steps.len().saturating_sub(1));
        self.forget_problems();
        self.visit.place = self.step().map(|step| Place::Step(step.id.clone()));
    }

    /// Left for the tool choice.
    pub(crate) fn put_aside(mut self) -> Self {
        self.visit.place = Some(Place::Tools);
        self
    }

    /// To a place that is no step.
    pub(crate) fn move_aside(&mut self, place: Place) {
        self.forget_problems();
        self.visit.place = Some(place);
    }

    pub(crate) fn index_of_field(&self, field: &FieldId) -> Option<usize> {
        self.steps()
            .find(|(_, step)| step.fields.iter().any(|candidate| candidate.id == *field))
            .map(|(index, _)| index)
    }

    pub(crate) fn index_of_permissions(&self) -> Option<usize> {
        self.steps().find(|(_, step)| step.lists_permissions).map(|(index, _)| index)
    }

    /// Takes texts in another language.
    pub(crate) fn speak(&mut self, session: Rc<Session>, tool: Option<Rc<Tool>>) {
        self.session = session;
        self.tool = tool.unwrap_or_else(|| self.tool.clone());
        if self.visit.look_at(&self.tool) {
            self.start_new_edition();
        }
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

    /// The scopes that can be left out to go on without permissions that are missing: all of them, or none.
    pub fn can_go_without(&self) -> Vec<ScopeId> {
        let missing = self.problems.iter().find_map(|problem| match &problem.kind {
            crate::ProblemKind::PermissionsMissing(missing) => Some(missing),
            _ => None,
        });
        let can_be_left_out = |missing: &MissingPermission| {
            !missing.scopes.is_empty() && missing.scopes.iter().all(|scope| can_be_refused(&self.tool, scope))
        };
        match missing {
            Some(missing) if missing.iter().all(can_be_left_out) => {
                missing.iter().flat_map(|missing| missing.scopes.iter().cloned()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the credentials were accepted and something is left to do.
    pub fn is_finishing(&self) -> bool {
        self.tool.stage == Stage::Finishing
    }

    pub(crate) fn mark_reviewed(&mut self) {
        self.visit.reviewed = Some(Reviewed { asked: self.tool.asked.clone(), language: self.tool.language.clone() });
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

    pub(crate) fn save_draft(&self) -> Effect {
        Effect::SaveDraft(self.draft.snapshot(&self.tool, self.slot()))
    }

    pub(crate) fn save_visit(&self) -> Effect {
        Effect::SaveVisit(self.session.link.clone(), self.visit.clone())
    }
}
