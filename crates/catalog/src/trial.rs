//! How a tool's API behaves, as its `trial.toml` says it: answers that work and answers that do not, and the endpoints of a stand-in. The
//! demo, the preview and the journey tests live from it; a real deployment never reads it.

mod check;

pub(crate) use check::read;

use crate::Template;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wire::{FieldId, PermissionId};

/// Answers by field.
pub type Answers = BTreeMap<FieldId, String>;

/// A tool's `trial.toml`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// What a host that nobody has answers.
    #[serde(default = "not_found")]
    pub unknown_host: u16,
    /// Answers that work, one entry per way in.
    pub accepted: Vec<Accepted>,
    /// Answers that the tool refuses.
    #[serde(default)]
    pub refused: Vec<Wrong>,
    /// Answers that work and were not granted one permission.
    #[serde(default)]
    pub lacking: Vec<Lacking>,
    /// The endpoints.
    #[serde(default)]
    pub stand_in: Vec<StandIn>,
}

fn not_found() -> u16 {
    404
}

/// Answers that work.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The answers.
    #[serde(default)]
    pub answers: Answers,
    /// Who logs in, where somebody does.
    #[serde(default)]
    pub account: Option<String>,
}

/// Answers that the tool refuses.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Wrong {
    /// Which of the accepted entries they differ from, counted from 0.
    #[serde(default)]
    pub way: usize,
    /// What is different.
    #[serde(default)]
    pub answers: Answers,
    /// Who logs in.
    #[serde(default)]
    pub account: Option<String>,
    /// The field that is blamed.
    pub blames: FieldId,
}

/// Answers that work and were not granted one permission.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lacking {
    /// Which of the accepted entries they differ from, counted from 0.
    #[serde(default)]
    pub way: usize,
    /// What is different.
    #[serde(default)]
    pub answers: Answers,
    /// Who logs in.
    #[serde(default)]
    pub account: Option<String>,
    /// The permission.
    pub lacks: PermissionId,
}

/// One endpoint.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StandIn {
    /// GET unless said otherwise.
    #[serde(default = "get")]
    pub method: String,
    /// The host; the probe's own when nothing is said.
    #[serde(default)]
    pub host: Option<Template>,
    /// The path, without the query.
    pub path: Template,
    /// User name and password of a good request.
    #[serde(default)]
    pub basic: Option<[Template; 2]>,
    /// The bearer token of a good request.
    #[serde(default)]
    pub bearer: Option<Template>,
    /// Headers of a good request.
    #[serde(default)]
    pub headers: BTreeMap<String, Template>,
    /// Parameters of a good request.
    #[serde(default)]
    pub query: BTreeMap<String, Template>,
    /// The form of a good request.
    #[serde(default)]
    pub form: BTreeMap<String, Template>,
    /// What must be granted.
    #[serde(default)]
    pub permission: Option<PermissionId>,
    /// What unknown credentials get.
    #[serde(default = "unauthorized")]
    pub refused: u16,
    /// With this body.
    #[serde(default)]
    pub refused_body: String,
    /// What credentials without the permission get.
    #[serde(default = "forbidden")]
    pub lacking: u16,
    /// With this body.
    #[serde(default)]
    pub lacking_body: String,
    /// What a good request gets.
    #[serde(default)]
    pub body: Option<Template>,
    /// A page of the log-in instead of all this.
    #[serde(default)]
    pub login: Option<LoginPage>,
}

fn get() -> String {
    "GET".to_owned()
}

fn unauthorized() -> u16 {
    401
}

fn forbidden() -> u16 {
    403
}

/// A page of the log-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginPage {
    /// Where the end user chooses an account.
    Authorize,
    /// Where the code is exchanged.
    Token,
}

impl Trial {
    /// The answers of an entry that differs from an accepted one.
    pub fn with(&self, way: usize, answers: &Answers) -> Answers {
        let mut all = self.accepted.get(way).map(|accepted| accepted.answers.clone()).unwrap_or_default();
        all.extend(answers.clone());
        all
    }
}
