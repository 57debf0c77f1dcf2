//! Nothing to walk through: why, and what to do now.

use crate::app::Dispatch;
use crate::ui::{Button, Icon, IconName, copy_text};
use crate::words::say;
use flow::Event;
use leptos::prelude::*;

/// Nothing to walk through.
#[component]
pub fn Unavailable(
    /// Why.
    reason: flow::Unavailable,
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let key = key(&reason);
    let icon = if matches!(reason, flow::Unavailable::Completed | flow::Unavailable::Superseded) {
        IconName::Check
    } else {
        IconName::Warning
    };
    let can_be_retried = reason.can_be_retried();
    let again = if reason == flow::Unavailable::Outdated { "document.reload" } else { "unavailable.retry" };
    let reference = match reason {
        flow::Unavailable::Ours(reference) => Some(reference),
        _ => None,
    };
    let retry = move || view! { <Button label=say(again)/> };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        dispatch.send(Event::Retried);
    };
    view! {
        <form class="connect-form connect-centred" method="post" data-reason=key novalidate on:submit=submit>
            <Icon name=icon/>
            <h1 class="connect-title" tabindex="-1">{say(&format!("unavailable.{key}.title"))}</h1>
            <p>{say(&format!("unavailable.{key}.text"))}</p>
            {reference.map(|reference| view! { <p class="connect-muted">{say("unavailable.reference")}</p> {copy_text(reference.clone(), &reference)} })}
            {can_be_retried.then(retry)}
        </form>
    }
}

fn key(reason: &flow::Unavailable) -> &'static str {
    match reason {
        flow::Unavailable::Unknown => "unknown",
        flow::Unavailable::Incomplete => "incomplete",
        flow::Unavailable::Expired => "expired",
        flow::Unavailable::Revoked => "revoked",
        flow::Unavailable::Completed => "completed",
        flow::Unavailable::Superseded => "superseded",
        flow::Unavailable::Deleted => "deleted",
        flow::Unavailable::NotOffered => "not_offered",
        flow::Unavailable::SessionExpired => "session_expired",
        flow::Unavailable::Outdated => "outdated",
        flow::Unavailable::Offline => "offline",
        flow::Unavailable::Ours(_) => "ours",
    }
}
