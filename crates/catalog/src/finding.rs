//! What is wrong with a definition: file, line, and what to write instead.

use std::fmt;

/// One thing for the author to put right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the catalog's folder.
    pub file: String,
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl Finding {
    pub(crate) fn new(file: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.into(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

pub(crate) fn no_field(id: &str) -> String {
    format!("there is no field {id}: define it under [[fields]], or correct its name")
}

pub(crate) fn no_permission(id: &str) -> String {
    format!("there is no permission {id}: define it under [[permissions]], or correct its name")
}
