//! Ending a pipe: from another thread by an abort, or because its writer has ended.
//!
//! Wakes whoever waits. Knows no frames and no transport.

use std::{
    convert::Infallible,
    io,
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, Ordering},
    },
};
#[cfg(unix)]
use std::{
    io::{PipeReader, PipeWriter, Write},
    os::fd::{AsFd, BorrowedFd},
};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::PipeError;

/// Ends a [`Pipe`](super::Pipe) from any thread: for Ctrl-C, a watchdog, a closed window.
///
/// It does not keep the pipe alive, and outlives it without effect.
#[derive(Clone, Debug)]
pub struct AbortHandle {
    stop: Stop,
}

impl AbortHandle {
    /// Ends the pipe now: a blocked write ends (see [`Sink`](super::Sink) for how soon), frames not
    /// yet written are dropped, the sink is closed.
    ///
    /// From when this returns, `send` returns [`Closed`](super::Closed) and `finish` returns
    /// [`PipeError::Aborted`], unless the pipe had failed or finished before. Never blocks; calling
    /// it again does nothing.
    pub fn abort(&self) {
        self.stop.abort();
    }
}

/// What the sender, the writer and the [`AbortHandle`]s of one pipe share to end it.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    aborted: Tripwire,
    /// No frame is taken any more: tripped by an abort, and by the writer's end.
    closed: Tripwire,
    /// Held for reading while a frame is put into the queue.
    sending: RwLock<()>,
    // Never read: once the byte is in, each later `poll` returns at once. Both ends live here, so
    // that an abort after the writer has ended cannot raise SIGPIPE.
    #[cfg(unix)]
    wake: (PipeReader, PipeWriter),
}

impl Stop {
    pub(super) fn new() -> io::Result<Self> {
        let shared = Shared {
            aborted: Tripwire::new(),
            closed: Tripwire::new(),
            sending: RwLock::new(()),
            #[cfg(unix)]
            wake: io::pipe()?,
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    pub(super) fn handle(&self) -> AbortHandle {
        AbortHandle { stop: self.clone() }
    }

    pub(super) fn abort(&self) {
        let first = self.shared.aborted.trip();
        self.shared.closed.trip();
        #[cfg(unix)]
        if first {
            // One byte into an empty pipe always finds room.
            let _ = (&self.shared.wake.1).write_all(&[0]);
        }
        #[cfg(not(unix))]
        let _ = first;
    }

    pub(super) fn check_abort(&self) -> Result<(), PipeError> {
        if self.shared.aborted.is_tripped() {
            Err(PipeError::Aborted)
        } else {
            Ok(())
        }
    }

    /// A channel that is disconnected by an abort.
    pub(super) fn aborted(&self) -> &Receiver<Infallible> {
        &self.shared.aborted.tripped
    }

    /// A descriptor that is readable from an abort on.
    #[cfg(unix)]
    pub(super) fn wake(&self) -> BorrowedFd<'_> {
        self.shared.wake.0.as_fd()
    }

    /// Leave to put a frame into the queue, if frames are still taken.
    pub(super) fn may_send(&self) -> Option<RwLockReadGuard<'_, ()>> {
        let sending = self.shared.sending.read();
        (!self.shared.closed.is_tripped()).then(|| sending.unwrap_or_else(PoisonError::into_inner))
    }

    /// A channel that is disconnected when frames are no longer taken.
    pub(super) fn closed(&self) -> &Receiver<Infallible> {
        &self.shared.closed.tripped
    }

    /// Ends sending. When this returns, no frame is put into the queue any more: what is in it can
    /// be taken out, and nothing is left behind.
    pub(super) fn close(&self) {
        self.shared.closed.trip();
        drop(self.shared.sending.write());
    }
}

/// Something that happens once, to look at and to wait for.
#[derive(Debug)]
struct Tripwire {
    flag: AtomicBool,
    // Dropped when it happens: a disconnected channel wakes every receiver, for good.
    wire: Mutex<Option<Sender<Infallible>>>,
    tripped: Receiver<Infallible>,
}

impl Tripwire {
    fn new() -> Self {
        // Carries nothing: only its end is waited for.
        let (wire, tripped) = bounded(0);
        Self {
            flag: AtomicBool::new(false),
            wire: Mutex::new(Some(wire)),
            tripped,
        }
    }

    /// Makes it happen; true if it had not yet.
    fn trip(&self) -> bool {
        let first = !self.flag.swap(true, Ordering::SeqCst);
        drop(
            self.wire
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        first
    }

    fn is_tripped(&self) -> bool {
        self.flag.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::TryRecvError;

    use super::Stop;

    #[test]
    fn closing_ends_sending_and_is_no_abort() {
        let stop = Stop::new().unwrap();
        assert!(stop.may_send().is_some());
        stop.close();
        assert!(stop.may_send().is_none());
        assert_eq!(stop.closed().try_recv(), Err(TryRecvError::Disconnected));
        assert_eq!(stop.aborted().try_recv(), Err(TryRecvError::Empty));
        assert!(stop.check_abort().is_ok());
    }

    #[test]
    fn an_abort_ends_everything_however_often_it_is_called() {
        let stop = Stop::new().unwrap();
        let handle = stop.handle();
        handle.abort();
        handle.clone().abort();
        assert!(stop.may_send().is_none());
        assert_eq!(stop.aborted().try_recv(), Err(TryRecvError::Disconnected));
        assert!(stop.check_abort().is_err());
    }
}
