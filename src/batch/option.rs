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
pub struct Options(BTreeMap<String, Takes>);

impl FromIterator<(String, Takes)> for Options {
    fn from_iter<I: IntoIterator<Item = (String, Takes)>>(options: I) -> Self {
        Self(options.into_iter().collect())
    }
}

impl Options {
    /// What the option `name` takes, if there is one.
    pub fn takes(&self, name: &str) -> Option<Takes> {
        self.0.get(name).copied()
    }

    /// The way out for who wrote `name`, which is no option of a job.
    pub(super) fn help(&self, name: &str, others: &[&'static str]) -> String {
        let all = || self.0.keys().map(String::as_str);
        let known = all().chain(others.iter().copied());
        match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let all: Vec<&str> = others.iter().copied().chain(all()).collect();
                format!("the keys are: {}", all.join(", "))
            }
        }
    }
}
