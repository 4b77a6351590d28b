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
    /// A file would lie in what a job makes.
    #[error("{} would lie in {what}:\n  {one}\n  {other}\n = help: give it a folder of its own", path.display())]
    Within {
        /// The file.
        path: PathBuf,
        /// What the folder that it is in would be.
        what: &'static str,
        /// Whose that is, in words.
        one: String,
        /// Who writes or reads the file.
        other: String,
    },
    /// A job would write what is read.
    #[error("the output {} is {what} itself:\n  written by {writer}{reader}\n = help: give the output a name of its own; what one job makes is shown by jobs of another file", path.display())]
    Input {
        /// The file.
        path: PathBuf,
        /// What it is to who reads it.
        what: String,
        /// The job that writes it, in words.
        writer: String,
        /// A line with the job that reads it, if it is one.
        reader: String,
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
