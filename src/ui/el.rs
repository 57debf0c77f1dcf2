//! Elements made by one function. `view!` makes a type of its own of every element and everything in it, and each of them is some
//! hundred bytes of wasm; these are all of one type (`docs/adr/0017-one-type-of-element.md`).

use super::changing::Live;
use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use leptos::tachys::html::element::custom;

/// An element with its attributes and what is in it.
#[inline(never)]
pub fn el(tag: &'static str, attributes: Vec<AnyAttribute>, children: Vec<AnyView>) -> AnyView {
    custom(tag).child(children).add_any_attr(attributes).into_any()
}

/// An element with a class and a text.
#[inline(never)]
pub fn line(tag: &'static str, class: &'static str, words: impl Into<String>) -> AnyView {
    el(tag, vec![is("class", class)], vec![text(words)])
}

/// A text.
pub fn text(words: impl Into<String>) -> AnyView {
    let words: String = words.into();
    words.into_any()
}

/// Nothing, or something.
#[inline(never)]
pub fn maybe(view: Option<AnyView>) -> AnyView {
    view.unwrap_or_else(|| ().into_any())
}

/// An attribute.
pub fn is(name: &'static str, value: impl Into<String>) -> AnyAttribute {
    attribute(name, Some(value.into()))
}

/// An attribute that is there only at times.
#[inline(never)]
pub fn attribute(name: &'static str, value: Option<String>) -> AnyAttribute {
    custom_attribute(name, value).into_any_attr()
}

/// An attribute that changes.
#[inline(never)]
pub fn follows(name: &'static str, value: Live) -> AnyAttribute {
    custom_attribute(name, value).into_any_attr()
}

/// Hears of clicks.
#[inline(never)]
pub fn clicked(hear: Box<dyn Fn()>) -> AnyAttribute {
    leptos::tachys::html::event::on(leptos::ev::click, move |_| hear()).into_any_attr()
}
