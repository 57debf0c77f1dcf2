//! Choosing a tool, with a search that needs no request.

use crate::app::Dispatch;
use crate::ui::{Icon, IconName, changing, flag, sometimes};
use crate::words::{say, say_with};
use flow::{Event, Fetch};
use leptos::prelude::*;
use wire::ToolSummary;

/// Choosing a tool.
#[component]
pub fn Tools(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let (tools, tenant, welcome) = dispatch.peek(|flow| {
        let session = flow.session();
        let tenant = session.map(|session| session.tenant_name.clone()).unwrap_or_default();
        let welcome = session.and_then(|session| session.brand.welcome.clone());
        (session.map(|session| session.tools.clone()).unwrap_or_default(), tenant, welcome)
    });
    let query = dispatch.search();
    let failed =
        move || dispatch.read(|flow| matches!(flow.choosing().map(flow::Choosing::fetch), Some(Fetch::Failed(_))));
    let found = move || query.with(|query| matching(&tools, query));
    let (shown, counted) = (found.clone(), found.clone());
    let first_of_one = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let [only] = found().as_slice() {
            dispatch.send(Event::ToolChosen(only.id.clone()));
        }
    };
    let row = move |tool: ToolSummary| view! { <Row tool dispatch/> };
    let count = move || match counted().len() {
        0 => say_with("tools.none", &[("tenant", &tenant)]),
        many => say_with("tools.found", &[("count", &many.to_string())]),
    };
    view! {
        <form class="connect-form" method="post" role="search" novalidate on:submit=first_of_one>
            <h1 class="connect-title" tabindex="-1">{say("tools.title")}</h1>
            {welcome.map(|said| view! { <p lang=said.lang>{said.text}</p> })}
            {sometimes(move || failed().then(|| view! {
                <div class="connect-problems" role="alert" data-problems tabindex="-1">
                    <p>{say("tools.fetch_failed")}</p>
                </div>
            }.into_any()))}
            <div class="connect-search">
                <Icon name=IconName::Search/>
                <label class="connect-visually-hidden" for="search">{say("tools.search")}</label>
                <input class="connect-input" id="search" type="search" autocomplete="off" spellcheck="false" placeholder=say("tools.search") prop:value=query
                    on:input:target=move |event| query.set(event.target().value())/>
            </div>
            <p class="connect-muted" role="status">{count}</p>
            <ul class="connect-tools" role="list">{changing(move || shown().into_iter().map(row).collect_view().into_any())}</ul>
        </form>
    }
}

#[component]
fn Row(tool: ToolSummary, dispatch: Dispatch) -> impl IntoView {
    let id = tool.id.clone();
    let is_fetching = {
        let id = id.clone();
        move || {
            dispatch.read(|flow| match flow.choosing().map(flow::Choosing::fetch) {
                Some(Fetch::Under(tool) | Fetch::Arriving(tool, _)) => *tool == id,
                _ => false,
            })
        }
    };
    let choose = {
        let id = id.clone();
        move |_| dispatch.send(Event::ToolChosen(id.clone()))
    };
    view! {
        <li>
            <button class="connect-tool" type="button" data-tool=id.to_string() aria-busy=flag(is_fetching) on:click=choose>
                <img src=tool.logo alt="" width="40" height="40"/>
                <span>{tool.name}</span>
                <Icon name=IconName::Forward/>
            </button>
        </li>
    }
}

/// The tools whose names hold every word of the query.
fn matching(tools: &[ToolSummary], query: &str) -> Vec<ToolSummary> {
    // The browser's own, so that the wasm need not bring the tables for every alphabet.
    let lower = |text: &str| String::from(js_sys::JsString::from(text).to_lower_case());
    let query = lower(query);
    let holds_all = |tool: &&ToolSummary| {
        let name = lower(&tool.name);
        query.split_whitespace().all(|word| name.contains(word))
    };
    tools.iter().filter(holds_all).cloned().collect()
}
