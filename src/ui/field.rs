//! What every field has around its input: label, hint, and what is wrong. The input names all of them to screen readers.

use super::changing::{Live, flag, live, sometimes};
use super::el::{attribute, el, follows, is, line, maybe, text};
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;

/// The ids of a field's parts, by the name of the field.
pub(super) fn hint_id(name: &str) -> String {
    format!("{name}-hint")
}

pub(super) fn label_id(name: &str) -> String {
    format!("{name}-label")
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

/// What keeps a browser from changing what is typed.
pub(super) fn as_typed() -> Vec<AnyAttribute> {
    [("autocomplete", "off"), ("autocapitalize", "none"), ("autocorrect", "off"), ("spellcheck", "false")]
        .map(|(name, value)| is(name, value))
        .into()
}

/// What every field is told by and what is wrong with it.
#[derive(Clone, Debug)]
pub struct FieldTexts {
    /// The id of the input.
    pub name: String,
    /// The language of the label and the hint, when it is not the page's.
    pub lang: Option<String>,
    /// What it is called.
    pub label: String,
    /// One line of help; may be empty.
    pub hint: String,
    /// What is wrong with it.
    pub problem: Live,
    /// What was done to the answer.
    pub note: Live,
}

impl FieldTexts {
    /// Everything an input is described by, as its attributes.
    pub(super) fn attributes(&self) -> Vec<AnyAttribute> {
        vec![
            is("id", self.name.clone()),
            follows("aria-invalid", invalid(self.problem)),
            follows("aria-describedby", described_by(&self.name, !self.hint.is_empty(), self.problem)),
        ]
    }
}

/// Label, hint and problem around an input.
#[inline(never)]
pub fn field_frame(texts: FieldTexts, input: AnyView) -> AnyView {
    let FieldTexts { name, lang, label, hint, problem, note } = texts;
    let (hint_id, problem_id) = (hint_id(&name), problem_id(&name));
    let lang = || attribute("lang", lang.clone());
    let is_hint = is("class", "connect-hint");
    let label_id = label_id(&name);
    let children = vec![
        el("label", vec![is("class", "connect-label"), is("id", label_id), is("for", name), lang()], vec![text(label)]),
        maybe((!hint.is_empty()).then(|| el("p", vec![is_hint, is("id", hint_id), lang()], vec![text(hint)]))),
        sometimes(move || {
            let of_problem = vec![is("class", "connect-problem"), is("id", problem_id.clone())];
            problem.get().map(|words| el("p", of_problem, vec![text(words)]))
        }),
        input,
        sometimes(move || note.get().map(|words| line("p", "connect-hint", words))),
    ];
    el("div", vec![is("class", "connect-field"), follows("data-invalid", invalid(problem))], children)
}
