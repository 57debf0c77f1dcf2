//! Widgets that know nothing of the flow: text in, events out.

mod button;
mod changing;
mod details;
mod field;
mod icon;
mod secret_field;
mod switch;
mod text_field;

pub use button::Button;
pub use changing::{changing, flag, sometimes};
pub use details::Details;
pub use icon::{Icon, IconName};
pub use secret_field::SecretField;
pub use switch::Switch;
pub use text_field::TextField;
