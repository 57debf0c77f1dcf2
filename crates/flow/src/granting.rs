//! Keeping the credentials of an integration: what to change in the tool for them, and testing them again.

use crate::submitting::Submitting;
use crate::{Effect, Event, Flow, FocusTarget, Journey, Navigation, Place, Problem};
use wire::{FieldProblem, ProblemCode, ProblemDocument, Stored};

impl Journey {
    /// Whether the credentials that are stored may be kept: something else is asked for, and nothing speaks against them.
    pub fn can_keep_credentials(&self) -> bool {
        self.has_review() && self.tool().relink.as_ref().is_some_and(|relink| relink.stored == Stored::Working)
    }

    /// Whether they are being kept. What is sent then holds no answers.
    pub fn keeps_credentials(&self) -> bool {
        self.can_keep_credentials() && self.visit().place == Some(Place::Granting)
    }

    pub(crate) fn after_in_granting(self, event: Event) -> (Flow, Vec<Effect>) {
        match event {
            Event::Continued => Submitting::start(self),
            Event::NewCredentialsChosen => self.asking_something_else().go_to_first_step(Navigation::Push),
            Event::WentBack => self.go_to_scopes(Navigation::BackTo),
            Event::Revisited(Place::Granting) => (Flow::Granting(self), Vec::new()),
            Event::Revisited(place) => self.revisit(&place),
            event => self.after_anywhere(&event, Flow::Granting),
        }
    }

    /// Whether the tool blames an answer that the end user can see, such as an address.
    pub(crate) fn knows_what_is_at_fault(&self, problem: &ProblemDocument) -> bool {
        let known = |error: &FieldProblem| {
            let field = error.field();
            self.tool().relink.as_ref().zip(field).is_some_and(|(relink, field)| relink.answers.contains_key(&field))
        };
        problem.code == ProblemCode::CredentialsRejected && problem.errors.iter().any(known)
    }

    /// What is sent from here on is another submission than one whose answer was lost.
    fn asking_something_else(mut self) -> Self {
        if self.visit().in_flight {
            self.start_new_edition();
        }
        self
    }

    pub(crate) fn go_to_granting(self, how: fn(Place) -> Navigation) -> (Flow, Vec<Effect>) {
        let mut journey = self.asking_something_else();
        journey.move_aside(Place::Granting);
        let effects =
            vec![journey.save_visit(), Effect::Navigate(how(Place::Granting)), Effect::Focus(FocusTarget::Heading)];
        (Flow::Granting(journey), effects)
    }

    /// Back to what is to be changed in the tool, with what is wrong.
    pub(crate) fn grant_again(mut self, problems: Vec<Problem>) -> (Flow, Vec<Effect>) {
        self.show(problems);
        let effects = vec![
            self.save_visit(),
            Effect::Navigate(Navigation::Replace(Place::Granting)),
            Effect::Focus(FocusTarget::Problems),
        ];
        (Flow::Granting(self), effects)
    }
}
