//! Done. What happens next, and how it can be ended again.

use super::pair::{Bond, Pair};
use crate::app::Dispatch;
use crate::words::{say, say_with};
use flow::Flow;
use leptos::prelude::*;
use wire::Purpose;

/// Done.
#[component]
pub fn Connected(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let connection = dispatch.peek(|flow| match flow {
        Flow::Connected(connection) => Some(connection.clone()),
        _ => None,
    })?;
    let session = &connection.session;
    let names = [("tool", connection.tool_name.as_str()), ("tenant", session.tenant_name.as_str())];
    let (lang, next) = match session.brand.success.clone() {
        Some(said) => (said.lang.or_else(|| Some(session.language.clone())), said.text),
        None => (None, say_with("connected.next", &names)),
    };
    let title = match session.purpose {
        Purpose::Connect => "connected.title",
        Purpose::Relink => "connected.relink_title",
    };
    let title = say_with(title, &names);
    let end = say_with("connected.end", &names);
    let close = if dispatch.is_framed() { None } else { Some(say("connected.close")) };
    Some(view! {
        <div class="connect-form connect-centred">
            <Pair bond=Bond::Made tool_logo=connection.tool_logo dispatch/>
            <h1 class="connect-title" tabindex="-1">{title}</h1>
            <p lang=lang>{next}</p>
            {close.map(|close| view! { <p>{close}</p> })}
            <p class="connect-note">{end}</p>
        </div>
    })
}
