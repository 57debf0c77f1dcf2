//! What the browser does for the flow, one file per thing. [`perform`] is the only `match` on what the core asks for.

pub(crate) mod history;
pub(crate) mod page;

mod api;
mod drafts;
mod host;
pub(crate) mod json;
mod net;
mod seal;
mod storage;
mod visits;

pub(crate) use host::{arrived, is_framed, knows_host};

use crate::app::Dispatch;
use crate::words;
use drafts::Drafts;
use flow::{Effect, Event, Texts};
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use wire::{Secret, Session, Tool};

/// What the browser remembers between two effects.
pub(crate) struct Browser {
    open_session: js_sys::Function,
    token: RefCell<Secret>,
    drafts: Rc<Drafts>,
    /// How often another language was wished for.
    wish: Cell<u32>,
}

impl Browser {
    pub(crate) fn new(open_session: js_sys::Function) -> Self {
        Self { open_session, token: RefCell::default(), drafts: Rc::default(), wish: Cell::default() }
    }

    fn token(&self) -> Secret {
        self.token.borrow().clone()
    }

    fn remember(&self, session: &Session) {
        self.token.replace(session.token.clone());
        self.drafts.use_key(session.draft_key.clone());
    }
}

/// Does what the core asks for.
pub(crate) fn perform(browser: &Rc<Browser>, effect: Effect, dispatch: Dispatch) {
    match effect {
        Effect::OpenSession => later(browser, dispatch, |browser| async move {
            match api::open_session(&browser.open_session, &words::language()).await {
                Ok(session) => {
                    browser.remember(&session);
                    visits::forget_others(Some(&session.link));
                    let visit = visits::load(&session.link);
                    Event::SessionOpened { session: Box::new(session), visit, place: history::place() }
                }
                Err(reason) => {
                    if reason.ends_for_good() {
                        visits::forget_others(None);
                    }
                    Event::OpeningFailed(reason)
                }
            }
        }),
        Effect::FetchTool(tool) => later(browser, dispatch, move |browser| async move {
            match api::fetch_tool(&tool, &browser.token(), &words::language()).await {
                Ok(tool) => Event::ToolFetched(Box::new(tool)),
                Err(failure) => Event::ToolFetchFailed(failure),
            }
        }),
        Effect::Submit(submission) => later(browser, dispatch, move |browser| async move {
            Event::Settled(api::submit(&submission, &browser.token()).await)
        }),
        Effect::AskAfter { key, waiting } => later(browser, dispatch, move |browser| async move {
            Event::Settled(api::ask_after(&key, waiting, &browser.token()).await)
        }),
        Effect::RequestGrant(request) => later(browser, dispatch, move |browser| async move {
            let field = request.field.clone();
            Event::GrantTold(field, api::request_grant(request, &browser.token()).await)
        }),
        Effect::AwaitGrant(field, id) => {
            let browser = browser.clone();
            spawn_local(async move {
                let grant = api::await_grant(&id, &browser.token()).await;
                dispatch.send(match grant {
                    Some(grant) => Event::GrantTold(field, Ok(grant)),
                    None => Event::LoginUnheard(field),
                });
            });
        }
        Effect::HandOver(request) => later(browser, dispatch, move |browser| async move {
            Event::HandedOver(api::hand_over(&request, &browser.token()).await)
        }),
        Effect::RevokeHandOver(link) => {
            let browser = browser.clone();
            spawn_local(async move { api::take_back(&link, &browser.token()).await });
        }
        Effect::LoadDraft(slot) => later(browser, dispatch, move |browser| async move {
            let (kept, is_stored) = browser.drafts.load(&slot).await;
            if !is_stored {
                dispatch.send(Event::StorageRefused);
            }
            Event::DraftLoaded(kept)
        }),
        Effect::SaveDraft(snapshot) => Drafts::save(&browser.drafts, snapshot, dispatch),
        Effect::DiscardDraft(slot) => browser.drafts.discard(&slot),
        Effect::SaveVisit(link, visit) => visits::save(&link, &visit),
        Effect::DiscardVisit(link) => visits::discard(&link),
        Effect::Translate { language, texts } => {
            let browser = browser.clone();
            let wish = browser.wish.get() + 1;
            browser.wish.set(wish);
            spawn_local(async move {
                let told = told(&browser, &language, texts).await;
                // Only the last wish counts.
                if browser.wish.get() == wish {
                    dispatch.send(told.map_or(Event::TranslationFailed, |told| told.spoken(&browser, &language)));
                }
            });
        }
        Effect::TellHost(message) => host::tell(&message),
        Effect::Reload => page::reload(),
        Effect::Focus(target) => page::focus(&target),
        Effect::Navigate(navigation) => history::navigate(navigation),
    }
}

/// Every text in another language.
struct Told {
    words: JsValue,
    session: Option<Box<Session>>,
    tool: Option<Box<Tool>>,
}

async fn told(browser: &Browser, language: &str, texts: Texts) -> Option<Told> {
    let words = api::fetch_words(language).await?;
    let session = match texts {
        Texts::None => None,
        _ => Some(Box::new(api::open_session(&browser.open_session, language).await.ok()?)),
    };
    let tool = match texts {
        Texts::Tool(tool) => Some(Box::new(api::fetch_tool(&tool, &browser.token(), language).await.ok()?)),
        _ => None,
    };
    Some(Told { words, session, tool })
}

impl Told {
    /// From here on the language is spoken.
    fn spoken(self, browser: &Browser, language: &str) -> Event {
        if let Some(session) = &self.session {
            browser.remember(session);
        }
        words::speak(language, &self.words);
        words::keep(language);
        Event::Translated { session: self.session, tool: self.tool }
    }
}

/// Work that takes time, and the event it ends in. Boxed, so that the machinery behind it is in the wasm once.
fn later<F: Future<Output = Event> + 'static>(
    browser: &Rc<Browser>,
    dispatch: Dispatch,
    work: impl FnOnce(Rc<Browser>) -> F,
) {
    run(Box::pin(work(browser.clone())), dispatch);
}

fn run(work: Pin<Box<dyn Future<Output = Event>>>, dispatch: Dispatch) {
    spawn_local(async move { dispatch.send(work.await) });
}
