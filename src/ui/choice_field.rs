//! One of several.

use super::changing::Live;
use super::el::{el, is, text};
use super::field::{FieldTexts, field_frame, label_id};
use leptos::attr::any_attribute::IntoAnyAttribute;
use leptos::prelude::*;
use leptos::tachys::html::event::on;
use leptos::tachys::html::property::prop;
use std::rc::Rc;

/// One of several, all of which can be seen: answers, and what they are called.
#[inline(never)]
pub fn choice_field(
    texts: FieldTexts,
    value: Live,
    options: Vec<(String, String)>,
    edited: Box<dyn Fn(String)>,
) -> AnyView {
    let name = texts.name.clone();
    let edited: Rc<dyn Fn(String)> = edited.into();
    let mut children = Vec::new();
    for (index, (answer, label)) in options.into_iter().enumerate() {
        let (own, edited) = (answer.clone(), edited.clone());
        let is_chosen: Box<dyn Fn() -> bool + Send> =
            Box::new(move || value.with(|value| value.as_ref() == Some(&own)));
        let input = vec![
            is("type", "radio"),
            is("id", if index == 0 { name.clone() } else { format!("{name}-{index}") }),
            is("name", name.clone()),
            prop("checked", is_chosen).into_any_attr(),
            on(leptos::ev::change, move |_| edited(answer.clone())).into_any_attr(),
        ];
        children.push(el(
            "label",
            vec![is("class", "connect-choice")],
            vec![el("input", input, Vec::new()), text(label)],
        ));
    }
    let mut group = texts.attributes();
    // The first option has the name, so that whatever leads to the field leads to it.
    group.remove(0);
    group.extend([is("role", "radiogroup"), is("aria-labelledby", label_id(&name))]);
    field_frame(texts, el("div", group, children))
}
