//! Tool definitions: read, checked with messages an author can act on, and compiled to wire types.
//!
//! Start at [`Catalog::read`]. One folder per tool: `tool.toml` says how the tool works, `en.toml` says it in words, `logo.svg`
//! shows it. `docs/tools.md` is the author's guide.

mod check;
mod compile;
mod definition;
mod finding;
mod language;
mod markdown;
mod probe;
mod vocabulary;
mod words;

pub use compile::Asked;
pub use definition::{Category, Coverage, CoverageStatus, Definition, FieldDefinition, Kind};
pub use finding::Finding;
pub use language::{Language, Translated};
pub use probe::{Answer, Authorization, Fill, Meaning, Method, Probe, ProbeRequest, Template};
pub use vocabulary::{DataPoint, Vocabulary};

use finding::Source;
use std::collections::BTreeMap;
use wire::{FieldId, RejectionCode, ToolId};
use words::{AllWords, Words};

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
}

impl Catalog {
    /// Reads a catalog from its files, by path relative to the catalog's folder. All that is wrong is found at once.
    pub fn read(files: &BTreeMap<String, String>) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let source = |path: &str| files.get(path).map(|text| Source { path: path.to_owned(), text: text.clone() });
        let translations = translations(|tag| source(&format!("scopes.{tag}.toml")));
        let vocabulary = Vocabulary::read(source("scopes.toml"), source("scopes.en.toml"), translations, &mut findings);
        let mut tools = BTreeMap::new();
        for folder in files.keys().filter_map(|path| path.strip_suffix("/tool.toml")) {
            let read = |name: &str| source(&format!("{folder}/{name}"));
            if let Some(entry) = Entry::read(folder, read, &vocabulary, &mut findings) {
                tools.insert(ToolId::new(folder), entry);
            }
        }
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
        vocabulary: &Vocabulary,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let tool_file = read("tool.toml")?;
        let definition: Definition = tool_file.parse(findings)?;
        let Some(words_file) = read("en.toml") else {
            findings.push(Finding::new(
                format!("{folder}/en.toml"),
                1,
                "is missing: every tool needs its words in English",
            ));
            return None;
        };
        let english: Words = words_file.parse(findings)?;
        let before = findings.len();
        check::check(&definition, &tool_file, vocabulary, findings);
        english.check(&definition, &words_file, findings);
        let mut others = BTreeMap::new();
        for (language, file) in translations(|tag| read(&format!("{tag}.toml"))) {
            if let Some(words) = file.parse::<Words>(findings) {
                words.check_translation(&english, &file, findings);
                others.insert(language, words);
            }
        }
        let words = AllWords { english, others };
        let logo = logo(folder, read("logo.svg"), findings)?;
        (findings.len() == before).then_some(Self { definition, words, logo })
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

fn logo(folder: &str, file: Option<Source>, findings: &mut Vec<Finding>) -> Option<String> {
    let path = format!("{folder}/logo.svg");
    let Some(file) = file else {
        findings.push(Finding::new(path, 1, "is missing: every tool needs a logo"));
        return None;
    };
    let svg = file.text.trim().replace('\n', " ");
    if !svg.starts_with("<svg ") || svg.contains("<script") || svg.contains("<foreignObject") || svg.contains("href") {
        findings.push(Finding::new(path, 1, "must be one plain <svg> without scripts or links"));
        return None;
    }
    let mut address = String::from("data:image/svg+xml,");
    for character in svg.chars() {
        match character {
            '"' => address.push('\''),
            '%' => address.push_str("%25"),
            '#' => address.push_str("%23"),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            other => address.push(other),
        }
    }
    Some(address)
}
