//! The answers are being checked. Nothing can be edited, nothing is lost.

use crate::app::Dispatch;
use crate::words::{say, say_with};
use leptos::prelude::*;

/// The answers are being checked.
#[component]
pub fn Submitting(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let tool = dispatch.peek(|flow| flow.journey().map(|journey| journey.tool().name.clone()).unwrap_or_default());
    view! {
        <div class="connect-form connect-centred" aria-busy="true">
            <div class="connect-spinner" aria-hidden="true"></div>
            <h1 class="connect-title" tabindex="-1">{say_with("submitting.title", &[("tool", &tool)])}</h1>
            <p role="status">{say("submitting.text")}</p>
        </div>
    }
}
