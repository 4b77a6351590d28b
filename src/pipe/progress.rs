//! What a pipe has done: counters to watch while it runs, and the account when it is done.
//!
//! Knows no frames and no clocks but its own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::transport::Transport;

/// How far a [`Pipe`](super::Pipe)'s writer has come; each look is one atomic load.
///
/// For a watchdog: the reader has stalled if [`is_writing`](Self::is_writing) stays true while
/// [`bytes`](Self::bytes) stays the same; if it is false, the writer waits for the next frame.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    counters: Arc<Counters>,
}

#[derive(Debug, Default)]
struct Counters {
    bytes: AtomicU64,
    frames: AtomicU64,
    writing: AtomicBool,
}

impl Progress {
    /// Bytes that the sink has taken.
    pub fn bytes(&self) -> u64 {
        self.counters.bytes.load(Ordering::Acquire)
    }

    /// Frames that the sink has taken whole.
    pub fn frames(&self) -> u64 {
        self.counters.frames.load(Ordering::Acquire)
    }

    /// Whether the writer has bytes to write, rather than waiting for the next frame.
    pub fn is_writing(&self) -> bool {
        self.counters.writing.load(Ordering::Acquire)
    }
}

/// The account of a finished [`Pipe`](super::Pipe).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Frames written.
    pub frames: u64,
    /// Bytes written.
    pub bytes: u64,
    /// Time the writer spent writing, waiting for the reader included.
    pub writing: Duration,
    /// The part of `writing` in which the pipe was full and the writer slept. Zero where a write
    /// itself blocks (a shared or portable sink): it cannot be told apart there.
    pub blocked: Duration,
    /// Time the writer waited for frames: large if the sender, not the reader, sets the speed.
    pub waiting: Duration,
    /// Calls of `write`, the refused ones included.
    pub write_calls: u64,
    /// Calls of `poll`, each a wait for the reader.
    pub poll_calls: u64,
    /// Bytes that the pipe can hold; `None` if the sink is no pipe or the system does not say.
    pub pipe_capacity: Option<usize>,
    /// How the bytes went over: `"write"`.
    pub transport: &'static str,
}

/// The writer thread's side of [`Progress`] and [`Stats`].
#[derive(Debug)]
pub(super) struct Meter {
    stats: Stats,
    progress: Progress,
}

impl Meter {
    pub(super) fn new(transport: &dyn Transport) -> (Self, Progress) {
        let stats = Stats {
            frames: 0,
            bytes: 0,
            writing: Duration::ZERO,
            blocked: Duration::ZERO,
            waiting: Duration::ZERO,
            write_calls: 0,
            poll_calls: 0,
            pipe_capacity: transport.capacity(),
            transport: transport.name(),
        };
        let progress = Progress::default();
        let meter = Self {
            stats,
            progress: progress.clone(),
        };
        (meter, progress)
    }

    pub(super) fn into_stats(self) -> Stats {
        self.stats
    }

    pub(super) fn frames(&self) -> u64 {
        self.stats.frames
    }

    /// Times a wait for the next frame.
    pub(super) fn waiting<R>(&mut self, wait: impl FnOnce() -> R) -> R {
        let start = Instant::now();
        let waited = wait();
        self.stats.waiting += start.elapsed();
        waited
    }

    /// Times the writing of a frame.
    pub(super) fn writing<R>(&mut self, write: impl FnOnce(&mut Self) -> R) -> R {
        self.progress
            .counters
            .writing
            .store(true, Ordering::Release);
        let start = Instant::now();
        let written = write(self);
        self.stats.writing += start.elapsed();
        self.progress
            .counters
            .writing
            .store(false, Ordering::Release);
        written
    }

    /// Counts a call of `poll` and times it.
    #[cfg(unix)]
    pub(super) fn polling<R>(&mut self, poll: impl FnOnce() -> R) -> R {
        let start = Instant::now();
        let polled = poll();
        self.stats.poll_calls += 1;
        self.stats.blocked += start.elapsed();
        polled
    }

    pub(super) fn write_call(&mut self) {
        self.stats.write_calls += 1;
    }

    pub(super) fn bytes_written(&mut self, bytes: usize) {
        self.stats.bytes += bytes as u64;
        self.progress
            .counters
            .bytes
            .store(self.stats.bytes, Ordering::Release);
    }

    pub(super) fn frame_written(&mut self) {
        self.stats.frames += 1;
        self.progress
            .counters
            .frames
            .store(self.stats.frames, Ordering::Release);
    }
}
