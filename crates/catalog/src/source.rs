//! A file of the catalog, and places in it: every finding points at the line that its author changes.

use crate::finding::Finding;
use crate::plain;
use serde::de::DeserializeOwned;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file of the catalog.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
    tree: OnceCell<Node>,
}

impl Source {
    pub(crate) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), tree: OnceCell::new() }
    }

    /// A finding at a place in this file.
    pub(crate) fn at(&self, span: &Range<usize>, message: impl Into<String>) -> Finding {
        Finding::new(&self.path, self.line(span.start), message)
    }

    /// A finding inside a text of several lines: `offset` counts from where the text itself begins.
    pub(crate) fn inside(&self, text: &Spanned<String>, offset: usize, message: impl Into<String>) -> Finding {
        let written = self.text.get(text.span()).unwrap_or_default();
        let is_long = written.starts_with("\"\"\"") || written.starts_with("'''");
        let begins = usize::from(written.get(3..).is_some_and(|rest| rest.starts_with(['\n', '\r'])));
        let before = text.as_ref().get(..offset).unwrap_or_default().matches('\n').count();
        let down = if is_long { (begins + before).min(written.matches('\n').count()) } else { 0 };
        Finding::new(&self.path, self.line(text.span().start) + down, message)
    }

    fn line(&self, start: usize) -> usize {
        self.text.get(..start).unwrap_or(&self.text).matches('\n').count() + 1
    }

    /// Where a walk to a key begins.
    pub(crate) fn top(&self) -> Place<'_> {
        let tree = self.tree.get_or_init(|| match DeTable::parse(&self.text) {
            Ok(table) => Node::of_table(table.get_ref(), 0..self.text.len()),
            Err(_) => Node { span: 0..0, inside: Inside::Nothing },
        });
        Place { source: self, node: Some(tree), start: 0 }
    }

    pub(crate) fn parse<T: DeserializeOwned>(&self, findings: &mut Vec<Finding>) -> Option<T> {
        match toml::from_str(&self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let span = error.span().unwrap_or_default();
                let finding = self.at(&span, plain::words(error.message().trim()));
                let line = self.text.lines().nth(finding.line - 1).unwrap_or_default();
                // The range of its type says nothing to an author.
                let is_minutes =
                    line.trim_start().starts_with("minutes") && error.message().starts_with("invalid value");
                let message = if is_minutes { plain::MINUTES.to_owned() } else { finding.message };
                findings.push(Finding { message, ..finding });
                None
            }
        }
    }
}

/// What stands where in a file.
struct Node {
    span: Range<usize>,
    inside: Inside,
}

enum Inside {
    Nothing,
    /// By key: where the key begins, and its value.
    Keys(BTreeMap<String, (usize, Node)>),
    Items(Vec<Node>),
}

impl Node {
    fn of(value: &Spanned<DeValue<'_>>) -> Self {
        match value.get_ref() {
            DeValue::Table(table) => Self::of_table(table, value.span()),
            DeValue::Array(items) => {
                Self { span: value.span(), inside: Inside::Items(items.iter().map(Self::of).collect()) }
            }
            _ => Self { span: value.span(), inside: Inside::Nothing },
        }
    }

    fn of_table(table: &DeTable<'_>, span: Range<usize>) -> Self {
        let entry = |(key, value): (&Spanned<_>, &_)| {
            let name: &std::borrow::Cow<'_, str> = key.get_ref();
            (name.to_string(), (key.span().start, Self::of(value)))
        };
        Self { span, inside: Inside::Keys(table.iter().map(entry).collect()) }
    }
}

/// A place in a file. Walking to something that is not there stays at the last place that is.
#[derive(Clone)]
pub(crate) struct Place<'a> {
    source: &'a Source,
    node: Option<&'a Node>,
    start: usize,
}

impl Place<'_> {
    /// The key of this name.
    pub(crate) fn key(&self, name: &str) -> Self {
        match self.node.map(|node| &node.inside) {
            Some(Inside::Keys(keys)) => match keys.get(name) {
                Some((start, node)) => Self { source: self.source, node: Some(node), start: *start },
                None => self.stay(),
            },
            _ => self.stay(),
        }
    }

    /// One after the other.
    pub(crate) fn keys(&self, names: &[&str]) -> Self {
        names.iter().fold(self.clone(), |place, name| place.key(name))
    }

    /// The entry of a list.
    pub(crate) fn item(&self, index: usize) -> Self {
        match self.node.map(|node| &node.inside) {
            Some(Inside::Items(items)) => match items.get(index) {
                Some(node) => Self { source: self.source, node: Some(node), start: node.span.start },
                None => self.stay(),
            },
            _ => self.stay(),
        }
    }

    /// The key of this name, or the other one where it is not there.
    pub(crate) fn key_or(&self, name: &str, other: &str) -> Self {
        if self.has(name) { self.key(name) } else { self.key(other) }
    }

    /// Whether there is a key of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        matches!(self.node.map(|node| &node.inside), Some(Inside::Keys(keys)) if keys.contains_key(name))
    }

    /// Where its value holds this text, which may be some lines below.
    pub(crate) fn holding(&self, text: &str) -> Self {
        let Some(node) = self.node else { return self.clone() };
        let found = self.source.text.get(node.span.clone()).and_then(|value| value.find(text));
        Self { start: found.map_or(self.start, |at| node.span.start + at), ..self.clone() }
    }

    /// A finding here.
    pub(crate) fn say(&self, message: impl Into<String>) -> Finding {
        self.source.at(&(self.start..self.start), message)
    }

    fn stay(&self) -> Self {
        Self { source: self.source, node: None, start: self.start }
    }
}
