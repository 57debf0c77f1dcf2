//! The one primary button of a screen. It submits the screen's form, so that Enter and password managers work without us.

use leptos::prelude::*;

/// The primary button.
#[component]
pub fn Button(
    /// What it says.
    label: String,
) -> impl IntoView {
    // What leaving a field has to say would move the button away from under the pointer; the click comes first.
    let stay = |event: leptos::ev::MouseEvent| event.prevent_default();
    view! { <button class="connect-button" type="submit" on:mousedown=stay>{label}</button> }
}
