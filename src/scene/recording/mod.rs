//! Recordings of input: what hands did in a preview, frame by frame, so that it can be done again.
//!
//! A TOML file that grows at its end. Knows of no window, and not what parameters a scene has.

mod read;
mod write;

pub use write::InputWriter;

use std::path::{Path, PathBuf};

use super::pass::Placed;
use super::{Diagnostic, SceneError, Setting, Source};
use crate::frame::{InputEvent, Rate};

/// The version of the format that this program writes and reads.
const VERSION: u32 = 1;

/// The largest recording that is read, in bytes: more than an hour of a mouse that never rests.
const MAX_BYTES: u64 = 16 << 20;

/// A recording, read.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The file's path and text.
    pub source: Source,
    /// How many of its frames make a second.
    pub rate: Rate,
    /// What was done, in the order in which it was.
    pub events: Vec<Recorded>,
}

/// One event of a recording.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The frame that is told of it first. Where it is less than that of the event before, a new take
    /// begins: the preview went back, and draws frames anew.
    pub frame: u64,
    /// What was done.
    pub deed: Deed,
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Nothing: the frame was drawn.
    Drawn,
    /// With the pointer, a key or the view.
    Hand(InputEvent),
    /// Parameters were set.
    Set(Vec<Setting>),
    /// Parameters were given back to their default and their keys.
    Reset(Vec<Placed<String>>),
}

/// Why a recording cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The file cannot be read.
    #[error("cannot read the recording {} (--input)", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The file is larger than a recording may be.
    #[error(
        "{} is larger than a recording may be ({} MiB): record a shorter part (--input)",
        path.display(), MAX_BYTES >> 20
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The file is not UTF-8 text.
    #[error("{}:{line}: this is not UTF-8 text: is it a recording of input, in TOML?", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line of the first byte that is not.
        line: usize,
    },
    /// The text has a mistake.
    #[error(transparent)]
    Invalid(#[from] Box<Diagnostic>),
}

impl From<SceneError> for RecordingError {
    fn from(error: SceneError) -> Self {
        match error {
            SceneError::Read { path, source } => Self::Read { path, source },
            SceneError::TooLarge { path } => Self::TooLarge { path },
            SceneError::NotUtf8 { path, line } => Self::NotUtf8 { path, line },
            SceneError::Invalid(diagnostic) => Self::Invalid(diagnostic),
        }
    }
}

impl Recording {
    /// Reads the recording at `path`.
    ///
    /// # Errors
    /// When it cannot be read, is too large, is no UTF-8 text, is no TOML, or holds what is no event.
    pub fn load(path: &Path) -> Result<Self, RecordingError> {
        Ok(read::parse(Source::read(path, path, MAX_BYTES)?)?)
    }

    /// Understands a recording's text.
    ///
    /// # Errors
    /// When it is no TOML, or holds what is no event.
    pub fn parse(source: Source) -> Result<Self, Box<Diagnostic>> {
        read::parse(source)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
