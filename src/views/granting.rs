//! Keeping the credentials that are there: what to change in the tool for them.

use crate::app::Dispatch;
use crate::ui::Button;
use crate::views::pair::{Bond, Pair};
use crate::views::permissions::{Permissions, is_changed};
use crate::views::problems::Problems;
use crate::words::{say, say_with};
use flow::Event;
use leptos::prelude::*;

/// What to change in the tool.
#[component]
pub fn Granting(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let (tool, logo, tenant, is_changed) = dispatch.peek(|flow| {
        let journey = flow.journey()?;
        let (tool, tenant) = (journey.tool(), journey.session().tenant_name.clone());
        Some((tool.name.clone(), tool.logo.clone(), tenant, is_changed(journey)))
    })?;
    let names = [("tool", tool.as_str()), ("tenant", tenant.as_str())];
    let (title, lead, button) = if is_changed {
        ("granting.title", "granting.lead", "granting.done")
    } else {
        ("granting.same_title", "granting.same_lead", "granting.check")
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        dispatch.send(Event::Continued);
    };
    let anew = move |_| dispatch.send(Event::NewCredentialsChosen);
    Some(view! {
        <form class="connect-form" method="post" novalidate on:submit=submit>
            <Pair bond=Bond::Asked tool_logo=logo dispatch/>
            <h1 class="connect-title" tabindex="-1">{say_with(title, &names)}</h1>
            <Problems dispatch/>
            <p>{say_with(lead, &names)}</p>
            <Permissions dispatch/>
            <Button label=say_with(button, &names)/>
            <button class="connect-link" type="button" on:click=anew>{say("granting.anew")}</button>
        </form>
    })
}
