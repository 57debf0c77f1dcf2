//! One step of the tool's own journey: what to do there, and what to fill in here.

use crate::app::Dispatch;
use crate::ui::{Button, Details, SecretField, TextField, live, sometimes};
use crate::views::permissions::Permissions;
use crate::views::problems::{Problems, field_note, field_problem};
use crate::views::text::Blocks;
use crate::words::{say, say_with};
use flow::{Event, Journey, Keeping};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wire::{Environment, Field, FieldKind, Secret};

/// One step.
#[component]
pub fn Step(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let here = dispatch.peek(|flow| {
        let journey = flow.journey()?;
        let tool = journey.tool();
        Some((journey.step()?.clone(), journey.is_at_last_step(), tool.name.clone(), tool.logo.clone()))
    });
    let (step, is_last, name, logo) = here?;
    let button = if is_last { say_with("step.connect", &[("tool", &name)]) } else { say("step.continue") };
    let keeping = move || dispatch.read(|flow| flow.journey().map(Journey::keeping).unwrap_or_default());
    let loses_on_reload = sometimes(move || {
        let note = || view! { <p class="connect-note" data-keeping="memory">{say("step.memory_only")}</p> }.into_any();
        (keeping() == Keeping::MemoryOnly).then(note)
    });
    let has_fields = !step.fields.is_empty();
    let fields = step.fields.into_iter().map(|field| view! { <Input field dispatch/> }).collect_view();
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
            <div lang=step.lang><Blocks blocks=step.body/></div>
            {step.lists_permissions.then(|| view! { <Permissions dispatch/> })}
            {fields}
            <Remarks dispatch/>
            {has_fields.then(|| view! { {loses_on_reload} <SavedInput dispatch/> })}
            <Button label=button/>
        </form>
    })
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

#[component]
fn Input(field: Field, dispatch: Dispatch) -> impl IntoView {
    let id = field.id.clone();
    let value = {
        let id = id.clone();
        live(move || dispatch.read(|flow| Some(flow.journey()?.draft().get(&id).to_owned())))
    };
    let problem = {
        let field = field.clone();
        live(move || dispatch.read(|flow| field_problem(flow.journey()?, &field)))
    };
    let note = {
        let field = field.clone();
        live(move || dispatch.read(|flow| field_note(flow.journey()?, &field)))
    };
    let edited = {
        let id = id.clone();
        move |text: String| dispatch.send(Event::Edited(id.clone(), Secret::new(text)))
    };
    let left = {
        let id = id.clone();
        move || dispatch.send(Event::Left(id.clone()))
    };
    let name = format!("field-{id}");
    let label = if field.optional { say_with("field.optional", &[("label", &field.label)]) } else { field.label };
    let (hint, lang) = (field.hint, field.lang.clone());
    let input = match field.kind {
        FieldKind::Secret => view! { <SecretField name lang label hint value problem note edited left/> }.into_any(),
        FieldKind::Text => {
            view! { <TextField name lang label hint value problem note edited left prefix="" suffix=""/> }.into_any()
        }
        FieldKind::Subdomain { prefix, suffix } => {
            view! { <TextField name lang label hint value problem note edited left prefix suffix/> }.into_any()
        }
    };
    let help = (!field.help.is_empty())
        .then(|| view! { <Details summary=say("field.help")><div lang=field.lang><Blocks blocks=field.help/></div></Details> });
    view! { <div class="connect-entry">{input} {help}</div> }
}
