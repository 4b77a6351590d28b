//! Which options a job may have: those of the command that renders one.

use std::collections::BTreeMap;

use crate::scene::nearest;

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: it is there or not.
    Nothing,
    /// A value.
    Value,
    /// The path of a file or a folder.
    Path,
    /// `NAME=VALUE`, many times.
    Assignments,
    /// `NAME=FILE`, many times.
    Files,
    /// Paths, many times.
    Paths,
    /// Words, in their order.
    Words,
}

/// The options that there are, by their long names.
#[derive(Clone, Debug, Default)]
pub struct Options {
    takes: BTreeMap<String, Takes>,
    of_all: Vec<String>,
}

impl FromIterator<(String, Takes)> for Options {
    fn from_iter<I: IntoIterator<Item = (String, Takes)>>(options: I) -> Self {
        Self {
            takes: options.into_iter().collect(),
            of_all: Vec::new(),
        }
    }
}

impl Options {
    /// What the option `name` takes, if there is one.
    pub fn takes(&self, name: &str) -> Option<Takes> {
        self.takes.get(name).copied()
    }

    /// With names of options that are said for all jobs at once, beside the job file.
    pub fn and_of_all(self, names: impl IntoIterator<Item = String>) -> Self {
        Self {
            of_all: names.into_iter().collect(),
            ..self
        }
    }

    /// The way out for who wrote `name`, which is no option of a job.
    pub(super) fn help(&self, name: &str, others: &[&'static str]) -> String {
        // As on a command line, and as in other languages.
        let name = name.trim_start_matches('-').replace('_', "-");
        if self.of_all.contains(&name) {
            return format!("it is said for all jobs: `shaderpipe batch FILE --{name}`");
        }
        let all = || self.takes.keys().map(String::as_str);
        let known = all().chain(others.iter().copied());
        match nearest(&name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let all: Vec<&str> = others.iter().copied().chain(all()).collect();
                format!("the keys are: {}", all.join(", "))
            }
        }
    }
}
