//! The rules an answer must pass. The page runs them to help; the backend runs the very same ones to be sure.

use crate::asked::Asked;
use crate::{Problem, ProblemKind, host, subdomain};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Field, FieldId, FieldKind, Firmness, Format, Pattern, PemKind, ScopeId, Secret, Tool};

/// The answer as it would be sent: without stray spaces, and cut down to what the field asks for.
pub(crate) fn tidy(field: &Field, typed: &str) -> String {
    match &field.kind {
        FieldKind::Subdomain { suffix, .. } => subdomain(typed, suffix),
        FieldKind::Host(_) => host(typed),
        // Keys that went through JSON have their line ends written out.
        FieldKind::Pem(_) => typed.replace("\\n", "\n").replace('\r', "").trim().to_owned(),
        FieldKind::File { .. } => typed.to_owned(),
        _ => typed.trim().to_owned(),
    }
}

/// What is wrong with a tidied answer, if anything. `insisted` says that the end user has seen that it is unusual.
pub(crate) fn check(field: &Field, answer: &str, insisted: bool) -> Option<ProblemKind> {
    if answer.is_empty() {
        return (!field.optional && field.kind.is_answered()).then_some(ProblemKind::Required);
    }
    let unlike = unlike(&field.kind, answer);
    if unlike.is_some() {
        return unlike;
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

fn unlike(kind: &FieldKind, answer: &str) -> Option<ProblemKind> {
    let is = |fits: bool, like: &'static str| (!fits).then_some(ProblemKind::Unlike(like));
    match kind {
        FieldKind::Choice(options) => {
            (!options.iter().any(|option| option.id == answer)).then_some(ProblemKind::Required)
        }
        FieldKind::Host(suffixes) => is(is_host(answer, suffixes), "host"),
        FieldKind::Formatted(Format::Email) => is(is_email(answer), "email"),
        FieldKind::Formatted(Format::Url) => is(is_url(answer), "url"),
        FieldKind::Formatted(Format::Uuid) => is(is_uuid(answer), "uuid"),
        FieldKind::Formatted(Format::Number) => is(answer.bytes().all(|byte| byte.is_ascii_digit()), "number"),
        FieldKind::Pem(PemKind::PrivateKey) => is(is_pem(answer, "PRIVATE KEY"), "private_key"),
        FieldKind::Pem(PemKind::Certificate) => is(is_pem(answer, "CERTIFICATE"), "certificate"),
        FieldKind::Pem(PemKind::Any) => is(is_pem(answer, ""), "pem"),
        FieldKind::File { max, .. } => is(answer.chars().count() <= *max as usize, "file"),
        _ => None,
    }
}

/// W-12: nothing but labels in front of one of the suffixes.
fn is_host(answer: &str, suffixes: &[String]) -> bool {
    let own = suffixes.iter().find_map(|suffix| answer.strip_suffix(suffix.as_str()));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    own.is_some_and(|own| answer.len() <= 253 && own.split('.').all(is_label))
}

fn is_email(answer: &str) -> bool {
    let is_plain = !answer.chars().any(|character| character.is_whitespace() || character.is_control());
    is_plain
        && answer
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
}

fn is_url(answer: &str) -> bool {
    let host = answer.strip_prefix("https://").map(|rest| rest.split('/').next().unwrap_or_default());
    host.is_some_and(|host| host.contains('.')) && answer.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_uuid(answer: &str) -> bool {
    answer.len() == 36
        && answer.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Whether a text holds a block of PEM whose label ends like this. Some makers call keys encrypted that are not: only using it tells.
fn is_pem(answer: &str, what: &str) -> bool {
    let mut labels =
        answer.split("-----BEGIN ").skip(1).filter_map(|rest| rest.split_once("-----")).map(|(label, _)| label);
    labels.any(|label| label.ends_with(what) && answer.contains(&format!("-----END {label}-----")))
}

/// Whether an answer to a field is one, whatever else was answered.
pub fn fits(field: &Field, answer: &Secret) -> bool {
    check(field, answer.expose(), true).is_none()
}

/// Checks a whole set of answers against a tool, as the backend must before it uses them. Answers to fields that the tool does
/// not ask for are refused, not ignored. Unusual answers pass: the end user may insist.
pub fn check_answers(tool: &Tool, answers: &BTreeMap<FieldId, Secret>, opted_out: &BTreeSet<ScopeId>) -> Vec<Problem> {
    let answer = |id: &FieldId| answers.get(id).map_or("", Secret::expose);
    let has = |id: &FieldId, is: &[String]| is.iter().any(|wanted| wanted == answer(id));
    let asked = Asked { tool, opted_out, has: &has };
    let steps = tool.steps.iter().filter(|step| asked.shows(step));
    let fields: Vec<&Field> = steps.flat_map(|step| &step.fields).filter(|field| asked.asks(field)).collect();
    let known: BTreeSet<&FieldId> = fields.iter().map(|field| &field.id).collect();
    let unknown = answers.keys().filter(|id| !known.contains(id));
    let unknown = unknown.map(|id| Problem::with(id, ProblemKind::Refused(String::new())));
    let wrong = fields.iter().filter_map(|field| {
        // An answer that is not tidy did not come from our page; judged as it is, it cannot smuggle anything past a pattern.
        check(field, answer(&field.id), true).map(|kind| Problem::with(&field.id, kind))
    });
    wrong.chain(unknown).collect()
}
