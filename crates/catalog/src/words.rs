//! What a tool says, as its `en.toml` says it, and the `de.toml` beside it and so on. English is whole; in the other languages an entry
//! may be missing, and is then said in English, but an entry that is there is whole.

use crate::finding::{Finding, Source};
use crate::language::{InLanguages, Language};
use crate::{Definition, markdown};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The words of one tool in every language there is.
pub(crate) type AllWords = InLanguages<Words>;

/// The words of one tool in one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// Per step.
    #[serde(default)]
    pub(crate) steps: BTreeMap<String, StepWords>,
    /// Per field.
    #[serde(default)]
    pub(crate) fields: BTreeMap<String, FieldWords>,
    /// Per permission: the tool's own name for it.
    #[serde(default)]
    pub(crate) permissions: BTreeMap<String, String>,
    /// Per field and rejection, as in `api_key.not_accepted`: one sentence that says what to do next.
    #[serde(default)]
    pub(crate) rejections: BTreeMap<String, BTreeMap<String, String>>,
}

/// The words of a step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepWords {
    /// Its heading.
    pub(crate) title: String,
    /// What to do, in the Markdown subset.
    #[serde(default)]
    pub(crate) body: Option<Spanned<String>>,
}

/// The words of a field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldWords {
    /// What the tool calls it.
    pub(crate) label: String,
    /// One short line above the input.
    #[serde(default)]
    pub(crate) hint: String,
    /// Longer help, in the Markdown subset.
    #[serde(default)]
    pub(crate) help: Option<Spanned<String>>,
}

impl Words {
    /// How many entries there are.
    pub(crate) fn count(&self) -> usize {
        let rejections: usize = self.rejections.values().map(BTreeMap::len).sum();
        self.steps.len() + self.fields.len() + self.permissions.len() + rejections
    }

    pub(crate) fn check(&self, definition: &Definition, file: &Source, findings: &mut Vec<Finding>) {
        let steps = definition.steps.iter().map(|step| step.id.as_str());
        complete(file, "steps", steps, self.steps.keys(), findings);
        let fields: Vec<&str> = definition.fields.iter().map(|field| field.id.as_str()).collect();
        complete(file, "fields", fields.iter().copied(), self.fields.keys(), findings);
        let permissions = definition.permissions.iter().map(|permission| permission.id.as_str());
        complete(file, "permissions", permissions, self.permissions.keys(), findings);
        for field in self.rejections.keys().filter(|field| !fields.contains(&field.as_str())) {
            let message = format!("[rejections.{field}] belongs to no field: take it out, or correct its name");
            findings.push(file.near(&format!("rejections.{field}"), message));
        }
        for (field, codes) in &self.rejections {
            for code in codes.keys().filter(|code| !matches!(code.as_str(), "not_accepted" | "unknown_address")) {
                let message = format!("rejections.{field}.{code} is never said: write not_accepted or unknown_address");
                findings.push(file.near(code, message));
            }
        }
        self.check_texts(file, findings);
    }

    /// A translation says nothing that English does not, and all of what it says an entry of.
    pub(crate) fn check_translation(&self, english: &Self, file: &Source, findings: &mut Vec<Finding>) {
        let mut extra = |name: String| {
            let message = format!("{name} is not in en.toml: take it out, or correct its name");
            findings.push(file.near(&name, message));
        };
        let unknown_steps = self.steps.keys().filter(|id| !english.steps.contains_key(*id));
        unknown_steps.for_each(|id| extra(format!("steps.{id}")));
        let unknown_fields = self.fields.keys().filter(|id| !english.fields.contains_key(*id));
        unknown_fields.for_each(|id| extra(format!("fields.{id}")));
        let unknown_permissions = self.permissions.keys().filter(|id| !english.permissions.contains_key(*id));
        unknown_permissions.for_each(|id| extra(format!("permissions.{id}")));
        for (field, codes) in &self.rejections {
            let known = english.rejections.get(field);
            let unknown = codes.keys().filter(|code| known.is_none_or(|known| !known.contains_key(*code)));
            unknown.for_each(|code| extra(format!("rejections.{field}.{code}")));
        }
        let mut half = |name: String| {
            let message =
                format!("[{name}] has not every text that en.toml has there: add what is missing, or take it all out");
            findings.push(file.near(&name, message));
        };
        for (id, words) in &self.steps {
            if english.steps.get(id).is_some_and(|english| english.body.is_some() != words.body.is_some()) {
                half(format!("steps.{id}"));
            }
        }
        for (id, words) in &self.fields {
            let differs = |english: &FieldWords| {
                english.hint.is_empty() != words.hint.is_empty() || english.help.is_some() != words.help.is_some()
            };
            if english.fields.get(id).is_some_and(differs) {
                half(format!("fields.{id}"));
            }
        }
        self.check_texts(file, findings);
    }

    fn check_texts(&self, file: &Source, findings: &mut Vec<Finding>) {
        let texts = self.steps.values().filter_map(|step| step.body.as_ref());
        for text in texts.chain(self.fields.values().filter_map(|field| field.help.as_ref())) {
            if let Err(problem) = markdown::compile(text.as_ref()) {
                findings.push(file.at(&text.span(), problem));
            }
        }
    }
}

fn complete<'a>(
    file: &Source,
    table: &str,
    needed: impl Iterator<Item = &'a str>,
    given: impl Iterator<Item = &'a String>,
    findings: &mut Vec<Finding>,
) {
    let mut given: Vec<&str> = given.map(String::as_str).collect();
    for id in needed {
        if let Some(index) = given.iter().position(|candidate| *candidate == id) {
            given.swap_remove(index);
        } else {
            findings.push(file.near(&format!("[{table}"), format!("has no words for {id}: add them under [{table}]")));
        }
    }
    for id in given {
        let message = format!("{table}.{id} is not in tool.toml: take it out, or correct its name");
        findings.push(file.near(&format!("{table}.{id}"), message));
    }
}

impl AllWords {
    /// The sentence for a rejection; empty when there is none in this language, and the page then says its own.
    pub(crate) fn rejection(&self, field: &wire::FieldId, code: wire::RejectionCode, language: Language) -> &str {
        let name = match code {
            wire::RejectionCode::NotAccepted => "not_accepted",
            wire::RejectionCode::UnknownAddress => "unknown_address",
            wire::RejectionCode::Invalid | wire::RejectionCode::Other => return "",
        };
        self.exactly(language, |words| words.rejections.get(field.as_str())?.get(name)).map_or("", String::as_str)
    }
}
