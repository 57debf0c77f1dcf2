//! What a scope config asks for, and why.

use crate::texts::{self, Texts};
use catalog::{Asked, Vocabulary};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use wire::{Environment, ScopeId, ScopeSetting};

/// A scope config, as a customer gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScopeConfig {
    /// Its name, for you; end users do not see it.
    #[serde(default)]
    pub name: Option<String>,
    /// What it asks for.
    #[serde(flatten)]
    pub settings: Settings,
}

/// A setting for everything, and those that differ from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Settings {
    /// What holds for every model, field and write action that is not named.
    #[schema(value_type = String, example = "ENABLED")]
    everything: ScopeSetting,
    /// By id: a model or write action (`hris_absences`), or a field (`hris_employees.date_of_birth`).
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    except: BTreeMap<ScopeId, ScopeSetting>,
    /// Why you ask, in one sentence by language; shown with the list of data.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    reason: Texts,
}

/// Fields that production does not ask for unless a customer says so.
const PRIVATE: [&str; 9] = [
    "ssn",
    "tax_id",
    "bank_accounts",
    "nationality",
    "ethnicity",
    "marital_status",
    "gender",
    "home_address",
    "remote_data",
];
/// What nobody may write unless a customer says so.
const WRITES: [&str; 5] = [
    "hris_create_employee",
    "ats_create_candidate",
    "ats_create_application",
    "ats_add_candidate_attachment",
    "ats_add_application_attachment",
];

impl ScopeConfig {
    /// All that is wrong with it, at once.
    pub fn check(&self, vocabulary: &Vocabulary) -> Result<(), Vec<String>> {
        let mut findings = texts::findings("reason", &self.settings.reason);
        findings.extend(texts::finding_of_name(self.name.as_deref()));
        let unknown = self.settings.except.keys().filter(|scope| !vocabulary.has(scope));
        findings.extend(unknown.map(|scope| {
            format!(
                "except.{scope}: there is no such model, field or write action; they are listed in the tools' coverage"
            )
        }));
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }
}

impl Settings {
    /// Asks for nothing.
    pub fn nothing() -> Self {
        Self { everything: ScopeSetting::Disabled, except: BTreeMap::new(), reason: Texts::new() }
    }

    /// What a new environment asks for: everything that is read, in production without the most private fields, and nothing that
    /// is written.
    pub fn default_for(environment: Environment) -> Self {
        let optional =
            [("hris_absences", ScopeSetting::Optional), ("hris_employees.date_of_birth", ScopeSetting::Optional)];
        let mut settings = Self::everything_read(&optional);
        if environment == Environment::Production {
            for field in PRIVATE {
                settings.set(&format!("hris_employees.{field}"), ScopeSetting::Disabled);
            }
        }
        settings
    }

    /// Asks for everything that is read, but for these, and nothing that is written.
    pub(crate) fn everything_read(except: &[(&str, ScopeSetting)]) -> Self {
        let mut settings = Self { everything: ScopeSetting::Enabled, ..Self::nothing() };
        for write_action in WRITES {
            settings.set(write_action, ScopeSetting::Disabled);
        }
        for (scope, setting) in except {
            settings.set(scope, *setting);
        }
        settings
    }

    fn set(&mut self, scope: &str, setting: ScopeSetting) {
        self.except.insert(ScopeId::from(scope), setting);
    }

    /// Why it is asked, in a language.
    pub(crate) fn reason(&self, language: catalog::Language) -> Option<wire::Said> {
        texts::said(&self.reason, language)
    }
}

impl Asked for Settings {
    fn setting(&self, scope: &ScopeId) -> ScopeSetting {
        self.except.get(scope).copied().unwrap_or(self.everything)
    }
}
