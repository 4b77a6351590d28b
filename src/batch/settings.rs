//! What a job sets, and how names of outputs show it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::job::Setting;
use super::sheet::{Item, Value};

/// The options of one job while they are collected: what is set later replaces what was set before.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) values: BTreeMap<String, Setting>,
    pub(super) places: BTreeMap<String, Range<usize>>,
    /// How names show what they do not show as it is.
    shown: BTreeMap<String, String>,
}

impl Settings {
    pub(super) fn set(&mut self, name: &str, setting: Setting, shown: Option<String>) {
        self.values.insert(name.to_owned(), setting);
        match shown {
            Some(shown) => self.shown.insert(name.to_owned(), shown),
            None => self.shown.remove(name),
        };
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.values.remove(name);
        self.shown.remove(name);
    }

    /// Sets one `NAME=VALUE` of the option `option`.
    pub(super) fn assign(&mut self, option: &str, name: &str, value: String, shown: String) {
        let setting = self.values.entry(option.to_owned());
        let setting = setting.or_insert_with(|| Setting::Values(Vec::new()));
        if let Setting::Values(values) = setting {
            let is_of_name = |value: &String| {
                value
                    .split_once('=')
                    .is_some_and(|(other, _)| other == name)
            };
            values.retain(|value| !is_of_name(value));
            values.push(format!("{name}={value}"));
        }
        self.shown.insert(format!("{option}.{name}"), shown);
    }

    /// What `{field}` shows, if something is set that is called so.
    pub(super) fn shown(&self, field: &str) -> Option<String> {
        if let Some(shown) = self.shown.get(field) {
            return Some(shown.clone());
        }
        match self.values.get(field) {
            Some(Setting::On) => return Some(field.to_owned()),
            Some(Setting::Value(value)) => return Some(value.clone()),
            Some(Setting::Values(_)) | None => {}
        }
        let param = field.strip_prefix("params.").unwrap_or(field);
        self.shown.get(&format!("set.{param}")).cloned()
    }
}

/// The name of a file without its folder and extension.
pub(super) fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// A value as a name shows it.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::Flag(is_on) => Some(is_on.to_string()),
        _ => None,
    }
}

/// A value, or those of a list with `separator` between them.
pub(super) fn joined(value: &Value, separator: &str) -> Option<String> {
    match value {
        Value::List(items) if !items.is_empty() => {
            let texts = items.iter().map(|item| text(&item.value));
            Some(texts.collect::<Option<Vec<_>>>()?.join(separator))
        }
        value => text(value),
    }
}

/// A text, or a list of them.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    let one = |value: &Value| match value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        _ => None,
    };
    match value {
        Value::List(items) => items.iter().map(|item: &Item| one(&item.value)).collect(),
        value => Some(vec![one(value)?]),
    }
}
