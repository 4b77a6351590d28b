//! One job: the options of a render and their values.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{PathBuf, is_separator};
use std::sync::Arc;

use super::sheet::{Entry, Key};
use crate::scene::{Diagnostic, Source};

/// One render.
#[derive(Clone, Debug)]
pub struct Job {
    /// The scene, as it is to be opened.
    pub scene: PathBuf,
    /// The outputs, as they are written behind `--output`.
    pub outputs: Vec<String>,
    /// All other options, by their long names.
    pub options: BTreeMap<String, Setting>,
    /// Why it cannot be rendered, where that lies in the scene or its name: then it has no outputs, as these
    /// have no names.
    pub fault: Option<String>,
    /// The folder that its paths were relative to.
    pub(super) base: Arc<str>,
    pub(super) defaults: Arc<Entry>,
    /// Where each option is set.
    pub(super) places: BTreeMap<String, Range<usize>>,
    pub(super) span: Range<usize>,
    pub(super) source: Source,
}

/// What an option is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// It is there.
    On,
    /// A value.
    Value(String),
    /// Several, in their order; of assignments `NAME=VALUE`.
    Values(Vec<String>),
}

impl Setting {
    /// Its values.
    pub fn values(&self) -> &[String] {
        match self {
            Self::On => &[],
            Self::Value(value) => std::slice::from_ref(value),
            Self::Values(values) => values,
        }
    }
}

impl Job {
    /// What it asks for but the options `neutral`, with the paths as they were written, outputs without their
    /// folders, and values in one form: the same wherever it is asked from, and however it is said.
    pub fn asked(&self, neutral: &[&str]) -> BTreeMap<String, Vec<String>> {
        let written = |text: &str| {
            let text = text.strip_prefix(&*self.base).unwrap_or(text);
            text.strip_prefix("./").unwrap_or(text).to_owned()
        };
        let assigned = |text: &str, form: &dyn Fn(&str) -> String| match text.split_once('=') {
            Some((name, value)) => format!("{name}={}", form(value)),
            None => form(text),
        };
        let values = |name: &str, setting: &Setting| -> Vec<String> {
            let all = setting.values().iter();
            let mut values: Vec<String> = match setting {
                Setting::Values(_) if name == WORDS => return all.cloned().collect(),
                Setting::Values(_) if name == PARAMS => {
                    all.map(|value| assigned(value, &plain)).collect()
                }
                Setting::Values(_) => all.map(|value| assigned(value, &written)).collect(),
                Setting::Value(_) if name == SEGMENTS => all.map(|value| plain(value)).collect(),
                Setting::On | Setting::Value(_) => all.map(|value| written(value)).collect(),
            };
            // None of them depends on another.
            values.sort();
            values
        };
        let options = self
            .options
            .iter()
            .filter(|(name, _)| !neutral.contains(&name.as_str()));
        let options = options.map(|(name, setting)| (name.clone(), values(name, setting)));
        let scene = written(&self.scene.display().to_string());
        // Where they lie is no wish: no option behind a name has a separator in it.
        let name = |output: &String| output.rsplit(is_separator).next().map(str::to_owned);
        let outputs = self.outputs.iter().filter_map(name);
        let own = [
            ("scene".to_owned(), vec![scene]),
            ("output".to_owned(), outputs.collect()),
        ];
        options.chain(own).collect()
    }

    /// Leaves out an option that has no meaning for it, if only the defaults set it: whether it did.
    pub fn leave_out(&mut self, option: &str) -> bool {
        let place = self.places.get(option);
        let is_of_place = |key: &Key| Some(&key.item.span) == place;
        self.defaults.keys.iter().any(is_of_place) && self.options.remove(option).is_some()
    }

    /// `FILE:LINE` of what it comes from.
    pub fn place(&self) -> String {
        self.place_of(None)
    }

    /// `FILE:LINE` of the option, if it is set, or else of what the job comes from.
    pub fn place_of(&self, option: Option<&str>) -> String {
        let (line, _) = self.source.position(self.span_of(option).start);
        format!("{}:{line}", self.source.path().display())
    }

    /// A mistake in it, at the place of the option that is wrong, if one is.
    pub fn mistake(&self, option: Option<&str>, message: String) -> Box<Diagnostic> {
        let span = self.span_of(option).clone();
        Diagnostic::new(&self.source, Some(span), message).into()
    }

    fn span_of(&self, option: Option<&str>) -> &Range<usize> {
        let place = option.and_then(|option| self.places.get(option));
        place.unwrap_or(&self.span)
    }

    /// The command line that renders it, without the program and `render`.
    pub fn command_line(&self) -> Vec<String> {
        let mut words = vec![self.scene.display().to_string()];
        words.extend(
            self.outputs
                .iter()
                .map(|output| format!("--output={output}")),
        );
        let mut behind = Vec::new();
        for (name, setting) in &self.options {
            match setting {
                Setting::On => words.push(format!("--{name}")),
                Setting::Values(values) if name == WORDS => {
                    behind.push("--".to_owned());
                    behind.extend(values.iter().cloned());
                }
                setting => {
                    let flag = |value| format!("--{name}={value}");
                    words.extend(setting.values().iter().map(flag));
                }
            }
        }
        words.extend(behind);
        words
    }
}

/// The name of the option whose words follow `--`.
const WORDS: &str = "args";
/// Of that which sets parameters.
const PARAMS: &str = "set";
/// Of that which cuts into segments.
const SEGMENTS: &str = "segments";

/// A value in one form, however its numbers or its colour are written: `1.0` is 1, and `#FF8800` is
/// `#ff8800`.
pub(super) fn plain(text: &str) -> String {
    if text.starts_with('#') {
        return text.to_ascii_lowercase();
    }
    let number = |part: &str| {
        part.trim()
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    };
    let numbers: Option<Vec<f64>> = text.split(',').map(number).collect();
    numbers.map_or_else(
        || text.to_owned(),
        |numbers| {
            let plain: Vec<String> = numbers.iter().map(f64::to_string).collect();
            plain.join(",")
        },
    )
}
