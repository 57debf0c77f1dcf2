//! Rules of the repository that no compiler holds: who may import whom in `src`, that every sentence exists, that nothing is posted to
//! every origin, that no text becomes markup or a program. Each rule is shown to bite.
#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| ["rs", "js", "mjs"].iter().any(|known| extension == *known))
        {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

/// What a folder of `src` may not mention.
const FORBIDDEN: [(&str, &[&str]); 3] = [
    ("src/ui/", &["crate::browser", "crate::views", "crate::app", "flow::", "wire::"]),
    ("src/views/", &["crate::browser", "gloo_", "sessionStorage", "localStorage"]),
    ("src/browser/", &["crate::views", "crate::ui"]),
];

fn violations(path: &str, text: &str) -> Vec<String> {
    let of_folder = FORBIDDEN.iter().filter(|(folder, _)| path.contains(folder)).flat_map(|(_, words)| words.iter());
    let mut found: Vec<String> =
        of_folder.filter(|word| text.contains(**word)).map(|word| format!("{path} mentions {word}")).collect();
    // E-03
    let posts_to_all = text
        .lines()
        .any(|line| (line.contains("post_message") || line.contains("postMessage(")) && line.contains("\"*\""));
    if posts_to_all {
        found.push(format!("{path} posts to every origin"));
    }
    found.extend(WAYS_TO_MARKUP.iter().filter(|way| text.contains(**way)).map(|way| format!("{path} uses {way}")));
    found
}

/// How a text becomes markup or a program (C-06), in the browser's words and in those of the crates that speak to it.
const WAYS_TO_MARKUP: [&str; 18] = [
    "innerHTML",
    "inner_html",
    "outerHTML",
    "outer_html",
    "insertAdjacentHTML",
    "insert_adjacent_html",
    "setHTMLUnsafe",
    "createContextualFragment",
    "create_contextual_fragment",
    "parseFromString",
    "DomParser",
    "document.write",
    "srcdoc",
    "eval(",
    "Function(",
    "Function::new",
    "execScript",
    "javascript:",
];

#[test]
fn every_folder_imports_only_what_it_may() {
    let folders = ["src", "sdk", "crates/backend/src/demo/preview"];
    let files: Vec<_> = folders.iter().flat_map(|folder| sources(&root().join(folder))).collect();
    assert!(folders.iter().all(|folder| files.iter().any(|(path, _)| path.contains(folder))), "nothing was looked at");
    let found: Vec<String> = files.iter().flat_map(|(path, text)| violations(path, text)).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_rules_bite() {
    for (path, text) in [
        ("src/ui/button.rs", "use crate::browser::api;"),
        ("src/ui/button.rs", "use flow::Event;"),
        ("src/views/step.rs", "use crate::browser::json;"),
        ("src/browser/host.rs", "host.post_message(&message, \"*\")"),
        ("src/boot/boot.js", "element.innerHTML = text;"),
        ("src/boot/boot.js", "element.outerHTML = text;"),
        ("sdk/connect.js", "frame.srcdoc = text;"),
        ("sdk/connect.js", "window.eval(text)"),
        ("sdk/connect.js", "new Function(text)"),
        ("src/browser/page.rs", "js_sys::Function::new_no_args(text)"),
        ("src/browser/page.rs", "element.set_outer_html(text)"),
    ] {
        assert_eq!(violations(path, text).len(), 1, "{path}: {text}");
    }
}

/// A word file; a sentence with plural forms is an object of them.
fn words(language: &str) -> BTreeMap<String, serde_json::Value> {
    let path = root().join(format!("public/words/{language}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Every form of a sentence.
fn forms(sentence: &serde_json::Value) -> Vec<String> {
    let forms = sentence.as_object().map_or_else(|| vec![sentence], |forms| forms.values().collect());
    forms.into_iter().map(|form| form.as_str().unwrap().to_owned()).collect()
}

fn names(sentence: &str) -> BTreeSet<&str> {
    sentence.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect()
}

#[test]
fn every_language_says_every_sentence_with_the_same_names_in_it() {
    let english = words("en");
    for language in catalog::Language::ALL {
        let tag = language.tag();
        let words = words(tag);
        assert!(words.keys().eq(english.keys()), "{tag} has other keys than en");
        for (key, sentence) in &english {
            let (expected, said) = (forms(sentence), forms(&words[key]));
            for form in &said {
                assert_eq!(names(form), names(&expected[0]), "{tag} {key}");
            }
            assert_eq!(words[key].is_object(), sentence.is_object(), "{tag} {key}");
        }
    }
}

#[test]
fn every_sentence_of_the_document_is_in_it_as_the_word_file_says_it() {
    let html = std::fs::read_to_string(root().join("index.html")).unwrap();
    let of_document = words("en").into_iter().filter(|(key, _)| key.starts_with("document.") || key == "opening.title");
    let mut count = 0;
    for (key, sentence) in of_document {
        count += 1;
        assert!(html.contains(sentence.as_str().unwrap()), "{key} is not in index.html");
    }
    assert_eq!(count, 7);
}

/// Every text in the code that looks like a key of the word files: two lower-case parts with a dot between them.
fn keys_in(text: &str) -> BTreeSet<String> {
    let is_key = |text: &&str| {
        let parts: Vec<&str> = text.split('.').collect();
        let is_part = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        parts.len() >= 2 && parts.iter().all(is_part)
    };
    text.split('"').skip(1).step_by(2).filter(is_key).map(str::to_owned).collect()
}

#[test]
fn every_sentence_the_code_says_is_in_the_word_file_and_every_sentence_in_it_is_said() {
    let words = words("en");
    let code: String = sources(&root().join("src")).into_iter().map(|(_, text)| text).collect::<Vec<_>>().concat();
    let said = keys_in(&code);
    let missing: Vec<&String> = said.iter().filter(|key| !words.contains_key(*key)).collect();
    assert_eq!(missing, Vec::<&String>::new());
    // These are put together from a reason, or are the document's.
    let made = ["unavailable.", "change.", "fallback.", "document.", "problem.unlike_"];
    let is_made = |key: &String| made.iter().any(|start| key.starts_with(start));
    let unsaid: Vec<&String> = words.keys().filter(|key| !said.contains(*key) && !is_made(key)).collect();
    assert_eq!(unsaid, Vec::<&String>::new());
}

#[test]
fn every_reason_a_link_is_unavailable_has_a_title_and_a_text() {
    let view = std::fs::read_to_string(root().join("src/views/unavailable.rs")).unwrap();
    let reasons = view.split("=> \"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let words = words("en");
    let mut count = 0;
    for reason in reasons {
        count += 1;
        for part in ["title", "text"] {
            assert!(words.contains_key(&format!("unavailable.{reason}.{part}")), "unavailable.{reason}.{part}");
        }
    }
    assert_eq!(count, 12);
}

#[test]
fn everything_a_relink_can_do_to_data_has_a_heading() {
    let view = std::fs::read_to_string(root().join("src/views/scopes.rs")).unwrap();
    let changes = view.split("Change::").skip(1).filter_map(|rest| rest.split_once("=> \"")?.1.split('"').next());
    let words = words("en");
    let changes: BTreeSet<&str> = changes.collect();
    assert!(changes.iter().all(|change| words.contains_key(&format!("change.{change}"))), "{changes:?}");
    assert_eq!(changes.len(), 7);
    assert_eq!(words.keys().filter(|key| key.starts_with("change.") && *key != "change.writes").count(), 7);
}

#[test]
fn every_path_the_readme_names_exists() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let named =
        readme.split('`').skip(1).step_by(2).filter(|text| text.contains('/') && !text.contains([' ', ':', '<', '{']));
    // Made at run time, or served.
    let named = named.filter(|path| !path.starts_with("data/") && !path.starts_with('/'));
    let missing: Vec<&str> = named.filter(|path| !root().join(path).exists()).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn every_test_that_the_accessibility_checklist_names_is_there() {
    let checklist = std::fs::read_to_string(root().join("docs/accessibility.md")).unwrap();
    let mut tests = String::new();
    for folder in ["tests", "crates/backend/tests"] {
        for (path, text) in sources(&root().join(folder)) {
            if !path.contains("node_modules") {
                tests.push_str(&text);
            }
        }
    }
    let is_criterion = |row: &&str| {
        row.starts_with("| 1")
            || row.starts_with("| 2")
            || row.starts_with("| 3")
            || row.starts_with("| 4")
            || row.starts_with("| |")
    };
    let mut count = 0;
    for row in checklist.lines().filter(is_criterion) {
        let proof = row.trim_end_matches('|').rsplit('|').next().unwrap().trim();
        count += 1;
        // The width and the language of a test's name are put in when it runs.
        let name = proof.replace("at 320 pixels in en", "at ${width} pixels in ${language}");
        assert!(proof == "looked at" || tests.contains(&name), "no test says: {proof}");
    }
    assert!(count > 30);
}
