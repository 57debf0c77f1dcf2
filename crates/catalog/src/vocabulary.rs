//! What data points there are and what they are called: the models, fields and write actions that scope configs speak of.

use crate::finding::Finding;
use crate::language::{InLanguages, Language};
use crate::source::Source;
use serde::Deserialize;
use std::collections::BTreeMap;
use wire::{ScopeGroup, ScopeId};

/// The data points there are.
#[derive(Debug, Default)]
pub struct Vocabulary {
    points: BTreeMap<ScopeId, DataPoint>,
    words: InLanguages<PointsWords>,
}

type PointsWords = BTreeMap<ScopeId, PointWords>;

/// A model or write action in words.
#[derive(Debug)]
pub(crate) struct Named<'a> {
    /// The language of the words, when it is not the one that was asked for.
    pub(crate) lang: Option<String>,
    words: Option<&'a PointWords>,
    id: &'a ScopeId,
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
    pub(crate) fn read(
        points: Option<Source>,
        words: Option<Source>,
        translations: Vec<(Language, Source)>,
        findings: &mut Vec<Finding>,
    ) -> Self {
        if points.is_none() {
            findings.push(Finding::new("scopes.toml", 1, "is missing: it says what data points there are"));
        }
        if words.is_none() {
            findings.push(Finding::new("scopes.en.toml", 1, "is missing: it says what the data points are called"));
        }
        let points = points.and_then(|file| file.parse(findings));
        let english = words.and_then(|file| Some((file.parse::<PointsWords>(findings)?, file)));
        let (Some(Points(points)), Some((english, words_file))) = (points, english) else { return Self::default() };
        check_english(&points, &english, &words_file, findings);
        let mut others = BTreeMap::new();
        for (language, file) in translations {
            if let Some(words) = file.parse::<PointsWords>(findings) {
                check_translation(&words, &english, &points, &file, findings);
                others.insert(language, words);
            }
        }
        Self { points, words: InLanguages { english, others } }
    }

    pub(crate) fn coverage(&self, language: Language) -> (usize, usize) {
        let there = self.words.exactly(language, |words| Some(words.len())).unwrap_or_default();
        (there, self.words.english.len())
    }

    /// Whether there is none, because its files cannot be read.
    pub(crate) fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// One data point.
    pub fn point(&self, id: &ScopeId) -> Option<&DataPoint> {
        self.points.get(id)
    }

    /// Whether there is a model, a write action, or a `<model>.<field>` of this name.
    pub fn has(&self, scope: &ScopeId) -> bool {
        match scope.as_str().split_once('.') {
            None => self.point(scope).is_some(),
            Some((model, field)) => self
                .point(&ScopeId::from(model))
                .is_some_and(|point| !point.writes && point.fields.iter().any(|known| known == field)),
        }
    }

    /// Names data points anew, in a language. What is not known any more keeps the words it has.
    pub fn tell(&self, groups: &mut [ScopeGroup], language: Language) {
        for group in groups {
            let named = self.named(&group.id, language);
            if named.words.is_none() {
                continue;
            }
            (group.lang, group.label, group.summary) =
                (named.lang.clone(), named.label().to_owned(), named.summary().to_owned());
            for field in &mut group.fields {
                let name = field.id.as_str().rsplit('.').next().unwrap_or_default();
                field.label = named.words.and_then(|words| words.fields.get(name)).unwrap_or(&field.label).clone();
            }
        }
    }

    /// Every data point.
    pub fn points(&self) -> impl Iterator<Item = (&ScopeId, &DataPoint)> {
        self.points.iter()
    }

    /// What a model or write action is called in English.
    pub fn label<'a>(&'a self, id: &'a ScopeId) -> &'a str {
        self.named(id, Language::English).label()
    }

    /// What a model's field is called in English.
    pub fn field_label<'a>(&'a self, id: &'a ScopeId, field: &'a str) -> &'a str {
        self.named(id, Language::English).field(field)
    }

    pub(crate) fn named<'a>(&'a self, id: &'a ScopeId, language: Language) -> Named<'a> {
        let (lang, words) = self.words.find(language, |words| words.get(id)).unzip();
        Named { lang: lang.flatten(), words, id }
    }
}

impl<'a> Named<'a> {
    /// What it is called.
    pub(crate) fn label(&self) -> &'a str {
        self.words.map_or(self.id.as_str(), |words| &words.label)
    }

    /// What it holds or does, in one sentence.
    pub(crate) fn summary(&self) -> &'a str {
        self.words.map_or("", |words| &words.summary)
    }

    /// What one of its fields is called.
    pub(crate) fn field(&self, field: &'a str) -> &'a str {
        self.words.and_then(|words| words.fields.get(field)).map_or(field, String::as_str)
    }
}

/// Every data point has words, and nothing else has.
fn check_english(
    points: &BTreeMap<ScopeId, DataPoint>,
    english: &PointsWords,
    file: &Source,
    findings: &mut Vec<Finding>,
) {
    for (id, point) in points {
        let place = file.top().key(id.as_str());
        let Some(words) = english.get(id) else {
            findings.push(place.say(format!("{id} has no words: add [{id}] with a label")));
            continue;
        };
        for field in point.fields.iter().filter(|field| !words.fields.contains_key(*field)) {
            let message = format!("{id}.{field} has no words: add {field} = \"…\" under [{id}.fields]");
            findings.push(place.key("fields").say(message));
        }
    }
    for id in english.keys().filter(|id| !points.contains_key(*id)) {
        let message = format!("there is no {id} in scopes.toml: take it out here, or correct its name");
        findings.push(file.top().key(id.as_str()).say(message));
    }
    for (id, words) in english {
        let Some(point) = points.get(id) else { continue };
        for field in words.fields.keys().filter(|field| !point.fields.contains(*field)) {
            let message = format!("there is no {id}.{field} in scopes.toml: take it out here, or correct its name");
            findings.push(file.top().keys(&[id.as_str(), "fields", field]).say(message));
        }
    }
}

/// An entry that is there is whole, and English has it too.
fn check_translation(
    words: &PointsWords,
    english: &PointsWords,
    points: &BTreeMap<ScopeId, DataPoint>,
    file: &Source,
    findings: &mut Vec<Finding>,
) {
    for (id, words) in words {
        let place = file.top().key(id.as_str());
        let Some(english) = english.get(id) else {
            findings.push(place.say(format!("{id} is not in scopes.en.toml: take it out, or correct its name")));
            continue;
        };
        match (words.summary.is_empty(), english.summary.is_empty()) {
            (true, false) => {
                findings.push(place.say(format!("{id} has a summary in scopes.en.toml and none here: add it")));
            }
            (false, true) => {
                findings.push(place.key("summary").say(format!("{id} has no summary in scopes.en.toml: take it out")));
            }
            _ => {}
        }
        // What English lacks or has too much is said of English alone.
        let known = |field: &String| points.get(id).is_some_and(|point| point.fields.contains(field));
        for field in english.fields.keys().filter(|field| known(field) && !words.fields.contains_key(*field)) {
            let message = format!("{id}.{field} has words in scopes.en.toml and none here: add {field} = \"…\"");
            findings.push(place.key("fields").say(message));
        }
        for field in words.fields.keys().filter(|field| !known(field) && !english.fields.contains_key(*field)) {
            let message = format!("{id}.{field} is not in scopes.en.toml: take it out, or correct its name");
            findings.push(place.keys(&["fields", field]).say(message));
        }
    }
}
