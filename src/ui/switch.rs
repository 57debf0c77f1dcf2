//! Something that can be switched off.

use leptos::prelude::*;

/// A labelled switch.
#[component]
pub fn Switch(
    /// The language of the label, when it is not the page's.
    lang: Option<String>,
    /// What is switched.
    label: String,
    /// A word beside it.
    note: String,
    /// Whether it is on.
    on: impl Fn() -> bool + Send + 'static,
    /// Hears of every change.
    switched: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="connect-switch">
            <input type="checkbox" role="switch" prop:checked=on on:change:target=move |event| switched(event.target().checked())/>
            <strong class="connect-scope-name" lang=lang>{label}</strong>
            <span class="connect-tag">{note}</span>
        </label>
    }
}
