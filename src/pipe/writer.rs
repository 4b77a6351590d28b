//! The writer thread: takes frames from the queue, puts them into the transport, lets them go.
//!
//! Knows when a frame may be dropped; not how its bytes travel.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    thread::{self, JoinHandle},
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded, select};

use super::{PipeError, Stats, progress::Meter, stop::Stop, transport::Transport};

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
                    // Nobody listens if the thread was left behind.
                    let _ = report.send(run(transport, queue, &stop, meter));
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

/// The thread's whole life. However it ends, the sink is closed and all frames are dropped.
fn run<T: AsRef<[u8]>>(
    mut transport: Box<dyn Transport>,
    queue: Receiver<T>,
    stop: &Stop,
    mut meter: Meter,
) -> Outcome {
    let mut held = None;
    let written = catch_unwind(AssertUnwindSafe(|| {
        write_all(&mut *transport, &queue, stop, &mut meter, &mut held)
    }));
    let closed = catch_unwind(AssertUnwindSafe(|| drop(transport)));
    stop.close();
    // One by one, for a `drop` that panics must not keep the others from theirs.
    for frame in held.into_iter().chain(queue.try_iter()) {
        let _ = catch_unwind(AssertUnwindSafe(|| drop(frame)));
    }
    match (written, closed) {
        (Ok(written), Ok(())) => written.map(|()| meter.into_stats()),
        (Ok(Err(cause)), Err(_)) => Err(cause),
        _ => Err(PipeError::WriterPanicked),
    }
}

/// Writes until the end of the queue. A frame not written whole stays in `held`.
fn write_all<T: AsRef<[u8]>>(
    transport: &mut dyn Transport,
    queue: &Receiver<T>,
    stop: &Stop,
    meter: &mut Meter,
    held: &mut Option<T>,
) -> Result<(), PipeError> {
    loop {
        *held = meter.waiting(|| {
            select! {
                recv(queue) -> frame => frame.ok(),
                recv(stop.aborted()) -> _ => None,
            }
        });
        // `select!` picks any ready arm: an abort outranks frames and the end of the queue.
        stop.check_abort()?;
        let Some(frame) = held else {
            return transport
                .flush()
                .map_err(|error| PipeError::from_write(error, meter.frames()));
        };
        meter.writing(|meter| transport.put(frame.as_ref(), stop, meter))?;
        meter.frame_written();
        drop(held.take());
    }
}
