//! The flow API. Same-origin and relative, always: nothing that says where data goes comes from anywhere else (E-20). An answer counts
//! only if its type and its shape are right; anything else is no answer.

use super::json;
use crate::words;
use flow::{CallFailure, Settled, Submission, Unavailable};
use gloo_net::http::{Request, RequestBuilder};
use leptos::leptos_dom::helpers::set_timeout;
use serde::de::DeserializeOwned;
use std::pin::Pin;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wire::{Connected, ProblemCode, Secret, Session, SubmissionState, Tool, ToolId};

/// How long an answer is waited for, in milliseconds; a little longer than the backend's own patience.
const PATIENCE: u32 = 45_000;
/// How long to wait before asking again after a submission that is being worked on.
const PAUSE: Duration = Duration::from_millis(1500);

/// An answer: a good one, or the backend's word on what went wrong.
type Answer<T> = Result<T, CallFailure>;

pub(super) async fn open_session(open: &js_sys::Function, language: &str) -> Result<Session, Unavailable> {
    let answer = open
        .call1(&JsValue::NULL, &language.into())
        .ok()
        .and_then(|promise| promise.dyn_into::<js_sys::Promise>().ok());
    let Some(promise) = answer else {
        return Err(Unavailable::Offline);
    };
    let answer = JsFuture::from(promise).await.map_err(|_| Unavailable::Offline)?;
    let part = |name: &str| js_sys::Reflect::get(&answer, &name.into()).unwrap_or(JsValue::UNDEFINED);
    if part("incomplete").is_truthy() {
        return Err(Unavailable::Incomplete);
    }
    let text = |name: &str| part(name).as_string().unwrap_or_default();
    let is_success = part("status").as_f64().is_some_and(|status| (200.0..300.0).contains(&status));
    match (Raw { is_success, kind: text("type"), text: text("body") }).read() {
        Ok(session) => Ok(session),
        Err(CallFailure::Unanswered) => Err(Unavailable::Offline),
        Err(CallFailure::Problem(problem)) => {
            Err(flow::ends_link(&problem).unwrap_or(Unavailable::Ours(problem.instance)))
        }
    }
}

pub(super) async fn fetch_tool(tool: &ToolId, token: &Secret, language: &str) -> Answer<Tool> {
    send(request(Request::get(&format!("/api/tools/{tool}")), token, language).build()).await.read()
}

pub(super) async fn submit(submission: &Submission, token: &Secret) -> Settled {
    let builder = request(Request::post("/api/submissions"), token, &words::language())
        .header("idempotency-key", submission.key())
        .header("content-type", "application/json");
    match send(builder.body(json::write(submission.request()))).await.read::<Connected>() {
        Ok(connected) => Settled::Connected(connected),
        Err(failure) => failure.into(),
    }
}

pub(super) async fn ask_after(key: &str, waiting: bool, token: &Secret) -> Settled {
    if waiting {
        pause().await;
    }
    let request = request(Request::get(&format!("/api/submissions/{key}")), token, &words::language());
    match send(request.build()).await.read::<SubmissionState>() {
        Ok(state) => Settled::Found(Box::new(state)),
        // The question failed, not the submission: only the end of the session says something about what comes next.
        Err(CallFailure::Problem(problem)) if problem.code == ProblemCode::SessionExpired => Settled::Refused(problem),
        Err(_) => Settled::Unanswered,
    }
}

/// The word file of a language, or nothing.
pub(super) async fn fetch_words(language: &str) -> Option<JsValue> {
    JsFuture::from(words::fetch(language)).await.ok()
}

fn request(builder: RequestBuilder, token: &Secret, language: &str) -> RequestBuilder {
    let signal = web_sys::AbortSignal::timeout_with_u32(PATIENCE);
    builder
        .header("authorization", &format!("Bearer {}", token.expose()))
        .header("accept-language", language)
        .abort_signal(Some(&signal))
}

/// What came back, before anybody has looked at it.
#[derive(Default)]
struct Raw {
    is_success: bool,
    kind: String,
    text: String,
}

/// Boxed, so that every call shares one copy of it.
fn send(request: Result<Request, gloo_net::Error>) -> Pin<Box<dyn Future<Output = Raw>>> {
    Box::pin(async move { received(request).await.unwrap_or_default() })
}

async fn received(request: Result<Request, gloo_net::Error>) -> Option<Raw> {
    let response = request.ok()?.send().await.ok()?;
    let kind = response.headers().get("content-type").unwrap_or_default();
    Some(Raw { is_success: response.ok(), kind, text: response.text().await.ok()? })
}

impl Raw {
    fn read<T: DeserializeOwned>(&self) -> Answer<T> {
        let kind = self.kind.split(';').next().unwrap_or_default();
        match (self.is_success, kind) {
            (true, "application/json") => json::read(&self.text).ok_or(CallFailure::Unanswered),
            (false, "application/problem+json") => Err(json::read(&self.text)
                .map_or(CallFailure::Unanswered, |problem| CallFailure::Problem(Box::new(problem)))),
            _ => Err(CallFailure::Unanswered),
        }
    }
}

async fn pause() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                // Nobody can be told that nobody waits any more.
                let _ = resolve.call0(&JsValue::NULL);
            },
            PAUSE,
        );
    });
    let _ = JsFuture::from(promise).await;
}
