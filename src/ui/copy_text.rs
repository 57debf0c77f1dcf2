//! Something to copy, and the word that it worked.

use crate::words::{say, say_with};
use leptos::prelude::*;
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
        // Where the page is not allowed to write to the clipboard, the text can still be selected.
        let write = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            let worked = JsFuture::from(write).await.is_ok();
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
