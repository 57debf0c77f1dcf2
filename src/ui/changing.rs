//! A part of the page that changes. Boxed, so that the machinery behind it is in the wasm once and not once per place it is used.

use leptos::prelude::*;
use std::cell::Cell;

/// Shows what `view` makes, again and again as what it reads changes.
pub fn changing(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(view);
    view.into_any()
}

/// The same for what is there only at times.
pub fn sometimes(view: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    changing(move || view().unwrap_or_else(|| ().into_any()))
}

/// Shows what `view` makes, again only when `key` becomes another: what is in it stays as it is while everything around it changes.
#[inline(never)]
pub fn changing_by(key: Box<dyn Fn() -> String + Send + Sync>, view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    let key = Memo::new(move |_| key());
    afresh(move || {
        // Followed only once it was read: before, it knows nothing of what it is made from.
        key.with(|_| ());
        view()
    })
}

/// Shows what `view` makes in the place of what it made before, of which nothing is kept. Elements that [`el`](super::el::el) makes are all
/// of one type, so what is there would otherwise be taken for what is to come, whatever its tag.
pub fn afresh(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let is_odd = Cell::new(false);
    changing(move || {
        is_odd.set(!is_odd.get());
        // Two types, one after the other, are never taken for each other.
        if is_odd.get() { (view(),).into_any() } else { vec![view()].into_any() }
    })
}

/// A text that changes, or is not there. The one kind of signal there is: each kind brings its own copy of the machinery behind it.
pub type Live = Signal<Option<String>>;

/// A text that follows what `text` reads.
pub fn live(text: impl Fn() -> Option<String> + Send + Sync + 'static) -> Live {
    let text: Box<dyn Fn() -> Option<String> + Send + Sync> = Box::new(text);
    Signal::derive(text)
}

/// One of two words, as ARIA and data attributes have them.
pub fn either(is: impl Fn() -> bool + Send + Sync + 'static, yes: &'static str, no: &'static str) -> Live {
    live(move || Some(if is() { yes } else { no }.to_owned()))
}

/// `"true"` or `"false"`.
pub fn flag(is: impl Fn() -> bool + Send + Sync + 'static) -> Live {
    either(is, "true", "false")
}
