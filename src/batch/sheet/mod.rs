//! What a job file says, before anything of it is expanded: values with their places.

mod json;
mod toml;

use std::ops::Range;
use std::sync::Arc;

use super::error::BatchError;
use crate::scene::{Diagnostic, Source};

/// A list of entries to be expanded, and what holds for all of them.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The text.
    pub(super) source: Source,
    /// What holds for every entry that does not say otherwise.
    pub(super) defaults: Arc<Entry>,
    /// In the order in which they are written.
    pub(super) entries: Vec<Entry>,
}

/// One entry: keys and what they are.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub(super) span: Range<usize>,
    pub(super) keys: Vec<Key>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) span: Range<usize>,
    pub(super) item: Item,
}

/// A value and where it is written.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) span: Range<usize>,
    pub(super) value: Value,
}

/// What can be written.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Flag(bool),
    /// As it is written.
    Number(String),
    Text(String),
    List(Vec<Item>),
    Table(Vec<Key>),
    /// Something that no option takes, in words.
    Other(&'static str),
}

impl Value {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Flag(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(items) if items.is_empty() => "an empty list",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Other(what) => what,
        }
    }
}

impl Key {
    /// The same key with another value.
    pub(super) fn with(&self, item: Item) -> Self {
        Self {
            name: self.name.clone(),
            span: self.span.clone(),
            item,
        }
    }
}

impl Entry {
    pub(super) fn get(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl Sheet {
    /// Understands a job file: TOML with `[defaults]` and a `[[job]]` for each entry.
    ///
    /// # Errors
    /// At the place of the mistake.
    pub fn from_toml(source: Source) -> Result<Self, BatchError> {
        toml::read(source)
    }

    /// Understands a stream of JSON objects, one on each line: each is an entry.
    ///
    /// # Errors
    /// At the line of the mistake.
    pub fn from_json_lines(source: Source) -> Result<Self, BatchError> {
        json::read(source)
    }

    pub(super) fn mistake(
        &self,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> BatchError {
        mistake(&self.source, span, message, help)
    }
}

fn mistake(
    source: &Source,
    span: &Range<usize>,
    message: impl Into<String>,
    help: impl Into<String>,
) -> BatchError {
    Diagnostic::new(source, Some(span.clone()), message)
        .help(help)
        .into()
}
