//! Runs FFmpeg over files, reads the lines it says, and ends it when nobody wants them any more, or it is
//! stuck.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, ErrorKind, Read as _, Write as _};
use std::process::{ChildStdin, ChildStdout, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use super::{JoinError, JoinProgress};
use crate::encode::error::EncodeError;
use crate::encode::ffmpeg::Ffmpeg;
use crate::encode::running::Running;

/// How often it is asked whether to go on.
const STEP: Duration = Duration::from_millis(50);

/// More than any line that is asked for: a file may claim anything.
const LINE_BYTES: u64 = 1 << 20;

/// Lines that wait to be taken.
const LINES: usize = 64;

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
    let (Some(stdin), Some(stdout)) = (pipes.stdin, pipes.stdout) else {
        unreachable!("both were asked for");
    };
    let process = running.kill_handle();
    let limit = progress.stall_timeout();
    let lines = listen(stdin, input.to_vec(), stdout).map_err(Stopped::Pipe)?;
    let mut stall = Stall::default();
    let mut looked = Instant::now();
    let read = loop {
        match lines.recv_timeout(STEP) {
            Ok(Ok(line)) => {
                take(&line);
                stall.stalled = Duration::ZERO;
            }
            Ok(Err(error)) => break Err(error),
            Err(RecvTimeoutError::Disconnected) => break Ok(()),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if looked.elapsed() < STEP {
            continue;
        }
        looked = Instant::now();
        let is_stuck = limit.is_some_and(|limit| stall.step(process.cpu_seconds()) >= limit);
        if is_stuck || progress.is_cancelled() {
            process.kill();
            break Ok(());
        }
    };
    // Who waits to hand over a line shall not.
    drop(lines);
    let ended = running.finish_within(limit);
    if progress.is_cancelled() {
        return Err(Stopped::Cancelled);
    }
    ended.map_err(|error| match (error, limit) {
        // Nobody else ends it.
        (EncodeError::Killed { .. }, Some(after)) => {
            Stopped::Encode(EncodeError::Stalled { after })
        }
        (error, _) => Stopped::Encode(error),
    })?;
    read.map_err(Stopped::Pipe)
}

/// Hands FFmpeg its input, and gives the lines that it says, on a thread of its own: it is blocked as long
/// as FFmpeg is, which may be longer than that can be killed.
fn listen(
    mut stdin: ChildStdin,
    input: Vec<u8>,
    stdout: ChildStdout,
) -> io::Result<Receiver<io::Result<String>>> {
    let (sender, lines) = bounded(LINES);
    let listen = move || {
        // Where it does not read, it says why.
        let _ = stdin.write_all(&input);
        drop(stdin);
        let mut stdout = BufReader::new(stdout);
        loop {
            let line = line(&mut stdout).transpose();
            let is_last = !matches!(line, Some(Ok(_)));
            if line.is_some_and(|line| sender.send(line).is_err()) || is_last {
                return;
            }
        }
    };
    let thread = thread::Builder::new().name("shaderpipe-join-lines".to_owned());
    thread.spawn(listen).map(|_| lines)
}

/// The next line, if there is one.
fn line(stdout: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    match stdout.take(LINE_BYTES).read_until(b'\n', &mut line)? as u64 {
        0 => Ok(None),
        LINE_BYTES => Err(ErrorKind::InvalidData.into()),
        _ => {
            let line = String::from_utf8_lossy(&line);
            Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
        }
    }
}

/// How long FFmpeg has neither said a line nor used the processor. Counted in steps, not by the clock: a
/// suspended machine is not a stall. Where the system does not tell what it uses, it never is.
#[derive(Default)]
struct Stall {
    cpu_seconds: Option<f64>,
    stalled: Duration,
}

impl Stall {
    fn step(&mut self, cpu_seconds: Option<f64>) -> Duration {
        match cpu_seconds.is_some() && cpu_seconds == self.cpu_seconds {
            true => self.stalled += STEP,
            false => self.stalled = Duration::ZERO,
        }
        self.cpu_seconds = cpu_seconds;
        self.stalled
    }
}
