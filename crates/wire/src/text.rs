//! Instructions as a typed tree: what the catalog's Markdown subset is compiled to, so that no markup ever reaches the page.

use serde::{Deserialize, Serialize};

/// A paragraph or a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// Things to do, in order.
    Steps(Vec<Vec<Inline>>),
    /// Points without an order.
    List(Vec<Vec<Inline>>),
    /// A picture, which can be opened at its full size.
    Picture {
        /// Where it is, on our own origin.
        src: String,
        /// What is on it, for those who do not see it.
        alt: String,
    },
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// The tool's own word for one of its buttons or menus.
    Strong(String),
    /// Something to type or to compare letter by letter.
    Code(String),
    /// A link to another page; `https` only, checked when the catalog is compiled. `{field}` in its host stands for an answer.
    Link {
        /// What to show.
        text: String,
        /// Where it goes.
        href: String,
    },
}
