//! Done. What happens next.

use crate::app::Dispatch;
use crate::ui::{Icon, IconName};
use crate::words::{say, say_with};
use flow::Flow;
use leptos::prelude::*;

/// Done.
#[component]
pub fn Connected(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let names = dispatch.peek(|flow| match flow {
        Flow::Connected(connection) => Some((connection.tool_name.clone(), connection.session.tenant_name.clone())),
        _ => None,
    });
    let (tool, tenant) = names?;
    let names = [("tool", tool.as_str()), ("tenant", tenant.as_str())];
    let close = if dispatch.is_framed() { None } else { Some(say("connected.close")) };
    Some(view! {
        <div class="connect-form connect-centred">
            <Icon name=IconName::Check/>
            <h1 class="connect-title" tabindex="-1">{say_with("connected.title", &names)}</h1>
            <p>{say_with("connected.next", &names)}</p>
            {close.map(|close| view! { <p class="connect-muted">{close}</p> })}
        </div>
    })
}
