//! FFmpeg's process: spawn, listen, wait, and never leave it behind.
//!
//! Knows neither frames nor files: what it is asked to do, who uses its pipes and where its output goes
//! is others' work.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use super::error::EncodeError;
use super::log::LogThread;
use super::process::{Exit, KillHandle, isolate};

/// How often at most to look whether the process has ended.
const POLL: Duration = Duration::from_millis(10);
/// How long a killed process may take to end before we give it up.
const KILL_GRACE: Duration = Duration::from_secs(10);
/// How long to wait for the last words once the process has ended: something it started may hold
/// its stderr open for ever.
const LOG_GRACE: Duration = Duration::from_secs(1);

/// A running program of FFmpeg's. Dropping it kills and reaps the process; [`Running::finish`] waits
/// for it.
#[derive(Debug)]
pub(crate) struct Running {
    process: KillHandle,
    log: LogThread,
}

/// Our ends of its pipes, where they were asked for.
pub(crate) struct Pipes {
    pub(crate) stdin: Option<ChildStdin>,
    pub(crate) stdout: Option<ChildStdout>,
}

/// What FFmpeg left when it succeeded.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// Its last messages (warnings), without control characters; at most 64 lines of 400 bytes.
    pub log: Vec<String>,
    /// Processor time it used, in seconds, where the system tells (Linux).
    pub cpu_seconds: Option<f64>,
}

impl Running {
    /// Starts `program`.
    ///
    /// The process has its own process group, so a terminal's Ctrl-C reaches only us. On Linux the
    /// kernel kills it when the *thread* that called this ends: call it on a thread that lives
    /// until the process is finished or dropped.
    pub(crate) fn start<S: AsRef<OsStr>>(
        program: &Path,
        args: impl IntoIterator<Item = S>,
        stdin: Stdio,
        stdout: Stdio,
    ) -> Result<(Self, Pipes), EncodeError> {
        let fail = |source| EncodeError::Spawn {
            program: program.to_owned(),
            source,
        };
        let mut command = Command::new(program);
        command
            .args(args)
            // Colours would leave fragments of escape sequences in the messages.
            .env_remove("AV_LOG_FORCE_COLOR")
            .stdin(stdin)
            .stdout(stdout)
            .stderr(Stdio::piped());
        isolate(&mut command);
        let mut child = command.spawn().map_err(fail)?;
        let pipes = Pipes {
            stdin: child.stdin.take(),
            stdout: child.stdout.take(),
        };
        let stderr = child.stderr.take();
        let process = KillHandle::new(child);
        let Some(stderr) = stderr else {
            unreachable!("it was asked for");
        };
        match LogThread::spawn(stderr) {
            Ok(log) => Ok((Self { process, log }, pipes)),
            Err(error) => {
                process.kill();
                drop(pipes);
                wait_killed(&process);
                Err(fail(error))
            }
        }
    }

    /// A handle that ends the process from any thread.
    pub(crate) fn kill_handle(&self) -> KillHandle {
        self.process.clone()
    }

    /// Waits until FFmpeg has ended, however long it takes. Close its input first: it ends only
    /// then, or when it fails, or when a [`KillHandle`] ends it.
    pub(crate) fn finish(self) -> Result<Finished, EncodeError> {
        self.finish_within(None)
    }

    /// The same, but kills it if it has not ended after `limit`.
    pub(crate) fn finish_within(
        mut self,
        limit: Option<Duration>,
    ) -> Result<Finished, EncodeError> {
        let exit = self.wait(limit)?;
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

    fn wait(&mut self, limit: Option<Duration>) -> Result<Exit, EncodeError> {
        let started = Instant::now();
        let mut give_up = None;
        let mut pause = Duration::from_micros(250);
        loop {
            if let Some(exit) = self.process.poll_exit().map_err(EncodeError::Wait)? {
                return Ok(exit);
            }
            if limit.is_some_and(|limit| started.elapsed() > limit) {
                self.process.kill();
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

impl Drop for Running {
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
                tracing::warn!("cannot wait for FFmpeg: {error}");
                return;
            }
        }
    }
    let id = process.id();
    tracing::warn!("FFmpeg (process {id}) was killed and does not end");
}
