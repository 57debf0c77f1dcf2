//! What every field has around its input: label, hint, and what is wrong. The input names all of them to screen readers.

use super::changing::{Live, flag, live, sometimes};
use leptos::prelude::*;

/// The ids of a field's parts, by the name of the field.
pub(super) fn hint_id(name: &str) -> String {
    format!("{name}-hint")
}

pub(super) fn problem_id(name: &str) -> String {
    format!("{name}-problem")
}

/// What an input is described by: its hint, and what is wrong with it.
pub(super) fn described_by(name: &str, has_hint: bool, problem: Live) -> Live {
    let (hint, wrong) = (has_hint.then(|| hint_id(name)), problem_id(name));
    live(move || {
        let wrong = problem.with(Option::is_some).then(|| wrong.clone());
        let ids: Vec<String> = hint.iter().cloned().chain(wrong).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    })
}

/// Whether there is something wrong, as `aria-invalid` has it.
pub(super) fn invalid(problem: Live) -> Live {
    flag(move || problem.with(Option::is_some))
}

/// Whether a change of an input came from the clipboard, or was dropped onto it.
pub(super) fn is_pasted(event: &web_sys::Event) -> bool {
    let how = js_sys::Reflect::get(event, &"inputType".into()).ok().and_then(|how| how.as_string());
    matches!(how.as_deref(), Some("insertFromPaste" | "insertFromDrop"))
}

/// `autocorrect="off"`, which Leptos has no name for.
pub(super) fn autocorrect() -> impl leptos::attr::Attribute {
    leptos::attr::custom::custom_attribute("autocorrect", "off")
}

/// Label, hint and problem around an input.
#[component]
pub fn FieldFrame(
    /// The id of the input.
    name: String,
    /// The language of the label and the hint, when it is not the page's.
    lang: Option<String>,
    /// What it is called.
    label: String,
    /// One line of help; may be empty.
    hint: String,
    /// What is wrong with it.
    problem: Live,
    /// What was done to the answer.
    note: Live,
    /// The input.
    children: Children,
) -> impl IntoView {
    let (hint_id, problem_id) = (hint_id(&name), problem_id(&name));
    view! {
        <div class="connect-field" data-invalid=invalid(problem)>
            <label class="connect-label" for=name lang=lang.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="connect-hint" id=hint_id lang=lang>{hint}</p> })}
            {sometimes(move || problem.get().map(|text| view! { <p class="connect-problem" id=problem_id.clone()>{text}</p> }.into_any()))}
            {children()}
            {sometimes(move || note.get().map(|text| view! { <p class="connect-hint">{text}</p> }.into_any()))}
        </div>
    }
}
