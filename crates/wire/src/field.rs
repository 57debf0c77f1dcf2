//! One input of a step: what kind it is, when it is asked for, and how its answer may be kept.

use crate::{Block, FieldId, Pattern, PermissionId, ScopeId};
use serde::{Deserialize, Serialize};

/// One input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Which field.
    pub id: FieldId,
    /// The language of its words, when it is not the session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What the tool calls it.
    pub label: String,
    /// One short line above the input; may be empty.
    #[serde(default)]
    pub hint: String,
    /// Longer help, shown on request.
    #[serde(default)]
    pub help: Vec<Block>,
    /// What kind of input.
    pub kind: FieldKind,
    /// Whether it may stay empty.
    #[serde(default)]
    pub optional: bool,
    /// What a good answer looks like.
    #[serde(default)]
    pub pattern: Option<Pattern>,
    /// How an answer may be kept in the browser.
    pub persist: Persist,
    /// Asked for when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// What kind of input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line that may be seen.
    Text,
    /// One line that may not.
    Secret,
    /// The part of an address that is the customer's own; pasted addresses are cut down to it.
    Subdomain {
        /// Shown before the input, such as `https://`.
        prefix: String,
        /// Shown after it, such as `.bamboohr.com`.
        suffix: String,
    },
    /// A whole host name that ends with one of these; pasted addresses are cut down to it.
    Host(Vec<String>),
    /// One line that is written in a certain way.
    Formatted(Format),
    /// One of several.
    Choice(Vec<Choice>),
    /// A key or certificate in PEM, over several lines; may not be seen by others, and can be read from a file.
    Pem(PemKind),
    /// A text file.
    File {
        /// How its name ends, such as `.csv`.
        accept: Vec<String>,
        /// The most characters it may hold.
        max: u32,
    },
    /// Made by the backend; what the tool must be told of it is shown. The answer is the id of a [`Grant`](crate::Grant).
    Generated,
    /// A log-in at the tool. The answer is the id of a [`Grant`](crate::Grant).
    Login,
    /// Nothing to fill in: a value to copy into the tool.
    Shown(String),
}

impl FieldKind {
    /// Whether there is an answer to it at all.
    pub fn is_answered(&self) -> bool {
        !matches!(self, Self::Shown(_))
    }

    /// Whether the backend gives the answer, and the page asks it for one.
    pub fn is_granted(&self) -> bool {
        matches!(self, Self::Generated | Self::Login)
    }
}

/// How a line is written. Every one of these is firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// An e-mail address.
    Email,
    /// An `https` address.
    Url,
    /// A UUID, with dashes.
    Uuid,
    /// A whole number.
    Number,
}

/// What a PEM text must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PemKind {
    /// A private key.
    PrivateKey,
    /// A certificate.
    Certificate,
    /// Either.
    Any,
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The answer.
    pub id: String,
    /// What it is called.
    pub label: String,
}

/// What must hold for a step or a field to be there. The environment and the category are known before and never in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Another field has one of these answers.
    Answer {
        /// The field.
        field: FieldId,
        /// The answers.
        is: Vec<String>,
    },
    /// A scope is shared.
    Scope(ScopeId),
    /// A permission is needed.
    Permission(PermissionId),
}

/// How an answer may be kept in the browser (S-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Persist {
    /// As it is.
    Plain,
    /// Encrypted in production, as it is in development.
    Sealed,
    /// Not at all.
    Never,
}
