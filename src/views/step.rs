//! One step of the tool's own journey: what to do there, and what to fill in here.

use crate::app::Dispatch;
use crate::ui::el::{el, follows};
use crate::ui::{Button, live, sometimes};
use crate::views::hand_over::hand_over;
use crate::views::input::input;
use crate::views::permissions::Permissions;
use crate::views::problems::{Problems, field_note, field_problem};
use crate::views::text::blocks;
use crate::words::{say, say_with};
use flow::{Event, Journey, Keeping};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wire::{Environment, Field};

/// One step.
#[component]
pub fn Step(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let here = dispatch.peek(|flow| {
        let journey = flow.journey()?;
        let tool = journey.tool();
        // Said on the first screen there is: the review, or the first step where nothing is reviewed.
        let is_first = !journey.has_review() && journey.progress().0 == 1;
        let before = if is_first { tool.before.clone() } else { Vec::new() };
        let finishing = journey.is_finishing();
        let is_connecting = journey.is_at_last_step() && !finishing;
        let names = (tool.name.clone(), tool.logo.clone(), tool.before_lang.clone());
        Some((journey.step()?.clone(), is_connecting, finishing, before, names))
    });
    let (step, is_connecting, is_finishing, before, (name, logo, before_lang)) = here?;
    let button = if is_connecting { say_with("step.connect", &[("tool", &name)]) } else { say("step.continue") };
    let lead = is_finishing
        .then(|| view! { <p class="connect-note connect-done">{say_with("finishing.lead", &[("tool", &name)])}</p> });
    let keeping = move || dispatch.read(|flow| flow.journey().map(Journey::keeping).unwrap_or_default());
    let loses_on_reload = sometimes(move || {
        let note = || view! { <p class="connect-note" data-keeping="memory">{say("step.memory_only")}</p> }.into_any();
        (keeping() == Keeping::MemoryOnly).then(note)
    });
    let has_fields = !step.fields.is_empty();
    let fields = step.fields.into_iter().map(|field| entry(field, dispatch)).collect::<Vec<_>>();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        dispatch.send(Event::Continued);
    };
    // What leaving a field has to say would move a button away from under the pointer; the click comes first.
    let stay = |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| matches!(target.closest("button, summary"), Ok(Some(_)))) {
            event.prevent_default();
        }
    };
    Some(view! {
        <form class="connect-form" method="post" novalidate autocomplete="off" data-step=step.id.to_string() on:submit=submit on:mousedown=stay>
            <div class="connect-heading">
                <span class="connect-tile"><img src=logo alt="" width="32" height="32"/></span>
                <h1 class="connect-title" tabindex="-1" lang=step.lang.clone()>{step.title}</h1>
            </div>
            <Problems dispatch/>
            {lead}
            {blocks(before, before_lang, dispatch)}
            {blocks(step.body, step.lang, dispatch)}
            {step.lists_permissions.then(|| view! { <Permissions dispatch/> })}
            {fields}
            <Remarks dispatch/>
            {has_fields.then(|| view! { {loses_on_reload} <SavedInput dispatch/> })}
            <Button label=button/>
            {(!is_finishing).then(|| hand_over(dispatch))}
        </form>
    })
}

/// A field, as long as it is asked for.
fn entry(field: Field, dispatch: Dispatch) -> AnyView {
    if field.when.is_empty() {
        return input(field, dispatch);
    }
    let asked = field.clone();
    let is_asked = move || dispatch.read(|flow| flow.journey().is_some_and(|journey| journey.asks(&asked)));
    let hidden = live(move || (!is_asked()).then(String::new));
    el("div", vec![follows("hidden", hidden)], vec![input(field, dispatch)])
}

/// In development: what is typed is kept, and can be cleared.
#[component]
fn SavedInput(dispatch: Dispatch) -> impl IntoView {
    let is_development =
        dispatch.peek(|flow| flow.session().is_some_and(|session| session.environment == Environment::Development));
    let has_input = move || dispatch.read(|flow| flow.journey().is_some_and(|journey| !journey.draft().is_empty()));
    let is_stored =
        move || dispatch.read(|flow| flow.journey().is_none_or(|journey| journey.keeping() == Keeping::Stored));
    let clear = move |_| dispatch.send(Event::SavedInputCleared);
    is_development.then(|| {
        view! {
            <p class="connect-note" data-keeping="local">
                {sometimes(move || is_stored().then(|| say("step.saved_here").into_any()))}
                {sometimes(move || has_input().then(|| view! {
                    " " <button class="connect-link" type="button" on:click=clear>{say("step.clear_saved")}</button>
                }.into_any()))}
            </p>
        }
    })
}

/// What was noticed about the field that was left last, for those who do not see it appear.
#[component]
fn Remarks(dispatch: Dispatch) -> impl IntoView {
    let said = move || {
        dispatch.read(|flow| {
            let journey = flow.journey()?;
            let field = journey.noticed()?;
            field_problem(journey, field).or_else(|| field_note(journey, field))
        })
    };
    view! { <p class="connect-visually-hidden" role="status">{said}</p> }
}
