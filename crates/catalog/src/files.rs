//! Files that the catalog does not know: most often, one that is not called as it should be.

use crate::Language;
use crate::finding::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// The files of a tool beside its words.
const FILES: [&str; 3] = ["tool.toml", "trial.toml", "logo.svg"];

/// Every folder is a tool, and holds nothing else than a tool's files. Notes and hidden files are let be.
pub(crate) fn check(files: &BTreeMap<String, String>, findings: &mut Vec<Finding>) {
    let mut folders = BTreeSet::new();
    let mut renamed = BTreeSet::new();
    for path in files.keys().filter(|path| !is_let_be(path)) {
        let Some((folder, name)) = path.split_once('/') else { continue };
        folders.insert(folder);
        if name.starts_with("pictures/") || is_known(name) {
            continue;
        }
        let message = match meant(folder, name, files) {
            Some("logo.svg") => "is not read: a logo is an SVG file, so save it as logo.svg".to_owned(),
            Some(meant) => format!("is not read: call it {meant}"),
            None if name.contains('/') => {
                "is not read: a tool's only folder is pictures/, so move it there, or take it away".to_owned()
            }
            None if is_language(name) => {
                format!("is not read: there are words in {}: correct its name, or take it away", languages().join(", "))
            }
            None => format!(
                "is not read: a tool has {}, {} and pictures/: correct its name, or take it away",
                FILES.join(", "),
                languages().join(", ")
            ),
        };
        renamed.extend(meant(folder, name, files).map(|meant| format!("{folder}/{meant}")));
        findings.push(Finding::new(path, 1, message));
    }
    for folder in folders {
        let path = format!("{folder}/tool.toml");
        if !files.contains_key(&path) && !renamed.contains(&path) {
            findings.push(Finding::new(path, 1, "is missing: a folder is a tool, and this file says how it works"));
        }
    }
}

fn is_let_be(path: &str) -> bool {
    let extension = std::path::Path::new(path).extension();
    path.split('/').any(|part| part.starts_with('.')) || path.ends_with('~') || extension.is_some_and(|is| is == "md")
}

fn is_known(name: &str) -> bool {
    FILES.contains(&name) || languages().iter().any(|known| known == name)
}

fn languages() -> Vec<String> {
    Language::ALL.iter().map(|language| format!("{}.toml", language.tag())).collect()
}

/// The file that is not there and has nearly this name.
fn meant(folder: &str, name: &str, files: &BTreeMap<String, String>) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let mut missing = FILES.into_iter().filter(|known| !files.contains_key(&format!("{folder}/{known}")));
    missing.find(|known| is_near(&lower, known) || (lower.starts_with("logo.") && *known == "logo.svg"))
}

fn is_language(name: &str) -> bool {
    name.strip_suffix(".toml").is_some_and(|tag| tag.len() == 2)
}

/// Whether two names are the same but for one letter more, less or other, or the order of their letters.
fn is_near(name: &str, known: &str) -> bool {
    let same = name.chars().zip(known.chars()).take_while(|(one, other)| one == other).count();
    let rest = |text: &str, from: usize| text.chars().skip(from).collect::<String>();
    let (name_rest, known_rest) = (rest(name, same), rest(known, same));
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(name) == sorted(known)
        || rest(&name_rest, 1) == known_rest
        || name_rest == rest(&known_rest, 1)
        || rest(&name_rest, 1) == rest(&known_rest, 1)
}
