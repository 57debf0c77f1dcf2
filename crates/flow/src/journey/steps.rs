//! Which steps and fields there are, for the answers so far and what is shared.

use super::Journey;
use crate::asked::Asked;
use wire::{Field, FieldId, FieldKind, Step};

impl Journey {
    fn as_asked<T>(&self, read: impl FnOnce(&Asked<'_>) -> T) -> T {
        let has = |id: &FieldId, is: &[String]| is.iter().any(|wanted| wanted == self.draft.get(id));
        read(&Asked { tool: &self.tool, opted_out: &self.visit.opted_out, has: &has })
    }

    /// The steps that are there, with their places among all of them. Where nothing was chosen yet, they are those of the first choice.
    pub(super) fn steps(&self) -> impl Iterator<Item = (usize, &Step)> {
        self.tool.steps.iter().enumerate().filter(|(_, step)| self.shows(step))
    }

    fn shows(&self, step: &Step) -> bool {
        let has = |id: &FieldId, is: &[String]| {
            let answer = self.draft.get(id);
            let first = match self.field(id).map(|field| &field.kind) {
                Some(FieldKind::Choice(options)) if answer.is_empty() => {
                    options.first().map(|option| option.id.as_str())
                }
                _ => None,
            };
            is.iter().any(|wanted| wanted == first.unwrap_or(answer))
        };
        Asked { tool: &self.tool, opted_out: &self.visit.opted_out, has: &has }.shows(step)
    }

    /// The step after this one.
    pub(crate) fn next_step(&self) -> Option<usize> {
        self.steps().map(|(index, _)| index).find(|index| *index > self.at)
    }

    /// The last of the steps that are there.
    pub(crate) fn last_step(&self) -> usize {
        self.steps().last().map_or(0, |(index, _)| index)
    }

    /// The step before this one.
    pub(crate) fn previous_step(&self) -> Option<usize> {
        self.steps().map(|(index, _)| index).take_while(|index| *index < self.at).last()
    }

    /// Whether a field of the step at hand is asked for.
    pub fn asks(&self, field: &Field) -> bool {
        self.as_asked(|asked| asked.asks(field))
    }

    /// What is asked for on the step at hand.
    pub(crate) fn step_fields(&self) -> impl Iterator<Item = &Field> {
        self.step().into_iter().flat_map(|step| &step.fields).filter(|field| self.asks(field))
    }

    /// Everything that is asked for.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.steps().flat_map(|(_, step)| &step.fields).filter(|field| self.asks(field))
    }

    pub(crate) fn field(&self, id: &FieldId) -> Option<&Field> {
        self.tool.steps.iter().flat_map(|step| &step.fields).find(|field| field.id == *id)
    }

    /// An address with the answers that stand in it; `None` while one of them is missing or wrong.
    pub fn fill(&self, address: &str) -> Option<String> {
        let mut parts = address.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}')?;
            let field = self.field(&name.into())?;
            let answer = self.tidied(field);
            if answer.is_empty() || crate::check::check(field, answer.expose(), true).is_some() {
                return None;
            }
            filled.push_str(answer.expose());
            filled.push_str(rest);
        }
        Some(filled)
    }
}
