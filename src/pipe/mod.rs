//! The pipe engine: frames of bytes go in by value, a reader gets them whole and in order.
//!
//! A [`Pipe`] owns one writer thread ("shaderpipe-pipe"), a bounded queue before it and the
//! [`Sink`] behind it. It refuses to know what the bytes mean, who reads them and who made them:
//! any `T: AsRef<[u8]> + Send + 'static` is a frame, so an `Arc<[u8]>` can go to several pipes. It
//! never kills or reaps a child; it never changes a descriptor that other processes share.
//!
//! ```text
//! sender's thread        │ "shaderpipe-pipe"                               │ another process
//!                        │                                                 │
//! send(frame) ─► queue ──┼─► write ─► hold ─► drop                         │
//!    waits while         │     │       until read, where pages are lent    │
//!    `depth` wait        │     ▼                                           │
//!                        │   vmsplice: the frame's own pages ─┐            │
//!                        │   copy: a ring of huge pages ──────┼─► pipe ────┼─► reader
//!                        │   write: the kernel's pages ───────┘            │
//! ```
//!
//! # Guarantees
//!
//! * **Order and integrity.** The reader gets every byte of every sent frame, in the order sent,
//!   with nothing between them, whatever the frame sizes. A frame of no bytes is a frame.
//! * **Held until consumed.** A frame is held until nobody needs its memory: where it is copied,
//!   until the last copy is made; where its pages are lent, until the reader has read them. Then
//!   it is dropped, on the writer thread, in order; dropping is how a frame goes back to its owner.
//!   A single frame's worth of memory is enough: frames go back also while the sender has none to
//!   send.
//! * **Looked at once.** `as_ref` is called once for each frame, on the writer thread, and the
//!   frame stays where it is in memory from then on until it is dropped.
//! * **Bounded.** [`Pipe::send`] waits while the queue is full: a slow reader slows the sender.
//! * **End of stream.** [`Pipe::finish`] writes what is queued, waits until what is held is read,
//!   closes the sink, ends the thread and returns [`Stats`] or the true cause of the failure.
//! * **No hang.** Dropping a `Pipe` abandons what is queued and returns even if the reader never
//!   reads; an [`AbortHandle`] does the same from any thread. See [`Sink`] for how soon a blocked
//!   write ends.
//!
//! Closing looks the same to a reader whether the stream was finished, aborted or dropped: kill
//! the reader first if it must not take what it has for the whole. After an abort or a drop, lent
//! frames go back to their owner though the reader may yet read them: what it reads then may be
//! anything that their memory holds by that time. A panic in a frame's code and an error of the
//! system in mid-stream ([`PipeError::Io`]) do the same; nothing else does.
//!
//! # Ways in, and what they cost
//!
//! [`Method::Auto`] measures the ways that a sink has over the first frames and keeps to the best;
//! [`Stats::reason`] says which that was and why. What a system refuses (lending device memory, a
//! kernel without `vmsplice`, a sandbox) is replaced in the middle of the stream, without loss.
//!
//! | | `vmsplice` | `copy` | `write` |
//! |---|---|---|---|
//! | sinks | [`Sink::child_stdin`], [`Sink::owned`] on Linux | the same | all |
//! | copies before the reader's own | none | one, in user space | one, in the kernel |
//! | a frame goes back | when the reader has read it | when it is copied | when it is written |
//! | system calls per MiB, pipe of 1 MiB | 1 or 2 `vmsplice`, 2 to 4 `poll` | 4 `vmsplice`, 0 to 4 `poll`, 1 query | 1 to 16 `write`, 2 to 4 `poll` |
//! | and per frame | 1 or 2 queries | none | none |
//! | memory beside the frames | none | 2 MiB | in the kernel, as much as the pipe holds |
//!
//! Each frame is boxed, which is one small allocation; nothing else is allocated for it.
//!
//! `vmsplice` and `copy` lend pages, so that bytes could change under a reader that passes pages on
//! (with `splice` or `tee`) instead of reading them. Both are used only towards a pipe that the
//! caller made for a reader of its own, never for standard output or a descriptor from elsewhere,
//! nor for a named pipe: another reader may open it after the last has gone. With a reader that splices, ask for [`Method::Write`]. No guarantee rests on nothing being
//! copied: a kernel that implements `vmsplice` as a copy is as right.
//!
//! The last frames are held until they are read, so a sender that is its own reader (both ends of a
//! pipe in one thread) must read before it calls [`Pipe::finish`], or ask for [`Method::Write`].
//!
//! # Example
//!
//! `examples/pipe_vec.rs` pipes into any program.
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
#[cfg(unix)]
mod nap;
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
    /// Waits as long as the reader takes, or until [`AbortHandle::abort`]: where frames are held
    /// until they are read, until it has read the last or has gone. A reader that goes with the end
    /// of the stream in the pipe is no error, as it is none for `write`.
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
