//! Every sentence the end user reads that is not the tool's own. They come from a word file and stay on the browser's side of the wall,
//! so they cost the wasm nothing.

use js_sys::Reflect;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

thread_local! {
    static WORDS: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Takes a word file: one flat object of sentences. The build has checked that it is one.
pub fn load(text: &str) {
    WORDS.with(|words| words.replace(js_sys::JSON::parse(text).unwrap_or_default()));
}

/// One sentence. A key without one shows itself; a test makes that impossible for the keys in the code.
pub fn say(key: &str) -> String {
    let sentence = WORDS.with(|words| Reflect::get(&words.borrow(), &key.into()));
    sentence.ok().and_then(|sentence| sentence.as_string()).unwrap_or_else(|| key.to_owned())
}

/// One sentence with its `{names}` replaced.
pub fn say_with(key: &str, values: &[(&str, &str)]) -> String {
    let sentence = say(key);
    let mut parts = sentence.split('{');
    let mut said = String::from(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        said.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        said.push_str(rest);
    }
    said
}
