//! What the checker says about broken definitions. Each case breaks a sound one, the folder `orchard`, and what is said about it stands in
//! `expected.txt`, reviewed as text: below a finding is the line that it points at. `REVIEW=1` writes that file anew.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod addresses;
mod answers;
mod conditions;
mod drawings;
mod fields;
mod files;
mod ids;
mod keys_and_types;
mod login;
mod probe;
mod scopes;
mod several;
mod sources;
mod steps;
mod texts;
mod translations;
mod trials;
mod vocabulary;
mod words;

use Change::{Removed, Replaced, Small, Written};
use catalog::{Catalog, Finding};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

/// One mistake: the rule it is against, and what is changed in the sound definition.
struct Case(&'static str, &'static [Change]);

/// One change of the files.
enum Change {
    /// In this file, this text where it stands first is that one.
    Replaced(&'static str, &'static str, &'static str),
    /// This file is there, with this text.
    Written(&'static str, &'static str),
    /// This file is not there.
    Removed(&'static str),
    /// The tool is the small one below.
    Small,
}

const TOOL: &str = "orchard/tool.toml";
const ENGLISH: &str = "orchard/en.toml";
const GERMAN: &str = "orchard/de.toml";
const TRIAL: &str = "orchard/trial.toml";
const LOGO: &str = "orchard/logo.svg";
const MENU: &str = "orchard/pictures/menu.svg";

/// A tool that cannot be asked anything, for mistakes that would take most of the other one away.
const SMALL_TOOL: &str = r#"name = "Orchard"
categories = ["HRIS"]

[[fields]]
id = "remark"
kind = "text"
verified = "https://help.orchard.example/remark"

[[steps]]
id = "remark"
minutes = 1
fields = ["remark"]

[probe.nothing]
because = "Orchard sends its files later"
"#;
const SMALL_ENGLISH: &str = r#"[before]
body = "You need to be an administrator in Orchard."

[steps.remark]
title = "What should we know?"

[fields.remark]
label = "Remark"
"#;
const SMALL_TRIAL: &str = r#"[[accepted]]
answers = { remark = "nothing" }
"#;

/// Every group, in the order of `expected.txt`.
const GROUPS: &[&[Case]] = &[
    files::CASES,
    keys_and_types::CASES,
    ids::CASES,
    steps::CASES,
    conditions::CASES,
    fields::CASES,
    scopes::CASES,
    addresses::CASES,
    login::CASES,
    probe::CASES,
    answers::CASES,
    sources::CASES,
    words::CASES,
    texts::CASES,
    translations::CASES,
    drawings::CASES,
    trials::CASES,
    vocabulary::CASES,
    several::CASES,
];

/// A case and what is said about it.
struct Found {
    rule: &'static str,
    findings: Vec<String>,
    text: String,
}

/// Every case in order.
static FOUND: LazyLock<Vec<Found>> = LazyLock::new(|| GROUPS.iter().copied().flatten().map(Case::found).collect());

impl Case {
    /// What the checker says.
    fn found(&self) -> Found {
        let mut files = sound();
        for change in self.1 {
            change.make(&mut files);
        }
        let findings = Catalog::read(&files).err().unwrap_or_default();
        let lines: Vec<String> = findings.iter().map(|finding| shown(finding, &files)).collect();
        let text = format!("# {}\n{}", self.0, lines.concat());
        Found { rule: self.0, findings: findings.iter().map(ToString::to_string).collect(), text }
    }
}

impl Change {
    fn make(&self, files: &mut BTreeMap<String, String>) {
        match *self {
            Replaced(path, old, new) => {
                let text = files.get_mut(path).unwrap();
                assert!(text.contains(old), "{path} does not hold {old:?}");
                *text = text.replacen(old, new, 1);
            }
            Written(path, text) => {
                files.insert(path.to_owned(), text.to_owned());
            }
            Removed(path) => assert!(files.remove(path).is_some(), "there is no {path}"),
            Small => {
                files.retain(|path, _| path == LOGO || !path.starts_with("orchard/"));
                for (path, text) in [(TOOL, SMALL_TOOL), (ENGLISH, SMALL_ENGLISH), (TRIAL, SMALL_TRIAL)] {
                    files.insert(path.to_owned(), text.to_owned());
                }
            }
        }
    }
}

/// A finding, and below it the line that it points at.
fn shown(finding: &Finding, files: &BTreeMap<String, String>) -> String {
    let line = files.get(&finding.file).and_then(|text| text.lines().nth(finding.line - 1)).unwrap_or_default();
    let line: String = line.chars().take(100).collect();
    let line = line.trim_end();
    if line.is_empty() { format!("{finding}\n") } else { format!("{finding}\n    {line}\n") }
}

/// The catalog that the cases break: what data points there are, and one tool.
fn sound() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    add("../../catalog", "scopes.", "", &mut files);
    add("tests/orchard", "", "orchard/", &mut files);
    add("tests/orchard/pictures", "", "orchard/pictures/", &mut files);
    files
}

/// Adds the files of a folder whose names begin like this, under these paths.
fn add(folder: &str, beginning: &str, inside: &str, files: &mut BTreeMap<String, String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_file() && name.starts_with(beginning) {
            files.insert(format!("{inside}{name}"), std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_broken_definition_gets_the_message_its_author_needs() {
    let silent: Vec<_> = FOUND.iter().filter(|found| found.findings.is_empty()).map(|found| found.rule).collect();
    assert!(silent.is_empty(), "nothing is said about {silent:#?}");
    let texts: Vec<&str> = FOUND.iter().map(|found| found.text.as_str()).collect();
    let said = texts.join("\n");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken/expected.txt");
    if std::env::var_os("REVIEW").is_some() {
        std::fs::write(&file, &said).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    let other: Vec<&str> = texts.into_iter().filter(|text| !reviewed.contains(*text)).collect();
    assert!(other.is_empty(), "this is not what was reviewed:\n\n{}", other.join("\n"));
    assert!(said == reviewed, "expected.txt has other cases, or another order: write it anew with REVIEW=1");
}

#[test]
fn the_definition_they_are_made_from_is_sound() {
    for case in [Case("the tool as it is", &[]), Case("the small tool", &[Small])] {
        let Found { findings, text, .. } = case.found();
        assert!(findings.is_empty(), "{text}");
    }
}

#[test]
fn every_case_is_a_mistake_of_its_own() {
    assert!(FOUND.len() >= 60, "{} cases", FOUND.len());
    let mut rules = BTreeSet::new();
    let mut said = BTreeMap::new();
    for found in &*FOUND {
        assert!(rules.insert(found.rule), "there are two cases called {}", found.rule);
        assert_eq!(said.insert(&found.findings, found.rule), None, "the same is said about {}", found.rule);
    }
}
