//! Why parts cannot be joined: which file, and what is wrong with it.

use std::io;
use std::path::PathBuf;

use crate::encode::EncodeError;
use crate::encode::settings::Container;
use crate::frame::Rate;

/// Why parts were not joined.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// [`JoinProgress::is_cancelled`](super::JoinProgress::is_cancelled) said so.
    #[error("cancelled")]
    Cancelled,
    /// Nothing to join.
    #[error("there are no parts to join")]
    NoParts,
    /// A part is no video that can be read to its end.
    #[error("'{}' cannot be read as a part", path.display())]
    Unreadable {
        /// The part.
        path: PathBuf,
        /// FFmpeg's words.
        source: EncodeError,
    },
    /// A part is not as it should be.
    #[error("'{}' {fault}", path.display())]
    Part {
        /// The part.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
    /// Two parts were not encoded alike.
    #[error(
        "'{}' does not go on as '{}' does: its {what} is {other}, not {one}; render it again with the same settings and the same FFmpeg",
        path.display(), first.display()
    )]
    Unlike {
        /// The first part.
        first: PathBuf,
        /// The part that differs from it.
        path: PathBuf,
        /// In what.
        what: &'static str,
        /// What the first has.
        one: String,
        /// What the other has.
        other: String,
    },
    /// The container's clock is too coarse to find every frame's time again.
    #[error(
        "parts of {rate} frames a second cannot be joined in a .{container} file, whose times are whole milliseconds: render them into .mp4 or .mov"
    )]
    TooFast {
        /// Frames a second.
        rate: Rate,
        /// The kind of file.
        container: Container,
    },
    /// Joined files are looked at before they get their name.
    #[error("'{}' is no file: parts are joined into a file only", .0.display())]
    Stream(PathBuf),
    /// FFmpeg did not join them.
    #[error("the parts cannot be joined")]
    Encode(#[source] EncodeError),
    /// The joined file is not what the parts are.
    #[error("FFmpeg joined the parts wrongly: the file {0}")]
    Joined(Fault),
    /// FFmpeg's pipes cannot be used.
    #[error("cannot talk to FFmpeg")]
    Pipe(#[source] io::Error),
}

impl JoinError {
    /// The same of a part that is to be called `path`.
    pub fn of_part(self, path: PathBuf) -> Self {
        match self {
            Self::Unreadable { source, .. } => Self::Unreadable { path, source },
            Self::Part { fault, .. } => Self::Part { path, fault },
            error => error,
        }
    }
}

/// What is wrong with a video that is to be a part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Its name cannot be told to FFmpeg.
    #[error(
        "has a line break in its name, or a folder that it is in: parts and segments may not; rename that"
    )]
    Name,
    /// It has fewer frames than it should, or more.
    #[error(
        "holds {found} frames, not {expected}: it is incomplete, or options made FFmpeg drop frames"
    )]
    Frames {
        /// Frames it should hold.
        expected: u64,
        /// Frames it holds.
        found: u64,
    },
    /// A frame is not where the rate puts it.
    #[error("has its frame {packet} at a wrong time: options changed its times")]
    Time {
        /// The place in the file, from 0.
        packet: u64,
    },
    /// It cannot be decoded by itself.
    #[error("does not begin with a key frame")]
    Open,
    /// FFmpeg does not say what it holds.
    #[error("does not tell its frames as FFmpeg's videos do")]
    Unknown,
}
