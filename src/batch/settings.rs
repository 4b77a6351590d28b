//! What a job sets, and how names of outputs show it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::job::Setting;
use super::option::Takes;
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

    /// Takes an option back, with all that was assigned to names of it. Names show that of a flag, too:
    /// `dither` of `no-dither`, and `no-loop` of `loop`.
    pub(super) fn take_back(&mut self, option: &str, takes: Takes) {
        self.values.remove(option);
        self.shown.retain(|name, _| {
            let behind = name.strip_prefix(option);
            !behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('.'))
        });
        if takes == Takes::Nothing {
            self.turn_off(option);
        }
    }

    fn turn_off(&mut self, flag: &str) {
        let shown = match flag.strip_prefix("no-") {
            Some(opposite) => opposite.to_owned(),
            None => format!("no-{flag}"),
        };
        self.shown.insert(flag.to_owned(), shown);
    }

    /// Takes back what was assigned to `name`.
    pub(super) fn unassign(&mut self, option: &str, name: &str) {
        if let Some(Setting::Values(values)) = self.values.get_mut(option) {
            values.retain(|value| !is_of_name(value, name));
            if values.is_empty() {
                self.values.remove(option);
            }
        }
        self.shown.remove(&format!("{option}.{name}"));
    }

    /// Sets one `NAME=VALUE` of the option `option`.
    pub(super) fn assign(&mut self, option: &str, name: &str, value: String, shown: String) {
        let setting = self.values.entry(option.to_owned());
        let setting = setting.or_insert_with(|| Setting::Values(Vec::new()));
        if let Setting::Values(values) = setting {
            values.retain(|value| !is_of_name(value, name));
            values.push(format!("{name}={value}"));
        }
        self.shown.insert(format!("{option}.{name}"), shown);
    }

    /// What fields may be called.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let own = [
            "scene", "index", "width", "height", "size", "fps", "duration",
        ];
        let set = self.values.keys().chain(self.shown.keys());
        let set = set.map(|name| match name.split_once('.') {
            Some((option, behind)) if ASSIGNED.contains(&option) => behind,
            _ => name,
        });
        own.into_iter().chain(set)
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
        let mut assigned = ASSIGNED.iter();
        let shown = assigned.find_map(|option| self.shown.get(&format!("{option}.{param}")));
        shown.cloned()
    }
}

/// Options that names are assigned by.
const ASSIGNED: [&str; 3] = ["set", "set-texture", "set-video"];

/// Whether `assignment` is `NAME=VALUE` of this name.
fn is_of_name(assignment: &str, name: &str) -> bool {
    let assigned = assignment.split_once('=');
    assigned.is_some_and(|(other, _)| other == name)
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

/// Whether it is true or false, or has that in it.
pub(super) fn has_flag(value: &Value) -> bool {
    match value {
        Value::Flag(_) => true,
        Value::List(items) => items.iter().any(|item| has_flag(&item.value)),
        _ => false,
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

/// Whether it is one text with several words in it.
pub(super) fn is_sentence(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.trim().contains(char::is_whitespace))
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
