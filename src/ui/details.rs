//! Help that is there when it is asked for.

use leptos::prelude::*;

/// Folded text.
#[component]
pub fn Details(
    /// What it is about.
    summary: String,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! { <details class="connect-details"><summary>{summary}</summary>{children()}</details> }
}
