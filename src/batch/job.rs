//! One job: the options of a render and their values.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

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
    /// What it asks for but the options `neutral`, with the paths as they were written: the same wherever
    /// it is asked from.
    pub fn asked(&self, neutral: &[&str]) -> BTreeMap<String, Vec<String>> {
        let stripped = |text: &str| text.strip_prefix(&*self.base).unwrap_or(text).to_owned();
        let written = |value: &String| match self.base.is_empty() {
            true => value.clone(),
            false => match value.split_once('=') {
                Some((name, value)) => format!("{name}={}", stripped(value)),
                None => stripped(value),
            },
        };
        let options = self
            .options
            .iter()
            .filter(|(name, _)| !neutral.contains(&name.as_str()));
        let options = options
            .map(|(name, setting)| (name.clone(), setting.values().iter().map(written).collect()));
        let scene = written(&self.scene.display().to_string());
        let own = [
            ("scene".to_owned(), vec![scene]),
            (
                "output".to_owned(),
                self.outputs.iter().map(written).collect(),
            ),
        ];
        options.chain(own).collect()
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
