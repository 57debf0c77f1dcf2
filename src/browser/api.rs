//! The flow API. Same-origin and relative, always: nothing that says where data goes comes from anywhere else (E-20). An answer counts
//! only if its type and its shape are right; anything else is no answer.

use super::{json, net};
use crate::words;
use flow::{CallFailure, Settled, Submission, Unavailable};
use serde::de::DeserializeOwned;
use std::pin::Pin;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wire::{
    Connected, Grant, GrantRequest, GrantState, HandOverRequest, HandedOver, LinkId, ProblemCode, Secret, Session,
    SubmissionState, Tool, ToolId, WayBack,
};

/// How long to wait before asking again after a submission that is being worked on, in milliseconds.
const PAUSE: u32 = 1500;
/// How often a log-in is asked after: at first every second, then every five, for ten minutes (E-13).
const ASKS: u32 = 130;

/// An answer: a good one, or the backend's word on what went wrong.
type Answer<T> = Result<T, CallFailure>;

pub(super) async fn open_session(open: &js_sys::Function, language: &str) -> Result<Session, Unavailable> {
    let answer = open
        .call1(&JsValue::NULL, &language.into())
        .ok()
        .and_then(|promise| promise.dyn_into::<js_sys::Promise>().ok());
    let answer = answer.ok_or(Unavailable::Offline)?;
    let raw = received(answer).await;
    if raw.is_incomplete {
        return Err(Unavailable::Incomplete);
    }
    match raw.read() {
        Ok(session) => Ok(session),
        Err(CallFailure::Unanswered) => Err(Unavailable::Offline),
        Err(CallFailure::Unreadable) => Err(Unavailable::Outdated),
        Err(CallFailure::Problem(problem)) => {
            Err(flow::ends_link(&problem).unwrap_or(Unavailable::Ours(problem.instance)))
        }
    }
}

pub(super) async fn fetch_tool(tool: &ToolId, token: &Secret, language: &str) -> Answer<Tool> {
    call("GET", &format!("/api/tools/{tool}"), token, language, "", "").await.read()
}

pub(super) async fn submit(submission: &Submission, token: &Secret) -> Settled {
    let body = json::write(submission.request());
    let raw = call("POST", "/api/submissions", token, &words::language(), submission.key(), &body).await;
    match raw.read::<Connected>() {
        Ok(connected) => Settled::Connected(connected),
        Err(failure) => failure.into(),
    }
}

pub(super) async fn ask_after(key: &str, waiting: bool, token: &Secret) -> Settled {
    if waiting {
        net::pause(PAUSE).await;
    }
    match get(&format!("/api/submissions/{key}"), token).await.read::<SubmissionState>() {
        Ok(state) => Settled::Found(Box::new(state)),
        // The question failed, not the submission: only the end of the session says something about what comes next.
        Err(CallFailure::Problem(problem)) if problem.code == ProblemCode::SessionExpired => Settled::Refused(problem),
        Err(_) => Settled::Unanswered,
    }
}

/// The backend's answer to a field.
pub(super) async fn request_grant(mut request: GrantRequest, token: &Secret) -> Answer<Grant> {
    // At the top the log-in takes the place of the page, and comes back to it; a frame waits for another window.
    request.way_back = if super::is_framed() { WayBack::Window } else { WayBack::Page };
    post("/api/grants", token, &json::write(&request)).await.read()
}

/// Asks until a log-in is over. `None` when nothing was heard of it for too long.
pub(super) async fn await_grant(id: &Secret, token: &Secret) -> Option<Grant> {
    let path = format!("/api/grants/{}", id.expose());
    for asked in 0..ASKS {
        net::pause(if asked < 15 { 1000 } else { 5000 }).await;
        match get(&path, token).await.read::<Grant>() {
            Ok(Grant { state: GrantState::Waiting(_), .. }) | Err(_) => {}
            Ok(grant) => return Some(grant),
        }
    }
    None
}

pub(super) async fn hand_over(request: &HandOverRequest, token: &Secret) -> Answer<HandedOver> {
    post("/api/handovers", token, &json::write(request)).await.read()
}

pub(super) async fn take_back(link: &LinkId, token: &Secret) {
    post(&format!("/api/handovers/{link}/revoke"), token, "{}").await;
}

/// The word file of a language, or nothing.
pub(super) async fn fetch_words(language: &str) -> Option<JsValue> {
    JsFuture::from(words::fetch(language)).await.ok()
}

fn get(path: &str, token: &Secret) -> Pin<Box<dyn Future<Output = Raw>>> {
    call("GET", path, token, &words::language(), "", "")
}

fn post(path: &str, token: &Secret, body: &str) -> Pin<Box<dyn Future<Output = Raw>>> {
    call("POST", path, token, &words::language(), "", body)
}

/// Boxed, so that every call shares one copy of it.
fn call(
    method: &str,
    path: &str,
    token: &Secret,
    language: &str,
    key: &str,
    body: &str,
) -> Pin<Box<dyn Future<Output = Raw>>> {
    Box::pin(received(net::call(method, path, token.expose(), language, key, body)))
}

/// What came back, before anybody has looked at it.
#[derive(Default)]
struct Raw {
    is_incomplete: bool,
    is_success: bool,
    kind: String,
    text: String,
}

async fn received(answer: js_sys::Promise) -> Raw {
    let Ok(answer) = JsFuture::from(answer).await else { return Raw::default() };
    let part = |name: &str| js_sys::Reflect::get(&answer, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let text = |name: &str| part(name).as_string().unwrap_or_default();
    let is_success = part("status").as_f64().is_some_and(|status| (200.0..300.0).contains(&status));
    Raw { is_incomplete: part("incomplete").is_truthy(), is_success, kind: text("type"), text: text("body") }
}

impl Raw {
    fn read<T: DeserializeOwned>(&self) -> Answer<T> {
        let kind = self.kind.split(';').next().unwrap_or_default();
        match (self.is_success, kind) {
            (true, "application/json") => json::read(&self.text).ok_or_else(|| {
                if json::is_whole(&self.text) { CallFailure::Unreadable } else { CallFailure::Unanswered }
            }),
            (false, "application/problem+json") => Err(json::read(&self.text)
                .map_or(CallFailure::Unanswered, |problem| CallFailure::Problem(Box::new(problem)))),
            _ => Err(CallFailure::Unanswered),
        }
    }
}
