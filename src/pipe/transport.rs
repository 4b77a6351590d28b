//! How bytes get into a sink: the edge behind which the ways to do it stand.
//!
//! Knows bytes, not frames; who holds their memory is the writer's business, until when is said
//! here.

use std::{fmt, io, time::Duration};

use super::{stats::SystemCalls, stop::Stop};

/// A way for bytes to get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Vmsplice,
    Copy,
    Write,
}

impl Way {
    /// What [`Stats::transport`](super::Stats::transport) calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Vmsplice => "vmsplice",
            Self::Copy => "copy",
            Self::Write => "write",
        }
    }
}

/// A way, and the bytes that one call is given at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mode {
    pub(super) way: Way,
    pub(super) chunk: usize,
}

impl Mode {
    pub(super) const fn new(way: Way, chunk: usize) -> Self {
        // A call is given something.
        let chunk = if chunk == 0 { 1 } else { chunk };
        Self { way, chunk }
    }

    /// The part of `bytes` that one call is given.
    pub(super) fn piece<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        &bytes[..bytes.len().min(self.chunk)]
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.way.name();
        match self.chunk {
            chunk if chunk % 1024 == 0 => write!(f, "{name} of {} KiB", chunk / 1024),
            chunk => write!(f, "{name} of {chunk} B"),
        }
    }
}

/// One sink and the ways into it. Dropping it closes the sink.
pub(super) trait Transport: Send {
    /// Bytes the pipe can hold, if it is a pipe and the system says.
    fn capacity(&self) -> Option<usize>;

    /// Whether an abort ends a blocked call.
    fn is_interruptible(&self) -> bool;

    /// Whether every [`Way`] leads into it; else all are as [`Way::Write`].
    fn lends(&self) -> bool {
        false
    }

    /// Offers bytes in one call and says how many were taken; an error is as of
    /// [`Write::write`](io::Write::write), with `WouldBlock` for a full sink.
    ///
    /// After a `WouldBlock` or a part taken, the next call in the same mode goes on with the bytes
    /// that were not taken. Bytes stay readable and unchanged while [`unread`](Self::unread) counts
    /// them.
    fn push(&mut self, mode: Mode, bytes: &[u8]) -> io::Result<usize>;

    /// From now on, only this mode is used.
    fn settle(&mut self, _mode: Mode) {}

    /// Sleeps until the sink may take more, its reader has gone, or the pipe is aborted; which it
    /// was, the next `push` or look at the abort tells.
    fn wait_for_room(&mut self, stop: &Stop) -> io::Result<()>;

    /// How many of the bytes pushed last still need the memory they were pushed from.
    fn unread(&mut self) -> io::Result<usize> {
        Ok(0)
    }

    /// Whether anything still reads; sleeps up to `time` as long as it does and nobody aborts.
    fn has_reader(&mut self, _stop: &Stop, _time: Duration) -> io::Result<bool> {
        Ok(true)
    }

    /// Calls made so far.
    fn calls(&self) -> SystemCalls;

    /// Hands on what the sink itself has buffered, after the last byte.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, Way};

    #[test]
    fn a_piece_is_never_empty_but_of_nothing() {
        let mode = Mode::new(Way::Write, 0);
        assert_eq!(mode.piece(b"abc"), b"a");
        assert_eq!(mode.piece(b""), b"");
        assert_eq!(Mode::new(Way::Copy, 9).piece(b"abc"), b"abc");
    }

    #[test]
    fn modes_are_named_for_people() {
        assert_eq!(
            Mode::new(Way::Write, 256 << 10).to_string(),
            "write of 256 KiB"
        );
        assert_eq!(Mode::new(Way::Copy, 1000).to_string(), "copy of 1000 B");
    }
}
