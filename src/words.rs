//! Every sentence the end user reads that is not the tool's own. They come from a word file and stay on the browser's side of the wall
//! (`src/boot/words.js`), with the rules of the language, so they cost the wasm nothing.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

mod browser {
    use super::{JsValue, wasm_bindgen};

    #[wasm_bindgen(module = "/src/boot/words.js")]
    extern "C" {
        pub(super) fn say(key: &str, values: &str) -> String;
        pub(super) fn list(items: &str, #[wasm_bindgen(js_name = goesOn)] goes_on: bool) -> String;
        pub(super) fn languages() -> String;
        pub(super) fn language() -> String;
        pub(super) fn speak(language: &str, file: &JsValue);
        pub(super) fn keep(language: &str);
        #[wasm_bindgen(js_name = fetchWords)]
        pub(super) fn fetch_words(language: &str) -> js_sys::Promise;
    }
}

/// Speaks a language, with its word file: one flat object. The build has checked that it is one.
pub fn speak(language: &str, file: &JsValue) {
    browser::speak(language, file);
}

/// Remembers the language for as long as this tab is open.
pub(crate) fn keep(language: &str) {
    browser::keep(language);
}

/// The word file of a language.
pub(crate) fn fetch(language: &str) -> js_sys::Promise {
    browser::fetch_words(language)
}

/// The language that is spoken.
pub(crate) fn language() -> String {
    browser::language()
}

/// Every language there is, with its own name for itself.
pub(crate) fn languages() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let text = browser::languages();
    let mut parts = text.split('\0');
    while let (Some(tag), Some(name)) = (parts.next(), parts.next()) {
        all.push((tag.to_owned(), name.to_owned()));
    }
    all
}

/// One sentence. A key without one shows itself; a test makes that impossible for the keys in the code.
pub fn say(key: &str) -> String {
    browser::say(key, "")
}

/// One sentence with its `{names}` replaced. `{count}` decides the plural form.
pub fn say_with(key: &str, values: &[(&str, &str)]) -> String {
    let mut joined = String::new();
    for (name, value) in values {
        for part in [name, "\0", value, "\0"] {
            joined.push_str(part);
        }
    }
    browser::say(key, &joined)
}

/// A list in one line; when the sentence goes on behind it, without an "and" before the last.
pub fn list(items: &[String], goes_on: bool) -> String {
    browser::list(&items.join("\0"), goes_on)
}
