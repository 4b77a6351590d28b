//! Runs FFmpeg over files, reads the lines it says, and ends it when nobody wants them any more.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, bounded};

use super::{JoinError, JoinProgress};
use crate::encode::error::EncodeError;
use crate::encode::ffmpeg::Ffmpeg;
use crate::encode::running::Running;

/// How often it is asked whether to go on.
const STEP: Duration = Duration::from_millis(50);

/// More than any line that is asked for: a file may claim anything.
const LINE_BYTES: u64 = 1 << 20;

/// Why a run gave nothing.
pub(super) enum Stopped {
    Cancelled,
    Encode(EncodeError),
    Pipe(std::io::Error),
}

impl Stopped {
    /// What it means where FFmpeg's own failure means `failed`.
    pub(super) fn or(self, failed: impl FnOnce(EncodeError) -> JoinError) -> JoinError {
        match self {
            Self::Cancelled => JoinError::Cancelled,
            Self::Encode(error) => failed(error),
            Self::Pipe(error) => JoinError::Pipe(error),
        }
    }
}

/// Runs FFmpeg with `args`, hands it `input`, and gives every line it says to `take`.
pub(super) fn run(
    ffmpeg: &Ffmpeg,
    args: &[OsString],
    input: &[u8],
    progress: &dyn JoinProgress,
    mut take: impl FnMut(&str),
) -> Result<(), Stopped> {
    let (running, pipes) = Running::start(ffmpeg.path(), args, Stdio::piped(), Stdio::piped())
        .map_err(Stopped::Encode)?;
    let (Some(mut stdin), Some(stdout)) = (pipes.stdin, pipes.stdout) else {
        unreachable!("both were asked for");
    };
    let process = running.kill_handle();
    let (finished, watching) = bounded::<()>(0);
    let read = thread::scope(|scope| {
        // A read that blocks cannot ask; the process that is killed ends it.
        thread::Builder::new()
            .name("shaderpipe-join-watch".to_owned())
            .spawn_scoped(scope, move || {
                while watching.recv_timeout(STEP) == Err(RecvTimeoutError::Timeout) {
                    if progress.is_cancelled() {
                        process.kill();
                        return;
                    }
                }
            })?;
        let _finished = finished;
        // Where it does not read, it says why.
        let _ = stdin.write_all(input);
        drop(stdin);
        let mut stdout = BufReader::new(stdout);
        let mut line = Vec::new();
        while (&mut stdout)
            .take(LINE_BYTES)
            .read_until(b'\n', &mut line)?
            > 0
        {
            if line.len() as u64 == LINE_BYTES {
                return Err(ErrorKind::InvalidData.into());
            }
            take(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
            line.clear();
        }
        Ok(())
    });
    let ended = running.finish();
    if progress.is_cancelled() {
        return Err(Stopped::Cancelled);
    }
    ended.map_err(Stopped::Encode)?;
    read.map_err(Stopped::Pipe)
}
