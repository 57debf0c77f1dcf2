//! What a tool says, as its `en.toml` says it.

use crate::finding::{Finding, Source};
use crate::{Definition, markdown};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The words of one tool in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Per step.
    pub steps: BTreeMap<String, StepWords>,
    /// Per field.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldWords>,
    /// Per permission: the tool's own name for it.
    #[serde(default)]
    pub permissions: BTreeMap<String, String>,
    /// Per field and rejection, as in `api_key.not_accepted`: one sentence that says what to do next.
    #[serde(default)]
    pub rejections: BTreeMap<String, BTreeMap<String, String>>,
}

/// The words of a step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepWords {
    /// Its heading.
    pub title: String,
    /// What to do, in the Markdown subset.
    #[serde(default)]
    pub body: Option<Spanned<String>>,
}

/// The words of a field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldWords {
    /// What the tool calls it.
    pub label: String,
    /// One short line above the input.
    #[serde(default)]
    pub hint: String,
    /// Longer help, in the Markdown subset.
    #[serde(default)]
    pub help: Option<Spanned<String>>,
}

impl Words {
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

impl Words {
    /// The sentence for a rejection; empty when there is none.
    pub fn rejection(&self, field: &wire::FieldId, code: wire::RejectionCode) -> &str {
        let name = match code {
            wire::RejectionCode::NotAccepted => "not_accepted",
            wire::RejectionCode::UnknownAddress => "unknown_address",
            wire::RejectionCode::Invalid | wire::RejectionCode::Other => return "",
        };
        self.rejections.get(field.as_str()).and_then(|of_field| of_field.get(name)).map_or("", String::as_str)
    }
}
