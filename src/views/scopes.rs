//! Reviewing the data asked for: in plain words, grouped, to field level; what is optional can be switched off.

use crate::app::Dispatch;
use crate::ui::{Button, Switch, flag};
use crate::views::pair::{Bond, Pair};
use crate::words::{list, say, say_with};
use flow::{Event, Flow, Journey};
use leptos::prelude::*;
use wire::{ScopeField, ScopeGroup, ScopeId, ScopeSetting};

/// How many fields of a group are named before the rest is folded away.
const NAMED: usize = 4;

/// Reviewing the data asked for.
#[component]
pub fn Scopes(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let (groups, tenant, tool, logo, welcome, reason) = dispatch.peek(|flow| {
        let journey = flow.journey();
        let tool = journey.map(|journey| journey.tool().clone());
        let tenant = journey.map(|journey| journey.session().tenant_name.clone()).unwrap_or_default();
        let name = tool.as_ref().map(|tool| tool.name.clone()).unwrap_or_default();
        let logo = tool.as_ref().map(|tool| tool.logo.clone()).unwrap_or_default();
        // Said once: on the tool choice where there is one.
        let session = journey.filter(|journey| !journey.offers_tools()).map(Journey::session);
        let welcome = session.and_then(|session| session.brand.welcome.clone());
        let reason = tool.as_ref().and_then(|tool| tool.reason.clone());
        (tool.map(|tool| tool.scopes).unwrap_or_default(), tenant, name, logo, welcome, reason)
    });
    let (written, read): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.writes);
    let names = [("tenant", tenant.as_str()), ("tool", tool.as_str())];
    let (title, lead) = (say_with("scopes.title", &names), say_with("scopes.lead", &names));
    let writes_title = say_with("scopes.writes", &names);
    let list = move |groups: Vec<ScopeGroup>| {
        let groups = groups.into_iter().map(|group| view! { <Group group dispatch/> });
        view! { <ul class="connect-scopes" role="list">{groups.collect_view()}</ul> }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        dispatch.send(Event::Continued);
    };
    view! {
        <form class="connect-form" method="post" novalidate on:submit=submit>
            <Pair bond=Bond::Asked tool_logo=logo dispatch/>
            <h1 class="connect-title" tabindex="-1">{title}</h1>
            {welcome.map(|said| view! { <p lang=said.lang>{said.text}</p> })}
            {reason.map(|said| view! { <p class="connect-note" lang=said.lang>{said.text}</p> })}
            <p>{lead}</p>
            {list(read)}
            {(!written.is_empty()).then(|| view! { <h2 class="connect-subtitle">{writes_title}</h2> {list(written)} })}
            <Button label=say("scopes.continue")/>
        </form>
    }
}

#[component]
fn Group(group: ScopeGroup, dispatch: Dispatch) -> impl IntoView {
    let ScopeGroup { id, lang, label, summary, setting, fields, .. } = group;
    // What can be switched off is never only a word in a sentence.
    let (optional, required): (Vec<_>, Vec<_>) =
        fields.into_iter().partition(|field| field.setting == ScopeSetting::Optional);
    let names: Vec<String> = required.iter().take(NAMED).map(|field| field.label.clone()).collect();
    let fields: Vec<ScopeField> = required.into_iter().skip(NAMED).chain(optional).collect();
    let rest = fields.len();
    let shared = shares(dispatch, id.clone());
    let heading = if setting == ScopeSetting::Optional {
        view! { <Choice scope=id lang=lang.clone() label=label.clone() dispatch/> }.into_any()
    } else {
        view! { <strong class="connect-scope-name" lang=lang.clone()>{label.clone()}</strong> }.into_any()
    };
    let more = (rest > 0).then(|| say_with("scopes.more", &[("count", &rest.to_string())]));
    let named = match (names.is_empty(), rest) {
        (true, _) => String::new(),
        (false, 0) => list(&names, false),
        (false, _) => say_with("scopes.named", &[("names", &list(&names, true))]),
    };
    let row = |field| view! { <Field lang=lang.clone() field dispatch/> };
    let fields = fields.into_iter().map(row).collect_view();
    view! {
        <li class="connect-scope" data-shared=flag(move || shared.get())>
            {heading}
            {(!summary.is_empty()).then(|| view! { <span lang=lang.clone()>{summary}</span> })}
            {(!named.is_empty()).then(|| view! { <span class="connect-muted" lang=lang>{named}</span> })}
            {more.map(|more| view! {
                <details>
                    <summary>{more} <span class="connect-visually-hidden">{format!(" – {label}")}</span></summary>
                    <ul class="connect-scope-fields" role="list">{fields}</ul>
                </details>
            })}
        </li>
    }
}

#[component]
fn Field(lang: Option<String>, field: ScopeField, dispatch: Dispatch) -> impl IntoView {
    let ScopeField { id, label, setting } = field;
    let content = if setting == ScopeSetting::Optional {
        view! { <Choice scope=id lang label dispatch/> }.into_any()
    } else {
        view! { <span lang=lang>{label}</span> }.into_any()
    };
    view! { <li>{content}</li> }
}

#[component]
fn Choice(scope: ScopeId, lang: Option<String>, label: String, dispatch: Dispatch) -> impl IntoView {
    let shared = shares(dispatch, scope.clone());
    let switched = move |shared| {
        dispatch.send(Event::ScopeSwitched { scope: scope.clone(), shared });
    };
    view! { <Switch lang label note=say("scopes.optional") on=shared switched/> }
}

fn shares(dispatch: Dispatch, scope: ScopeId) -> Signal<bool> {
    Signal::derive(move || dispatch.read(|flow: &Flow| flow.journey().is_none_or(|journey| journey.shares(&scope))))
}
