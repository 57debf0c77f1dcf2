//! Help that is there when it is asked for.

use super::el::{el, is, text};
use leptos::prelude::*;

/// Folded content, and what it is about.
#[inline(never)]
pub fn details(summary: String, content: AnyView) -> AnyView {
    el("details", vec![is("class", "connect-details")], vec![el("summary", Vec::new(), vec![text(summary)]), content])
}
