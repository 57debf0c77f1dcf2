//! How a tool works, as its `tool.toml` says it.

use crate::{FieldDefinition, LoginDefinition, Probe, StepDefinition};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use wire::{Environment, PermissionId, ScopeId};

/// A tool's `tool.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its name as its maker writes it.
    pub name: String,
    /// What kinds of system it is.
    pub categories: Vec<Category>,
    /// Where it can be connected; both when nothing is said.
    #[serde(default)]
    #[schemars(with = "Option<Vec<EnvironmentName>>")]
    pub environments: Option<Vec<Environment>>,
    /// What it has to offer.
    #[serde(default)]
    pub scopes: Vec<Coverage>,
    /// What is known of the data points that are not under `scopes`.
    #[serde(default)]
    pub coverage: Elsewhere,
    /// What it can grant.
    #[serde(default)]
    pub permissions: Vec<PermissionDefinition>,
    /// What is asked for.
    #[serde(default)]
    pub fields: Vec<FieldDefinition>,
    /// The pages, in order.
    pub steps: Vec<StepDefinition>,
    /// How an end user logs in at the tool, for a field of kind `login`.
    #[serde(default)]
    pub login: Option<LoginDefinition>,
    /// How credentials are tested.
    pub probe: Probe,
}

/// Where an integration lives.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum EnvironmentName {
    Production,
    Development,
}

impl Definition {
    /// Whether it can be connected in an environment.
    pub fn is_for(&self, environment: Environment) -> bool {
        self.environments.as_ref().is_none_or(|environments| environments.contains(&environment))
    }

    /// Whether a data point can be had from it.
    pub fn coverage_of(&self, scope: &ScopeId) -> CoverageStatus {
        let (model, field) = scope.as_str().split_once('.').unwrap_or((scope.as_str(), ""));
        let offered = self.scopes.iter().find(|coverage| coverage.id.as_ref().as_str() == model);
        let has = |coverage: &Coverage| field.is_empty() || coverage.fields.iter().any(|known| known.as_ref() == field);
        if offered.is_some_and(has) {
            return CoverageStatus::Supported;
        }
        let names = |list: &[Spanned<ScopeId>]| {
            list.iter().any(|named| named.as_ref() == scope || named.as_ref().as_str() == model)
        };
        if names(&self.coverage.not_implemented) {
            CoverageStatus::NotImplemented
        } else if names(&self.coverage.unknown) {
            CoverageStatus::Unknown
        } else {
            CoverageStatus::Unsupported
        }
    }

    /// One field.
    pub fn field(&self, id: &str) -> Option<&FieldDefinition> {
        self.fields.iter().find(|field| field.id.as_str() == id)
    }
}

/// What kind of system a tool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Category {
    /// Human resources.
    Hris,
    /// Recruiting.
    Ats,
    /// Assessments.
    Assessment,
    /// Learning.
    Lms,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 4] = [Self::Hris, Self::Ats, Self::Assessment, Self::Lms];

    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hris => "HRIS",
            Self::Ats => "ATS",
            Self::Assessment => "ASSESSMENT",
            Self::Lms => "LMS",
        }
    }

    /// The category of that name, in capitals or not.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str().eq_ignore_ascii_case(name))
    }

    /// Whether a data point belongs to it: `hris_employees` to HRIS.
    pub fn covers(self, scope: &ScopeId) -> bool {
        scope.as_str().split('_').next().is_some_and(|prefix| prefix.eq_ignore_ascii_case(self.as_str()))
    }
}

/// One data point the tool has.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// A model or write action of the vocabulary.
    #[schemars(with = "String")]
    pub id: Spanned<ScopeId>,
    /// The model's fields that the tool has.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub fields: Vec<Spanned<String>>,
    /// What the tool must grant for it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub permissions: Vec<Spanned<PermissionId>>,
}

/// What is known of data points that cannot be had yet. What is named nowhere is something the tool does not have.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    /// The tool has them, and we do not ask for them yet.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub not_implemented: Vec<Spanned<ScopeId>>,
    /// Nobody has looked yet.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub unknown: Vec<Spanned<ScopeId>>,
}

/// Whether a data point can be had from a tool, as the published API says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageStatus {
    /// It can.
    Supported,
    /// The tool does not have it.
    Unsupported,
    /// The tool has it, and it is not asked for yet.
    NotImplemented,
    /// Nobody has looked yet.
    Unknown,
}

impl CoverageStatus {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supported => "SUPPORTED",
            Self::Unsupported => "UNSUPPORTED",
            Self::NotImplemented => "NOT_IMPLEMENTED",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// Something the tool can grant.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PermissionDefinition {
    /// Its id; its words have the tool's own name for it.
    #[schemars(with = "String")]
    pub id: PermissionId,
    /// Whether it is needed whatever the scopes.
    #[serde(default)]
    pub always: bool,
    /// What is asked for when logging in, where it is needed.
    #[serde(default)]
    pub login_scope: Option<String>,
    /// Where the fact is from: an `https` address, or `unverified` and why.
    #[serde(default)]
    #[schemars(with = "String")]
    pub verified: Option<Spanned<String>>,
}
