//! A text file, read in the browser: by itself, or into a field of several lines.

use super::el::{attribute, el, is};
use leptos::attr::any_attribute::IntoAnyAttribute;
use leptos::prelude::*;
use leptos::tachys::html::event::on;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::{JsFuture, spawn_local};

mod browser {
    use super::wasm_bindgen;

    #[wasm_bindgen(module = "/src/boot/net.js")]
    extern "C" {
        pub(super) fn read(input: &web_sys::HtmlInputElement) -> js_sys::Promise;
    }
}

/// Picks a file and hands on its text. `id` and `label` are for an input that has no label beside it.
#[inline(never)]
pub fn pick_file(id: String, label: Option<String>, accept: String, picked: Box<dyn Fn(String)>) -> AnyView {
    let picked: Rc<dyn Fn(String)> = picked.into();
    let pick = move |event: web_sys::Event| {
        let picked = picked.clone();
        let input = event.target().map(wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlInputElement>);
        spawn_local(async move {
            let Some(input) = input else { return };
            let text = JsFuture::from(browser::read(&input)).await.ok().and_then(|text| text.as_string());
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                picked(text);
            }
        });
    };
    let attributes = vec![
        is("type", "file"),
        is("class", "connect-file"),
        is("id", id),
        is("accept", accept),
        attribute("aria-label", label),
        on(leptos::ev::change, move |event| pick(event.unchecked_into())).into_any_attr(),
    ];
    el("input", attributes, Vec::new())
}
