//! Tool definitions: read, checked with messages an author can act on, and compiled to wire types.
//!
//! Start at [`Catalog::read`]. One folder per tool: `tool.toml` says how the tool works, `en.toml` says it in words, `logo.svg`
//! shows it. `docs/writing-a-tool.md` is the author's guide.

mod check;
mod compile;
mod definition;
mod field;
mod files;
mod finding;
mod language;
mod logo;
mod markdown;
mod plain;
mod probe;
mod schema;
mod source;
mod template;
mod trial;
mod vocabulary;
mod words;

pub use compile::{Asked, For};
pub use definition::{Category, Coverage, CoverageStatus, Definition, PermissionDefinition};
pub use field::{ClientAuthentication, FieldDefinition, Holds, Kind, LoginDefinition, Makes, StepDefinition, When};
pub use finding::Finding;
pub use language::{Language, Translated};
pub use probe::{
    Answer, Assertion, Authorization, ClientCertificate, HttpProbe, Meaning, Method, Probe, ProbeRequest, Requirement,
};
pub use schema::schema;
pub use template::{Fill, Template};
pub use trial::{Accepted, Answers, Lacking, LoginPage, StandIn, Trial, Wrong};
pub use vocabulary::{DataPoint, Vocabulary};

use source::Source;
use std::collections::{BTreeMap, BTreeSet};
use wire::{FieldId, RejectionCode, ToolId};
use words::{Against, AllWords, Words};

/// Every tool there is.
#[derive(Debug)]
pub struct Catalog {
    tools: BTreeMap<ToolId, Entry>,
    vocabulary: Vocabulary,
}

/// One tool: how it works, and what it says.
#[derive(Debug)]
pub struct Entry {
    /// How it works.
    pub definition: Definition,
    /// What it says.
    words: AllWords,
    /// Its logo as a `data:` address, so that a list of tools costs no request each.
    pub logo: String,
    /// The same as its file has it.
    pub logo_svg: String,
    /// How its API behaves, for a stand-in.
    pub trial: Trial,
    /// Its pictures, by name.
    pub pictures: Pictures,
}

/// The pictures of a tool: SVG documents, by file name.
pub type Pictures = BTreeMap<String, String>;

impl Catalog {
    /// Reads a catalog from its files, by path relative to the catalog's folder. All that is wrong is found at once.
    pub fn read(files: &BTreeMap<String, String>) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let source = |path: &str| files.get(path).map(|text| Source::new(path, text));
        let translations = translations(|tag| source(&format!("scopes.{tag}.toml")));
        let vocabulary = Vocabulary::read(source("scopes.toml"), source("scopes.en.toml"), translations, &mut findings);
        let mut tools = BTreeMap::new();
        for folder in files.keys().filter_map(|path| path.strip_suffix("/tool.toml")) {
            let read = |name: &str| source(&format!("{folder}/{name}"));
            let pictures = logo::pictures(folder, files, &mut findings);
            if let Some(entry) = Entry::read(folder, read, pictures, &vocabulary, &mut findings) {
                tools.insert(ToolId::new(folder), entry);
            }
        }
        files::check(files, &mut findings);
        let mut seen = BTreeSet::new();
        findings.retain(|finding| seen.insert(finding.clone()));
        if tools.is_empty() && findings.is_empty() {
            findings.push(Finding::new("catalog", 1, "holds no tool: add a folder with a tool.toml"));
        }
        if findings.is_empty() { Ok(Self { tools, vocabulary }) } else { Err(findings) }
    }

    /// One tool.
    pub fn tool(&self, id: &ToolId) -> Option<&Entry> {
        self.tools.get(id)
    }

    /// Every tool, by id.
    pub fn tools(&self) -> impl Iterator<Item = (&ToolId, &Entry)> {
        self.tools.iter()
    }

    /// How much of the catalog is there in a language.
    pub fn coverage(&self, language: Language) -> Translated {
        let mut coverage = Translated::default();
        let (there, all) = self.vocabulary.coverage(language);
        coverage.add(there, all);
        for entry in self.tools.values() {
            let there = entry.words.exactly(language, |words| Some(words.count())).unwrap_or_default();
            coverage.add(there, entry.words.english.count());
        }
        coverage
    }

    /// What data points there are, and what they are called.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}

impl Entry {
    fn read(
        folder: &str,
        read: impl Fn(&str) -> Option<Source>,
        pictures: Pictures,
        vocabulary: &Vocabulary,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let before = findings.len();
        let tool_file = read("tool.toml")?;
        let definition: Option<Definition> = tool_file.parse(findings);
        if let Some(definition) = &definition {
            check::check(definition, &tool_file, vocabulary, findings);
        }
        let words = Self::words(folder, &read, definition.as_ref(), &pictures, findings);
        let logo_svg = read("logo.svg").map(|file| file.text).unwrap_or_default();
        let logo = logo::logo(folder, read("logo.svg"), findings);
        let trial = trial::read(folder, read("trial.toml"), definition.as_ref(), findings);
        let (definition, words, logo, trial) = (definition?, words?, logo?, trial?);
        (findings.len() == before).then_some(Self { definition, words, logo, logo_svg, trial, pictures })
    }

    /// What a tool says. Where it is not known how the tool works, it is only found whether its words can be read.
    fn words(
        folder: &str,
        read: impl Fn(&str) -> Option<Source>,
        definition: Option<&Definition>,
        pictures: &Pictures,
        findings: &mut Vec<Finding>,
    ) -> Option<AllWords> {
        let file = read("en.toml");
        if file.is_none() {
            let message = "is missing: every tool needs its words in English";
            findings.push(Finding::new(format!("{folder}/en.toml"), 1, message));
        }
        let english = file.and_then(|file| Some((file.parse::<Words>(findings)?, file)));
        if let (Some((english, file)), Some(definition)) = (&english, definition) {
            english.check(&Against { definition, pictures, file }, findings);
        }
        let mut others = BTreeMap::new();
        for (language, file) in translations(|tag| read(&format!("{tag}.toml"))) {
            let Some(words) = file.parse::<Words>(findings) else { continue };
            if let (Some((english, _)), Some(definition)) = (&english, definition) {
                words.check_translation(english, &Against { definition, pictures, file: &file }, findings);
            }
            others.insert(language, words);
        }
        Some(AllWords { english: english?.0, others })
    }
}

/// The files of the languages beside English that there are.
fn translations(file: impl Fn(&str) -> Option<Source>) -> Vec<(Language, Source)> {
    Language::translations().filter_map(|language| Some((language, file(language.tag())?))).collect()
}

impl Entry {
    /// What to say when the tool does not accept an answer; empty when the catalog says nothing in this language.
    pub fn rejection(&self, field: &FieldId, code: RejectionCode, language: Language) -> &str {
        self.words.rejection(field, code, language)
    }
}
