//! Why an export failed, and which of several causes is the root.

use std::path::PathBuf;
use std::time::Duration;

use super::Job;
use super::watch::Ended;
use crate::convert::ConvertError;
use crate::encode::{EncodeError, FindError, Finished, OutputError, SettingsError, StillError};
use crate::pipe::{PipeError, Stats};
use crate::readback::ReadbackError;
use crate::render::RenderError;

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// [`Progress::is_cancelled`](super::Progress::is_cancelled) said so.
    #[error("cancelled")]
    Cancelled,
    /// The reader of raw frames closed its end: nobody wants more of them.
    #[error("the reader of the frames has gone")]
    ReaderGone,
    /// FFmpeg neither read nor worked.
    #[error(
        "FFmpeg has not taken a byte for {} s and does nothing: it was stopped \
         (--stall-timeout sets how long to wait)",
        after.as_secs()
    )]
    Stalled {
        /// How long it was waited for.
        after: Duration,
    },
    /// There is no FFmpeg to encode with.
    #[error(transparent)]
    Find(#[from] FindError),
    /// FFmpeg failed; the message is in its own words.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// FFmpeg ended well before it had read all frames.
    #[error("FFmpeg ended after {frames} frames, as if it were done, without a word")]
    EndedEarly {
        /// Frames written whole by then.
        frames: u64,
    },
    /// FFmpeg says that it succeeded, but wrote nothing.
    #[error("FFmpeg ended as if it were done, but wrote nothing into '{}'", .0.display())]
    NothingWritten(PathBuf),
    /// The codec, container and format do not fit one another.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The output cannot be written or given its name.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The still cannot be written.
    #[error(transparent)]
    Still(#[from] StillError),
    /// Frames cannot be written.
    #[error(transparent)]
    Pipe(PipeError),
    /// A thread or a pipe cannot be had.
    #[error("cannot start writing frames")]
    Start(#[source] std::io::Error),
    /// The scene cannot be drawn.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The frames cannot be converted.
    #[error(transparent)]
    Convert(#[from] ConvertError),
    /// The frames cannot be read back.
    #[error(transparent)]
    Readback(ReadbackError),
}

impl From<ReadbackError> for ExportError {
    fn from(error: ReadbackError) -> Self {
        match error {
            ReadbackError::Cancelled => Self::Cancelled,
            error => Self::Readback(error),
        }
    }
}

/// The root cause of the ends of an export, or what they left behind when all went well. FFmpeg's
/// words come before an I/O error, that before what the GPU said, and that before a closed pipe:
/// each of them makes the ones behind it fail too.
pub(super) fn root_cause(
    ended: Option<Ended>,
    job: &Job,
    drawn: Result<(), ExportError>,
    written: Result<Stats, PipeError>,
    encoded: Result<Finished, EncodeError>,
    may_end_early: bool,
) -> Result<(Option<Stats>, Finished), ExportError> {
    match ended {
        Some(Ended::Cancelled) => return Err(ExportError::Cancelled),
        Some(Ended::Stalled) => {
            let after = job.stall_timeout.unwrap_or_default();
            return Err(ExportError::Stalled { after });
        }
        None => {}
    }
    match (encoded, written, drawn) {
        (Err(error @ EncodeError::Failed { .. }), ..) => Err(error.into()),
        (_, Err(error @ PipeError::Io { .. }), _) => Err(ExportError::Pipe(error)),
        (_, _, Err(error)) => Err(error),
        (Err(error), ..) => Err(error.into()),
        (Ok(finished), Err(PipeError::BrokenPipe { .. }), _) if may_end_early => {
            Ok((None, finished))
        }
        (Ok(_), Err(PipeError::BrokenPipe { frames }), _) => {
            Err(ExportError::EndedEarly { frames })
        }
        (Ok(_), Err(error), _) => Err(ExportError::Pipe(error)),
        (Ok(finished), Ok(stats), Ok(())) => Ok((Some(stats), finished)),
    }
}
