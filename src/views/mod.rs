//! One file per screen: each reads the flow and sends events, and does nothing else. [`Screens`] is the only `match` on what is shown.

pub mod chrome;
pub mod connected;
pub mod given;
pub mod granting;
mod hand_over;
mod input;
pub mod leaving;
pub mod opening;
pub mod pair;
pub mod permissions;
pub mod problems;
pub mod scopes;
pub mod step;
pub mod submitting;
pub mod text;
pub mod tools;
pub mod unavailable;
pub mod way;

use crate::app::Dispatch;
use crate::ui::{afresh, changing, live};
use crate::words::{say, say_with};
use chrome::{Banner, Foot, Top};
use flow::{Flow, Screen};
use leptos::prelude::*;

/// The page: what surrounds every screen, and the screen itself.
#[component]
pub fn Screens(
    /// What is on display; rebuilt only when it changes, so typing rebuilds no inputs.
    screen: Memo<Screen>,
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let name = live(move || Some(data_screen(&screen.get()).to_owned()));
    view! {
        <div class="connect-page">
            <Banner screen dispatch/>
            <div class="connect-card">
                <Top screen dispatch/>
                <main class="connect-main" data-screen=name>
                    {changing(move || { screen.track(); view! { <way::Way dispatch/> }.into_any() })}
                    {afresh(move || match screen.get() {
                        Screen::Opening => view! { <opening::Opening/> }.into_any(),
                        Screen::Unavailable(reason) => view! { <unavailable::Unavailable reason dispatch/> }.into_any(),
                        Screen::Tools => view! { <tools::Tools dispatch/> }.into_any(),
                        Screen::Scopes => view! { <scopes::Scopes dispatch/> }.into_any(),
                        Screen::Granting => view! { <granting::Granting dispatch/> }.into_any(),
                        Screen::Step(_) => view! { <step::Step dispatch/> }.into_any(),
                        Screen::Leaving => view! { <leaving::Leaving dispatch/> }.into_any(),
                        Screen::Submitting => view! { <submitting::Submitting dispatch/> }.into_any(),
                        Screen::Connected => view! { <connected::Connected dispatch/> }.into_any(),
                    })}
                </main>
            </div>
            <Foot screen dispatch/>
        </div>
    }
}

/// The step on display, and how far it is; empty and nought on every other screen.
pub fn step_of<'a>(screen: &'a Screen, flow: &Flow) -> (&'a str, (usize, usize)) {
    match (screen, flow.journey()) {
        (Screen::Step(step), Some(journey)) => (step.as_str(), journey.progress()),
        _ => ("", (0, 0)),
    }
}

/// The name of a screen in `data-screen`.
pub fn data_screen(screen: &Screen) -> &'static str {
    match screen {
        Screen::Opening => "opening",
        Screen::Unavailable(_) => "unavailable",
        Screen::Tools => "tools",
        Screen::Scopes => "scopes",
        Screen::Granting => "granting",
        Screen::Step(_) => "step",
        Screen::Leaving => "leaving",
        Screen::Submitting => "submitting",
        Screen::Connected => "connected",
    }
}

/// The document's title: what is on display, with a word in front when something is wrong.
pub fn title(screen: &Screen, flow: &Flow) -> String {
    let tool = flow.journey().map(|journey| journey.tool().name.clone()).unwrap_or_default();
    let heading = match screen {
        Screen::Opening => say("opening.title"),
        Screen::Unavailable(_) => say("unavailable.page_title"),
        Screen::Tools => say("tools.title"),
        Screen::Scopes => say_with("scopes.page_title", &[("tool", &tool)]),
        Screen::Granting => say_with("granting.page_title", &[("tool", &tool)]),
        Screen::Step(_) => {
            let title =
                flow.journey().and_then(|journey| journey.step()).map(|step| step.title.clone()).unwrap_or_default();
            format!("{title} – {tool}")
        }
        Screen::Leaving => say("leaving.title"),
        Screen::Submitting => say_with("submitting.title", &[("tool", &tool)]),
        Screen::Connected => say("connected.page_title"),
    };
    let has_problems = flow.journey().is_some_and(|journey| !journey.problems().is_empty());
    let heading = if has_problems { say_with("page.title_with_problem", &[("title", &heading)]) } else { heading };
    match flow.session() {
        Some(session) => format!("{heading} – {}", session.tenant_name),
        None => heading,
    }
}
