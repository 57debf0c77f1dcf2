//! Where the core, the views and the browser meet: one signal that holds the flow, and one [`Dispatch`] through which everything happens.

use crate::browser::{self, Browser};
use crate::ui::afresh;
use crate::views::Screens;
use flow::{Event, Flow, Screen};
use leptos::prelude::*;
use std::ops::Deref;
use std::rc::Rc;

/// The one way to make something happen. `Copy`, so views hand it on freely.
#[derive(Clone, Copy)]
pub struct Dispatch {
    flow: RwSignal<Flow, LocalStorage>,
    browser: StoredValue<Rc<Browser>, LocalStorage>,
    /// Flips whenever another language is spoken; every view is made anew with it.
    language: RwSignal<bool>,
    translation_failed: RwSignal<bool>,
    search: RwSignal<String>,
}

/// What an event says of the last wish for another language.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Translation {
    /// Nothing.
    Unasked,
    /// It is spoken.
    Spoken,
    /// It could not be had.
    Failed,
}

impl std::fmt::Debug for Dispatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dispatch")
    }
}

impl Dispatch {
    /// Tells the core what happened, and does what it asks for.
    pub fn send(self, event: Event) {
        let translation = match event {
            Event::Translated { .. } => Translation::Spoken,
            Event::TranslationFailed => Translation::Failed,
            _ => Translation::Unasked,
        };
        // `None` means that the app is gone and the event is late.
        let effects = self.flow.try_update(|flow| flow.apply(event));
        self.after(translation);
        self.perform(effects.unwrap_or_default());
    }

    fn after(self, translation: Translation) {
        let failed = translation == Translation::Failed;
        // A failure is told once: whatever the end user does next, the notice has been read.
        if failed || self.translation_failed.get_untracked() {
            self.translation_failed.set(failed);
        }
        if translation == Translation::Spoken {
            self.language.update(|side| *side = !*side);
        }
    }

    /// Whether the language that was asked for last could not be had.
    pub fn translation_failed(self) -> bool {
        self.translation_failed.get()
    }

    /// What is searched for in the tool choice. Kept here because a change of language makes every view anew.
    pub fn search(self) -> RwSignal<String> {
        self.search
    }

    fn perform(self, effects: Vec<flow::Effect>) {
        if let Some(browser) = self.browser.try_get_value() {
            for effect in effects {
                browser::perform(&browser, effect, self);
            }
        }
    }

    /// Reads the flow and follows its changes.
    pub fn read<T>(self, read: impl FnOnce(&Flow) -> T) -> T {
        read(&self.flow())
    }

    /// Reads the flow as it is now, once.
    pub fn peek<T>(self, read: impl FnOnce(&Flow) -> T) -> T {
        read(&self.flow_now())
    }

    // Never inlined: reading a signal is a thousand bytes, and every view reads.
    #[inline(never)]
    fn flow(self) -> impl Deref<Target = Flow> {
        self.flow.read()
    }

    #[inline(never)]
    fn flow_now(self) -> impl Deref<Target = Flow> {
        self.flow.read_untracked()
    }

    /// Whether the page is framed by a host.
    pub fn is_framed(self) -> bool {
        browser::is_framed()
    }

    /// Whether it is framed by a host that can be told.
    pub fn can_tell_host(self) -> bool {
        browser::knows_host()
    }
}

/// Puts the app in the place of the shell that the document came with.
pub fn mount(open_session: js_sys::Function) {
    let Some(place) = browser::page::take_over() else {
        return;
    };
    let view = move || {
        let (flow, effects) = Flow::open();
        let browser = StoredValue::new_local(Rc::new(Browser::new(open_session)));
        let dispatch = Dispatch {
            flow: RwSignal::new_local(flow),
            browser,
            language: RwSignal::new(false),
            translation_failed: RwSignal::new(false),
            search: RwSignal::new(String::new()),
        };
        browser::history::listen(dispatch);
        let screen = Memo::new(move |_| dispatch.read(Flow::screen));
        // For the life of the page.
        std::mem::forget(RenderEffect::new(move |_| {
            dispatch.language.track();
            let screen = screen.get();
            browser::page::name(&title(&screen, dispatch));
            dispatch.peek(|flow| {
                let (step, progress) = crate::views::step_of(&screen, flow);
                browser::arrived(crate::views::data_screen(&screen), step, progress);
            });
        }));
        dispatch.perform(effects);
        afresh(move || {
            dispatch.language.track();
            view! { <Screens screen dispatch /> }.into_any()
        })
    };
    leptos::mount::mount_to(place, view).forget();
}

/// The document's title: what is on display, and whether something is wrong.
fn title(screen: &Screen, dispatch: Dispatch) -> String {
    dispatch.read(|flow| crate::views::title(screen, flow))
}
