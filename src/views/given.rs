//! What is not typed: a value to copy into the tool, or a log-in there (E-13).

use crate::app::Dispatch;
use crate::ui::el::{attribute, clicked, el, is, line, text};
use crate::ui::{FieldTexts, changing_by, copy_text, sometimes};
use crate::words::{say, say_with};
use flow::{Event, Granting};
use leptos::prelude::*;
use wire::{Field, FieldId, FieldKind, Grant, GrantState};

/// What is not typed.
pub(super) fn given(field: Field, texts: FieldTexts, dispatch: Dispatch) -> AnyView {
    let content = match field.kind {
        FieldKind::Shown(value) => copy_text(value, &field.label),
        _ => granted(field.id, field.label, dispatch),
    };
    let problem = texts.problem;
    let lang = || attribute("lang", texts.lang.clone());
    let children = vec![
        el("p", vec![is("class", "connect-label"), lang()], vec![text(texts.label)]),
        el("p", vec![is("class", "connect-hint"), lang()], vec![text(texts.hint)]),
        sometimes(move || problem.get().map(|words| line("p", "connect-problem", words))),
        content,
    ];
    el("div", vec![is("class", "connect-field"), is("id", texts.name), is("tabindex", "-1")], children)
}

fn granted(id: FieldId, label: String, dispatch: Dispatch) -> AnyView {
    let tool = dispatch.peek(|flow| flow.journey().map(|journey| journey.tool().name.clone())).unwrap_or_default();
    let known = id.clone();
    let key = move || {
        dispatch.read(|flow| match flow.journey().and_then(|journey| journey.granting(&known)) {
            Some(Granting::Here(Grant { state, .. })) => match state {
                GrantState::Made(text) => text.clone(),
                GrantState::Granted => "granted".to_owned(),
                GrantState::Waiting(address) => address.clone(),
                GrantState::Denied | GrantState::Failed => String::new(),
            },
            Some(Granting::LoggingIn(_)) => "logging in".to_owned(),
            Some(Granting::Unheard) => "unheard".to_owned(),
            Some(Granting::Failed) => "failed".to_owned(),
            Some(Granting::Asked) | None => String::new(),
        })
    };
    changing_by(Box::new(key), Box::new(move || shown(&id, &label, &tool, dispatch)))
}

fn shown(id: &FieldId, label: &str, tool: &str, dispatch: Dispatch) -> AnyView {
    let with_tool = |key: &str| say_with(key, &[("tool", tool)]);
    let status = |words: String| el("p", vec![is("class", "connect-hint"), is("role", "status")], vec![text(words)]);
    let again = id.clone();
    match dispatch.peek(|flow| flow.journey().and_then(|journey| journey.granting(id)).cloned()) {
        Some(Granting::Here(Grant { state: GrantState::Made(value), .. })) => copy_text(value, label),
        Some(Granting::Here(Grant { state: GrantState::Granted, .. })) => {
            el("p", vec![is("class", "connect-done"), is("role", "status")], vec![text(with_tool("login.done"))])
        }
        Some(Granting::Here(Grant { state: GrantState::Waiting(address), .. })) => {
            login(again, address, with_tool("login.go"), String::new(), dispatch)
        }
        Some(Granting::LoggingIn(Grant { state: GrantState::Waiting(address), .. })) => {
            login(again, address, with_tool("login.go"), with_tool("login.waiting"), dispatch)
        }
        Some(failed @ (Granting::Unheard | Granting::Failed)) => {
            let why = if failed == Granting::Unheard { with_tool("login.unheard") } else { say("login.unreachable") };
            let retry = clicked(Box::new(move || dispatch.send(Event::GrantWanted(again.clone()))));
            let button = el(
                "button",
                vec![is("class", "connect-link"), is("type", "button"), retry],
                vec![text(say("unavailable.retry"))],
            );
            el("div", Vec::new(), vec![status(why), button])
        }
        _ => line("p", "connect-hint", say("login.preparing")),
    }
}

/// A real link, so that no browser stops it: at the top it takes the place of the page, in a frame it opens a window of its own.
fn login(id: FieldId, address: String, label: String, told: String, dispatch: Dispatch) -> AnyView {
    let link = vec![
        is("class", "connect-button connect-login"),
        is("href", address),
        is("rel", "noopener noreferrer"),
        attribute("target", dispatch.is_framed().then(|| "_blank".to_owned())),
        clicked(Box::new(move || dispatch.send(Event::LoginOpened(id.clone())))),
    ];
    let told = el("p", vec![is("class", "connect-hint"), is("role", "status")], vec![text(told)]);
    el("div", Vec::new(), vec![el("a", link, vec![text(label)]), told])
}
