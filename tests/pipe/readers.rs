//! Sinks to write to, readers of several tempers, and frames that tell what becomes of them.

use std::{
    io::{self, PipeReader, Read, Write},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::bounded;
use shaderpipe::pipe::{Options, Pipe, Sink};

pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// How a test gets at the writing end of a pipe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    #[cfg(unix)]
    Owned,
    #[cfg(unix)]
    Shared,
    Portable,
}

pub(crate) const KINDS: &[Kind] = &[
    #[cfg(unix)]
    Kind::Owned,
    #[cfg(unix)]
    Kind::Shared,
    Kind::Portable,
];

impl Kind {
    pub(crate) fn sink(self) -> (Sink, PipeReader) {
        let (reader, writer) = io::pipe().unwrap();
        (self.sink_of(writer), reader)
    }

    #[cfg(unix)]
    pub(crate) fn sink_of<W>(self, writer: W) -> Sink
    where
        W: Write + Send + Into<std::os::fd::OwnedFd> + 'static,
    {
        match self {
            Self::Owned => Sink::owned(writer.into()),
            Self::Shared => Sink::file(writer.into().into()),
            Self::Portable => Sink::portable(Box::new(writer)),
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn sink_of(self, writer: impl Write + Send + 'static) -> Sink {
        Sink::portable(Box::new(writer))
    }

    /// Frames a little larger than the pipe that may be held after they are written: the one that
    /// is unread, and one that the writer has yet to be told is read.
    pub(crate) fn most_held(self) -> usize {
        match self {
            #[cfg(target_os = "linux")]
            Self::Owned => 2,
            _ => 0,
        }
    }

    pub(crate) fn spawn<T: AsRef<[u8]> + Send + 'static>(
        self,
        depth: usize,
    ) -> (Pipe<T>, PipeReader) {
        let (sink, reader) = self.sink();
        (Pipe::spawn(sink, depth_of(depth)).unwrap(), reader)
    }
}

pub(crate) fn depth_of(depth: usize) -> Options {
    Options {
        depth,
        ..Options::default()
    }
}

/// Runs `test` on a thread of its own, so that a hang is a failure.
pub(crate) fn within_deadline(test: impl FnOnce() + Send + 'static) {
    within(DEADLINE, test);
}

/// As [`within_deadline`], with a deadline of the caller's.
pub(crate) fn within(deadline: Duration, test: impl FnOnce() + Send + 'static) {
    let (done, ended) = bounded::<()>(1);
    let thread = thread::spawn(move || {
        test();
        drop(done);
    });
    let ended = ended.recv_timeout(deadline);
    assert_ne!(
        ended,
        Err(crossbeam_channel::RecvTimeoutError::Timeout),
        "hangs"
    );
    thread.join().unwrap();
}

pub(crate) fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < DEADLINE, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Bytes that are the same nowhere else nearby.
pub(crate) fn noise(seed: usize, size: usize) -> Vec<u8> {
    let mut state = seed as u32 ^ 0x9e37_79b9;
    (0..size)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect()
}

/// Reads to the end in odd pieces, at times leaving the processor to others.
pub(crate) fn read_slowly(mut reader: impl Read) -> Vec<u8> {
    let (mut read, mut piece, mut turn) = (Vec::new(), [0; 7919], 0);
    loop {
        turn += 1;
        if turn % 5 == 0 {
            thread::yield_now();
        }
        let wanted = 1 + turn * 613 % piece.len();
        match reader.read(&mut piece[..wanted]).unwrap() {
            0 => return read,
            taken => read.extend_from_slice(&piece[..taken]),
        }
    }
}

/// What became of the frames of a test.
#[derive(Default)]
pub(crate) struct Log {
    pub(crate) looked_at: AtomicUsize,
    dropped: Mutex<Vec<usize>>,
    pub(crate) threads: Mutex<Vec<Option<String>>>,
}

impl Log {
    pub(crate) fn dropped(&self) -> usize {
        self.dropped.lock().unwrap().len()
    }
}

/// A frame that logs its end.
pub(crate) struct Frame {
    pub(crate) index: usize,
    bytes: Vec<u8>,
    log: Arc<Log>,
}

impl Frame {
    pub(crate) fn new(index: usize, size: usize, log: &Arc<Log>) -> Self {
        Self {
            index,
            bytes: noise(index, size),
            log: log.clone(),
        }
    }
}

impl AsRef<[u8]> for Frame {
    fn as_ref(&self) -> &[u8] {
        self.log.looked_at.fetch_add(1, Ordering::SeqCst);
        &self.bytes
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.log.dropped.lock().unwrap().push(self.index);
        let name = thread::current().name().map(str::to_owned);
        self.log.threads.lock().unwrap().push(name);
    }
}
