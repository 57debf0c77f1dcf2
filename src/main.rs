//! What the browser runs. Everything is in the library; `boot.js` calls [`connect_app::start`] when the wasm is ready.

use connect_app as _;

fn main() {}
