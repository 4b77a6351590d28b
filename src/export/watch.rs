//! Watches an export from a thread of its own, and ends it when it is cancelled or FFmpeg is stuck.
//!
//! It can, where the threads that work cannot: they may be blocked in a write, or in the driver.

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use super::Progress;
use crate::encode::{Discard, KillHandle};
use crate::pipe::{self, AbortHandle};

/// How often the export is looked at.
const STEP: Duration = Duration::from_millis(100);

/// Why the watch ended an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Cancelled,
    Stalled,
}

/// What is watched, and what it takes to end it.
pub(super) struct Watch<'a> {
    pub(super) progress: &'a dyn Progress,
    pub(super) stall_timeout: Option<Duration>,
    pub(super) written: pipe::Progress,
    pub(super) abort: AbortHandle,
    /// FFmpeg, where it encodes.
    pub(super) encoder: Option<KillHandle>,
    /// The temporary file, where there is one.
    pub(super) discard: Option<Discard>,
}

impl Watch<'_> {
    /// Runs `work` under watch; `None` if nothing had to be ended.
    pub(super) fn over<T>(&self, work: impl FnOnce(&Ender) -> T) -> io::Result<(T, Option<Ended>)> {
        let ender = Ender::default();
        let (finished, watching) = bounded::<()>(0);
        let result = thread::scope(|scope| {
            let watch = || self.watch(&watching, &ender);
            thread::Builder::new()
                .name("shaderpipe-watch".to_owned())
                .spawn_scoped(scope, watch)?;
            // Moved in, so that the watch ends even if `work` panics.
            let _finished = finished;
            Ok::<_, io::Error>(work(&ender))
        })?;
        Ok((result, ender.cause.get().copied()))
    }

    fn watch(&self, watching: &Receiver<()>, ender: &Ender) {
        let mut stall = Stall::default();
        while watching.recv_timeout(STEP) == Err(RecvTimeoutError::Timeout) {
            let cause = if self.progress.is_cancelled() {
                Ended::Cancelled
            } else if self
                .stall_timeout
                .is_some_and(|limit| stall.step(self, ender) >= limit)
            {
                Ended::Stalled
            } else {
                continue;
            };
            // First, so that those who are woken know why.
            ender.cause.get_or_init(|| cause);
            self.end();
            return;
        }
    }

    /// Ends the export from any thread. FFmpeg first: it must not take the end of the stream for
    /// the end of the video, nor write the file anew.
    pub(super) fn end(&self) {
        if let Some(encoder) = &self.encoder {
            encoder.kill();
        }
        self.abort.abort();
        if let Some(discard) = &self.discard {
            discard.discard();
        }
    }
}

/// What the watch and those who work tell each other.
#[derive(Default)]
pub(super) struct Ender {
    cause: OnceLock<Ended>,
    all_written: AtomicBool,
}

impl Ender {
    /// Whether the watch has ended the export.
    pub(super) fn has_ended(&self) -> bool {
        self.cause.get().is_some()
    }

    /// Says that the encoder has every frame, and only has to finish.
    pub(super) fn all_written(&self) {
        self.all_written.store(true, Ordering::Relaxed);
    }
}

/// How long FFmpeg has neither read a byte nor used the processor while it had something to do.
/// Counted in steps, not by the clock: a suspended machine or terminal job is not a stall.
#[derive(Default)]
struct Stall {
    bytes: u64,
    cpu_seconds: Option<f64>,
    stalled: Duration,
}

impl Stall {
    fn step(&mut self, watch: &Watch<'_>, ender: &Ender) -> Duration {
        let Some(encoder) = &watch.encoder else {
            return Duration::ZERO;
        };
        let bytes = watch.written.bytes();
        let cpu_seconds = encoder.cpu_seconds();
        // After the last frame only its use of the processor tells; where that is unknown, wait.
        let judged = if ender.all_written.load(Ordering::Relaxed) {
            cpu_seconds.is_some()
        } else {
            watch.written.is_writing()
        };
        if judged && bytes == self.bytes && cpu_seconds == self.cpu_seconds {
            self.stalled += STEP;
        } else {
            self.stalled = Duration::ZERO;
        }
        self.bytes = bytes;
        self.cpu_seconds = cpu_seconds;
        self.stalled
    }
}
