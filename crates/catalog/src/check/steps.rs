//! Steps: what they ask for, in which order, and whether they can be reached at all.

use super::Checker;
use crate::finding::no_field;
use crate::{Kind, StepDefinition};
use std::collections::BTreeSet;

impl Checker<'_> {
    pub(super) fn steps(&mut self) {
        let (definition, top) = (self.definition, self.file.top());
        if definition.steps.iter().all(|step| step.after) {
            let message =
                "a tool needs a step before the credentials are tested: add [[steps]], or take after = true out";
            self.here(&top.key("steps").item(0).key("after"), message);
        }
        self.order();
        let mut asked = BTreeSet::new();
        for step in &definition.steps {
            for field in &step.fields {
                let id = field.as_ref().as_str();
                if definition.field(id).is_none() {
                    self.at(&field.span(), no_field(id));
                }
                if !asked.insert(id) {
                    self.at(&field.span(), format!("field {id} is asked for twice: take it out of one step"));
                }
            }
            if !(1..=60).contains(step.minutes.as_ref()) {
                self.at(&step.minutes.span(), crate::plain::MINUTES);
            }
        }
        for field in definition.fields.iter().filter(|field| !asked.contains(field.id.as_str())) {
            self.field(field, "id", "is asked for in no step: add it to the fields of one, or take it out");
        }
        let lists = definition.steps.iter().any(|step| step.lists_permissions && !step.after);
        if !definition.permissions.is_empty() && !lists {
            let message =
                "no step lists the permissions: write lists_permissions = true in one that is not after = true";
            self.here(&top.key("permissions").item(0), message);
        }
        self.step_conditions();
    }

    /// Finishing steps come last, and what they ask for is nothing that the credentials are made of.
    fn order(&mut self) {
        let definition = self.definition;
        let mut finishing: Option<&StepDefinition> = None;
        for (index, step) in definition.steps.iter().enumerate() {
            match finishing {
                Some(first) if !step.after => {
                    let message = format!(
                        "step {} comes before the credentials are tested: move it above step {}",
                        step.id, first.id
                    );
                    self.here(&self.file.top().key("steps").item(index).key("id"), message);
                }
                None if step.after => finishing = Some(step),
                _ => {}
            }
            let is_login = |id: &str| definition.field(id).is_some_and(|field| field.kind == Kind::Login);
            for id in step.fields.iter().filter(|id| step.after && is_login(id.as_ref().as_str())) {
                let message = format!("field {} is a log-in: ask for it in a step without after = true", id.as_ref());
                self.at(&id.span(), message);
            }
        }
    }
}
