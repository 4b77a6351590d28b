//! The export dialogue (E): what is asked for, the export that goes on behind the window, and what came
//! of it.
//!
//! ```text
//!  form ─► wish ─► judge, work (threads) ─► verdict, tally ─► show
//!  (text)  (plain  Exporter: wish ─► job    (what it comes to,
//!          values) export::export           how far it is)
//! ```
//!
//! Knows no FFmpeg and no command line: an [`Exporter`] knows them.

mod fields;
mod form;
mod judge;
mod show;
mod tally;
mod words;
mod work;

pub(super) use form::Form;
pub(super) use judge::Judge;
pub(super) use show::{line, show};
pub(super) use tally::{Phase, Tally};
pub(super) use work::{Ended, Told, Work};

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::load::Changes;
use crate::export::{Discard, Job, Request};
use crate::shader::ParamValues;

/// What is to be exported of what the window shows.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The scene that is shown, as it was when it was loaded.
    pub shown: Arc<Job>,
    /// What the window has changed of its files.
    pub changes: Changes,
    /// What is set of its parameters.
    pub params: ParamValues,
    /// Size, time, quality, output and what hands have left; the size is always there.
    pub request: Request,
    /// What was recorded, if it is to be done again.
    pub input: Option<PathBuf>,
    /// Whether an existing file may be replaced.
    pub replaces: bool,
}

/// Knows how a wish is granted, here and on a command line.
pub trait Exporter: Send + Sync {
    /// The job that grants `wish`. Reads no scene and asks no GPU, but may read a recording.
    ///
    /// # Errors
    /// With the words for the user.
    fn job(&self, wish: &Wish) -> Result<Job, String>;

    /// The command that writes the same file, for a shell.
    fn command(&self, wish: &Wish) -> String;

    /// A temporary file now exists, which is to be discarded by who ends the process at once.
    fn creating(&self, temporary: Discard);

    /// The encoders that there are; `None` where that is not known. Takes a while.
    fn encoders(&self) -> Option<Vec<String>>;

    /// Shows the folder of a file to the user.
    ///
    /// # Errors
    /// With the words for the user, where nothing can show it.
    fn reveal(&self, file: &Path) -> Result<(), String>;
}

/// The dialogue, open or not.
#[derive(Debug)]
pub(super) struct Dialogue {
    pub(super) is_open: bool,
    /// What was asked for last; `None` before it was opened.
    pub(super) form: Option<Form>,
    /// What the form comes to, or what is wrong with it.
    pub(super) verdict: Result<Verdict, String>,
    /// Whether that is of a form before, and the judge is at this one.
    pub(super) is_judging: bool,
    /// Whether the export begins when it is judged, and can.
    pub(super) is_entered: bool,
    pub(super) stage: Stage,
    pub(super) encoders: Encoders,
    /// Whether the window was told to close while an export goes on.
    pub(super) asks_to_close: bool,
}

/// The encoders that there are, once it is known; none if it cannot be known.
pub(super) type Encoders = Arc<OnceLock<Vec<String>>>;

/// What a form comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Verdict {
    /// The file, in words.
    pub(super) summary: String,
    /// What the user should know before.
    pub(super) warnings: Vec<String>,
    /// Whether there is a file under the name.
    pub(super) is_taken: bool,
}

/// What the export is at.
#[derive(Debug, Default)]
pub(super) enum Stage {
    /// Nothing was exported yet, or what came of it has been seen.
    #[default]
    Idle,
    Running {
        path: PathBuf,
        tally: Arc<Tally>,
    },
    Ended {
        path: PathBuf,
        ended: Ended,
    },
}

impl Default for Dialogue {
    fn default() -> Self {
        Self {
            is_open: false,
            form: None,
            verdict: Err(String::new()),
            is_judging: false,
            is_entered: false,
            stage: Stage::Idle,
            encoders: Encoders::default(),
            asks_to_close: false,
        }
    }
}

impl Dialogue {
    /// Whether what the form asks for can begin.
    pub(super) fn can_begin(&self) -> bool {
        let replaces = self.form.as_ref().is_some_and(|form| form.replaces);
        let verdict = self.verdict.as_ref();
        verdict.is_ok_and(|verdict| !verdict.is_taken || replaces)
    }

    /// Whether there is such an encoder, as far as is known.
    pub(super) fn has_encoder(&self, codec: &str) -> bool {
        has(&self.encoders, codec)
    }

    pub(super) fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running { .. })
    }
}

fn has(encoders: &Encoders, codec: &str) -> bool {
    let known = encoders.get().filter(|known| !known.is_empty());
    known.is_none_or(|known| known.iter().any(|name| name == codec))
}
