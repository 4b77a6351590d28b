//! The pipe engine: frames of bytes go in by value, a reader gets them whole and in order.
//!
//! A [`Pipe`] owns one writer thread ("shaderpipe-pipe"), a bounded queue before it and the
//! [`Sink`] behind it. It refuses to know what the bytes mean, who reads them and who made them:
//! any `T: AsRef<[u8]> + Send + 'static` is a frame, so an `Arc<[u8]>` can go to several pipes. It
//! never kills or reaps a child; it never changes a descriptor that other processes share.
//!
//! What it guarantees:
//!
//! * **Order and integrity.** The reader gets every byte of every sent frame, in the order sent,
//!   with nothing between them, whatever the frame sizes. A frame of no bytes is a frame.
//! * **Held until consumed.** A frame is held until the reader no longer needs its memory (when
//!   bytes are copied by `write`: until the kernel has them all). Then it is dropped, on the writer
//!   thread, in order; dropping is how a frame goes back to its owner.
//! * **Bounded.** [`Pipe::send`] waits while the queue is full: a slow reader slows the sender.
//! * **End of stream.** [`Pipe::finish`] writes what is queued, closes the sink, ends the thread
//!   and returns [`Stats`] or the true cause of the failure.
//! * **No hang.** Dropping a `Pipe` abandons what is queued and returns even if the reader never
//!   reads; an [`AbortHandle`] does the same from any thread. See [`Sink`] for how soon a blocked
//!   write ends.
//!
//! Closing looks the same to a reader whether the stream was finished, aborted or dropped: kill
//! the reader first if it must not take what it has for the whole.
//!
//! ```
//! # #[cfg(unix)] {
//! use std::process::{Command, Stdio};
//!
//! use shaderpipe::pipe::{Options, Pipe, Sink};
//!
//! let mut child = Command::new("wc")
//!     .arg("-c")
//!     .stdin(Stdio::piped())
//!     .stdout(Stdio::piped())
//!     .spawn()?;
//! let stdin = child.stdin.take().expect("stdin is piped");
//!
//! let pipe = Pipe::spawn(Sink::child_stdin(stdin), Options::default())?;
//! for shade in 0..10 {
//!     pipe.send(vec![shade; 320 * 240 * 3])?;
//! }
//! let stats = pipe.finish()?;
//!
//! let counted = String::from_utf8(child.wait_with_output()?.stdout)?;
//! assert_eq!(stats.frames, 10);
//! assert_eq!(counted.trim(), (10 * 320 * 240 * 3).to_string());
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
#[cfg(unix)]
mod fd;
mod hold;
#[cfg(target_os = "linux")]
mod lend;
mod modes;
mod options;
mod pace;
mod portable;
mod progress;
#[cfg(target_os = "linux")]
mod ring;
mod sink;
mod stats;
mod stop;
mod stream;
mod transport;
mod trial;
mod writer;

pub use error::{Closed, PipeError};
pub use options::{Method, Options, UnknownMethod};
pub use progress::Progress;
pub use sink::Sink;
pub use stats::{CpuTime, Stats, SystemCalls};
pub use stop::AbortHandle;

use std::io;

use crossbeam_channel::{SendError, Sender, bounded, select};

use progress::Meter;
use stop::Stop;
use writer::Running;

/// An ordered, bounded stream of frames into a [`Sink`], written by a thread of its own.
///
/// Dropping it without [`finish`](Self::finish) aborts it: see [`AbortHandle::abort`].
#[derive(Debug)]
pub struct Pipe<T> {
    // First, because fields drop in order: the writer must see an abort before it sees the end of
    // the queue, which would mean "write the rest".
    writer: Running,
    queue: Sender<T>,
    stop: Stop,
    progress: Progress,
}

impl<T: AsRef<[u8]> + Send + 'static> Pipe<T> {
    /// Takes over `sink` and starts its writer thread.
    ///
    /// # Errors
    ///
    /// The sink could not be prepared, or the thread could not be started; with
    /// [`Unsupported`](io::ErrorKind::Unsupported), the sink cannot do the asked-for [`Method`]. The
    /// sink is closed then.
    pub fn spawn(sink: Sink, options: Options) -> io::Result<Self> {
        let (transport, trial) = sink.open(options)?;
        let (queue, frames) = bounded(options.depth.max(1));
        let stop = Stop::new()?;
        let (meter, progress) = Meter::new();
        let writer = Running::start(transport, trial, frames, &stop, meter)?;
        Ok(Self {
            writer,
            queue,
            stop,
            progress,
        })
    }

    /// Queues a frame behind those sent before; waits while the queue is full.
    ///
    /// `Ok` means queued, not written: what becomes of it, [`finish`](Self::finish) tells.
    ///
    /// # Errors
    ///
    /// The frame comes back in [`Closed`] if the writer has ended or the pipe was aborted, also
    /// while waiting. The cause comes out of [`finish`](Self::finish).
    pub fn send(&self, frame: T) -> Result<(), Closed<T>> {
        let Some(_sending) = self.stop.may_send() else {
            return Err(Closed(frame));
        };
        select! {
            send(self.queue, frame) -> sent => sent.map_err(|SendError(frame)| Closed(frame)),
            recv(self.stop.closed()) -> _ => Err(Closed(frame)),
        }
    }

    /// Writes what is queued, closes the sink, ends the writer thread and returns what was done.
    ///
    /// Waits as long as the reader takes, or until [`AbortHandle::abort`].
    ///
    /// # Errors
    ///
    /// The first thing that went wrong in the pipe's life, see [`PipeError`]; all frames are
    /// dropped by then, unless the thread had to be left behind (see [`Sink`]).
    pub fn finish(self) -> Result<Stats, PipeError> {
        // A closed queue is the end of the stream.
        drop(self.queue);
        self.writer.finish()
    }
}

impl<T> Pipe<T> {
    /// A handle that ends the pipe from any thread.
    pub fn abort_handle(&self) -> AbortHandle {
        self.stop.handle()
    }

    /// A handle that shows how far the writer has come, without locks, from any thread.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }
}
