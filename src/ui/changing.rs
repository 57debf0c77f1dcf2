//! A part of the page that changes. Boxed, so that the machinery behind it is in the wasm once and not once per place it is used.

use leptos::prelude::*;

/// Shows what `view` makes, again and again as what it reads changes.
pub fn changing(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(view);
    view.into_any()
}

/// The same for what is there only at times.
pub fn sometimes(view: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    changing(move || view().unwrap_or_else(|| ().into_any()))
}

/// `"true"` or `"false"`, as ARIA and data attributes have it.
pub fn flag(is: impl Fn() -> bool + Send + Sync + 'static) -> Signal<&'static str> {
    Signal::derive(move || if is() { "true" } else { "false" })
}
