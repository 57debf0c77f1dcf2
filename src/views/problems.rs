//! What there is to put right: a summary above the form that takes the focus and leads to each field, and the words for it.

use crate::app::Dispatch;
use crate::ui::sometimes;
use crate::words::{say, say_with};
use flow::{Journey, Problem, ProblemKind};
use leptos::prelude::*;
use wire::{Field, FieldId, FieldKind};

/// The summary above the form; nothing while there is nothing to put right.
#[component]
pub fn Problems(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let lines = move || {
        dispatch.read(|flow| {
            let journey = flow.journey()?;
            let line = |problem: &Problem| (problem.field.clone(), sentence(journey, problem));
            Some(journey.problems().iter().map(line).collect::<Vec<_>>())
        })
    };
    sometimes(move || {
        lines().filter(|lines| !lines.is_empty()).map(|lines| {
            view! {
                <div class="connect-problems" role="alert" data-problems tabindex="-1">
                    <h2 class="connect-problems-title">{say("problems.title")}</h2>
                    <ul role="list">{lines.into_iter().map(line).collect_view()}</ul>
                    {without(dispatch)}
                </div>
            }
            .into_any()
        })
    })
}

/// The way on without data that can be left out.
fn without(dispatch: Dispatch) -> Option<impl IntoView> {
    let can = dispatch.peek(|flow| flow.journey().is_some_and(|journey| !journey.can_go_without().is_empty()));
    can.then(|| {
        let go = move |_| dispatch.send(flow::Event::WentOnWithout);
        view! { <button class="connect-link" type="button" on:click=go>{say("problem.go_without")}</button> }
    })
}

fn line((field, sentence): (Option<FieldId>, String)) -> impl IntoView {
    let content = match field {
        Some(field) => {
            let target = format!("field-{field}");
            let go = move |event: leptos::ev::MouseEvent| {
                // The address bar keeps the link's own address: a fragment there would be taken for a secret.
                event.prevent_default();
                focus(&target);
            };
            view! { <a href=format!("#field-{field}") on:click=go>{sentence}</a> }.into_any()
        }
        None => sentence.into_any(),
    };
    view! { <li>{content}</li> }
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) =
        element.and_then(|element| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(element).ok())
    {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// The sentence at one field.
pub fn field_problem(journey: &Journey, field: &Field) -> Option<String> {
    Some(sentence(journey, journey.problem_with(&field.id)?))
}

/// What was done to the answer in one field.
pub fn field_note(journey: &Journey, field: &Field) -> Option<String> {
    let key = match field.kind {
        FieldKind::Subdomain { .. } | FieldKind::Host(_) => "field.tidied_address",
        _ => "field.tidied",
    };
    journey.is_tidied(&field.id).then(|| say(key))
}

fn sentence(journey: &Journey, problem: &Problem) -> String {
    let tool = journey.tool();
    let field = tool.steps.iter().flat_map(|step| &step.fields).find(|field| problem.field.as_ref() == Some(&field.id));
    let label = field.map_or("", |field| field.label.as_str());
    let suffix = match field.map(|field| &field.kind) {
        Some(FieldKind::Subdomain { suffix, .. }) => suffix.as_str(),
        _ => "",
    };
    let with = |key: &str, number: Option<u32>| {
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        say_with(key, &[("label", label), ("tool", &tool.name), ("suffix", suffix), ("count", &number)])
    };
    let or = |detail: &String, key: &str| {
        if detail.is_empty() { with(key, None) } else { detail.clone() }
    };
    match &problem.kind {
        ProblemKind::Required => match field.map(|field| &field.kind) {
            Some(FieldKind::Choice(_) | FieldKind::File { .. }) => with("problem.choose", None),
            Some(FieldKind::Login) => with("problem.log_in", None),
            _ => with("problem.required", None),
        },
        ProblemKind::Unlike(what) => with(&format!("problem.unlike_{what}"), None),
        ProblemKind::LoginDenied => with("problem.login_denied", None),
        ProblemKind::LoginFailed => with("problem.login_failed", None),
        ProblemKind::WrongAccount(detail) => or(detail, "problem.wrong_account"),
        ProblemKind::TooShort(min) => with("problem.too_short", Some(u32::from(*min))),
        ProblemKind::TooLong(max) => with("problem.too_long", Some(u32::from(*max))),
        ProblemKind::UnexpectedCharacters if !suffix.is_empty() => with("problem.subdomain", None),
        ProblemKind::UnexpectedCharacters => with("problem.characters", None),
        ProblemKind::Unusual => with("problem.unusual", None),
        ProblemKind::NotAccepted(detail) => or(detail, "problem.not_accepted"),
        ProblemKind::UnknownAddress(detail) => or(detail, "problem.unknown_address"),
        ProblemKind::Refused(detail) => or(detail, "problem.refused"),
        ProblemKind::PermissionsMissing(_) => with("problem.permissions", None),
        ProblemKind::ToolUnavailable | ProblemKind::ToolRateLimited(_) | ProblemKind::NotSent
            if journey.keeps_credentials() =>
        {
            with("problem.check_later", None)
        }
        ProblemKind::ToolUnavailable => with("problem.tool_unavailable", None),
        ProblemKind::ToolRateLimited(Some(seconds)) => with("problem.rate_limited_for", Some(*seconds)),
        ProblemKind::ToolRateLimited(None) => with("problem.rate_limited", None),
        ProblemKind::StoredRejected => with("problem.stored_rejected", None),
        ProblemKind::NotSent => with("problem.not_sent", None),
        ProblemKind::Ours(reference) => say_with("problem.ours", &[("reference", reference)]),
    }
}
