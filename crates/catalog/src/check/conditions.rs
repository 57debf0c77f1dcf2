//! Conditions: what they name must be there, be known by then, and be possible.

use super::Checker;
use crate::finding::{no_field, no_permission};
use crate::{FieldDefinition, Kind, When};
use std::ops::Range;
use toml::Spanned;

impl Checker<'_> {
    pub(super) fn step_conditions(&mut self) {
        let definition = self.definition;
        let mut known: Vec<&str> = Vec::new();
        for step in &definition.steps {
            self.conditions(&step.when, &known, step.after, None);
            for id in &step.fields {
                let id = id.as_ref().as_str();
                if let Some(field) = definition.field(id) {
                    self.conditions(&field.when, &known, step.after, Some(id));
                }
                known.push(id);
            }
        }
    }

    /// A request is made when every answer is there.
    pub(super) fn request_conditions(&mut self, when: &[Spanned<When>], known: &[&str]) {
        self.conditions(when, known, false, None);
    }

    /// `known` are the fields that were asked for by then, `own` the field that the conditions belong to.
    fn conditions(&mut self, when: &[Spanned<When>], known: &[&str], finishing: bool, own: Option<&str>) {
        for condition in when {
            let span = condition.span();
            match condition.as_ref() {
                When::Answer { field, .. } if finishing => {
                    let message =
                        format!("a finishing step does not know the answer to {field}: take the condition out");
                    self.at(&span, message);
                }
                When::Answer { field, .. } if own == Some(field.as_str()) => {
                    self.at(&span, format!("field {field} cannot wait for its own answer: take the condition out"));
                }
                When::Answer { field, is } => self.answer(&span, field.as_str(), is, known),
                _ => {
                    if let Some(problem) = self.never_holds(condition.as_ref()) {
                        self.at(&span, problem);
                    }
                }
            }
        }
        for (first, second) in contradictions(when) {
            let message = format!("never holds together with the condition on {first} before it: keep one of the two");
            self.at(&second, message);
        }
    }

    fn never_holds(&self, condition: &When) -> Option<String> {
        let definition = self.definition;
        match condition {
            When::Answer { .. } => None,
            When::Scope { scope } => {
                let is_there = definition.scopes.iter().any(|offered| offered.id.as_ref() == scope);
                let message = match scope.as_str().split_once('.') {
                    Some((model, _)) => {
                        format!("a condition is on a whole data point: write {{ scope = \"{model}\" }}")
                    }
                    None => format!("there is no scope {scope}: define it under [[scopes]], or take the condition out"),
                };
                (!is_there).then_some(message)
            }
            When::Permission { permission } => {
                let is_there = definition.permissions.iter().any(|known| known.id == *permission);
                (!is_there).then(|| no_permission(permission.as_str()))
            }
            When::Environment { environment } => (!definition.is_for(*environment)).then(|| {
                let environment = environment.as_str();
                format!("the tool is not for {environment}: add it to environments, or take the condition out")
            }),
            When::Category { category } => (!definition.categories.contains(category)).then(|| {
                let category = category.as_str();
                format!("the tool is not in category {category}: add it to categories, or take the condition out")
            }),
        }
    }

    fn answer(&mut self, span: &Range<usize>, id: &str, is: &[String], known: &[&str]) {
        let Some(field) = self.definition.field(id) else {
            return self.at(span, no_field(id));
        };
        if !field.kind.is_choice() {
            let message =
                format!("a condition can only be on a field of kind \"choice\" or \"yes_no\", which {id} is not");
            return self.at(span, message);
        }
        let is_asked = super::holds::step_of(self.definition, id).is_some();
        if is_asked && !known.contains(&id) {
            self.at(span, format!("field {id} is asked for later: move its step, or its place in the step, up"));
        }
        if is.is_empty() {
            self.at(span, format!("name at least one answer to {id}: is = [\"…\"]"));
        }
        let options = options(field);
        // Without any option, only the field itself is at fault.
        for answer in is.iter().filter(|answer| !options.is_empty() && !options.contains(&answer.as_str())) {
            self.at(span, format!("{answer:?} is not an option of {id}: write one of {}", options.join(", ")));
        }
    }
}

/// What a choice can be answered with.
pub(crate) fn options(field: &FieldDefinition) -> Vec<&str> {
    match field.kind {
        Kind::YesNo => vec!["yes", "no"],
        _ => field.options.iter().map(|option| option.as_ref().as_str()).collect(),
    }
}

/// Two conditions on the same field that share no answer.
fn contradictions(when: &[Spanned<When>]) -> Vec<(String, Range<usize>)> {
    let answers = |condition: &Spanned<When>| match condition.as_ref() {
        When::Answer { field, is } => Some((field.clone(), is.clone(), condition.span())),
        _ => None,
    };
    let all: Vec<_> = when.iter().filter_map(answers).collect();
    let mut found = Vec::new();
    for (index, (field, is, _)) in all.iter().enumerate() {
        for (other, other_is, span) in all.iter().skip(index + 1) {
            if field == other && !is.iter().any(|answer| other_is.contains(answer)) {
                found.push((field.to_string(), span.clone()));
            }
        }
    }
    found
}
