//! Everything about a `tool.toml` that its types cannot say. Each message says what to write instead.

mod addresses;
mod answers;
mod conditions;
mod fields;
mod holds;
mod kinds;
mod login;
mod names;
mod probe;
mod scopes;
mod steps;
mod verified;

use crate::finding::Finding;
use crate::source::{Place, Source};
use crate::{Definition, FieldDefinition, PermissionDefinition, Vocabulary};
use std::collections::BTreeSet;
use std::ops::Range;

pub(crate) use addresses::host_problem;
pub(crate) use conditions::options;

pub(crate) fn check(definition: &Definition, file: &Source, vocabulary: &Vocabulary, findings: &mut Vec<Finding>) {
    let mut checker = Checker { definition, file, findings };
    checker.whole();
    checker.ids();
    checker.steps();
    checker.fields();
    checker.scopes(vocabulary);
    checker.login();
    checker.probe();
    checker.verified();
}

struct Checker<'a> {
    definition: &'a Definition,
    file: &'a Source,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Checker<'a> {
    fn at(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.findings.push(self.file.at(span, message));
    }

    fn here(&mut self, place: &Place<'_>, message: impl Into<String>) {
        self.findings.push(place.say(message));
    }

    /// The table of a field.
    fn field_place(&self, field: &FieldDefinition) -> Place<'a> {
        let index = self.definition.fields.iter().position(|candidate| std::ptr::eq(candidate, field));
        self.file.top().key("fields").item(index.unwrap_or_default())
    }

    /// The table of a permission.
    fn permission_place(&self, permission: &PermissionDefinition) -> Place<'a> {
        let index = self.definition.permissions.iter().position(|candidate| std::ptr::eq(candidate, permission));
        self.file.top().key("permissions").item(index.unwrap_or_default())
    }

    fn whole(&mut self) {
        let (definition, top) = (self.definition, self.file.top());
        if definition.categories.is_empty() {
            self.here(&top.key("categories"), "name at least one of HRIS, ATS, ASSESSMENT, LMS in categories");
        }
        for (index, category) in definition.categories.iter().enumerate() {
            if definition.categories.iter().take(index).any(|before| before == category) {
                let message = format!("category {} is there twice: take one out", category.as_str());
                self.here(&top.key("categories").item(index), message);
            }
        }
        if definition.name.trim().is_empty() {
            self.here(&top.key("name"), "a tool needs a name: write it as its maker does");
        }
        if definition.environments.as_ref().is_some_and(Vec::is_empty) {
            let message = "name production, development or both in environments, or take environments out for both";
            self.here(&top.key("environments"), message);
        }
    }

    fn ids(&mut self) {
        let definition = self.definition;
        let fields = definition.fields.iter().enumerate().map(|(at, field)| ("fields", "field", at, field.id.as_str()));
        let steps = definition.steps.iter().enumerate().map(|(at, step)| ("steps", "step", at, step.id.as_str()));
        let permissions = definition.permissions.iter().enumerate();
        let permissions = permissions.map(|(at, known)| ("permissions", "permission", at, known.id.as_str()));
        let mut seen = BTreeSet::new();
        for (table, what, index, id) in fields.chain(steps).chain(permissions) {
            let place = self.file.top().key(table).item(index).key("id");
            if !is_plain_id(id) {
                self.here(&place, format!("{what} id {id:?} may only hold a-z, 0-9 and _, and one of them at least"));
            }
            if !seen.insert((what, id)) {
                self.here(&place, format!("there are two {what}s called {id}: rename one, or take it out"));
            }
        }
    }
}

/// Whether an id is made of what ids are made of. Where it is not, only the id is at fault.
pub(crate) fn is_plain_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
