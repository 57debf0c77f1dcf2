//! Tells the embedding page how the flow ended. Only on origins the link allows, never on all (E-03): the browser itself drops what is
//! meant for another origin, so each allowed one is tried. The shapes of the messages are stable.

use flow::HostMessage;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{Window, window};

fn host() -> Option<Window> {
    let window = window()?;
    let parent = window.parent().ok()??;
    (parent != window).then_some(parent)
}

pub(crate) fn is_framed() -> bool {
    host().is_some()
}

pub(super) fn tell(message: &HostMessage, origins: &[String]) {
    let Some(host) = host() else { return };
    let message = shape(message);
    for origin in origins {
        // An origin that is not the host's is meant to come to nothing.
        let _ = host.post_message(&message, origin);
    }
}

fn shape(message: &HostMessage) -> JsValue {
    let object = |entries: &[(&str, JsValue)]| {
        let object = Object::new();
        for (name, value) in entries {
            // A plain object takes every property.
            let _ = Reflect::set(&object, &(*name).into(), value);
        }
        JsValue::from(object)
    };
    match message {
        HostMessage::Close => object(&[("type", "close".into())]),
        HostMessage::Success { activation_token } => {
            let data = object(&[("activation_token", activation_token.expose().into())]);
            object(&[("type", "success".into()), ("data", data)])
        }
    }
}
