//! The embedding page. Who it is and how it is spoken to is the shell's business (`src/boot/host.js`), which is there before the app.

use flow::HostMessage;
use wasm_bindgen::prelude::wasm_bindgen;

mod browser {
    use super::wasm_bindgen;

    #[wasm_bindgen(module = "/src/boot/host.js")]
    extern "C" {
        #[wasm_bindgen(js_name = isFramed)]
        pub(super) fn is_framed() -> bool;
        #[wasm_bindgen(js_name = knowsHost)]
        pub(super) fn knows_host() -> bool;
        pub(super) fn tell(kind: &str, token: &str);
        pub(super) fn arrived(screen: &str, step: &str, number: u32, count: u32);
    }
}

/// Whether the page is framed by a host.
pub(crate) fn is_framed() -> bool {
    browser::is_framed()
}

/// Whether it is framed by a host that can be told.
pub(crate) fn knows_host() -> bool {
    browser::knows_host()
}

pub(super) fn tell(message: &HostMessage) {
    match message {
        HostMessage::Close => browser::tell("close", ""),
        HostMessage::Success { activation_token } => browser::tell("success", activation_token.expose()),
    }
}

/// Says what is on display, and how far it still is.
pub(crate) fn arrived(screen: &str, step: &str, (number, count): (usize, usize)) {
    let whole = |number: usize| u32::try_from(number).unwrap_or_default();
    browser::arrived(screen, step, whole(number), whole(count));
}
