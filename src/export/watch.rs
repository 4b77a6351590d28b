//! Watches an export from a thread of its own: ends it when it is cancelled, and an output whose
//! FFmpeg is stuck.
//!
//! It can, where the threads that work cannot: they may be blocked in a write, or in the driver.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use super::Progress;
use crate::encode::{Discard, JoinProgress, KillHandle};
use crate::pipe::{self, AbortHandle};

/// How often the export is looked at.
const STEP: Duration = Duration::from_millis(100);

/// What is watched, and what it takes to end it.
pub(super) struct Watch<'a> {
    pub(super) progress: &'a dyn Progress,
    stall_timeout: Option<Duration>,
    /// Held for moments only.
    streams: Mutex<Vec<(Arc<Watched>, Stall)>>,
    cancelled: AtomicBool,
    failed: AtomicBool,
}

/// One output that takes frame after frame.
pub(super) struct Watched {
    pub(super) written: pipe::Progress,
    pub(super) abort: AbortHandle,
    /// FFmpeg, where it encodes: without it, a reader may stop as long as it likes.
    pub(super) encoder: Option<KillHandle>,
    /// The temporary file, where there is one.
    pub(super) discard: Option<Discard>,
    pub(super) stall_timeout: Option<Duration>,
    /// Whether the encoder has every frame, and only has to finish.
    pub(super) all_written: AtomicBool,
    pub(super) stalled: AtomicBool,
    /// Whether it was ended from here.
    pub(super) ended: AtomicBool,
}

impl<'a> Watch<'a> {
    pub(super) fn new(progress: &'a dyn Progress, stall_timeout: Option<Duration>) -> Self {
        Self {
            progress,
            stall_timeout,
            streams: Mutex::default(),
            cancelled: AtomicBool::new(false),
            failed: AtomicBool::new(false),
        }
    }

    /// Watches one more stream, as long as somebody else holds it.
    pub(super) fn add(&self, stream: Arc<Watched>) {
        self.streams().push((Arc::clone(&stream), Stall::default()));
        // Who ended all of them may have come before it.
        if self.was_cancelled() || self.failed.load(Ordering::Relaxed) {
            stream.end();
        }
    }

    /// Runs `work` under watch.
    pub(super) fn over<T>(&self, work: impl FnOnce() -> T) -> io::Result<T> {
        let (finished, watching) = bounded::<()>(0);
        thread::scope(|scope| {
            thread::Builder::new()
                .name("shaderpipe-watch".to_owned())
                .spawn_scoped(scope, || self.watch(&watching))?;
            // Moved in, so that the watch ends even if `work` panics.
            let _finished = finished;
            Ok(work())
        })
    }

    /// Whether the export is to end, or has been ended for that.
    pub(super) fn is_cancelled(&self) -> bool {
        self.was_cancelled() || self.progress.is_cancelled()
    }

    /// Whether the outputs have been ended because the export was to end.
    pub(super) fn was_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Whether there is nothing to draw for any more.
    pub(super) fn is_ended(&self) -> bool {
        self.is_cancelled() || self.failed.load(Ordering::Relaxed)
    }

    fn watch(&self, watching: &Receiver<()>) {
        while watching.recv_timeout(STEP) == Err(RecvTimeoutError::Timeout) {
            if self.progress.is_cancelled() {
                // First, so that those who are woken know why.
                self.cancelled.store(true, Ordering::Relaxed);
                self.end();
                return;
            }
            let mut streams = self.streams();
            streams.retain(|(stream, _)| Arc::strong_count(stream) > 1);
            let Some(limit) = self.stall_timeout else {
                continue;
            };
            for (stream, stall) in streams.iter_mut() {
                if stall.step(stream) >= limit {
                    stream.stalled.store(true, Ordering::Relaxed);
                    stream.end();
                }
            }
        }
    }

    /// Ends every output from any thread.
    pub(super) fn end(&self) {
        self.streams().iter().for_each(|(stream, _)| stream.end());
    }

    /// Ends every output as one of an earlier leg has failed.
    pub(super) fn fail(&self) {
        self.failed.store(true, Ordering::Relaxed);
        self.end();
    }

    fn streams(&self) -> MutexGuard<'_, Vec<(Arc<Watched>, Stall)>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watched {
    /// FFmpeg first: it must not take the end of the stream for the end of the video, nor write the
    /// file anew.
    fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(encoder) = &self.encoder {
            encoder.kill();
        }
        self.abort.abort();
        if let Some(discard) = &self.discard {
            discard.discard();
        }
    }
}

/// A part is looked at when it is written, and no longer than the export is wanted.
impl JoinProgress for Watched {
    fn stall_timeout(&self) -> Option<Duration> {
        self.stall_timeout
    }

    fn is_cancelled(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
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
    fn step(&mut self, stream: &Watched) -> Duration {
        let Some(encoder) = &stream.encoder else {
            return Duration::ZERO;
        };
        let bytes = stream.written.bytes();
        let cpu_seconds = encoder.cpu_seconds();
        // After the last frame only its use of the processor tells; where that is unknown, wait.
        let judged = if stream.all_written.load(Ordering::Relaxed) {
            cpu_seconds.is_some()
        } else {
            stream.written.is_writing()
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
