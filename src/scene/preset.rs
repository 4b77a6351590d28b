//! Files of parameter values: presets.
//!
//! Data and nothing else: a preset names parameters of a scene and their values.

use std::path::Path;

use toml::de::DeTable;

use super::pass::Placed;
use super::table::{Entry, Table};
use super::{DataError, DataKind, Diagnostic, MAX_SOURCE_BYTES, Source, Written, nearest};

/// The presets of one file: the values at its top, which hold for all of them, and one set of values
/// for each table.
#[derive(Clone, Debug)]
pub struct Presets {
    /// The file's path and text.
    pub source: Source,
    /// The values at the top of the file.
    pub common: Vec<Setting>,
    /// The presets that have a name, and their values.
    pub named: Vec<(String, Vec<Setting>)>,
}

/// A value for one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The parameter's name.
    pub name: Placed<String>,
    /// Its value.
    pub value: Placed<Written>,
}

static KIND: DataKind = DataKind {
    name: "preset file",
    flag: "--preset-file",
    most: MAX_SOURCE_BYTES,
    way_out: "",
};

impl Presets {
    /// Reads the preset file at `path`.
    ///
    /// # Errors
    /// When it cannot be read, is no UTF-8 text, is no TOML, or holds what is no value.
    pub fn load(path: &Path) -> Result<Self, DataError> {
        Ok(Self::parse(Self::read(path)?)?)
    }

    /// The text of the preset file at `path`.
    ///
    /// # Errors
    /// When it cannot be read, is too large or is no UTF-8 text.
    pub fn read(path: &Path) -> Result<Source, DataError> {
        KIND.read(path)
    }

    /// Understands a preset file's text.
    ///
    /// # Errors
    /// When it is no TOML, holds what is no value, or nothing at all.
    pub fn parse(source: Source) -> Result<Self, Box<Diagnostic>> {
        let text = source.text().to_owned();
        let document = DeTable::parse(&text).map_err(|error| {
            let message = format!("a preset file is TOML: {}", error.message());
            Diagnostic::new(&source, error.span(), message)
                .help("write a line `NAME = value` for each parameter")
        })?;
        let table = Table::new(&source, document.get_ref(), "a preset");
        let (tables, values): (Vec<_>, Vec<_>) = table.entries().partition(Entry::is_table);
        let named = tables.iter().map(|entry| {
            let settings = settings(entry.table("a preset", "{ NAME = 1.0 }")?.entries());
            Ok((entry.key().to_owned(), settings?))
        });
        let presets = Self {
            common: settings(values.into_iter())?,
            named: named.collect::<Result<_, Box<Diagnostic>>>()?,
            source: source.clone(),
        };
        if presets.common.is_empty() && presets.named.is_empty() {
            return Err(Diagnostic::new(&source, None, "there is no value in it")
                .help("write a line `NAME = value` for each parameter")
                .into());
        }
        Ok(presets)
    }

    /// The values of the preset `name`, those of the file's top first; without a name those alone.
    ///
    /// # Errors
    /// When there is no such preset, or there are only presets with a name and none is chosen.
    pub fn choose(
        &self,
        name: Option<&str>,
    ) -> Result<impl Iterator<Item = &Setting>, Box<Diagnostic>> {
        let own = match name {
            Some(name) => match self.named.iter().find(|(other, _)| other == name) {
                Some((_, settings)) => settings.as_slice(),
                None => return Err(self.unknown(name)),
            },
            None if self.common.is_empty() => {
                let message = "the presets in it have names, and none is chosen";
                let help = format!("choose one with --preset-name: {}", self.names().join(", "));
                return Err(self.mistake(message, help));
            }
            None => &[],
        };
        Ok(self.common.iter().chain(own))
    }

    fn unknown(&self, name: &str) -> Box<Diagnostic> {
        let names = self.names();
        let help = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean --preset-name {near}?"),
            None if names.is_empty() => {
                format!("leave --preset-name out, or begin a table `[{name}]` in the file")
            }
            None => format!("--preset-name is one of: {}", names.join(", ")),
        };
        self.mistake(&format!("there is no preset '{name}' in it"), help)
    }

    fn names(&self) -> Vec<&str> {
        self.named.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn mistake(&self, message: &str, help: String) -> Box<Diagnostic> {
        Diagnostic::new(&self.source, None, message)
            .help(help)
            .into()
    }
}

/// A setting for each entry.
pub(super) fn settings<'a>(
    entries: impl Iterator<Item = Entry<'a>>,
) -> Result<Vec<Setting>, Box<Diagnostic>> {
    let setting = |entry: Entry<'a>| {
        Ok(Setting {
            name: Placed {
                value: entry.key().to_owned(),
                span: entry.key_span(),
            },
            value: entry.written()?,
        })
    };
    entries.map(setting).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Presets, String> {
        let parsed = Presets::parse(Source::new("looks.toml", text));
        parsed.map_err(|error| error.to_string())
    }

    fn chosen(presets: &Presets, name: Option<&str>) -> Vec<String> {
        let settings = presets.choose(name).unwrap();
        settings.map(|one| one.name.value.clone()).collect()
    }

    #[test]
    fn a_preset_is_the_values_at_the_top_and_its_own() {
        let presets =
            parse("speed = 2\n[dusk]\ntint = \"#f80\"\non = true\n[dawn]\nmiddle = [0.5, 1]\n")
                .unwrap();
        assert_eq!(chosen(&presets, None), ["speed"]);
        assert_eq!(chosen(&presets, Some("dusk")), ["speed", "on", "tint"]);
        assert_eq!(chosen(&presets, Some("dawn")), ["speed", "middle"]);
        let tint = &presets
            .named
            .iter()
            .find(|(name, _)| name == "dusk")
            .unwrap()
            .1[1];
        assert_eq!(tint.value.value, Written::Text("#f80".to_owned()));
        assert_eq!(presets.source.position(tint.value.span.start), (3, 8));
    }

    #[test]
    fn what_is_no_preset_is_named_at_its_line() {
        for (text, words) in [
            ("speed 2\n", "looks.toml:1:"),
            ("# nothing\n", "looks.toml: there is no value in it"),
            ("a = 1\n[b.c]\nd = 1\n", "looks.toml:2:"),
            ("a = 1\nb = 1979-05-27\n", "looks.toml:2:5"),
            ("a = [1, 2, 3, 4, 5]\n", "two to four"),
            ("a = [\"x\"]\n", "looks.toml:1:5"),
            ("a = nan\n", "finite"),
            ("a = 1\na = 2\n", "looks.toml:2:"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(words), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_name_that_is_missing_or_wrong_says_which_there_are() {
        let named = parse("[dusk]\na = 1\n[dawn]\na = 2\n").unwrap();
        let error = |presets: &Presets, name| match presets.choose(name) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{name:?} is a preset"),
        };
        assert!(error(&named, None).contains("--preset-name: dawn, dusk"));
        assert!(error(&named, Some("dsk")).contains("did you mean --preset-name dusk?"));
        assert!(error(&named, Some("zzz")).contains("dawn, dusk"));
        let plain = parse("a = 1\n").unwrap();
        assert!(error(&plain, Some("dusk")).contains("leave --preset-name out"));
    }
}
