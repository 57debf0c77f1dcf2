//! A server that is not registered at a tool cannot send end users there to log in. Where the log-in is one way of several, the others
//! are left, and a choice that is none any more is not asked for.

use crate::{Definition, Entry, FieldDefinition, Kind, When};
use std::collections::BTreeMap;
use toml::Spanned;
use wire::FieldId;

impl Entry {
    /// Whether the tool can be connected where logging in is possible or not.
    pub fn can_log_in(&self, possible: bool) -> bool {
        let definition = &self.definition;
        let mut logins = definition.fields.iter().filter(|field| field.kind == Kind::Login);
        possible || logins.all(|login| !leading_to(definition, login).is_empty())
    }

    /// The choices that only one way is left of, and which. They are answered without being asked.
    pub fn decided(&self, can_log_in: bool) -> BTreeMap<FieldId, String> {
        let definition = &self.definition;
        let logins = definition.fields.iter().filter(|field| field.kind == Kind::Login && !can_log_in);
        let mut decided = BTreeMap::new();
        for (choice, answers) in logins.flat_map(|login| leading_to(definition, login)) {
            let Some(field) = definition.field(choice.as_str()) else { continue };
            let mut left =
                crate::check::options(field).into_iter().filter(|option| !answers.iter().any(|a| a == option));
            if let (Some(only), None) = (left.next(), left.next()) {
                decided.insert(choice, only.to_owned());
            }
        }
        decided
    }

    /// The answers that lead to a log-in which is not possible, by choice.
    pub(super) fn closed(&self, can_log_in: bool) -> BTreeMap<FieldId, Vec<String>> {
        let logins = self.definition.fields.iter().filter(|field| field.kind == Kind::Login && !can_log_in);
        logins.flat_map(|login| leading_to(&self.definition, login)).collect()
    }
}

/// The answers to choices on which a log-in is asked for; none when it always is.
fn leading_to(definition: &Definition, login: &FieldDefinition) -> BTreeMap<FieldId, Vec<String>> {
    let step = definition.steps.iter().find(|step| step.fields.iter().any(|id| *id.as_ref() == login.id));
    let conditions = step.into_iter().flat_map(|step| &step.when).chain(&login.when);
    let answers = |condition: &Spanned<When>| match condition.as_ref() {
        When::Answer { field, is } => Some((field.clone(), is.clone())),
        _ => None,
    };
    conditions.filter_map(answers).collect()
}
