//! The way back, and how far it still is.

use crate::app::Dispatch;
use crate::ui::{Icon, IconName};
use crate::words::{say, say_with};
use flow::{Event, Flow};
use leptos::prelude::*;

/// The way back from the screen on display, and how far it still is. Nothing where there is neither.
#[component]
pub fn Way(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let (can_go_back, progress) = dispatch.peek(|flow| match flow {
        Flow::Reviewing(journey) => (journey.offers_tools(), None),
        Flow::Granting(_) => (true, None),
        Flow::Stepping(journey) => (journey.can_go_back(), Some((journey.progress(), journey.minutes_left()))),
        _ => (false, None),
    });
    let back = move |_| dispatch.send(Event::WentBack);
    let back = can_go_back.then(|| {
        view! { <button class="connect-back" type="button" on:click=back><Icon name=IconName::Back/>{say("top.back")}</button> }
    });
    let progress = progress.map(|((number, count), minutes)| {
        let (number, count) = (number.to_string(), count.to_string());
        let steps = say_with("step.progress", &[("number", &number), ("count", &count)]);
        let left = say_with("step.left", &[("count", &minutes.to_string())]);
        view! {
            <p class="connect-progress">{steps} <span class="connect-muted">{left}</span></p>
            <progress class="connect-bar" value=number max=count aria-hidden="true"></progress>
        }
    });
    view! { <div class="connect-way">{back} {progress}</div> }
}
