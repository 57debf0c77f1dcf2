//! Something to copy, and the word that it worked.

use crate::words::{say, say_with};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// A text with a button that copies it.
#[component]
pub fn CopyText(
    /// What is copied.
    text: String,
) -> impl IntoView {
    let said = RwSignal::new("copy.copy");
    let label = say_with("copy.label", &[("text", &text)]);
    let shown = text.clone();
    let copy = move |_| {
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
    view! {
        <p class="connect-copy">
            <code>{shown}</code>
            <button class="connect-link" type="button" aria-label=label on:click=copy>{say("copy.copy")}</button>
            <span role="status">{move || (said.get() != "copy.copy").then(|| say(said.get()))}</span>
        </p>
    }
}
