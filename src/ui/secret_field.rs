//! One line that may not be seen: the only place that makes a password input (S-09).

use super::changing::{Live, either, flag};
use super::field::{FieldFrame, autocorrect, described_by, invalid, is_pasted};
use crate::words::{say, say_with};
use leptos::prelude::*;

/// One line that may not be seen, unless the end user asks to.
#[component]
pub fn SecretField(
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
) -> impl IntoView {
    let revealed = RwSignal::new(false);
    let pasted = left.clone();
    let described_by = described_by(&name, !hint.is_empty(), problem);
    let reveal_label = say_with("field.reveal_label", &[("label", &label)]);
    view! {
        <FieldFrame name=name.clone() lang label hint problem note>
            <div class="connect-input-row">
                <input class="connect-input" id=name.clone() type=either(move || revealed.get(), "text", "password")
                    autocomplete="off" autocapitalize="none" {..autocorrect()} spellcheck="false"
                    prop:value=value aria-invalid=invalid(problem) aria-describedby=described_by
                    on:input:target=move |event| { edited(event.target().value()); if is_pasted(&event) { pasted(); } } on:change=move |_| left()/>
                <button class="connect-reveal" type="button" aria-controls=name aria-label=reveal_label
                    aria-pressed=flag(move || revealed.get()) on:click=move |_| revealed.update(|revealed| *revealed = !*revealed)>
                    {say("field.reveal")}
                </button>
            </div>
        </FieldFrame>
    }
}
