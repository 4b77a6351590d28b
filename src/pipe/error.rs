//! How a pipe fails. Knows no cause outside the pipe: why the reader went is for its parent to say.

use std::{fmt, io};

/// Why a [`Pipe`](super::Pipe) did not write all its frames.
#[derive(Debug, thiserror::Error)]
pub enum PipeError {
    /// The reader closed its end before it had everything; whoever started the reader knows why.
    #[error("the reader closed the pipe after {frames} whole frames had gone into it")]
    BrokenPipe {
        /// Frames that the pipe had taken whole; the reader may have read fewer.
        frames: u64,
    },
    /// The operating system refused a write.
    #[error("cannot write frames")]
    Io {
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
    /// [`AbortHandle::abort`](super::AbortHandle::abort) was called before the last byte was
    /// in the sink, or while frames were held after it.
    #[error("writing frames was aborted")]
    Aborted,
    /// The writer thread panicked: in a frame's `as_ref` or `drop`, or in the `Write` given to
    /// [`Sink::portable`](super::Sink::portable).
    #[error("the writer thread panicked in a frame's code")]
    WriterPanicked,
}

impl PipeError {
    /// The error of a failed write, `frames` whole frames into the stream.
    pub(super) fn from_write(source: io::Error, frames: u64) -> Self {
        match source.kind() {
            // What a pipe says, and what a socket says.
            io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => {
                Self::BrokenPipe { frames }
            }
            _ => Self::Io { source },
        }
    }
}

/// A frame that was not queued because the pipe has ended; it comes back to its sender.
///
/// Why it ended comes out of [`Pipe::finish`](super::Pipe::finish).
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the pipe takes no more frames")]
pub struct Closed<T>(pub T);

// By hand, so that a frame need not be `Debug`, and megabytes of pixels are never printed.
impl<T> fmt::Debug for Closed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Closed(..)")
    }
}
