//! How a pipe is set up: the queue before it, the size of the pipe, the way bytes get in.

use std::{fmt, str::FromStr};

/// How bytes get into a [`Sink`](super::Sink).
///
/// Only a pipe without a name that is ours alone ([`Sink::child_stdin`](super::Sink::child_stdin),
/// [`Sink::owned`](super::Sink::owned)) on Linux takes every one; all others take `Auto` and
/// `Write`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Method {
    /// Measures over the first frames which of the others is fastest here, and keeps to it.
    #[default]
    Auto,
    /// Lends the frame's own pages to the pipe: nothing is copied on the way in. The frame is held
    /// until the reader has read it.
    Vmsplice,
    /// Copies into a ring of huge pages, which is lent to the pipe. Frames are let go at once; for
    /// frames in memory that is slow to read.
    Copy,
    /// Has the kernel copy, with `write`: works everywhere.
    Write,
}

impl Method {
    /// All of them, as the command line lists them.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Vmsplice, Self::Copy, Self::Write];

    /// What [`Display`](fmt::Display) prints and [`FromStr`] reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Vmsplice => "vmsplice",
            Self::Copy => "copy",
            Self::Write => "write",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is none of [`Method::ALL`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no transport is called {0:?}: there are auto, vmsplice, copy and write")]
pub struct UnknownMethod(pub String);

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|method| method.name() == name)
            .ok_or_else(|| UnknownMethod(name.to_owned()))
    }
}

/// How a [`Pipe`](super::Pipe) is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Frames that may wait for the writer, besides those it holds; at least 1 (0 counts as 1).
    pub depth: usize,
    /// Bytes that a pipe of our own is asked to hold (Linux; elsewhere, and for a sink that others
    /// share, it is left as it is). The kernel rounds it up, and an unprivileged user may get less:
    /// [`Stats::pipe_capacity`](super::Stats::pipe_capacity) says what it came to.
    pub capacity: usize,
    /// How bytes get into the sink.
    pub method: Method,
    /// Bytes given to one call at most; at least 1 (0 counts as 1). `None`: for `write`, measured over
    /// the first frames; else a quarter of the pipe, 256 KiB at most.
    pub chunk: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            // One frame ready when the writer is done with the one before, and one more, so that a
            // late frame does not idle the reader. More only holds memory.
            depth: 2,
            // What Linux lets an unprivileged user ask for. Also enough: what is in the pipe comes
            // out of the cache, and the writer is woken once per MiB.
            capacity: 1 << 20,
            method: Method::Auto,
            chunk: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Method;

    #[test]
    fn names_read_back() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
        let error = "splice".parse::<Method>().unwrap_err().to_string();
        for method in Method::ALL {
            assert!(error.contains(method.name()), "{error}");
        }
    }
}
