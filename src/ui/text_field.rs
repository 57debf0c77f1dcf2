//! One line that may be seen, alone or as the middle of an address.

use super::changing::Live;
use super::field::{FieldFrame, autocorrect, described_by, invalid, is_pasted};
use leptos::prelude::*;

/// One line that may be seen.
#[component]
pub fn TextField(
    /// The id of the input.
    name: String,
    /// The language of the label and the hint, when it is not the page's.
    lang: Option<String>,
    /// What it is called.
    label: String,
    /// One line of help; may be empty.
    hint: String,
    /// What is in it.
    value: Live,
    /// What is wrong with it.
    problem: Live,
    /// What was done to the answer.
    note: Live,
    /// Hears of every change.
    edited: impl Fn(String) + Send + 'static,
    /// Hears when it is left, and when something was pasted.
    left: impl Fn() + Clone + Send + 'static,
    /// Shown before the input; may be empty.
    #[prop(into)]
    prefix: String,
    /// Shown after it; may be empty.
    #[prop(into)]
    suffix: String,
) -> impl IntoView {
    let pasted = left.clone();
    let described_by = described_by(&name, !hint.is_empty(), problem);
    let affix = |text: String| {
        (!text.is_empty()).then(|| view! { <span class="connect-affix" aria-hidden="true">{text}</span> })
    };
    view! {
        <FieldFrame name=name.clone() lang label hint problem note>
            <div class="connect-input-row">
                {affix(prefix)}
                <input class="connect-input" id=name type="text" autocomplete="off" autocapitalize="none" {..autocorrect()} spellcheck="false"
                    prop:value=value aria-invalid=invalid(problem) aria-describedby=described_by
                    on:input:target=move |event| { edited(event.target().value()); if is_pasted(&event) { pasted(); } } on:change=move |_| left()/>
                {affix(suffix)}
            </div>
        </FieldFrame>
    }
}
