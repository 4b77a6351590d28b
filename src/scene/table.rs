//! Reading a TOML table key by key, with every mistake at its place in the source.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Diagnostic, Source, nearest};

/// Keys of the scene itself that people write below a table's line.
const SCENE_KEYS: [&str; 11] = [
    "version",
    "title",
    "description",
    "author",
    "license",
    "size",
    "fps",
    "duration",
    "color",
    "alpha",
    "picture",
];

/// A table whose keys are asked for one by one; what nobody asked for is unknown.
pub(super) struct Table<'a> {
    source: &'a Source,
    table: &'a DeTable<'a>,
    what: &'static str,
    known: Vec<&'static str>,
}

/// One key of a table and its value.
pub(super) struct Entry<'a> {
    source: &'a Source,
    key: &'a Spanned<DeString<'a>>,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Table<'a> {
    pub(super) fn new(source: &'a Source, table: &'a DeTable<'a>, what: &'static str) -> Self {
        Self {
            source,
            table,
            what,
            known: Vec::new(),
        }
    }

    pub(super) fn get(&mut self, key: &'static str) -> Option<Entry<'a>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        let (key, value) = self.table.get_key_value(key)?;
        Some(Entry {
            source: self.source,
            key,
            value,
        })
    }

    /// Every entry, whatever its key.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        let source = self.source;
        self.table
            .iter()
            .map(move |(key, value)| Entry { source, key, value })
    }

    /// Refuses the keys that nobody asked for.
    pub(super) fn finish(self) -> Result<(), Box<Diagnostic>> {
        let unknown = |entry: &Entry<'_>| !self.known.contains(&entry.key());
        let Some(entry) = self.entries().find(unknown) else {
            return Ok(());
        };
        let help = match nearest(entry.key(), self.known.iter().copied()) {
            // TOML's commonest trap: keys behind a `[table]` line belong to that table.
            _ if SCENE_KEYS.contains(&entry.key()) => {
                "it is a key of the scene: move it above the first table, such as [params.NAME]"
                    .to_owned()
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys of {} are: {}", self.what, self.known.join(", ")),
        };
        let message = format!("unknown key `{}`", entry.key());
        Err(
            Diagnostic::new(self.source, Some(entry.key.span()), message)
                .label(format!("not a key of {}", self.what))
                .help(help)
                .into(),
        )
    }
}

impl<'a> Entry<'a> {
    pub(super) fn key(&self) -> &'a str {
        self.key.get_ref()
    }

    pub(super) fn key_span(&self) -> Range<usize> {
        self.key.span()
    }

    /// A mistake in the value.
    pub(super) fn wrong(&self, message: impl Into<String>) -> Box<Diagnostic> {
        Diagnostic::new(self.source, Some(self.value.span()), message).into()
    }

    fn expected(&self, what: &str) -> Box<Diagnostic> {
        let found = match self.value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.wrong(format!("`{}` must be {what}, not {found}", self.key()))
    }

    pub(super) fn string(&self) -> Result<String, Box<Diagnostic>> {
        match self.value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            _ => Err(self.expected("a string")),
        }
    }

    pub(super) fn number(&self) -> Result<f64, Box<Diagnostic>> {
        match number(self.value) {
            Some(number) if number.is_finite() => Ok(number),
            Some(_) => Err(self.wrong(format!("`{}` must be a finite number", self.key()))),
            None => Err(self.expected("a number")),
        }
    }

    pub(super) fn positive(&self) -> Result<f64, Box<Diagnostic>> {
        let number = self.number()?;
        if number > 0.0 {
            Ok(number)
        } else {
            Err(self.wrong(format!("`{}` must be above 0", self.key())))
        }
    }

    pub(super) fn one_of<T: Copy>(&self, names: &[(&str, T)]) -> Result<T, Box<Diagnostic>> {
        let text = self.string()?;
        if let Some((_, value)) = names.iter().find(|(name, _)| *name == text) {
            return Ok(*value);
        }
        let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        let help = match nearest(&text, known.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("use one of: {}", known.join(", ")),
        };
        let message = format!("`{}` cannot be \"{text}\"", self.key());
        Err((*self.wrong(message)).help(help).into())
    }

    /// One to four numbers: a number, `true`, `false`, or a list of numbers.
    pub(super) fn components(&self) -> Result<Vec<f64>, Box<Diagnostic>> {
        let values = match self.value.get_ref() {
            DeValue::Boolean(on) => Some(vec![f64::from(u8::from(*on))]),
            DeValue::Array(items) => items.iter().map(number).collect(),
            _ => number(self.value).map(|number| vec![number]),
        };
        values
            .filter(|values| (1..=4).contains(&values.len()))
            .ok_or_else(|| self.expected("a number or a list of two to four numbers"))
    }

    /// Exactly two whole numbers above 0.
    pub(super) fn pair(&self) -> Result<(u32, u32), Box<Diagnostic>> {
        let whole =
            |value: &f64| value.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(value);
        match self.components() {
            Ok(values) if values.len() == 2 && values.iter().all(whole) => {
                Ok((values[0] as u32, values[1] as u32))
            }
            _ => Err(self.wrong(format!(
                "`{}` must be two whole numbers above 0, such as [1920, 1080]",
                self.key()
            ))),
        }
    }

    pub(super) fn table(&self, what: &'static str) -> Result<Table<'a>, Box<Diagnostic>> {
        match self.value.get_ref() {
            DeValue::Table(table) => Ok(Table::new(self.source, table, what)),
            _ => Err(self.expected("a table")),
        }
    }
}

fn number(value: &Spanned<DeValue<'_>>) -> Option<f64> {
    match value.get_ref() {
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map(|integer| integer as f64)
            .or_else(|_| integer.as_str().parse())
            .ok(),
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => None,
    }
}
