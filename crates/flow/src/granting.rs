//! Keeping the credentials of an integration: what to change in the tool for them, and testing them again.

use crate::submitting::Submitting;
use crate::{Effect, Event, Flow, FocusTarget, Journey, Navigation, Place, Problem};
use wire::Stored;

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
            Event::NewCredentialsChosen => self.go_to_first_step(Navigation::Push),
            Event::WentBack => self.go_to_scopes(Navigation::BackTo),
            Event::Revisited(Place::Granting) => (Flow::Granting(self), Vec::new()),
            Event::Revisited(place) => self.revisit(&place),
            event => self.after_anywhere(&event, Flow::Granting),
        }
    }

    pub(crate) fn go_to_granting(mut self, how: fn(Place) -> Navigation) -> (Flow, Vec<Effect>) {
        self.move_aside(Place::Granting);
        let effects =
            vec![self.save_visit(), Effect::Navigate(how(Place::Granting)), Effect::Focus(FocusTarget::Heading)];
        (Flow::Granting(self), effects)
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
