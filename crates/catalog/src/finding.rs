//! What is wrong with a definition: file, line, and what to write instead.

use serde::de::DeserializeOwned;
use std::fmt;
use std::ops::Range;

/// One thing for the author to put right.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// A file of the catalog.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// A finding at a place in this file.
    pub(crate) fn at(&self, span: &Range<usize>, message: impl Into<String>) -> Finding {
        let before = self.text.get(..span.start).unwrap_or(&self.text);
        Finding::new(&self.path, before.matches('\n').count() + 1, message)
    }

    /// A finding at the first line that holds `text`, or at the top.
    pub(crate) fn near(&self, text: &str, message: impl Into<String>) -> Finding {
        let start = self.text.find(text).unwrap_or_default();
        self.at(&(start..start), message)
    }

    pub(crate) fn parse<T: DeserializeOwned>(&self, findings: &mut Vec<Finding>) -> Option<T> {
        match toml::from_str(&self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let span = error.span().unwrap_or_default();
                findings.push(self.at(&span, error.message().trim().to_owned()));
                None
            }
        }
    }
}
