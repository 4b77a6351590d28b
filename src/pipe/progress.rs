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

use super::{
    stats::{self, Stats, SystemCalls},
    transport::Transport,
};

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
            system_calls: SystemCalls::default(),
            cpu: None,
            pipe_capacity: transport.capacity(),
            transport: transport.name(),
            chunk: transport.chunk(),
            reason: String::from("write was asked for"),
        };
        let progress = Progress::default();
        let meter = Self {
            stats,
            progress: progress.clone(),
        };
        (meter, progress)
    }

    /// The account, taken on the writer thread at its end.
    pub(super) fn into_stats(mut self) -> Stats {
        self.stats.cpu = stats::thread_cpu();
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
        self.stats.system_calls.poll += 1;
        self.stats.blocked += start.elapsed();
        polled
    }

    pub(super) fn write_call(&mut self) {
        self.stats.system_calls.write += 1;
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
