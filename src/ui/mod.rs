//! Widgets that know nothing of the flow: text in, events out.

pub mod button;
pub mod changing;
pub mod choice_field;
pub mod copy_text;
pub mod details;
pub mod el;
pub mod field;
pub mod file_field;
pub mod icon;
pub mod line_field;
pub mod switch;

pub use button::Button;
pub use changing::{Live, afresh, changing, changing_by, either, flag, live, sometimes};
pub use choice_field::choice_field;
pub use copy_text::copy_text;
pub use details::details;
pub use field::{FieldTexts, field_frame};
pub use file_field::pick_file;
pub use icon::{Icon, IconName};
pub use line_field::{Hears, Lines, line_field};
pub use switch::Switch;
