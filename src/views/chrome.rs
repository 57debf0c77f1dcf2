//! What surrounds every screen: whose page this is, the way out, what happens to what is typed, and where help is.

use crate::app::Dispatch;
use crate::ui::{Icon, IconName, sometimes};
use crate::words::{language, languages, say, say_with};
use flow::{Event, Screen};
use leptos::prelude::*;
use wire::{Environment, Session};

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

/// Whose page this is, and the way out.
#[component]
pub fn Top(
    /// What is on display.
    screen: Memo<Screen>,
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let close = move |_| dispatch.send(Event::Dismissed);
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
            {sometimes(move || {
                screen.track();
                dispatch.peek(|flow| flow.session().map(|session| who(session)))
            })}
            {close_button}
        </header>
    }
}

fn who(session: &Session) -> AnyView {
    let tenant = session.tenant_name.clone();
    let whom = say_with("top.for", &[("organization", &session.organization)]);
    let name = match session.brand.logo.clone() {
        Some(logo) => view! {
            <picture>
                <source srcset=logo.dark media="(prefers-color-scheme: dark)"/>
                <img src=logo.light alt=tenant height="32"/>
            </picture>
        }
        .into_any(),
        None => view! { <strong>{tenant}</strong> }.into_any(),
    };
    view! { <p class="connect-who">{name}<span class="connect-muted">{whom}</span></p> }.into_any()
}

/// What happens to what is typed, where help is, and the choice of language.
#[component]
pub fn Foot(
    /// What is on display.
    screen: Memo<Screen>,
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let trust = move || {
        let line = || view! { <p class="connect-trust"><Icon name=IconName::Lock/>{say("foot.trust")}</p> }.into_any();
        matches!(screen.get(), Screen::Scopes | Screen::Step(_)).then(line)
    };
    let links = move || {
        screen.track();
        dispatch.peek(|flow| flow.session().map(|session| help(session)))
    };
    let choice = move || {
        // A failure makes the choice anew, so that it goes back to what is spoken.
        let failed = dispatch.translation_failed();
        (screen.get() != Screen::Opening).then(|| view! { <Languages failed dispatch/> }.into_any())
    };
    view! {
        <footer class="connect-foot">
            {sometimes(trust)}
            <div class="connect-links">{sometimes(links)} {sometimes(choice)}</div>
        </footer>
    }
}

fn help(session: &Session) -> AnyView {
    let names = [("tenant", session.tenant_name.as_str())];
    let link = |address: String, text: String| {
        // Mail and telephone leave the page where it is.
        let is_page = address.starts_with("https:");
        let note = is_page.then(|| view! { <span class="connect-visually-hidden">" " {say("text.new_tab")}</span> });
        view! { <a href=address target=is_page.then_some("_blank") rel="noopener noreferrer">{text}{note}</a> }
    };
    let support = match session.brand.support.clone() {
        Some(address) => link(address, say_with("foot.support", &names)).into_any(),
        None => view! { <span>{say_with("foot.ask", &names)}</span> }.into_any(),
    };
    let privacy = session.brand.privacy.clone().map(|address| link(address, say("foot.privacy")));
    view! { {support} {privacy} }.into_any()
}

/// The choice of language. Nothing that was typed is lost by it.
#[component]
fn Languages(failed: bool, dispatch: Dispatch) -> impl IntoView {
    let current = language();
    let option = |(tag, name): (String, String)| {
        let is_current = tag == current;
        view! { <option value=tag.clone() lang=tag selected=is_current>{name}</option> }
    };
    let options = languages().into_iter().map(option).collect_view();
    let notice =
        failed.then(|| view! { <span class="connect-problem" role="alert">{say("foot.language_failed")}</span> });
    view! {
        <label class="connect-language">
            <Icon name=IconName::Globe/>
            <span class="connect-visually-hidden">{say("foot.language")}</span>
            <select id="language" on:change:target=move |event| dispatch.send(Event::LanguageChosen(event.target().value()))>{options}</select>
        </label>
        {notice}
    }
}
