//! What tenants say in their own words, by language.

use catalog::Language;
use std::collections::BTreeMap;

/// Texts by language, as in `{"en": "Welcome", "de": "Willkommen"}`.
pub(crate) type Texts = BTreeMap<String, String>;

const LONGEST: usize = 400;
const LONGEST_NAME: usize = 80;

/// What is wrong with a name, if there is one.
pub(crate) fn finding_of_name(name: Option<&str>) -> Option<String> {
    let is_name = |name: &str| !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME && !has_controls(name);
    (!name.is_none_or(is_name)).then(|| format!("name: write 1 to {LONGEST_NAME} characters on one line"))
}

/// What is wrong with texts, by the name of the setting they are for.
pub(crate) fn findings(which: &str, texts: &Texts) -> Vec<String> {
    let mut findings = Vec::new();
    for (tag, text) in texts {
        if Language::named(tag).is_none() {
            let known: Vec<&str> = Language::ALL.into_iter().map(Language::tag).collect();
            findings.push(format!("{which}.{tag}: there is no such language: write {}", known.join(", ")));
        }
        if text.trim().is_empty() || text.chars().count() > LONGEST || has_controls(text) {
            findings.push(format!("{which}.{tag}: write 1 to {LONGEST} characters without line breaks"));
        }
    }
    findings
}

/// Line ends of every kind, other controls, and what turns the direction of the text behind it.
pub(crate) fn has_controls(text: &str) -> bool {
    let is_turning = |c: char| matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().any(|character| character.is_control() || is_turning(character))
}

/// In the language asked for, or in English, or in whatever there is.
pub(crate) fn said(texts: &Texts, language: Language) -> Option<wire::Said> {
    let exact = texts.get(language.tag()).map(|text| wire::Said { lang: None, text: text.clone() });
    let other = || texts.get_key_value(Language::English.tag()).or_else(|| texts.iter().next());
    exact.or_else(|| other().map(|(tag, text)| wire::Said { lang: Some(tag.clone()), text: text.clone() }))
}
