//! Reviewing the data asked for: in plain words, grouped, to field level; what is optional can be switched off. For a relink, by what
//! happens to it.

use crate::app::Dispatch;
use crate::ui::{Button, Switch, details, flag};
use crate::views::pair::{Bond, Pair};
use crate::views::text::blocks;
use crate::words::{list, say, say_with};
use flow::{Event, Flow};
use leptos::prelude::*;
use wire::{Change, Extent, ScopeField, ScopeGroup, ScopeId, ScopeSetting, Section};

/// How many fields of a group are named before the rest is folded away.
const NAMED: usize = 4;

/// Reviewing the data asked for.
#[component]
pub fn Scopes(
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let (tool, tenant, welcome, asks_anew) = dispatch.peek(|flow| {
        let journey = flow.journey()?;
        let session = journey.session();
        // Said once: on the tool choice where there is one.
        let welcome = session.brand.welcome.clone().filter(|_| !journey.offers_tools());
        Some((journey.tool().clone(), session.tenant_name.clone(), welcome, journey.asks_anew()))
    })?;
    let names = [("tenant", tenant.as_str()), ("tool", tool.name.as_str())];
    let (title, lead, parts) = match tool.relink {
        None => ("scopes.title", "scopes.lead", parts(tool.scopes, say_with("scopes.writes", &names))),
        Some(relink) => ("scopes.relink_title", "scopes.relink_lead", changes(relink.sections)),
    };
    let (title, lead) = (say_with(title, &names), say_with(lead, &names));
    let before = (!tool.before.is_empty()).then(|| {
        view! { <h2 class="connect-subtitle">{say("scopes.before")}</h2> {blocks(tool.before, tool.before_lang, dispatch)} }
    });
    let asks_anew = asks_anew.then(|| view! { <p class="connect-note">{say_with("scopes.asks_anew", &names)}</p> });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        dispatch.send(Event::Continued);
    };
    Some(view! {
        <form class="connect-form" method="post" novalidate on:submit=submit>
            <Pair bond=Bond::Asked tool_logo=tool.logo dispatch/>
            <h1 class="connect-title" tabindex="-1">{title}</h1>
            {welcome.map(|said| view! { <p lang=said.lang>{said.text}</p> })}
            {tool.reason.map(|said| view! { <p class="connect-note" lang=said.lang>{said.text}</p> })}
            {asks_anew}
            <p>{lead}</p>
            {parts.into_iter().map(|part| listed(part, dispatch)).collect_view()}
            {before}
            <Button label=say("scopes.continue")/>
        </form>
    })
}

/// Some of the data, under a heading of its own or none.
struct Part {
    heading: String,
    /// What happens to it, when it is a relink.
    change: Option<&'static str>,
    groups: Vec<ScopeGroup>,
}

/// What is read, and what is written.
fn parts(groups: Vec<ScopeGroup>, writes: String) -> Vec<Part> {
    let (written, read): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.writes);
    vec![
        Part { heading: String::new(), change: None, groups: read },
        Part { heading: writes, change: None, groups: written },
    ]
}

fn changes(sections: Vec<Section>) -> Vec<Part> {
    let part = |section: Section| {
        let change = data_change(section.change);
        Part { heading: say(&format!("change.{change}")), change: Some(change), groups: section.groups }
    };
    sections.into_iter().map(part).collect()
}

fn data_change(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Insisted => "insisted",
        Change::NowRequired => "now_required",
        Change::NowOptional => "now_optional",
        Change::Dropped => "dropped",
        Change::Refused => "refused",
        Change::Kept => "kept",
    }
}

fn listed(part: Part, dispatch: Dispatch) -> AnyView {
    if part.groups.is_empty() {
        return ().into_any();
    }
    // Where reading and writing stand together, writing is marked.
    let is_mixed = part.change.is_some();
    let groups = part.groups.into_iter().map(|group| view! { <Group marked=is_mixed && group.writes group dispatch/> });
    let groups = groups.collect_view();
    let list = view! { <ul class="connect-scopes" role="list" data-change=part.change>{groups}</ul> };
    if part.change == Some("kept") {
        details(part.heading, list.into_any())
    } else {
        let heading = (!part.heading.is_empty()).then(|| view! { <h2 class="connect-subtitle">{part.heading}</h2> });
        view! { {heading} {list} }.into_any()
    }
}

#[component]
fn Group(marked: bool, group: ScopeGroup, dispatch: Dispatch) -> impl IntoView {
    let ScopeGroup { id, lang, label, summary, setting, fields, extent, .. } = group;
    // What can be switched off is never only a word in a sentence.
    let (optional, required): (Vec<_>, Vec<_>) =
        fields.into_iter().partition(|field| field.setting == ScopeSetting::Optional);
    // Where only some fields are meant, they are what it is about: none is folded away.
    let is_part = extent == Extent::Fields;
    let named = if is_part { usize::MAX } else { NAMED };
    let names: Vec<String> = required.iter().take(named).map(|field| field.label.clone()).collect();
    let fields: Vec<ScopeField> = required.into_iter().skip(named).chain(optional).collect();
    let rest = fields.len();
    let shared = shares(dispatch, id.clone());
    let heading = if setting == ScopeSetting::Optional {
        view! { <Choice scope=id lang=lang.clone() label=label.clone() dispatch/> }.into_any()
    } else {
        view! { <strong class="connect-scope-name" lang=lang.clone()>{label.clone()}</strong> }.into_any()
    };
    let named = match (names.is_empty(), rest) {
        (true, _) => String::new(),
        (false, 0) => list(&names, false),
        (false, _) if is_part => list(&names, false),
        (false, _) => say_with("scopes.named", &[("names", &list(&names, true))]),
    };
    let row = |field| view! { <Field lang=lang.clone() field dispatch/> };
    let fields = fields.into_iter().map(row).collect_view();
    let fields = view! { <ul class="connect-scope-fields" role="list">{fields}</ul> };
    let fields = match rest {
        0 => ().into_any(),
        _ if is_part => fields.into_any(),
        _ => {
            let more = say_with("scopes.more", &[("count", &rest.to_string())]);
            view! {
                <details>
                    <summary>{more} <span class="connect-visually-hidden">{format!(" – {label}")}</span></summary>
                    {fields}
                </details>
            }
            .into_any()
        }
    };
    let summary = (!summary.is_empty() && !is_part).then(|| view! { <span lang=lang.clone()>{summary}</span> });
    view! {
        <li class="connect-scope" data-shared=flag(shared)>
            {heading}
            {marked.then(|| view! { <span><span class="connect-tag">{say("change.writes")}</span></span> })}
            {summary}
            {(!named.is_empty()).then(|| view! { <span class="connect-muted" lang=lang>{named}</span> })}
            {fields}
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

fn shares(dispatch: Dispatch, scope: ScopeId) -> impl Fn() -> bool + Send + Sync + 'static {
    move || dispatch.read(|flow: &Flow| flow.journey().is_none_or(|journey| journey.shares(&scope)))
}
