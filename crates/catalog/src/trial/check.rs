//! What is wrong with a trial.

use super::{Answers, Trial};
use crate::finding::{Finding, no_field, no_permission};
use crate::source::{Place, Source};
use crate::{Definition, FieldDefinition, Kind, Probe};

pub(crate) fn read(
    folder: &str,
    file: Option<Source>,
    definition: Option<&Definition>,
    findings: &mut Vec<Finding>,
) -> Option<Trial> {
    let Some(file) = file else {
        let message = "is missing: say in it which answers work, so that the tool can be tried without an account";
        findings.push(Finding::new(format!("{folder}/trial.toml"), 1, message));
        return None;
    };
    let trial: Trial = file.parse(findings)?;
    let definition = definition?;
    let before = findings.len();
    let top = file.top();
    whole(&trial, definition, &top, findings);
    for (index, accepted) in trial.accepted.iter().enumerate() {
        let place = top.key("accepted").item(index).key("answers");
        known(&accepted.answers, definition, &place, findings);
        let required = definition.fields.iter().filter(|field| is_required(definition, field));
        let lacking: Vec<&str> = required
            .map(|field| &field.id)
            .filter(|id| !accepted.answers.contains_key(*id))
            .map(wire::FieldId::as_str)
            .collect();
        if !lacking.is_empty() {
            let message = format!("answers that everybody must give are missing here: add {}", lacking.join(", "));
            findings.push(place.say(message));
        }
    }
    let ways = trial.accepted.len();
    for (index, wrong) in trial.refused.iter().enumerate() {
        let place = top.key("refused").item(index);
        known(&wrong.answers, definition, &place.key("answers"), findings);
        findings.extend(no_way(wrong.way, ways, &place));
        if definition.field(wrong.blames.as_str()).is_none() {
            findings.push(place.key("blames").say(no_field(wrong.blames.as_str())));
        }
    }
    for (index, lacking) in trial.lacking.iter().enumerate() {
        let place = top.key("lacking").item(index);
        known(&lacking.answers, definition, &place.key("answers"), findings);
        findings.extend(no_way(lacking.way, ways, &place));
        if !definition.permissions.iter().any(|permission| permission.id == lacking.lacks) {
            findings.push(place.key("lacks").say(no_permission(lacking.lacks.as_str())));
        }
    }
    for (index, stand_in) in trial.stand_in.iter().enumerate() {
        let unknown = stand_in.permission.as_ref();
        if let Some(id) = unknown.filter(|id| !definition.permissions.iter().any(|permission| permission.id == **id)) {
            findings.push(top.key("stand_in").item(index).key("permission").say(no_permission(id.as_str())));
        }
    }
    (findings.len() == before).then_some(trial)
}

fn whole(trial: &Trial, definition: &Definition, top: &Place<'_>, findings: &mut Vec<Finding>) {
    if trial.accepted.is_empty() {
        findings.push(top.key("accepted").say("no answers work: add [[accepted]] with answers that do"));
    }
    if trial.stand_in.is_empty() && matches!(definition.probe, Probe::Http(_)) {
        findings.push(top.say("[[stand_in]] is missing: add one for every endpoint that the probe asks"));
    }
    let logs_in = definition.fields.iter().any(|field| field.kind == Kind::Login);
    if logs_in && !trial.accepted.is_empty() && !trial.accepted.iter().any(|accepted| accepted.account.is_some()) {
        let message = "the tool has a log-in, and nobody logs in: write account = \"…\" in one [[accepted]]";
        findings.push(top.key("accepted").item(0).say(message));
    }
}

/// Answers are to fields that there are, and to a choice one of its options.
fn known(answers: &Answers, definition: &Definition, place: &Place<'_>, findings: &mut Vec<Finding>) {
    for (id, answer) in answers {
        let place = place.key(id.as_str());
        let Some(field) = definition.field(id.as_str()) else {
            findings.push(place.say(no_field(id.as_str())));
            continue;
        };
        let options = crate::check::options(field);
        if field.kind.is_choice() && options.len() > 1 && !options.contains(&answer.as_str()) {
            let message = format!("{answer:?} is not an option of {id}: write one of {}", options.join(", "));
            findings.push(place.say(message));
        }
    }
}

/// Whether everybody must fill in a field before the credentials are tested.
fn is_required(definition: &Definition, field: &FieldDefinition) -> bool {
    let step = definition.steps.iter().find(|step| step.fields.iter().any(|id| *id.as_ref() == field.id));
    let is_asked = step.is_some_and(|step| !step.after && step.when.is_empty() && field.when.is_empty());
    is_asked && !field.optional && !matches!(field.kind, Kind::Login | Kind::Generated | Kind::Shown)
}

fn no_way(way: usize, ways: usize, place: &Place<'_>) -> Option<Finding> {
    let message =
        format!("there is no [[accepted]] number {way}: they are counted from 0, so write {} or less", ways.max(1) - 1);
    (way >= ways).then(|| place.key("way").say(message))
}
