//! Why a list of jobs cannot be run.

use std::path::PathBuf;

use crate::scene::Diagnostic;

/// Why a list of jobs cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// There is a mistake in it.
    #[error(transparent)]
    Invalid(Box<Diagnostic>),
    /// Two jobs write one file.
    #[error("{} would be written by two jobs:\n  {one}\n  {other}\n = help: put what tells them apart into the name, as in output = \"out/{{scene}}-{{size}}.mp4\"", path.display())]
    Collision {
        /// The file.
        path: PathBuf,
        /// One of them, in words.
        one: String,
        /// The other.
        other: String,
    },
}

impl From<Diagnostic> for BatchError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Invalid(diagnostic.into())
    }
}

impl From<Box<Diagnostic>> for BatchError {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self::Invalid(diagnostic)
    }
}
