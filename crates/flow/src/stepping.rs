//! Reviewing scopes and walking through steps: every move a journey makes.

use crate::journey::Checked;
use crate::submitting::Submitting;
use crate::{Choosing, Effect, Event, Flow, FocusTarget, Journey, Navigation, Place, Problem, ProblemKind};

impl Journey {
    pub(crate) fn after_in_review(mut self, event: Event) -> (Flow, Vec<Effect>) {
        match event {
            Event::ScopeSwitched { scope, shared } => {
                let effects = self.switch(scope, shared);
                (Flow::Reviewing(self), effects)
            }
            Event::Continued => {
                self.mark_reviewed();
                if self.can_keep_credentials() {
                    self.go_to_granting(Navigation::Push)
                } else {
                    self.go_to_first_step(Navigation::Push)
                }
            }
            Event::WentBack if self.offers_tools() => self.go_to_tools(Navigation::BackTo),
            Event::Revisited(Place::Scopes) => (Flow::Reviewing(self), Vec::new()),
            Event::Revisited(place) => self.revisit(&place),
            event => self.after_anywhere(&event, Flow::Reviewing),
        }
    }

    pub(crate) fn after_in_step(mut self, event: Event) -> (Flow, Vec<Effect>) {
        match event {
            Event::Edited(field, answer) => {
                let effects = self.edit(&field, answer);
                (Flow::Stepping(self), effects)
            }
            Event::Left(field) => {
                let effects = self.leave(&field);
                (Flow::Stepping(self), effects)
            }
            Event::Continued => self.go_on(),
            Event::WentOnWithout => self.go_on_without(),
            Event::GrantWanted(field) => {
                let effects = vec![self.ask_for_grant(field)];
                (Flow::Stepping(self), effects)
            }
            Event::GrantTold(field, answer) => self.after_grant(&field, answer),
            Event::LoginOpened(field) => self.after_login_opened(&field),
            Event::LoginUnheard(field) => self.after_silence(&field),
            Event::HandOverWanted => self.hand_over(),
            Event::HandedOver(answer) => self.after_hand_over(&answer),
            Event::HandOverTakenBack => self.take_back(),
            Event::WentBack if self.previous_step().is_some() => {
                let before = self.previous_step().unwrap_or_default();
                self.go_to_step(before, Navigation::BackTo)
            }
            Event::WentBack if self.can_keep_credentials() => self.go_to_granting(Navigation::BackTo),
            Event::WentBack if self.has_review() => self.go_to_scopes(Navigation::BackTo),
            Event::WentBack if self.offers_tools() => self.go_to_tools(Navigation::BackTo),
            Event::Revisited(Place::Step(id)) if self.step().is_some_and(|step| step.id == id) => {
                (Flow::Stepping(self), Vec::new())
            }
            Event::Revisited(place) => self.revisit(&place),
            event => self.after_anywhere(&event, Flow::Stepping),
        }
    }

    pub(crate) fn after_anywhere(mut self, event: &Event, stay: fn(Self) -> Flow) -> (Flow, Vec<Effect>) {
        let effects = match event {
            Event::StorageRefused => {
                self.lose_storage();
                Vec::new()
            }
            Event::SavedInputCleared => {
                self.clear_answers();
                let mut effects = vec![Effect::DiscardDraft(self.slot())];
                effects.extend(self.ask_for_grants());
                effects.push(Effect::Focus(FocusTarget::Heading));
                effects
            }
            Event::HandedOver(answer) => {
                self.hear_of_hand_over(answer);
                Vec::new()
            }
            _ => Vec::new(),
        };
        (stay(self), effects)
    }

    fn go_on(mut self) -> (Flow, Vec<Effect>) {
        let checked = self.check_step();
        // The check tidied the answers; what is kept should be what is seen.
        let mut effects = vec![self.save_draft()];
        if checked == Checked::Wanting {
            effects.push(Effect::Focus(FocusTarget::Problems));
            return (Flow::Stepping(self), effects);
        }
        let (flow, more) = match self.next_step() {
            None => Submitting::start(self),
            Some(next) => self.go_to_step(next, Navigation::Push),
        };
        effects.extend(more);
        (flow, effects)
    }

    /// Leaves out what the tool gives no access to, and tries again.
    fn go_on_without(mut self) -> (Flow, Vec<Effect>) {
        let refused = self.can_go_without();
        if refused.is_empty() {
            return (Flow::Stepping(self), Vec::new());
        }
        for scope in refused {
            self.switch(scope, false);
        }
        self.go_on()
    }

    /// Into a tool that was just chosen.
    pub(crate) fn enter(self) -> (Flow, Vec<Effect>) {
        if self.has_review() { self.go_to_scopes(Navigation::Push) } else { self.go_to_first_step(Navigation::Push) }
    }

    /// Onto the place this tab was at before it was reloaded, or to the start.
    pub(crate) fn land(self) -> (Flow, Vec<Effect>) {
        if self.visit().in_flight {
            return Submitting::resume(self);
        }
        let place = self.visit().place.clone();
        let place = place.filter(|place| *place != Place::Tools).unwrap_or(Place::Scopes);
        self.goto(&place, Navigation::Replace)
    }

    /// To where the browser's history points. What cannot be reached yet is answered with what can.
    pub(crate) fn revisit(self, place: &Place) -> (Flow, Vec<Effect>) {
        self.goto(place, Navigation::Replace)
    }

    fn goto(self, place: &Place, how: fn(Place) -> Navigation) -> (Flow, Vec<Effect>) {
        match place {
            Place::Tools if self.offers_tools() => self.go_to_tools(how),
            Place::Step(id) if self.is_reviewed() => {
                let step = self.reachable(id).unwrap_or_else(|| self.first_step());
                self.go_to_step(step, how)
            }
            Place::Granting if self.can_keep_credentials() && self.is_reviewed() => self.go_to_granting(how),
            _ if self.has_review() => self.go_to_scopes(how),
            _ => self.go_to_first_step(how),
        }
    }

    fn go_to_tools(self, how: fn(Place) -> Navigation) -> (Flow, Vec<Effect>) {
        let effects = vec![Effect::Navigate(how(Place::Tools)), Effect::Focus(FocusTarget::Heading)];
        (Flow::Choosing(Choosing::returning_from(self)), effects)
    }

    /// Back to the tool choice, because this tool is not offered any more.
    pub(crate) fn choose_another(self) -> (Flow, Vec<Effect>) {
        let effects = vec![Effect::Navigate(Navigation::Replace(Place::Tools)), Effect::Focus(FocusTarget::Problems)];
        (Flow::Choosing(Choosing::after_refusal(self)), effects)
    }

    pub(crate) fn go_to_scopes(mut self, how: fn(Place) -> Navigation) -> (Flow, Vec<Effect>) {
        self.move_aside(Place::Scopes);
        let effects =
            vec![self.save_visit(), Effect::Navigate(how(Place::Scopes)), Effect::Focus(FocusTarget::Heading)];
        (Flow::Reviewing(self), effects)
    }

    pub(crate) fn go_to_first_step(self, how: fn(Place) -> Navigation) -> (Flow, Vec<Effect>) {
        let first = self.first_step();
        self.go_to_step(first, how)
    }

    fn go_to_step(mut self, step: usize, how: fn(Place) -> Navigation) -> (Flow, Vec<Effect>) {
        self.move_to(step);
        let mut effects = vec![self.save_visit()];
        effects.extend(self.step().map(|step| Effect::Navigate(how(Place::Step(step.id.clone())))));
        effects.extend(self.ask_for_grants());
        effects.push(Effect::Focus(FocusTarget::Heading));
        (Flow::Stepping(self), effects)
    }

    /// Back to where the answers were sent from.
    pub(crate) fn return_to_end(self, kind: ProblemKind) -> (Flow, Vec<Effect>) {
        let problems = vec![Problem::of_page(kind)];
        if self.keeps_credentials() {
            return self.grant_again(problems);
        }
        let last = self.last_step();
        self.return_with(last, problems)
    }

    /// Back to where the first of these problems can be put right.
    pub(crate) fn return_with(mut self, step: usize, problems: Vec<Problem>) -> (Flow, Vec<Effect>) {
        self.move_to(step);
        self.show(problems);
        let mut effects = vec![self.save_visit()];
        effects.extend(self.ask_for_grants());
        effects.extend(self.step().map(|step| Effect::Navigate(Navigation::Replace(Place::Step(step.id.clone())))));
        effects.push(Effect::Focus(FocusTarget::Problems));
        (Flow::Stepping(self), effects)
    }
}
