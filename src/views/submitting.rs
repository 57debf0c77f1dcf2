//! The answers are being checked. Nothing can be edited, nothing is lost, and a long wait says what it is waiting for.

use super::pair::{Bond, Pair};
use crate::app::Dispatch;
use crate::words::say_with;
use leptos::leptos_dom::helpers::set_timeout;
use leptos::prelude::*;
use std::time::Duration;

/// What is said after how many seconds.
const SAID: [(u64, &str); 3] = [(0, "submitting.text"), (8, "submitting.longer"), (25, "submitting.long")];

/// The answers are being checked.
#[component]
pub fn Submitting(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let tool = dispatch.peek(|flow| {
        let tool = flow.journey().map(flow::Journey::tool);
        tool.map(|tool| (tool.name.clone(), tool.logo.clone())).unwrap_or_default()
    });
    let (name, logo) = tool;
    let said = RwSignal::new(SAID[0].1);
    for (seconds, key) in SAID {
        // Answered long before: the screen is gone, and its signal with it.
        let say = move || {
            let _ = said.try_set(key);
        };
        set_timeout(say, Duration::from_secs(seconds));
    }
    let title = say_with("submitting.title", &[("tool", &name)]);
    view! {
        <div class="connect-form connect-centred">
            <Pair bond=Bond::Checked tool_logo=logo dispatch/>
            <h1 class="connect-title" tabindex="-1">{title}</h1>
            <p role="status">{move || say_with(said.get(), &[("tool", &name)])}</p>
        </div>
    }
}
