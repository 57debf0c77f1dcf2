//! The one primary button of a screen. It submits the screen's form, so that Enter and password managers work without us.

use leptos::prelude::*;

/// The primary button.
#[component]
pub fn Button(
    /// What it says.
    label: String,
) -> impl IntoView {
    view! { <button class="connect-button" type="submit">{label}</button> }
}
