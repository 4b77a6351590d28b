//! Why a file of data that belongs to a scene cannot be used: presets, a recording.
//!
//! Knows nothing of what is in it.

use std::path::{Path, PathBuf};

use super::{Diagnostic, SceneError, Source};

/// A kind of file.
#[derive(Debug)]
pub struct DataKind {
    /// What it is called.
    pub(super) name: &'static str,
    /// The flag that names one.
    pub(super) flag: &'static str,
    /// The most bytes that are read.
    pub(super) most: u64,
    /// What to do about one that is larger.
    pub(super) way_out: &'static str,
}

/// Why a file of data cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The file cannot be read.
    #[error("cannot read the {} {} ({})", kind.name, path.display(), kind.flag)]
    Read {
        /// What it should be.
        kind: &'static DataKind,
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The file is larger than such a file may be.
    #[error(
        "{} is larger than a {} may be ({} MiB){} ({})",
        path.display(), kind.name, kind.most >> 20, kind.way_out, kind.flag
    )]
    TooLarge {
        /// What it should be.
        kind: &'static DataKind,
        /// The file.
        path: PathBuf,
    },
    /// The file is not UTF-8 text.
    #[error("{}:{line}: this is not UTF-8 text: is it a {}, in TOML?", path.display(), kind.name)]
    NotUtf8 {
        /// What it should be.
        kind: &'static DataKind,
        /// The file.
        path: PathBuf,
        /// The line of the first byte that is not.
        line: usize,
    },
    /// The text has a mistake.
    #[error(transparent)]
    Invalid(#[from] Box<Diagnostic>),
}

impl DataKind {
    /// Reads a file of this kind.
    pub(super) fn read(&'static self, path: &Path) -> Result<Source, DataError> {
        let kind = self;
        Source::read(path, path, self.most).map_err(|error| match error {
            SceneError::Read { path, source } => DataError::Read { kind, path, source },
            SceneError::TooLarge { path } => DataError::TooLarge { kind, path },
            SceneError::NotUtf8 { path, line } => DataError::NotUtf8 { kind, path, line },
            SceneError::Invalid(diagnostic) => DataError::Invalid(diagnostic),
        })
    }
}
