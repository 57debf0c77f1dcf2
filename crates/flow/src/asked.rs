//! Which steps and fields are there: conditions may hang on other answers, on scopes that are shared and on permissions that are needed.
//! The page follows them as the end user types; the backend decides by the very same rules what it takes.

use crate::needed_permissions;
use std::collections::BTreeSet;
use wire::{Condition, Field, FieldId, ScopeId, Step, Tool};

/// Whether a field's answer is one of these.
pub(crate) type Has<'a> = dyn Fn(&FieldId, &[String]) -> bool + 'a;

/// A tool as it is for some answers and refusals.
pub(crate) struct Asked<'a> {
    pub(crate) tool: &'a Tool,
    pub(crate) opted_out: &'a BTreeSet<ScopeId>,
    pub(crate) has: &'a Has<'a>,
}

impl Asked<'_> {
    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            // What is not asked for has no answer, whatever was typed there before.
            Condition::Answer { field, is } => (self.has)(field, is) && self.asks_for(field),
            Condition::Scope(scope) => {
                crate::remaining_scopes(self.tool, self.opted_out).any(|group| group.id == *scope)
            }
            Condition::Permission(id) => {
                needed_permissions(self.tool, self.opted_out).iter().any(|permission| permission.id == *id)
            }
        }
    }

    fn hold(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| self.holds(condition))
    }

    pub(crate) fn shows(&self, step: &Step) -> bool {
        self.hold(&step.when)
    }

    /// Whether a field of a step that is there is there as well.
    pub(crate) fn asks(&self, field: &Field) -> bool {
        self.hold(&field.when)
    }

    fn asks_for(&self, id: &FieldId) -> bool {
        let step = self.tool.steps.iter().find(|step| step.fields.iter().any(|field| field.id == *id));
        let field = step.and_then(|step| step.fields.iter().find(|field| field.id == *id));
        step.zip(field).is_some_and(|(step, field)| self.shows(step) && self.asks(field))
    }
}
