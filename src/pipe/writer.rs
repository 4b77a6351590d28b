//! The writer thread: its start, its end, and what becomes of it when it does not end.
//!
//! Knows that frames are dropped whatever happens; what happens to them before, `stream` knows.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    thread::{self, JoinHandle},
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded, select};

use super::{
    PipeError, Stats, progress::Meter, stop::Stop, stream::Stream, transport::Transport,
    trial::Trial,
};

/// How long to wait for the thread after an abort: it is on its way, unless a frame's `drop` blocks.
const GRACE: Duration = Duration::from_secs(5);
/// The same, where it may sit in a write that nothing can end.
const GRACE_UNINTERRUPTIBLE: Duration = Duration::from_millis(100);

type Outcome = Result<Stats, PipeError>;

/// A started writer thread. Dropping it aborts the pipe and ends the thread.
#[derive(Debug)]
pub(super) struct Running {
    thread: Option<JoinHandle<()>>,
    outcome: Receiver<Outcome>,
    stop: Stop,
    grace: Duration,
}

impl Running {
    pub(super) fn start<T: AsRef<[u8]> + Send + 'static>(
        transport: Box<dyn Transport>,
        trial: Trial,
        queue: Receiver<T>,
        stop: &Stop,
        meter: Meter,
    ) -> io::Result<Self> {
        let grace = if transport.is_interruptible() {
            GRACE
        } else {
            GRACE_UNINTERRUPTIBLE
        };
        // One outcome, which must not wait for anybody to take it.
        let (report, outcome) = bounded(1);
        let thread = thread::Builder::new()
            .name("shaderpipe-pipe".into())
            .spawn({
                let stop = stop.clone();
                move || {
                    exact_timers();
                    // Nobody listens if the thread was left behind.
                    let _ = report.send(run(transport, trial, queue, &stop, meter));
                }
            })?;
        Ok(Self {
            thread: Some(thread),
            outcome,
            stop: stop.clone(),
            grace,
        })
    }

    /// Waits for the thread to end by itself, or by an abort.
    pub(super) fn finish(mut self) -> Outcome {
        self.join()
    }

    fn join(&mut self) -> Outcome {
        let Some(thread) = self.thread.take() else {
            return Err(PipeError::Aborted);
        };
        let outcome = select! {
            recv(self.outcome) -> outcome => outcome.ok(),
            recv(self.stop.aborted()) -> _ => match self.outcome.recv_timeout(self.grace) {
                Ok(outcome) => Some(outcome),
                Err(RecvTimeoutError::Disconnected) => None,
                // Leaves the thread behind: better than to wait for a reader that may never read.
                Err(RecvTimeoutError::Timeout) => return Err(PipeError::Aborted),
            },
        };
        match (thread.join(), outcome) {
            (Ok(()), Some(outcome)) => outcome,
            _ => Err(PipeError::WriterPanicked),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.thread.is_some() {
            self.stop.abort();
            // Who drops a pipe does not ask how it went.
            let _ = self.join();
        }
    }
}

/// Makes the calling thread's naps as long as they are meant to be: Linux adds up to 50 µs otherwise,
/// in which a reader empties half a pipe.
fn exact_timers() {
    #[cfg(target_os = "linux")]
    {
        use std::num::NonZeroU64;
        /// Nanoseconds.
        const SLACK: Option<NonZeroU64> = NonZeroU64::new(1000);
        // Refused, naps are longer; nothing else.
        let _ = rustix::thread::set_current_timer_slack(SLACK);
    }
}

/// The thread's whole life. However it ends, the sink is closed and all frames are dropped.
fn run<T: AsRef<[u8]>>(
    transport: Box<dyn Transport>,
    trial: Trial,
    queue: Receiver<T>,
    stop: &Stop,
    meter: Meter,
) -> Outcome {
    let mut stream = Stream::new(transport, trial, stop, meter);
    let written = catch_unwind(AssertUnwindSafe(|| stream.write_all(&queue)));
    let (transport, mut frames, stats) = stream.into_parts();
    let closed = catch_unwind(AssertUnwindSafe(|| drop(transport)));
    stop.close();
    // One by one, for a `drop` that panics must not keep the others from theirs.
    while let Some(frame) = frames.pop() {
        let _ = catch_unwind(AssertUnwindSafe(|| drop(frame)));
    }
    for frame in queue.try_iter() {
        let _ = catch_unwind(AssertUnwindSafe(|| drop(frame)));
    }
    match (written, closed) {
        (Ok(written), Ok(())) => written.map(|()| stats),
        (Ok(Err(cause)), Err(_)) => Err(cause),
        _ => Err(PipeError::WriterPanicked),
    }
}
