//! What holds where a request is made: a field that is only asked for under a condition has no answer without it.

use super::conditions::options;
use crate::{Definition, Kind, StepDefinition, When};
use toml::Spanned;
use wire::PermissionId;

/// The step that asks for a field.
pub(super) fn step_of<'d>(definition: &'d Definition, id: &str) -> Option<&'d StepDefinition> {
    definition.steps.iter().find(|step| step.fields.iter().any(|field| field.as_ref().as_str() == id))
}

/// Whether a field is asked for once the credentials were accepted. That a log-in cannot be is said of its step.
pub(super) fn is_finishing(definition: &Definition, id: &str) -> bool {
    let is_login = definition.field(id).is_some_and(|field| field.kind == Kind::Login);
    !is_login && step_of(definition, id).is_some_and(|step| step.after)
}

/// The conditions under which a field is asked for.
pub(super) fn conditions_of(definition: &Definition, id: &str) -> Vec<When> {
    let step = step_of(definition, id).into_iter().flat_map(|step| &step.when);
    let field = definition.field(id).into_iter().flat_map(|field| &field.when);
    step.chain(field).map(|condition| condition.as_ref().clone()).collect()
}

/// The conditions under which a field is asked for and which do not hold where `given` does.
pub(super) fn unmet(
    definition: &Definition,
    id: &str,
    given: &[Spanned<When>],
    permission: Option<&PermissionId>,
) -> Vec<When> {
    let given = given.iter().map(|condition| condition.as_ref().clone());
    let needed = permission.map(|permission| When::Permission { permission: permission.clone() });
    let known = all_known(definition, given.chain(needed).collect());
    let mut conditions = conditions_of(definition, id);
    if !conditions.iter().all(|condition| is_sound(definition, condition, id)) || contradict(&conditions) {
        return Vec::new();
    }
    conditions
        .retain(|condition| !known.iter().any(|known| implies(known, condition)) && !always(definition, condition));
    conditions
}

/// Whether a condition can hold when a field is asked for. Where it cannot, the condition alone is at fault.
fn is_sound(definition: &Definition, condition: &When, id: &str) -> bool {
    match condition {
        When::Answer { field, is } => {
            let mut asked = definition.steps.iter().flat_map(|step| &step.fields).map(|asked| asked.as_ref().as_str());
            let is_before = asked.find(|asked| *asked == field.as_str() || *asked == id) == Some(field.as_str());
            let options = definition.field(field.as_str()).map(options).unwrap_or_default();
            field.as_str() != id
                && is_before
                && !is.is_empty()
                && is.iter().all(|answer| options.contains(&answer.as_str()))
        }
        When::Scope { scope } => definition.scopes.iter().any(|offered| offered.id.as_ref() == scope),
        When::Permission { permission } => definition.permissions.iter().any(|known| known.id == *permission),
        When::Environment { environment } => definition.is_for(*environment),
        When::Category { category } => definition.categories.contains(category),
    }
}

fn contradict(conditions: &[When]) -> bool {
    let differ = |one: &When, other: &When| match (one, other) {
        (When::Answer { field, is }, When::Answer { field: same, is: others }) => {
            field == same && !is.iter().any(|answer| others.contains(answer))
        }
        _ => false,
    };
    conditions.iter().any(|one| conditions.iter().any(|other| differ(one, other)))
}

/// What is given, and what follows from it.
fn all_known(definition: &Definition, given: Vec<When>) -> Vec<When> {
    let mut known = given;
    let mut next = 0;
    while let Some(condition) = known.get(next).cloned() {
        next += 1;
        for follows in consequences(definition, &condition) {
            if !known.contains(&follows) {
                known.push(follows);
            }
        }
    }
    known
}

fn consequences(definition: &Definition, condition: &When) -> Vec<When> {
    match condition {
        When::Answer { field, .. } => conditions_of(definition, field.as_str()),
        When::Scope { scope } => {
            let offered = definition.scopes.iter().filter(|offered| offered.id.as_ref() == scope);
            let permissions = offered.flat_map(|offered| &offered.permissions);
            let needed = permissions.map(|permission| When::Permission { permission: permission.as_ref().clone() });
            let category = crate::Category::ALL.into_iter().find(|category| category.covers(scope));
            needed.chain(category.map(|category| When::Category { category })).collect()
        }
        When::Permission { permission } => {
            let is_always = definition.permissions.iter().any(|known| known.id == *permission && known.always);
            let needs = |permissions: &[Spanned<PermissionId>]| permissions.iter().any(|id| id.as_ref() == permission);
            let mut scopes = definition.scopes.iter().filter(|offered| needs(&offered.permissions));
            match (scopes.next(), scopes.next()) {
                (Some(only), None) if !is_always => vec![When::Scope { scope: only.id.as_ref().clone() }],
                _ => Vec::new(),
            }
        }
        When::Environment { .. } | When::Category { .. } => Vec::new(),
    }
}

fn implies(known: &When, condition: &When) -> bool {
    match (known, condition) {
        (When::Answer { field, is }, When::Answer { field: other, is: wanted }) => {
            field == other && is.iter().all(|answer| wanted.contains(answer))
        }
        _ => known == condition,
    }
}

/// Whether a condition holds wherever the tool is connected.
fn always(definition: &Definition, condition: &When) -> bool {
    match condition {
        When::Answer { field, is } => definition.field(field.as_str()).is_some_and(|field| {
            let options = options(field);
            !options.is_empty() && options.iter().all(|option| is.iter().any(|answer| answer == option))
        }),
        When::Scope { .. } => false,
        When::Permission { permission } => {
            definition.permissions.iter().any(|known| known.id == *permission && known.always)
        }
        When::Environment { environment } => definition.environments.as_deref() == Some(&[*environment]),
        When::Category { category } => definition.categories == [*category],
    }
}

/// Conditions as an author writes them.
pub(super) fn written(conditions: &[When]) -> String {
    let one = |condition: &When| match condition {
        When::Answer { field, is } => format!("{{ field = \"{field}\", is = {is:?} }}"),
        When::Scope { scope } => format!("{{ scope = \"{scope}\" }}"),
        When::Permission { permission } => format!("{{ permission = \"{permission}\" }}"),
        When::Environment { environment } => format!("{{ environment = \"{}\" }}", environment.as_str()),
        When::Category { category } => format!("{{ category = \"{}\" }}", category.as_str()),
    };
    conditions.iter().map(one).collect::<Vec<_>>().join(", ")
}
