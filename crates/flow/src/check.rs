//! The rules an answer must pass. The page runs them to help; the backend runs the very same ones to be sure.

use crate::{Problem, ProblemKind, subdomain};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Field, FieldId, FieldKind, Firmness, Pattern, Secret, Tool};

/// The answer as it would be sent: without stray spaces, and cut down to what the field asks for.
pub(crate) fn tidy(field: &Field, typed: &str) -> String {
    match &field.kind {
        FieldKind::Text | FieldKind::Secret => typed.trim().to_owned(),
        FieldKind::Subdomain { suffix, .. } => subdomain(typed, suffix),
    }
}

/// What is wrong with a tidied answer, if anything. `insisted` says that the end user has seen that it is unusual.
pub(crate) fn check(field: &Field, answer: &str, insisted: bool) -> Option<ProblemKind> {
    if answer.is_empty() {
        return (!field.optional).then_some(ProblemKind::Required);
    }
    let pattern = field.pattern.as_ref()?;
    let broken = mismatch(pattern, answer)?;
    match pattern.firmness {
        Firmness::Always => Some(broken),
        Firmness::Usually => (!insisted).then_some(ProblemKind::Unusual),
    }
}

fn mismatch(pattern: &Pattern, answer: &str) -> Option<ProblemKind> {
    let length = answer.chars().count();
    if !answer.chars().all(|character| pattern.characters.contains(character)) {
        return Some(ProblemKind::UnexpectedCharacters);
    }
    if let Some(min) = pattern.min.filter(|min| length < usize::from(*min)) {
        return Some(ProblemKind::TooShort(min));
    }
    pattern.max.filter(|max| length > usize::from(*max)).map(ProblemKind::TooLong)
}

/// Checks a whole set of answers against a tool, as the backend must before it uses them. Answers to fields that the tool does
/// not have are refused, not ignored. Unusual answers pass: the end user may insist.
pub fn check_answers(tool: &Tool, answers: &BTreeMap<FieldId, Secret>) -> Vec<Problem> {
    let fields: Vec<&Field> = tool.steps.iter().flat_map(|step| &step.fields).collect();
    let known: BTreeSet<&FieldId> = fields.iter().map(|field| &field.id).collect();
    let unknown = answers.keys().filter(|id| !known.contains(id));
    let unknown = unknown.map(|id| Problem::with(id, ProblemKind::Refused(String::new())));
    let wrong = fields.iter().filter_map(|field| {
        let answer = answers.get(&field.id).map_or("", Secret::expose);
        // An answer that is not tidy did not come from our page; judged as it is, it cannot smuggle anything past a pattern.
        check(field, answer, true).map(|kind| Problem::with(&field.id, kind))
    });
    wrong.chain(unknown).collect()
}
