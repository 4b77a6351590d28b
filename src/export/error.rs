//! Why an export failed, and which of several causes is the root.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Plan;
use super::fingerprint::IdentityError;
use super::segments::SegmentsError;
use crate::convert::ConvertError;
use crate::encode::{
    EncodeError, FindError, Finished, JoinError, OutputError, SettingsError, StillError,
};
use crate::pipe::{Method, PipeError, Stats};
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
    /// The chosen transport is not to be had.
    #[error("--transport {0} cannot be used here: {1}")]
    Transport(Method, std::io::Error),
    /// A thread or a pipe cannot be had.
    #[error("cannot start writing frames")]
    Start(#[source] std::io::Error),
    /// The scene cannot be drawn.
    #[error(transparent)]
    Render(RenderError),
    /// The frames cannot be converted.
    #[error(transparent)]
    Convert(#[from] ConvertError),
    /// The frames cannot be read back.
    #[error(transparent)]
    Readback(ReadbackError),
    /// The export in segments cannot begin, be kept or go on.
    #[error(transparent)]
    Segments(#[from] SegmentsError),
    /// What decides the export cannot be found out.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// A part says what it shows.
    #[error("{0}: it is not known what the part shows; leave the file as it is, and render again")]
    Changed(IdentityError),
    /// What was written is not the part that it is to be, or parts cannot be joined.
    #[error(transparent)]
    Join(JoinError),
    /// Some outputs of several failed.
    #[error("{}", tell_outputs(failed, finished))]
    Outputs {
        /// Which, and why; those with one cause stand together.
        failed: Vec<(Vec<PathBuf>, ExportError)>,
        /// Those that were finished all the same.
        finished: Vec<PathBuf>,
    },
}

impl From<RenderError> for ExportError {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::Cancelled => Self::Cancelled,
            error => Self::Render(error),
        }
    }
}

impl From<JoinError> for ExportError {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Cancelled => Self::Cancelled,
            error => Self::Join(error),
        }
    }
}

impl From<ReadbackError> for ExportError {
    fn from(error: ReadbackError) -> Self {
        match error {
            ReadbackError::Cancelled => Self::Cancelled,
            error => Self::Readback(error),
        }
    }
}

/// What ended a stream into FFmpeg, or what it left behind when all went well. FFmpeg's words come
/// before an I/O error, and that before a closed pipe: each of them makes the ones behind it fail.
pub(super) fn stream_cause(
    written: Result<Stats, PipeError>,
    encoded: Result<Finished, EncodeError>,
    may_end_early: bool,
) -> Result<(Option<Stats>, Finished), ExportError> {
    match (encoded, written) {
        (Err(error @ EncodeError::Failed { .. }), _) => Err(error.into()),
        (_, Err(error @ PipeError::Io { .. })) => Err(ExportError::Pipe(error)),
        (Err(error), _) => Err(error.into()),
        (Ok(finished), Err(PipeError::BrokenPipe { .. })) if may_end_early => Ok((None, finished)),
        (Ok(_), Err(PipeError::BrokenPipe { frames })) => Err(ExportError::EndedEarly { frames }),
        (Ok(_), Err(error)) => Err(ExportError::Pipe(error)),
        (Ok(finished), Ok(stats)) => Ok((Some(stats), finished)),
    }
}

impl ExportError {
    /// Whether it explains why drawing failed, rather than the other way round.
    fn outranks_drawing(&self) -> bool {
        matches!(
            self,
            Self::Encode(EncodeError::Failed { .. }) | Self::Pipe(PipeError::Io { .. })
        )
    }

    /// The error of an export whose drawing failed with `error`, and its outputs as they say.
    pub(super) fn of_drawing<'a>(
        error: Self,
        outputs: impl Iterator<Item = (&'a Path, Option<Self>)>,
    ) -> Self {
        let mut failed = Vec::new();
        let mut others = Vec::new();
        for (path, own) in outputs {
            match own.filter(Self::outranks_drawing) {
                Some(own) => failed.push((vec![path.to_owned()], own)),
                None => others.push(path.to_owned()),
            }
        }
        match (failed.len(), others.is_empty()) {
            (0, _) => error,
            (_, false) => {
                failed.push((others, error));
                Self::of_outputs(failed, Vec::new()).unwrap_or(Self::Cancelled)
            }
            (_, true) => Self::of_outputs(failed, Vec::new()).unwrap_or(error),
        }
    }

    /// The error of an output that cannot be started; named where there are several.
    pub(super) fn of_output(path: &Path, plan: &Plan, error: Self) -> Self {
        match plan.outputs.len() {
            1 => error,
            _ => Self::Outputs {
                failed: vec![(vec![path.to_owned()], error)],
                finished: Vec::new(),
            },
        }
    }

    /// The error of an export of which the outputs `failed`, and the others were finished.
    pub(super) fn of_outputs(
        mut failed: Vec<(Vec<PathBuf>, Self)>,
        finished: Vec<PathBuf>,
    ) -> Option<Self> {
        if failed.len() == 1 && finished.is_empty() {
            return failed.pop().map(|(_, error)| error);
        }
        (!failed.is_empty()).then_some(Self::Outputs { failed, finished })
    }
}

fn tell_outputs(failed: &[(Vec<PathBuf>, ExportError)], finished: &[PathBuf]) -> String {
    let mut text = String::new();
    for (paths, error) in failed {
        text.push_str(&format!("{}: {}\n", names(paths), with_causes(error)));
    }
    match finished {
        [] => text.push_str("no output is finished"),
        _ => text.push_str(&format!("finished: {}", names(finished))),
    }
    text
}

fn names(paths: &[PathBuf]) -> String {
    let quoted = paths.iter().map(|path| format!("'{}'", path.display()));
    quoted.collect::<Vec<_>>().join(", ")
}

fn with_causes(error: &ExportError) -> String {
    let first: &dyn std::error::Error = error;
    let causes = std::iter::successors(Some(first), |error| error.source());
    let causes = causes.map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ")
}
