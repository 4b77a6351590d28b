//! From JSON, an object on a line.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value as Json;

use super::super::error::BatchError;
use super::{Entry, Item, Key, Sheet, Value, mistake};
use crate::scene::{Diagnostic, Source};

const EXAMPLE: &str = r#"write a job on each line: {"scene": "a.wgsl", "output": "a.mp4"}"#;

pub(super) fn read(source: Source) -> Result<Sheet, BatchError> {
    let mut entries = Vec::new();
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        let span = start..start + line.trim_end().len();
        start += line.len();
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(line) {
            Ok(Json::Object(object)) => entries.push(Entry {
                keys: keys(object, &span),
                span,
            }),
            Ok(_) => return Err(mistake(&source, &span, "a job is a JSON object", EXAMPLE)),
            // Of one that is written over many lines the first has no end.
            Err(error) if error.is_eof() => {
                let message = "the object has no end on its line";
                return Err(mistake(&source, &span, message, EXAMPLE));
            }
            Err(error) => {
                let at = span.start + error.column().saturating_sub(1).min(span.len());
                let message = format!("this is no JSON: {}", words(&error));
                let help = match line.trim_start().starts_with(['{', '[', '"']) && !is_toml(line) {
                    true => EXAMPLE,
                    false => "jobs in TOML are a file: `shaderpipe batch FILE`",
                };
                return Err(mistake(&source, &(at..at + 1), message, help));
            }
        }
    }
    if entries.is_empty() {
        return Err(Diagnostic::new(&source, None, "there is no job in it")
            .help(EXAMPLE)
            .into());
    }
    Ok(Sheet {
        source,
        defaults: Arc::default(),
        entries,
    })
}

/// Whether a line is as they begin a job file.
fn is_toml(line: &str) -> bool {
    ["[[job]]", "[defaults]"].contains(&line.trim())
}

/// What is wrong, without a line that is always the first.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn keys(object: serde_json::Map<String, Json>, line: &Range<usize>) -> Vec<Key> {
    let key = |(name, value)| Key {
        name,
        span: line.clone(),
        item: item(value, line),
    };
    object.into_iter().map(key).collect()
}

fn item(value: Json, line: &Range<usize>) -> Item {
    let value = match value {
        Json::Null => Value::Other("null"),
        Json::Bool(is_on) => Value::Flag(is_on),
        Json::Number(number) => Value::Number(number.to_string()),
        Json::String(text) => Value::Text(text),
        Json::Array(items) => {
            Value::List(items.into_iter().map(|value| item(value, line)).collect())
        }
        Json::Object(object) => Value::Table(keys(object, line)),
    };
    Item {
        span: line.clone(),
        value,
    }
}
