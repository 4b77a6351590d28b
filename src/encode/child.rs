//! FFmpeg's process while it encodes: spawn, listen, wait, and never leave it behind.
//!
//! Knows neither frames nor files: who writes the pipe and where the output goes is others' work.

use std::ffi::OsStr;
use std::fs::File;
use std::process::{ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use super::error::EncodeError;
use super::ffmpeg::Ffmpeg;
use super::log::LogThread;
use super::process::{Exit, KillHandle, isolate};

/// How often at most to look whether the process has ended.
const POLL: Duration = Duration::from_millis(10);
/// How long a killed process may take to end before we give it up.
const KILL_GRACE: Duration = Duration::from_secs(10);
/// How long to wait for the last words once the process has ended: something it started may hold
/// its stderr open for ever.
const LOG_GRACE: Duration = Duration::from_secs(1);

/// A running FFmpeg. Dropping it kills and reaps the process; [`Encoder::finish`] waits for it.
#[derive(Debug)]
pub struct Encoder {
    process: KillHandle,
    log: LogThread,
}

/// What FFmpeg left when it succeeded.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// Its last messages (warnings), without control characters; at most 64 lines of 400 bytes.
    pub log: Vec<String>,
    /// Processor time it used, in seconds, where the system tells (Linux).
    pub cpu_seconds: Option<f64>,
}

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
        let (encoder, stdin) = Self::start(ffmpeg, args, Stdio::piped())?;
        match stdin {
            Some(stdin) => Ok((encoder, stdin)),
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
        let (encoder, _) = Self::start(ffmpeg, args, frames.into())?;
        Ok(encoder)
    }

    fn start<S: AsRef<OsStr>>(
        ffmpeg: &Ffmpeg,
        args: impl IntoIterator<Item = S>,
        input: Stdio,
    ) -> Result<(Self, Option<ChildStdin>), EncodeError> {
        let fail = |source| EncodeError::Spawn {
            program: ffmpeg.path().to_owned(),
            source,
        };
        let mut command = Command::new(ffmpeg.path());
        command
            .args(args)
            // Colours would leave fragments of escape sequences in the messages.
            .env_remove("AV_LOG_FORCE_COLOR")
            .stdin(input)
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        isolate(&mut command);
        let mut child = command.spawn().map_err(fail)?;
        let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
        let process = KillHandle::new(child);
        let Some(stderr) = stderr else {
            unreachable!("it was asked for");
        };
        match LogThread::spawn(stderr) {
            Ok(log) => Ok((Self { process, log }, stdin)),
            Err(error) => {
                process.kill();
                drop(stdin);
                wait_killed(&process);
                Err(fail(error))
            }
        }
    }

    /// A handle that ends the process from any thread.
    pub fn kill_handle(&self) -> KillHandle {
        self.process.clone()
    }

    /// Waits until FFmpeg has ended, however long it takes. Close its input first: it ends only
    /// then, or when it fails, or when a [`KillHandle`] ends it.
    ///
    /// # Errors
    /// When FFmpeg failed, was killed, or cannot be waited for.
    pub fn finish(mut self) -> Result<Finished, EncodeError> {
        let exit = self.wait()?;
        self.log.wait(LOG_GRACE);
        let log = self.log.lines();
        let Exit {
            status,
            cpu_seconds,
            killed,
        } = exit;
        if status.success() {
            Ok(Finished { log, cpu_seconds })
        } else if killed {
            Err(EncodeError::Killed { log })
        } else {
            Err(EncodeError::Failed { status, log })
        }
    }

    fn wait(&mut self) -> Result<Exit, EncodeError> {
        let mut give_up = None;
        let mut pause = Duration::from_micros(250);
        loop {
            if let Some(exit) = self.process.poll_exit().map_err(EncodeError::Wait)? {
                return Ok(exit);
            }
            if self.process.was_killed() {
                let give_up = *give_up.get_or_insert_with(|| Instant::now() + KILL_GRACE);
                if Instant::now() > give_up {
                    let id = self.process.id();
                    return Err(EncodeError::Unkillable { id });
                }
            }
            // Its stderr closes a moment before it ends: the first wait is long, the next are short.
            if self.log.has_ended() {
                std::thread::sleep(pause);
                pause = POLL.min(pause * 2);
            } else {
                self.log.wait(POLL);
            }
        }
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        // After `finish` the process has been reaped, and both calls do nothing.
        self.process.kill();
        wait_killed(&self.process);
        self.log.wait(LOG_GRACE);
    }
}

pub(super) fn wait_killed(process: &KillHandle) {
    let give_up = Instant::now() + KILL_GRACE;
    while Instant::now() < give_up {
        match process.poll_exit() {
            Ok(None) => std::thread::sleep(Duration::from_millis(1)),
            Ok(Some(_)) => return,
            Err(error) => {
                tracing::warn!(%error, "cannot wait for FFmpeg");
                return;
            }
        }
    }
    tracing::warn!(id = process.id(), "FFmpeg was killed and does not end");
}
