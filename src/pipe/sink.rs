//! Where frames go: which kind of destination, and so how it may be treated.
//!
//! Knows who else may hold the destination; not what is written to it.

use std::{
    fmt,
    fs::File,
    io::{self, Write},
    process::ChildStdin,
};

#[cfg(unix)]
use std::os::fd::{AsFd, OwnedFd};

#[cfg(unix)]
use super::fd::FdWriter;
#[cfg(target_os = "linux")]
use super::lend;
use super::{
    Options,
    modes::{Traits, choice},
    portable::StreamWriter,
    transport::Transport,
    trial::Trial,
};

/// Where a [`Pipe`](super::Pipe) writes.
///
/// The kinds differ in what an abort (or a drop of the pipe) can do about a reader that does not
/// read:
///
/// | sink | a blocked write ends |
/// |---|---|
/// | [`child_stdin`](Self::child_stdin), [`owned`](Self::owned) on Unix | at once |
/// | [`stdout`](Self::stdout), [`file`](Self::file) on Linux, being a pipe | at once (unless it cannot be reopened: another user's, or no `/proc`) |
/// | `stdout`, `file` otherwise | when the system has taken the piece in hand |
/// | [`portable`](Self::portable), and every sink on Windows | when the system has taken the piece in hand; killing the child ends it too |
///
/// That piece is 256 KiB at most, unless [`Options::chunk`] says otherwise.
///
/// Where it does not end at once, `finish` and `drop` wait for it a tenth of a second after the
/// abort and then leave the thread behind, with the frames it has; it ends with its write.
#[derive(Debug)]
pub struct Sink {
    kind: Kind,
}

enum Kind {
    /// An open file description that is ours alone.
    #[cfg(unix)]
    Own(OwnedFd),
    /// A description that others may share.
    #[cfg(unix)]
    Shared(OwnedFd),
    Stdout,
    Stream(Box<dyn Write + Send>),
}

impl Sink {
    /// The standard input of a child process, made with [`Stdio::piped`](std::process::Stdio::piped).
    ///
    /// On Unix our end of it becomes nonblocking (the child's end stays as it is), on Linux the
    /// pipe is enlarged, and frames or copies of them may be lent to it, see [`Method`](super::Method).
    pub fn child_stdin(stdin: ChildStdin) -> Self {
        #[cfg(unix)]
        return Self::owned(stdin.into());
        #[cfg(not(unix))]
        Self::portable(Box::new(stdin))
    }

    /// The standard output of this process, past the buffer of [`std::io::stdout`].
    ///
    /// It may be shared with other processes: its flags and the pipe's size stay as they are. Its
    /// reader sees the end of the stream when this process ends, not when the pipe finishes.
    pub fn stdout() -> Self {
        Kind::Stdout.into()
    }

    /// A file, device or named pipe. Its flags and the pipe's size stay as they are.
    pub fn file(file: File) -> Self {
        #[cfg(unix)]
        return Kind::Shared(file.into()).into();
        #[cfg(not(unix))]
        Self::portable(Box::new(file))
    }

    /// The writing end of a pipe, or a socket, whose open file description no other process and no
    /// other descriptor shares: it becomes nonblocking; on Linux a pipe is enlarged, and frames or
    /// copies of them may be lent to it, unless it has a name: its reader must read, not splice.
    #[cfg(unix)]
    pub fn owned(fd: OwnedFd) -> Self {
        Kind::Own(fd).into()
    }

    /// Anything that can be written to. It is flushed after the last byte and then dropped, both on
    /// the writer thread.
    ///
    /// If it says that it would block, it is asked again a millisecond later.
    pub fn portable(stream: Box<dyn Write + Send>) -> Self {
        Kind::Stream(stream).into()
    }

    /// Makes the sink ready, with the modes among which to choose.
    pub(super) fn open(self, options: Options) -> io::Result<(Box<dyn Transport>, Trial)> {
        let transport: Box<dyn Transport> = match self.kind {
            #[cfg(target_os = "linux")]
            Kind::Own(fd) => lend::own(fd, options.capacity)?,
            #[cfg(all(unix, not(target_os = "linux")))]
            Kind::Own(fd) => Box::new(FdWriter::own(fd, options.capacity)?),
            #[cfg(unix)]
            Kind::Shared(fd) => Box::new(FdWriter::shared(fd)),
            #[cfg(unix)]
            Kind::Stdout => Box::new(FdWriter::shared(io::stdout().as_fd().try_clone_to_owned()?)),
            #[cfg(windows)]
            Kind::Stdout => {
                use std::os::windows::io::AsHandle;
                let handle = io::stdout().as_handle().try_clone_to_owned()?;
                Box::new(StreamWriter::new(Box::new(File::from(handle))))
            }
            #[cfg(not(any(unix, windows)))]
            Kind::Stdout => Box::new(StreamWriter::new(Box::new(io::stdout()))),
            Kind::Stream(stream) => Box::new(StreamWriter::new(stream)),
        };
        let traits = Traits {
            capacity: transport.capacity(),
            lends: transport.lends(),
            is_interruptible: transport.is_interruptible(),
        };
        let trial = choice(options, traits)?;
        Ok((transport, trial))
    }
}

impl From<Kind> for Sink {
    fn from(kind: Kind) -> Self {
        Self { kind }
    }
}

/// As [`Sink::child_stdin`].
impl From<ChildStdin> for Sink {
    fn from(stdin: ChildStdin) -> Self {
        Self::child_stdin(stdin)
    }
}

/// As [`Sink::file`].
impl From<File> for Sink {
    fn from(file: File) -> Self {
        Self::file(file)
    }
}

/// As [`Sink::owned`].
#[cfg(unix)]
impl From<OwnedFd> for Sink {
    fn from(fd: OwnedFd) -> Self {
        Self::owned(fd)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(unix)]
            Self::Own(fd) => f.debug_tuple("Own").field(fd).finish(),
            #[cfg(unix)]
            Self::Shared(fd) => f.debug_tuple("Shared").field(fd).finish(),
            Self::Stdout => f.write_str("Stdout"),
            Self::Stream(_) => f.write_str("Stream(..)"),
        }
    }
}
