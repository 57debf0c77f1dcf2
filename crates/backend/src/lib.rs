//! The self-hostable backend. Start at [`server::router`] for what is served, and at [`cli`] for what an operator can run.

pub mod brand;
pub mod checks;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod demo;
mod egress;
mod flow_api;
mod grant;
mod guide;
pub mod health;
mod hooks;
mod language;
pub mod link;
mod login;
mod management;
mod page;
mod page_words;
mod probe;
mod problem;
mod relink;
pub mod role;
mod saml;
mod scope_config;
pub mod server;
pub mod store;
mod texts;
mod tool_address;
pub mod tool_files;

pub use management::openapi;
