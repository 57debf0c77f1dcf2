//! What data points there are and what they are called: the models, fields and write actions that scope configs speak of.

use crate::finding::{Finding, Source};
use serde::Deserialize;
use std::collections::BTreeMap;
use wire::ScopeId;

/// The data points there are.
#[derive(Debug, Default)]
pub struct Vocabulary {
    points: BTreeMap<ScopeId, DataPoint>,
    words: BTreeMap<ScopeId, PointWords>,
}

/// `scopes.toml`
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
struct Points(BTreeMap<ScopeId, DataPoint>);

/// A model with its fields, or a write action.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataPoint {
    /// Whether data is written rather than read.
    #[serde(default)]
    pub writes: bool,
    /// The model's fields.
    #[serde(default)]
    pub fields: Vec<String>,
}

/// What a data point is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointWords {
    label: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

impl Vocabulary {
    pub(crate) fn read(points: Option<Source>, words: Option<Source>, findings: &mut Vec<Finding>) -> Self {
        let (Some(points_file), Some(words_file)) = (points, words) else {
            findings.push(Finding::new("scopes.toml", 1, "and scopes.en.toml are needed: they name the data points"));
            return Self::default();
        };
        let (Some(Points(points)), Some(words)) =
            (points_file.parse(findings), words_file.parse::<BTreeMap<ScopeId, PointWords>>(findings))
        else {
            return Self::default();
        };
        for (id, point) in &points {
            let missing = |what: &str| words_file.near(id.as_str(), format!("has no words for {what}: add them"));
            match words.get(id) {
                None => findings.push(missing(id.as_str())),
                Some(words) => {
                    let unnamed = point.fields.iter().filter(|field| !words.fields.contains_key(*field));
                    findings.extend(unnamed.map(|field| missing(&format!("{id}.{field}"))));
                }
            }
        }
        Self { points, words }
    }

    /// One data point.
    pub fn point(&self, id: &ScopeId) -> Option<&DataPoint> {
        self.points.get(id)
    }

    /// Every data point.
    pub fn points(&self) -> impl Iterator<Item = (&ScopeId, &DataPoint)> {
        self.points.iter()
    }

    /// What a model or write action is called.
    pub fn label<'a>(&'a self, id: &'a ScopeId) -> &'a str {
        self.words.get(id).map_or(id.as_str(), |words| &words.label)
    }

    /// What it holds or does, in one sentence.
    pub fn summary(&self, id: &ScopeId) -> &str {
        self.words.get(id).map_or("", |words| &words.summary)
    }

    /// What a model's field is called.
    pub fn field_label<'a>(&'a self, id: &ScopeId, field: &'a str) -> &'a str {
        self.words.get(id).and_then(|words| words.fields.get(field)).map_or(field, String::as_str)
    }
}
