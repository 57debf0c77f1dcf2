//! Something to copy, and the word that it worked.

use super::changing::changing;
use super::el::{clicked, el, is, text as words};
use crate::words::{say, say_with};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// A text with a button that copies it, and what it is called.
#[inline(never)]
pub fn copy_text(text: String, what: &str) -> AnyView {
    let said = RwSignal::new("copy.copy");
    let label = say_with("copy.label", &[("text", what)]);
    let shown = text.clone();
    let copy = move || {
        // Outside secure contexts the property is missing, whatever its type says. The text can still be selected.
        let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into()).ok();
        let clipboard: Option<web_sys::Clipboard> = clipboard.and_then(|clipboard| clipboard.dyn_into().ok());
        let write = clipboard.map(|clipboard| clipboard.write_text(&text));
        spawn_local(async move {
            let worked = match write {
                Some(write) => JsFuture::from(write).await.is_ok(),
                None => false,
            };
            // The screen may be gone by now, and its signal with it.
            let _ = said.try_set(if worked { "copy.copied" } else { "copy.failed" });
        });
    };
    let button =
        vec![is("class", "connect-link"), is("type", "button"), is("aria-label", label), clicked(Box::new(copy))];
    let told = changing(move || match said.get() {
        "copy.copy" => ().into_any(),
        key => say(key).into_any(),
    });
    let children = vec![
        el("code", Vec::new(), vec![words(shown)]),
        el("button", button, vec![words(say("copy.copy"))]),
        el("span", vec![is("role", "status")], vec![told]),
    ];
    el("p", vec![is("class", "connect-copy")], children)
}
