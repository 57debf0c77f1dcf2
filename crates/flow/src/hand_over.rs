//! Passing the rest on to somebody else: a link of its own, without anything secret, that can be taken back.

use crate::event::CallFailure;
use crate::opening::{ended, ends_link};
use crate::{Effect, Flow, Journey};
use wire::{HandOverRequest, HandedOver, Persist};

/// What became of the wish to pass the rest on.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum HandingOver {
    /// Nobody wished it.
    #[default]
    No,
    /// The link is being made.
    Asked,
    /// Here it is.
    Done(HandedOver),
    /// It could not be made.
    Failed,
}

impl Journey {
    /// What became of the wish to pass the rest on.
    pub fn handing_over(&self) -> &HandingOver {
        &self.handing_over
    }

    pub(crate) fn hand_over(mut self) -> (Flow, Vec<Effect>) {
        self.handing_over = HandingOver::Asked;
        let mut answers = self.answers();
        let is_plain = |id: &wire::FieldId| self.field(id).is_some_and(|field| field.persist == Persist::Plain);
        answers.retain(|id, _| is_plain(id));
        let request = HandOverRequest { tool: self.tool().id.clone(), answers };
        (Flow::Stepping(self), vec![Effect::HandOver(request)])
    }

    pub(crate) fn after_hand_over(mut self, answer: &Result<HandedOver, CallFailure>) -> (Flow, Vec<Effect>) {
        match answer {
            Err(CallFailure::Problem(problem)) if ends_link(problem).is_some() => {
                return ended(problem, self.session());
            }
            answer => self.hear_of_hand_over(answer),
        }
        (Flow::Stepping(self), Vec::new())
    }

    /// Wherever the end user is by now: a link that was made must be seen, to be sent on or taken back.
    pub(crate) fn hear_of_hand_over(&mut self, answer: &Result<HandedOver, CallFailure>) {
        self.handing_over = match answer {
            Ok(handed_over) => HandingOver::Done(handed_over.clone()),
            Err(_) => HandingOver::Failed,
        };
    }

    pub(crate) fn take_back(mut self) -> (Flow, Vec<Effect>) {
        let HandingOver::Done(handed_over) = std::mem::take(&mut self.handing_over) else {
            return (Flow::Stepping(self), Vec::new());
        };
        (Flow::Stepping(self), vec![Effect::RevokeHandOver(handed_over.link)])
    }
}
