//! Waiting for the session: the same as the shell in `index.html`, so that nothing moves when the app takes over.

use crate::words::say;
use leptos::prelude::*;

/// Waiting for the session.
#[component]
pub fn Opening() -> impl IntoView {
    view! {
        <h1 class="connect-title" tabindex="-1">{say("opening.title")}</h1>
        <div class="connect-skeleton" aria-hidden="true"><span></span><span></span><span></span></div>
    }
}
