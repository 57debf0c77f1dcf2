//! Leaving with unsent answers: what becomes of them, and the way back.

use crate::app::Dispatch;
use crate::ui::Button;
use crate::words::say;
use flow::{Event, Journey, Keeping};
use leptos::prelude::*;
use wire::Environment;

/// Asked whether to leave.
#[component]
pub fn Leaving(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let fate = dispatch.peek(|flow| {
        let keeping = flow.journey().map(Journey::keeping).unwrap_or_default();
        match (keeping, flow.session().map(|session| session.environment)) {
            (Keeping::MemoryOnly, _) => "leaving.lost",
            (Keeping::Stored, Some(Environment::Development)) => "leaving.saved",
            (Keeping::Stored, _) => "leaving.kept",
        }
    });
    let stay = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        dispatch.send(Event::Stayed);
    };
    let leave = move |_| dispatch.send(Event::Dismissed);
    view! {
        <form class="connect-form" method="post" novalidate on:submit=stay>
            <h1 class="connect-title" tabindex="-1">{say("leaving.title")}</h1>
            <p>{say(fate)}</p>
            <Button label=say("leaving.stay")/>
            <button class="connect-button connect-button-quiet" type="button" on:click=leave>{say("leaving.leave")}</button>
        </form>
    }
}
