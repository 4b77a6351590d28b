//! Reading a TOML table key by key, with every mistake at its place in the source.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::input::FileSpec;
use super::pass::Placed;
use super::{Diagnostic, Source, Written, nearest};

/// Keys of the scene itself that people write below a table's line.
const SCENE_KEYS: [&str; 12] = [
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
    "preroll",
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

    /// One of several words, if the key is there.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        names: &[(&str, T)],
    ) -> Result<Option<T>, Box<Diagnostic>> {
        self.get(key).map(|entry| entry.one_of(names)).transpose()
    }

    /// `true` or `false`, if the key is there.
    pub(super) fn flag(&mut self, key: &'static str) -> Result<Option<bool>, Box<Diagnostic>> {
        self.get(key).map(|entry| entry.flag()).transpose()
    }

    /// A mistake at `span`, where this table stands.
    pub(super) fn mistake(&self, span: Range<usize>, message: &str) -> Box<Diagnostic> {
        Diagnostic::new(self.source, Some(span), message).into()
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

    /// A number in `range`, counted in `unit`.
    pub(super) fn within(
        &self,
        range: &RangeInclusive<f64>,
        unit: &str,
    ) -> Result<f64, Box<Diagnostic>> {
        let number = self.number()?;
        if range.contains(&number) {
            return Ok(number);
        }
        let (key, least, most) = (self.key(), range.start(), range.end());
        let message = format!("`{key}` must be {least} or more and at most {most}");
        let wrong = *self.wrong(message);
        Err(wrong.help(format!("it counts {unit}")).into())
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
        let begin: Vec<&str> = known
            .iter()
            .copied()
            .filter(|name| name.starts_with(&text))
            .collect();
        let help = match nearest(&text, known.iter().copied()) {
            _ if begin.len() > 1 && !text.is_empty() => format!("use one of: {}", begin.join(", ")),
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("use one of: {}", known.join(", ")),
        };
        let message = format!("`{}` cannot be \"{text}\"", self.key());
        Err((*self.wrong(message)).help(help).into())
    }

    /// One to four numbers: a number, or a list of numbers.
    pub(super) fn components(&self) -> Result<Vec<f64>, Box<Diagnostic>> {
        let values = match self.value.get_ref() {
            DeValue::Array(items) => items.iter().map(number).collect(),
            _ => number(self.value).map(|number| vec![number]),
        };
        values
            .filter(|values| (1..=4).contains(&values.len()))
            .filter(|values| values.iter().all(|value| value.is_finite()))
            .ok_or_else(|| self.expected("a finite number or a list of two to four of them"))
    }

    /// A value whose type only the WGSL knows.
    pub(super) fn written(&self) -> Result<Placed<Written>, Box<Diagnostic>> {
        let written = match self.value.get_ref() {
            DeValue::String(text) => Written::Text(text.to_string()),
            DeValue::Boolean(on) => Written::Flag(*on),
            _ => Written::Numbers(self.components()?),
        };
        Ok(self.placed(written))
    }

    /// Whether it is a table.
    pub(super) fn is_table(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::Table(_))
    }

    pub(super) fn flag(&self) -> Result<bool, Box<Diagnostic>> {
        match self.value.get_ref() {
            DeValue::Boolean(on) => Ok(*on),
            _ => Err(self.expected("true or false")),
        }
    }

    /// A whole number from `least` to `most`.
    pub(super) fn count(&self, least: f64, most: f64) -> Result<u32, Box<Diagnostic>> {
        let number = self.number()?;
        if number.fract() == 0.0 && (least..=most).contains(&number) {
            return Ok(number as u32);
        }
        let key = self.key();
        Err(self.wrong(format!(
            "`{key}` must be a whole number from {least} to {most}"
        )))
    }

    /// `value` with the place that it stands in.
    pub(super) fn placed<T>(&self, value: T) -> Placed<T> {
        let span = self.value.span();
        Placed { value, span }
    }

    /// A text, or a list of texts.
    pub(super) fn names(&self) -> Result<Vec<Placed<String>>, Box<Diagnostic>> {
        let text = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
            DeValue::String(text) => Some(Placed {
                value: text.to_string(),
                span: value.span(),
            }),
            _ => None,
        };
        let names = match self.value.get_ref() {
            DeValue::Array(items) => items.iter().map(text).collect(),
            _ => text(self.value).map(|name| vec![name]),
        };
        names.ok_or_else(|| self.expected("a name or a list of names"))
    }

    /// The path of a file.
    pub(super) fn file(&self) -> Result<FileSpec, Box<Diagnostic>> {
        Ok(FileSpec {
            path: self.string()?.into(),
            span: Some(self.value.span()),
        })
    }

    /// Every table of a list of tables that `header` begins, with its place.
    pub(super) fn tables(
        &self,
        what: &'static str,
        header: &str,
    ) -> Result<Vec<(Table<'a>, Range<usize>)>, Box<Diagnostic>> {
        let table = |value: &'a Spanned<DeValue<'a>>| match value.get_ref() {
            DeValue::Table(table) => Some((Table::new(self.source, table, what), value.span())),
            _ => None,
        };
        let tables = match self.value.get_ref() {
            DeValue::Array(items) => items.iter().map(table).collect(),
            _ => None,
        };
        tables.ok_or_else(|| self.expected(&format!("a list of tables: write `{header}`")))
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

    /// A table that describes `what`, such as `example`.
    pub(super) fn table(
        &self,
        what: &'static str,
        example: &str,
    ) -> Result<Table<'a>, Box<Diagnostic>> {
        match self.value.get_ref() {
            DeValue::Table(table) => Ok(Table::new(self.source, table, what)),
            _ => {
                let help = format!("write `{} = {example}`", self.key());
                Err((*self.expected("a table")).help(help).into())
            }
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
