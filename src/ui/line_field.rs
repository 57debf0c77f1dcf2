//! What is typed: one line, alone or as the middle of an address, or several; to be seen, or not. The only place that makes a password
//! input (S-09). A key of several lines is hidden by its style, because no input hides lines.

use super::changing::{Live, either, flag};
use super::el::{attribute, el, follows, is, text};
use super::field::{FieldTexts, as_typed, field_frame, is_pasted};
use crate::words::{say, say_with};
use leptos::attr::any_attribute::IntoAnyAttribute;
use leptos::prelude::*;
use leptos::tachys::html::event::on;
use leptos::tachys::html::property::prop;
use wasm_bindgen::JsCast;

/// How something is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lines {
    /// One line that may be seen, with what stands before and after it.
    Seen(String, String),
    /// One line that may not.
    Hidden,
    /// Several lines that may not.
    HiddenLines,
}

/// What a field hears.
pub struct Hears {
    /// Of every change.
    pub edited: Box<dyn Fn(String)>,
    /// That it was left, or that something was pasted.
    pub left: Box<dyn Fn()>,
}

impl std::fmt::Debug for Hears {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hears")
    }
}

/// What is typed.
#[inline(never)]
pub fn line_field(texts: FieldTexts, value: Live, lines: Lines, hears: Hears) -> AnyView {
    let revealed = RwSignal::new(false);
    let (name, reveal_label) = (texts.name.clone(), say_with("field.reveal_label", &[("label", &texts.label)]));
    let mut attributes = texts.attributes();
    attributes.extend(as_typed());
    attributes.push(prop("value", value).into_any_attr());
    let hear = move |event: web_sys::Event| {
        if event.type_() != "input" {
            return (hears.left)();
        }
        let typed = event.target().and_then(|target| js_sys::Reflect::get(&target, &"value".into()).ok()?.as_string());
        (hears.edited)(typed.unwrap_or_default());
        if is_pasted(&event) {
            (hears.left)();
        }
    };
    let hear = std::rc::Rc::new(hear);
    let also = hear.clone();
    attributes.push(on(leptos::ev::input, move |event| also(event.unchecked_into())).into_any_attr());
    attributes.push(on(leptos::ev::change, move |event| hear(event)).into_any_attr());
    let has_lines = lines == Lines::HiddenLines;
    attributes.push(is("class", if has_lines { "connect-input connect-lines" } else { "connect-input" }));
    attributes.push(attribute("rows", has_lines.then(|| "6".to_owned())));
    attributes.push(match lines {
        Lines::Seen(..) => is("type", "text"),
        Lines::Hidden => follows("type", either(move || revealed.get(), "text", "password")),
        Lines::HiddenLines => follows("data-revealed", flag(move || revealed.get())),
    });
    let tag = if has_lines { "textarea" } else { "input" };
    let input = el(tag, attributes, Vec::new());
    let affix = |words: String| {
        (!words.is_empty())
            .then(|| el("span", vec![is("class", "connect-affix"), is("aria-hidden", "true")], vec![text(words)]))
    };
    let row = if let Lines::Seen(prefix, suffix) = lines {
        affix(prefix).into_iter().chain([input]).chain(affix(suffix)).collect()
    } else {
        let reveal = vec![
            is("class", "connect-reveal"),
            is("type", "button"),
            is("aria-controls", name),
            is("aria-label", reveal_label),
            follows("aria-pressed", flag(move || revealed.get())),
            super::el::clicked(Box::new(move || revealed.update(|revealed| *revealed = !*revealed))),
        ];
        vec![input, el("button", reveal, vec![text(say("field.reveal"))])]
    };
    field_frame(texts, el("div", vec![is("class", "connect-input-row")], row))
}
