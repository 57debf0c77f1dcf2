//! The words of pages that the server writes itself, in every language, and their headers: the guide, where a log-in ends, logs.

use axum::http::{HeaderName, header};
use catalog::Language;
use maud::{DOCTYPE, Markup, html};
use std::collections::BTreeMap;
use std::sync::LazyLock;

type Words = BTreeMap<String, String>;

static WORDS: LazyLock<BTreeMap<Language, Words>> = LazyLock::new(|| {
    let files = [
        (Language::English, include_str!("../words/en.json")),
        (Language::German, include_str!("../words/de.json")),
        (Language::French, include_str!("../words/fr.json")),
        (Language::Italian, include_str!("../words/it.json")),
        (Language::Spanish, include_str!("../words/es.json")),
        (Language::Arabic, include_str!("../words/ar.json")),
    ];
    files.into_iter().map(|(language, file)| (language, serde_json::from_str(file).unwrap_or_default())).collect()
});

/// A sentence, with what stands in it.
pub(crate) fn say(language: Language, key: &str, with: &[(&str, &str)]) -> String {
    let find = |language| WORDS.get(&language)?.get(key).cloned();
    let mut text = find(language).or_else(|| find(Language::English)).unwrap_or_default();
    for (name, value) in with {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// The headers of a page that the server writes itself, and that needs nothing but the guide's style.
pub(crate) fn headers() -> [(HeaderName, &'static str); 3] {
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_FRAME_OPTIONS, "DENY"),
    ]
}

/// Such a page: its title, and what is in its main part.
pub(crate) fn page(language: Language, title: &str, main: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(direction(language)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/guide.css";
            }
            body class="guide" { main { (main) } }
        }
    };
    page.into_string()
}

/// How a language is written.
pub(crate) fn direction(language: Language) -> &'static str {
    if language == Language::Arabic { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::WORDS;
    use catalog::Language;

    #[test]
    fn every_language_has_every_sentence_with_the_same_names_in_it() {
        let names = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect();
            names.sort();
            names
        };
        let english = &WORDS[&Language::English];
        assert!(english.len() > 20);
        for language in Language::ALL {
            let words = &WORDS[&language];
            assert!(words.keys().eq(english.keys()), "{language:?}");
            for (key, text) in words {
                assert_eq!(names(text), names(&english[key]), "{language:?} {key}");
            }
        }
    }
}
