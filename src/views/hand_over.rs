//! Passing the rest on to somebody else.

use crate::app::Dispatch;
use crate::ui::el::{clicked, el, is, line, text};
use crate::ui::{changing_by, copy_text, details};
use crate::words::say;
use flow::{Event, HandingOver};
use leptos::prelude::*;

/// Passing the rest on.
pub(super) fn hand_over(dispatch: Dispatch) -> AnyView {
    let key = move || {
        let state = dispatch.read(|flow| flow.journey().map(|journey| journey.handing_over().clone()));
        match state.unwrap_or_default() {
            HandingOver::No => "no".to_owned(),
            HandingOver::Asked => "asked".to_owned(),
            HandingOver::Failed => "failed".to_owned(),
            HandingOver::Done(handed_over) => handed_over.link.to_string(),
        }
    };
    let content = changing_by(Box::new(key), Box::new(move || shown(dispatch)));
    let children = vec![line("p", "", say("hand_over.text")), content];
    details(say("hand_over.title"), el("div", vec![is("class", "connect-entry")], children))
}

fn shown(dispatch: Dispatch) -> AnyView {
    let button = |key: &str, event: fn() -> Event| {
        let go = clicked(Box::new(move || dispatch.send(event())));
        el("button", vec![is("class", "connect-link"), is("type", "button"), go], vec![text(say(key))])
    };
    let status = |key: &str| el("p", vec![is("role", "status")], vec![text(say(key))]);
    let state = dispatch.peek(|flow| flow.journey().map(|journey| journey.handing_over().clone()));
    let children = match state.unwrap_or_default() {
        HandingOver::No => vec![button("hand_over.make", || Event::HandOverWanted)],
        HandingOver::Asked => vec![status("login.preparing")],
        HandingOver::Failed => vec![status("login.unreachable"), button("unavailable.retry", || Event::HandOverWanted)],
        HandingOver::Done(handed_over) => vec![
            status("hand_over.done"),
            copy_text(handed_over.address.expose().to_owned(), &handed_over.link.to_string()),
            button("hand_over.take_back", || Event::HandOverTakenBack),
        ],
    };
    el("div", Vec::new(), children)
}
