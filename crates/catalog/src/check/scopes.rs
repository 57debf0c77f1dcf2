//! Scopes and permissions: what the tool has, and what must be granted for it.

use super::Checker;
use crate::finding::no_permission;
use crate::{Coverage, CoverageStatus, Vocabulary};
use std::collections::BTreeSet;

impl Checker<'_> {
    pub(super) fn scopes(&mut self, vocabulary: &Vocabulary) {
        let definition = self.definition;
        let mut seen = BTreeSet::new();
        for scope in &definition.scopes {
            let id = scope.id.as_ref();
            if !seen.insert(id) {
                let message =
                    format!("scope {id} is there twice: put everything into one of the two, and take the other out");
                self.at(&scope.id.span(), message);
            }
            self.granted(scope);
            if !vocabulary.is_empty() {
                self.data(scope, vocabulary);
            }
        }
        if !vocabulary.is_empty() {
            self.coverage(vocabulary);
        }
        for permission in &definition.permissions {
            let used =
                definition.scopes.iter().flat_map(|scope| &scope.permissions).any(|p| *p.as_ref() == permission.id);
            if !used && !permission.always {
                let message =
                    format!("no scope needs permission {}: name it in a scope, or set always = true", permission.id);
                self.here(&self.permission_place(permission).key("id"), message);
            }
        }
    }

    /// What is needed for a scope is there, and is said once.
    fn granted(&mut self, scope: &Coverage) {
        let definition = self.definition;
        let mut seen = BTreeSet::new();
        for permission in &scope.permissions {
            let id = permission.as_ref();
            if !definition.permissions.iter().any(|known| known.id == *id) {
                self.at(&permission.span(), no_permission(id.as_str()));
            }
            if !seen.insert(id.as_str()) {
                self.at(&permission.span(), format!("permission {id} is there twice: take one out"));
            }
        }
    }

    fn data(&mut self, scope: &Coverage, vocabulary: &Vocabulary) {
        let id = scope.id.as_ref();
        let Some(point) = vocabulary.point(id) else {
            return self.at(&scope.id.span(), no_data_point(id.as_str()));
        };
        let mut seen = BTreeSet::new();
        for field in &scope.fields {
            let name = field.as_ref();
            if point.writes {
                self.at(&field.span(), format!("{id} writes and has no fields: take fields out"));
            } else if !point.fields.contains(name) {
                self.at(&field.span(), format!("{id} has no field {name}: write one that scopes.toml has for it"));
            }
            if !seen.insert(name) {
                self.at(&field.span(), format!("field {name} is there twice: take one out"));
            }
        }
    }

    /// What cannot be had yet must exist, and be said once.
    fn coverage(&mut self, vocabulary: &Vocabulary) {
        let definition = self.definition;
        let mut seen = BTreeSet::new();
        for scope in definition.coverage.not_implemented.iter().chain(&definition.coverage.unknown) {
            let id = scope.as_ref();
            let message = if !vocabulary.has(id) {
                no_data_point(id.as_str())
            } else if definition.coverage_of(id) == CoverageStatus::Supported {
                format!("{id} is under [[scopes]] already: take it out here, or there")
            } else if !seen.insert(id) {
                format!("{id} is named twice under [coverage]: take one out")
            } else {
                continue;
            };
            self.at(&scope.span(), message);
        }
    }
}

fn no_data_point(id: &str) -> String {
    format!("there is no data point {id}: write one that scopes.toml has")
}
