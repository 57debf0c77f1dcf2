//! What a scope config asks for.

use catalog::Asked;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wire::{Environment, ScopeId, ScopeSetting};

/// A setting for everything, and those that differ from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    everything: ScopeSetting,
    #[serde(default)]
    except: BTreeMap<ScopeId, ScopeSetting>,
}

/// Fields that production does not ask for unless a customer says so.
const PRIVATE: [&str; 7] =
    ["ssn", "tax_id", "bank_accounts", "nationality", "marital_status", "gender", "home_address"];

impl Settings {
    /// Asks for nothing.
    pub fn nothing() -> Self {
        Self { everything: ScopeSetting::Disabled, except: BTreeMap::new() }
    }

    /// What a new environment asks for: everything that is read, in production without the most private fields, and nothing that
    /// is written.
    pub fn default_for(environment: Environment) -> Self {
        let mut settings = Self { everything: ScopeSetting::Enabled, except: BTreeMap::new() };
        for write_action in ["hris_create_employee", "ats_create_candidate"] {
            settings.set(write_action, ScopeSetting::Disabled);
        }
        settings.set("hris_absences", ScopeSetting::Optional);
        settings.set("hris_employees.date_of_birth", ScopeSetting::Optional);
        if environment == Environment::Production {
            for field in PRIVATE {
                settings.set(&format!("hris_employees.{field}"), ScopeSetting::Disabled);
            }
        }
        settings
    }

    fn set(&mut self, scope: &str, setting: ScopeSetting) {
        self.except.insert(ScopeId::from(scope), setting);
    }
}

impl Asked for Settings {
    fn setting(&self, scope: &ScopeId) -> ScopeSetting {
        self.except.get(scope).copied().unwrap_or(self.everything)
    }
}
