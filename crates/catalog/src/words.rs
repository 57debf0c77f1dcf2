//! What a tool says, as its `en.toml` says it, and the `de.toml` beside it and so on. English is whole; in the other languages an entry
//! may be missing, and is then said in English, but an entry that is there is whole.

mod check;

pub(crate) use check::Against;

use crate::language::{InLanguages, Language};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The words of one tool in every language there is.
pub(crate) type AllWords = InLanguages<Words>;

/// The words of one tool in one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// Who and what is needed before anything can be filled in.
    #[serde(default)]
    pub(crate) before: Option<BeforeWords>,
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

/// The words of what is needed before.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeforeWords {
    /// In the Markdown subset.
    pub(crate) body: Spanned<String>,
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
    /// Per option of a choice.
    #[serde(default)]
    pub(crate) options: BTreeMap<String, String>,
}

impl Words {
    /// How many entries there are.
    pub(crate) fn count(&self) -> usize {
        let rejections: usize = self.rejections.values().map(BTreeMap::len).sum();
        let before = usize::from(self.before.is_some());
        before + self.steps.len() + self.fields.len() + self.permissions.len() + rejections
    }
}

impl AllWords {
    /// The sentence for a rejection; empty when there is none in this language, and the page then says its own.
    pub(crate) fn rejection(&self, field: &wire::FieldId, code: wire::RejectionCode, language: Language) -> &str {
        let name = match code {
            wire::RejectionCode::NotAccepted => "not_accepted",
            wire::RejectionCode::UnknownAddress => "unknown_address",
            wire::RejectionCode::WrongAccount => "wrong_account",
            wire::RejectionCode::Locked => "locked",
            wire::RejectionCode::Invalid | wire::RejectionCode::Other => return "",
        };
        self.exactly(language, |words| words.rejections.get(field.as_str())?.get(name)).map_or("", String::as_str)
    }
}
