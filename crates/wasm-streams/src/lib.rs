//! Stands in for `wasm-streams`, which Leptos needs for server functions that stream (`docs/adr/0013-no-streams.md`). This page has no
//! server functions, but what `wasm-streams` exports to JavaScript cannot be left out by the linker. Here there is nothing to export.

use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasm_bindgen::JsValue;

/// A stream of the browser's, which nobody reads.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes a stream as it is.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Takes a stream of Rust's. Nothing comes out of it.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        Self(wasm_bindgen::JsCast::unchecked_into(JsValue::UNDEFINED))
    }

    /// The stream as it is.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// A stream that is at its end.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        Ended
    }
}

struct Ended;

impl Stream for Ended {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
