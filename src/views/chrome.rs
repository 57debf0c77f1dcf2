//! What surrounds every screen: whose page this is, the way back, and what happens to what is typed.

use crate::app::Dispatch;
use crate::ui::{Icon, IconName, sometimes};
use crate::words::{say, say_with};
use flow::{Event, Flow, Screen};
use leptos::prelude::*;
use wire::Environment;

/// In development: a reminder that this is not the real thing.
#[component]
pub fn Banner(
    /// What is on display.
    screen: Memo<Screen>,
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let is_development = move || {
        screen.track();
        dispatch.peek(|flow| flow.session().is_some_and(|session| session.environment == Environment::Development))
    };
    sometimes(move || {
        is_development().then(|| view! { <aside class="connect-banner" aria-label=say("banner.label")>{say("banner.development")}</aside> }.into_any())
    })
}

/// Whose page this is, what is being connected, the way back and the way out.
#[component]
pub fn Top(
    /// What is on display.
    screen: Memo<Screen>,
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let who = move || {
        screen.track();
        dispatch.peek(|flow| {
            let session = flow.session()?;
            let tool = flow.journey().map(|journey| (journey.tool().name.clone(), journey.tool().logo.clone()));
            Some((session.tenant_name.clone(), session.organization.clone(), tool))
        })
    };
    let can_go_back = move || {
        matches!(screen.get(), Screen::Scopes | Screen::Step(_))
            && dispatch.peek(|flow| match flow {
                Flow::Reviewing(journey) => journey.offers_tools(),
                Flow::Stepping(journey) => journey.can_go_back(),
                _ => false,
            })
    };
    let back = move |_| dispatch.send(Event::WentBack);
    let close = move |_| dispatch.send(Event::Dismissed);
    let back_button = sometimes(move || {
        let button = || {
            view! {
                <button class="connect-back" type="button" on:click=back><Icon name=IconName::Back/>{say("top.back")}</button>
            }
            .into_any()
        };
        can_go_back().then(button)
    });
    let close_button = sometimes(move || {
        screen.track();
        let button = || {
            view! {
                <button class="connect-close" type="button" aria-label=say("top.close") on:click=close><Icon name=IconName::Close/></button>
            }
            .into_any()
        };
        dispatch.can_tell_host().then(button)
    });
    view! {
        <header class="connect-top">
            {back_button}
            {sometimes(move || who().map(|(tenant, organization, tool)| {
                let names = [("tenant", tenant.as_str()), ("organization", organization.as_str())];
                // A logo stands beside the name it belongs to.
                let (logo, name, whom) = match tool {
                    Some((name, logo)) => (Some(logo), name, say_with("top.with", &names)),
                    None => (None, tenant.clone(), say_with("top.for", &names)),
                };
                view! {
                    <p class="connect-who">
                        {logo.map(|logo| view! { <img src=logo alt="" width="28" height="28"/> })}
                        <span><strong>{name}</strong><span class="connect-muted">{whom}</span></span>
                    </p>
                }.into_any()
            }))}
            {close_button}
        </header>
    }
}

/// What happens to what is typed.
#[component]
pub fn Foot(
    /// What is on display.
    screen: Memo<Screen>,
) -> impl IntoView {
    let is_asking = move || matches!(screen.get(), Screen::Scopes | Screen::Step(_));
    sometimes(move || {
        let foot = || {
            view! { <footer class="connect-foot"><Icon name=IconName::Lock/><p>{say("foot.trust")}</p></footer> }
                .into_any()
        };
        is_asking().then(foot)
    })
}
