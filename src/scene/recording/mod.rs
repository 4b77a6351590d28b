//! Recordings of input: what hands did in a preview, frame by frame, so that it can be done again.
//!
//! A TOML file that grows at its end. Knows of no window, and not what parameters a scene has.

mod read;
mod write;

pub use write::InputWriter;

use std::path::Path;

use super::pass::Placed;
use super::{DataError, DataKind, Diagnostic, Setting, Source};
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

static KIND: DataKind = DataKind {
    name: "recording",
    flag: "--input",
    most: MAX_BYTES,
    way_out: ": record a shorter part",
};

impl Recording {
    /// Reads the recording at `path`.
    ///
    /// # Errors
    /// When it cannot be read, is too large, is no UTF-8 text, is no TOML, or holds what is no event.
    pub fn load(path: &Path) -> Result<Self, DataError> {
        Ok(read::parse(KIND.read(path)?)?)
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
