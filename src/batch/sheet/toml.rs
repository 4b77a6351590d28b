//! From TOML.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::error::BatchError;
use super::{Entry, Item, Key, Sheet, Value, mistake};
use crate::scene::{Diagnostic, Source, nearest};

const EXAMPLE: &str = "begin an entry with a line [[job]], and what holds for all with [defaults]";

pub(super) fn read(source: Source) -> Result<Sheet, BatchError> {
    let text = source.text().to_owned();
    let document = DeTable::parse(&text).map_err(|error| no_toml(&source, &error))?;
    let mut sheet = Sheet {
        source,
        defaults: Arc::default(),
        entries: Vec::new(),
    };
    for key in keys(document.get_ref()) {
        let source = &sheet.source;
        match (key.name.as_str(), key.item.value) {
            ("defaults", Value::Table(keys)) => {
                sheet.defaults = Arc::new(Entry {
                    span: key.span,
                    keys,
                });
            }
            ("job", Value::List(items)) => {
                for item in items {
                    let Value::Table(keys) = item.value else {
                        return Err(mistake(source, &item.span, "a job is a table", EXAMPLE));
                    };
                    let span = item.span;
                    sheet.entries.push(Entry { span, keys });
                }
            }
            ("job", Value::Table(_)) => {
                let message = "`job` is a list of tables";
                return Err(mistake(
                    source,
                    &key.span,
                    message,
                    "write [[job]], with two brackets",
                ));
            }
            ("defaults", Value::List(_)) => {
                let help = "write [defaults], with one bracket, once";
                return Err(mistake(source, &key.span, "`defaults` is a table", help));
            }
            ("job" | "defaults", value) => {
                let message = format!("`{}` cannot be {}", key.name, value.kind());
                return Err(mistake(source, &key.span, message, EXAMPLE));
            }
            (name, _) => {
                let help = match nearest(name, ["defaults", "job"]) {
                    Some("job") => "did you mean [[job]]?".to_owned(),
                    Some(near) => format!("did you mean [{near}]?"),
                    None => "write a line [[job]] above it, or [defaults] if it holds for all jobs"
                        .to_owned(),
                };
                let message = format!("unknown key `{name}`");
                return Err(mistake(source, &key.span, message, help));
            }
        }
    }
    match sheet.entries.is_empty() {
        true => Err(
            Diagnostic::new(&sheet.source, None, "there is no job in it")
                .help(EXAMPLE)
                .into(),
        ),
        false => Ok(sheet),
    }
}

fn no_toml(source: &Source, error: &toml::de::Error) -> Diagnostic {
    let message = format!("a job file is TOML: {}", error.message());
    let span = error.span();
    let text = source.text();
    let start = span.as_ref().map_or(0, |span| span.start.min(text.len()));
    let line = text[..text.floor_char_boundary(start)]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let line = text[line..].lines().next().unwrap_or_default();
    let is_scene = source.path().extension().is_some_and(|name| name == "wgsl");
    let help = if is_scene {
        "a scene is rendered by `shaderpipe render SCENE.wgsl -o NAME.mp4`"
    } else if text.trim_start().starts_with(['{']) {
        "jobs in JSON come on standard input: `shaderpipe batch - < FILE`"
    } else if line.contains(['\u{201c}', '\u{201d}']) {
        "texts stand in straight quotes: \""
    } else if error.message().contains("escape") {
        "in \"…\" a backslash is written twice; in '…' it is one"
    } else {
        ""
    };
    let diagnostic = Diagnostic::new(source, span, message);
    match help {
        "" => diagnostic,
        help => diagnostic.help(help),
    }
}

/// The keys of a table in the order in which they are written.
fn keys(table: &DeTable<'_>) -> Vec<Key> {
    let mut keys: Vec<Key> = table
        .iter()
        .map(|(name, value)| Key {
            name: name.get_ref().to_string(),
            span: name.span(),
            item: item(value),
        })
        .collect();
    keys.sort_by_key(|key| key.span.start);
    keys
}

fn item(value: &Spanned<DeValue<'_>>) -> Item {
    Item {
        span: value.span(),
        value: match value.get_ref() {
            DeValue::Boolean(is_on) => Value::Flag(*is_on),
            DeValue::Integer(integer) if integer.radix() == 10 => {
                Value::Number(integer.as_str().to_owned())
            }
            DeValue::Integer(integer) => {
                match i64::from_str_radix(integer.as_str(), integer.radix()) {
                    Ok(number) => Value::Number(number.to_string()),
                    Err(_) => Value::Other("a number beyond 64 bits"),
                }
            }
            DeValue::Float(float) => Value::Number(float.as_str().to_owned()),
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Datetime(_) => Value::Other("a date"),
            DeValue::Array(items) => Value::List(items.iter().map(item).collect()),
            DeValue::Table(table) => Value::Table(keys(table)),
        },
    }
}
