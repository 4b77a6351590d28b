//! FFmpeg while it encodes.
//!
//! Knows neither frames nor files: who writes the pipe and where the output goes is others' work.

use std::ffi::OsStr;
use std::fs::File;
use std::process::{ChildStdin, Stdio};

use super::error::EncodeError;
use super::ffmpeg::Ffmpeg;
use super::process::KillHandle;
use super::running::{Finished, Running};

/// A running FFmpeg. Dropping it kills and reaps the process; [`Encoder::finish`] waits for it.
#[derive(Debug)]
pub struct Encoder(Running);

impl Encoder {
    /// Starts FFmpeg; the returned pipe takes the frames, and closing it is the end of the video.
    ///
    /// The process has its own process group, so a terminal's Ctrl-C reaches only us. On Linux the
    /// kernel kills it when the *thread* that called this ends: call it on a thread that lives
    /// until the encoder is finished or dropped.
    ///
    /// # Errors
    /// [`EncodeError::Spawn`]
    pub fn spawn<S: AsRef<OsStr>>(
        ffmpeg: &Ffmpeg,
        args: impl IntoIterator<Item = S>,
    ) -> Result<(Self, ChildStdin), EncodeError> {
        let (running, pipes) = Running::start(ffmpeg.path(), args, Stdio::piped(), Stdio::null())?;
        match pipes.stdin {
            Some(stdin) => Ok((Self(running), stdin)),
            None => unreachable!("it was asked for"),
        }
    }

    /// As [`Encoder::spawn`], with frames that lie in a file.
    ///
    /// # Errors
    /// [`EncodeError::Spawn`]
    pub fn spawn_reading<S: AsRef<OsStr>>(
        ffmpeg: &Ffmpeg,
        args: impl IntoIterator<Item = S>,
        frames: File,
    ) -> Result<Self, EncodeError> {
        let (running, _) = Running::start(ffmpeg.path(), args, frames.into(), Stdio::null())?;
        Ok(Self(running))
    }

    /// A handle that ends the process from any thread.
    pub fn kill_handle(&self) -> KillHandle {
        self.0.kill_handle()
    }

    /// Waits until FFmpeg has ended, however long it takes. Close its input first: it ends only
    /// then, or when it fails, or when a [`KillHandle`] ends it.
    ///
    /// # Errors
    /// When FFmpeg failed, was killed, or cannot be waited for.
    pub fn finish(self) -> Result<Finished, EncodeError> {
        self.0.finish()
    }
}
