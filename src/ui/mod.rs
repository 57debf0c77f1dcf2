//! Widgets that know nothing of the flow: text in, events out.

pub mod button;
pub mod changing;
pub mod copy_text;
pub mod details;
pub mod field;
pub mod icon;
pub mod secret_field;
pub mod switch;
pub mod text_field;

pub use button::Button;
pub use changing::{Live, changing, either, flag, live, sometimes};
pub use copy_text::CopyText;
pub use details::Details;
pub use icon::{Icon, IconName};
pub use secret_field::SecretField;
pub use switch::Switch;
pub use text_field::TextField;
