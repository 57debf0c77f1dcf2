//! The network and time, as the browser has them (`src/boot/net.js`).

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

mod browser {
    use super::wasm_bindgen;

    #[wasm_bindgen(module = "/src/boot/net.js")]
    extern "C" {
        pub(super) fn call(
            method: &str,
            path: &str,
            token: &str,
            language: &str,
            key: &str,
            body: &str,
        ) -> js_sys::Promise;
        pub(super) fn pause(milliseconds: u32) -> js_sys::Promise;
    }
}

pub(super) fn call(method: &str, path: &str, token: &str, language: &str, key: &str, body: &str) -> js_sys::Promise {
    browser::call(method, path, token, language, key, body)
}

pub(super) async fn pause(milliseconds: u32) {
    // It cannot fail.
    let _ = JsFuture::from(browser::pause(milliseconds)).await;
}
