//! The app: the views of the connection flow, and the one place where the core, the views and the browser meet.
//!
//! Start at [`app`]. `views` has one file per screen and `ui` the widgets they are made of; `browser` does what the core asks for;
//! `words` holds every sentence. Views and browser never see each other, and both know the core only as events and effects.

pub mod app;
mod browser;
pub mod ui;
pub mod views;
pub mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the app, once there are words. `open_session` exchanges the link for a session, as in `src/boot/session.js`.
#[wasm_bindgen]
pub fn start(open_session: js_sys::Function) {
    app::mount(open_session);
}
