//! Whole journeys through the core, and what must hold whatever happens in them. Start at `walking`.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod asked;
mod granting;
mod grants;
mod languages;
mod leaving;
mod noticing;
mod relinking;
mod scene;
mod walking;
mod whatever;
