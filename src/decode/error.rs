//! Why a video cannot be shown.

use std::io;
use std::time::Duration;

use super::args::extensions;
use crate::encode::EncodeError;
use crate::frame::Size;

/// Why a video cannot be shown, or not any further.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The name of the file does not say what it is.
    #[error("its name does not end as a video's does: {}", extensions())]
    Kind,
    /// There is nothing to ask what the file holds.
    #[error("`ffprobe` was not found beside FFmpeg or on PATH: it comes with FFmpeg")]
    NoProbe,
    /// There is no video in the file.
    #[error("there is no video in it")]
    NoVideo,
    /// FFmpeg failed; the message is in its own words.
    #[error(transparent)]
    Ffmpeg(#[from] EncodeError),
    /// FFmpeg did nothing at all.
    #[error("FFmpeg has given no frame for {} s and does nothing: it was stopped", after.as_secs())]
    Stalled {
        /// How long it was waited for.
        after: Duration,
    },
    /// FFmpeg gave no frame.
    #[error("FFmpeg found no frame in it")]
    NoFrames,
    /// Its frames are not all of one size.
    #[error("its frames change their size; they were {0}")]
    SizeChanges(Size),
    /// FFmpeg ended as if it were done, in the middle of something.
    #[error("what FFmpeg makes of it breaks off, without a word")]
    BreaksOff,
    /// What FFmpeg gave cannot be understood.
    #[error("what FFmpeg makes of it cannot be read")]
    Stream(#[source] io::Error),
    /// No thread or pipe can be had.
    #[error("cannot start reading it")]
    Start(#[source] io::Error),
    /// It was to end.
    #[error("cancelled")]
    Cancelled,
}
