//! The document: its title, its focus, and the place where the app goes.

use flow::FocusTarget;
use leptos::leptos_dom::helpers::set_timeout;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, window};

/// The page once more. The shell has a button for it, and sees to it that the link is still known then.
pub(super) fn reload() {
    let button = document().and_then(|document| document.get_element_by_id("fallback-reload"));
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

fn document() -> Option<Document> {
    window()?.document()
}

/// Empties the shell and answers where the app goes.
pub(crate) fn take_over() -> Option<HtmlElement> {
    let place = document()?.get_element_by_id("app")?;
    place.replace_children_with_node_0();
    place.dyn_into().ok()
}

/// Names the page in the tab and to screen readers.
pub(crate) fn name(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The id of what has the focus, if it has one.
fn focused() -> Option<String> {
    document()?.active_element().map(|element| element.id()).filter(|id| !id.is_empty())
}

/// Moves the focus once the screen that the same event asked for is there.
pub(super) fn focus(target: &FocusTarget) {
    let selector = match target {
        FocusTarget::Heading => "main h1".to_owned(),
        FocusTarget::Problems => "[data-problems]".to_owned(),
        FocusTarget::Same => focused().map_or_else(String::new, |id| format!("#{id}")),
    };
    let move_focus = move || {
        let element = document().and_then(|document| document.query_selector(&selector).ok()?);
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    };
    set_timeout(move_focus, Duration::ZERO);
}
