//! From TOML.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::error::BatchError;
use super::{Entry, Item, Key, Sheet, Value, mistake};
use crate::scene::{Diagnostic, Source, nearest};

const EXAMPLE: &str = "begin an entry with a line [[job]], and what holds for all with [defaults]";

pub(super) fn read(source: Source) -> Result<Sheet, BatchError> {
    let text = source.text().to_owned();
    let document = DeTable::parse(&text).map_err(|error| {
        let message = format!("a job file is TOML: {}", error.message());
        Diagnostic::new(&source, error.span(), message)
    })?;
    let mut sheet = Sheet {
        source,
        defaults: Entry::default(),
        entries: Vec::new(),
    };
    for key in keys(document.get_ref()) {
        let source = &sheet.source;
        match (key.name.as_str(), key.item.value) {
            ("defaults", Value::Table(keys)) => {
                sheet.defaults = Entry {
                    span: key.span,
                    keys,
                };
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
            ("job" | "defaults", value) => {
                let message = format!("`{}` cannot be {}", key.name, value.kind());
                return Err(mistake(source, &key.span, message, EXAMPLE));
            }
            (name, _) => {
                let help = match nearest(name, ["defaults", "job"]) {
                    Some("job") => "did you mean [[job]]?".to_owned(),
                    Some(near) => format!("did you mean [{near}]?"),
                    None => format!("{EXAMPLE}; options stand in one of them"),
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
