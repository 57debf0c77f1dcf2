//! The browser's Back and Forward. Each entry holds its place and the place before it: names of screens and steps, no answers (S-15).

use super::json;
use crate::app::Dispatch;
use flow::{Event, Navigation, Place};
use leptos::ev;
use leptos::prelude::window_event_listener;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use web_sys::{History, window};

#[derive(Default, Serialize, Deserialize)]
struct Entry {
    place: Option<Place>,
    before: Option<Place>,
}

fn history() -> Option<History> {
    window()?.history().ok()
}

fn parse(state: &JsValue) -> Entry {
    state.as_string().and_then(|text| json::read(&text)).unwrap_or_default()
}

fn current() -> Entry {
    history().and_then(|history| history.state().ok()).map(|state| parse(&state)).unwrap_or_default()
}

/// The place of the entry on display; none on a first visit.
pub(crate) fn place() -> Option<Place> {
    current().place
}

/// Follows Back and Forward from now on.
pub(crate) fn listen(dispatch: Dispatch) {
    let handle = window_event_listener(ev::popstate, move |event| {
        if let Some(place) = parse(&event.state()).place {
            dispatch.send(Event::Revisited(place));
        }
    });
    // For the life of the page.
    std::mem::forget(handle);
}

pub(super) fn navigate(navigation: Navigation) {
    let (Some(history), entry) = (history(), current()) else {
        return;
    };
    // A browser that refuses, because there were too many entries in too short a time, only loses an entry.
    let _ = match navigation {
        Navigation::Replace(place) => {
            let entry = Entry { place: Some(place), before: entry.before };
            history.replace_state(&state(&entry), "")
        }
        Navigation::BackTo(place) if entry.before.as_ref() == Some(&place) => history.back(),
        Navigation::BackTo(place) | Navigation::Push(place) => {
            let entry = Entry { place: Some(place), before: entry.place };
            history.push_state(&state(&entry), "")
        }
    };
}

fn state(entry: &Entry) -> JsValue {
    json::write(entry).into()
}
