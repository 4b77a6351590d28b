//! What a pipe has done: counters to watch while it runs, and the account when it is done.
//!
//! Knows no frames and no clocks but its own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{
    stats::{self, Stats},
    transport::{Mode, Transport},
    trial::Trial,
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
    done: AtomicU64,
    frames: AtomicU64,
    writing: AtomicBool,
}

impl Progress {
    /// Bytes that are done with: the sink has taken them and, where their own pages are lent to a
    /// pipe, the reader is known to have read them (all but what fills the pipe, while it is full).
    pub fn bytes(&self) -> u64 {
        self.counters.done.load(Ordering::Acquire)
    }

    /// Frames that the sink has taken whole.
    pub fn frames(&self) -> u64 {
        self.counters.frames.load(Ordering::Acquire)
    }

    /// Whether it is the reader's turn: there are bytes to write, or frames held that it has yet to
    /// read. If not, the writer waits for the next frame.
    pub fn is_writing(&self) -> bool {
        self.counters.writing.load(Ordering::Acquire)
    }
}

/// The writer thread's side of [`Progress`] and [`Stats`].
#[derive(Debug)]
pub(super) struct Meter {
    pub(super) bytes: u64,
    pub(super) frames: u64,
    writing: Duration,
    blocked: Duration,
    waiting: Duration,
    done: u64,
    progress: Progress,
    /// Bytes taken in each mode.
    ways: Vec<(Mode, u64)>,
}

impl Meter {
    pub(super) fn new() -> (Self, Progress) {
        let progress = Progress::default();
        let meter = Self {
            bytes: 0,
            frames: 0,
            writing: Duration::ZERO,
            blocked: Duration::ZERO,
            waiting: Duration::ZERO,
            done: 0,
            progress: progress.clone(),
            ways: Vec::new(),
        };
        (meter, progress)
    }

    /// The account, taken on the writer thread at its end.
    pub(super) fn stats(&self, transport: &dyn Transport, trial: &Trial) -> Stats {
        let most = self.ways.iter().max_by_key(|(_, bytes)| *bytes);
        let (mode, reason) = trial.account(most.map(|(mode, _)| *mode));
        Stats {
            frames: self.frames,
            bytes: self.bytes,
            writing: self.writing,
            blocked: self.blocked,
            waiting: self.waiting,
            pipe_capacity: transport.capacity(),
            transport: mode.way.name(),
            chunk: mode.chunk,
            reason,
            system_calls: transport.calls(),
            cpu: stats::thread_cpu(),
        }
    }

    /// Bytes a second that the reader has let us write.
    pub(super) fn rate(&self) -> f64 {
        self.bytes as f64 / self.writing.as_secs_f64()
    }

    /// Says whose turn it is.
    pub(super) fn is_writing(&self, writing: bool) {
        let flag = &self.progress.counters.writing;
        flag.store(writing, Ordering::Release);
    }

    /// Counts a wait for the next frame.
    pub(super) fn waited(&mut self, time: Duration) {
        self.waiting += time;
    }

    /// Counts writing, waits for the reader included.
    pub(super) fn wrote(&mut self, time: Duration) {
        self.writing += time;
    }

    /// Counts a wait for the reader.
    pub(super) fn was_blocked(&mut self, time: Duration) {
        self.blocked += time;
    }

    pub(super) fn bytes_taken(&mut self, mode: Mode, bytes: usize) {
        self.bytes += bytes as u64;
        match self.ways.iter_mut().find(|(way, _)| *way == mode) {
            Some((_, taken)) => *taken += bytes as u64,
            None => self.ways.push((mode, bytes as u64)),
        }
    }

    /// The stream is done with up to here.
    pub(super) fn done(&mut self, end: u64) {
        self.done = self.done.max(end);
        let done = &self.progress.counters.done;
        done.store(self.done, Ordering::Release);
    }

    pub(super) fn frame_written(&mut self) {
        self.frames += 1;
        let frames = &self.progress.counters.frames;
        frames.store(self.frames, Ordering::Release);
    }
}
