//! The pipe engine's guarantees, each held against every kind of sink that can be tried here.
//!
//! Nothing is proved by how long it takes: a deadline only turns a hang into a failure.

#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test, in its helpers too"
)]

use std::{
    cell::RefCell,
    io::{self, ErrorKind, PipeReader, Read, Write},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::bounded;
use shaderpipe::pipe::{Closed, Options, Pipe, PipeError, Progress, Sink};

const DEADLINE: Duration = Duration::from_secs(60);

/// Sizes around those of a page, a default pipe, an enlarged pipe and a chunk.
const SIZES: [usize; 14] = [
    1,
    0,
    4095,
    4096,
    4097,
    3,
    65_535,
    65_536,
    65_537,
    100_003,
    (1 << 20) - 1,
    1 << 20,
    (1 << 20) + 1,
    2,
];

/// How a test gets at the writing end of a pipe.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    #[cfg(unix)]
    Owned,
    #[cfg(unix)]
    Shared,
    Portable,
}

const KINDS: &[Kind] = &[
    #[cfg(unix)]
    Kind::Owned,
    #[cfg(unix)]
    Kind::Shared,
    Kind::Portable,
];

impl Kind {
    fn sink(self) -> (Sink, PipeReader) {
        let (reader, writer) = io::pipe().unwrap();
        let sink = match self {
            #[cfg(unix)]
            Self::Owned => Sink::owned(writer.into()),
            #[cfg(unix)]
            Self::Shared => Sink::file(std::os::fd::OwnedFd::from(writer).into()),
            Self::Portable => Sink::portable(Box::new(writer)),
        };
        (sink, reader)
    }

    fn spawn<T: AsRef<[u8]> + Send + 'static>(self, depth: usize) -> (Pipe<T>, PipeReader) {
        let (sink, reader) = self.sink();
        (Pipe::spawn(sink, depth_of(depth)).unwrap(), reader)
    }
}

fn depth_of(depth: usize) -> Options {
    Options {
        depth,
        ..Options::default()
    }
}

/// Runs `test` on a thread of its own, so that a hang is a failure.
fn within_deadline(test: impl FnOnce() + Send + 'static) {
    let (done, ended) = bounded::<()>(1);
    let thread = thread::spawn(move || {
        test();
        drop(done);
    });
    let ended = ended.recv_timeout(DEADLINE);
    assert_ne!(
        ended,
        Err(crossbeam_channel::RecvTimeoutError::Timeout),
        "hangs"
    );
    thread.join().unwrap();
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < DEADLINE, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Bytes that are the same nowhere else nearby.
fn noise(seed: usize, size: usize) -> Vec<u8> {
    let mut state = seed as u32 ^ 0x9e37_79b9;
    (0..size)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect()
}

/// Reads to the end in odd pieces, at times leaving the processor to others.
fn read_slowly(mut reader: impl Read) -> Vec<u8> {
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
struct Log {
    looked_at: AtomicUsize,
    dropped: Mutex<Vec<usize>>,
    threads: Mutex<Vec<Option<String>>>,
}

impl Log {
    fn dropped(&self) -> usize {
        self.dropped.lock().unwrap().len()
    }
}

/// A frame that logs its end.
struct Frame {
    index: usize,
    bytes: Vec<u8>,
    log: Arc<Log>,
}

impl Frame {
    fn new(index: usize, size: usize, log: &Arc<Log>) -> Self {
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

#[test]
fn every_byte_arrives_in_order_whatever_the_sizes_and_the_depth() {
    within_deadline(|| {
        let frames: Vec<Arc<[u8]>> = SIZES
            .iter()
            .enumerate()
            .map(|(index, &size)| noise(index, size).into())
            .collect();
        let expected: Vec<u8> = frames.iter().flat_map(|frame| frame.to_vec()).collect();
        for &kind in KINDS {
            for depth in 0..=8 {
                for capacity in [1, Options::default().capacity] {
                    let (sink, reader) = kind.sink();
                    let reader = thread::spawn(move || read_slowly(reader));
                    let pipe = Pipe::spawn(sink, Options { depth, capacity }).unwrap();
                    let progress = pipe.progress();
                    for frame in &frames {
                        pipe.send(frame.clone()).unwrap();
                    }
                    let stats = pipe.finish().unwrap();
                    let read = reader.join().unwrap();
                    assert!(read == expected, "{kind:?}, depth {depth}: bytes differ");
                    assert_eq!(stats.frames, frames.len() as u64);
                    assert_eq!(stats.bytes, expected.len() as u64);
                    assert_eq!(progress.frames(), stats.frames);
                    assert_eq!(progress.bytes(), stats.bytes);
                    assert!(!progress.is_writing());
                    assert_eq!(stats.transport, "write");
                    assert!(stats.write_calls >= stats.frames - 1, "one is empty");
                    assert!(stats.blocked <= stats.writing);
                }
            }
        }
    });
}

/// Takes a few bytes at a time, with every excuse a `Write` may have in between.
struct Grudging {
    taken: Arc<Mutex<Vec<u8>>>,
    turn: usize,
    flushed: Arc<AtomicBool>,
}

impl Write for Grudging {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.turn += 1;
        match self.turn % 400 {
            0 => Err(ErrorKind::WouldBlock.into()),
            200 => Err(ErrorKind::Interrupted.into()),
            turn => {
                let taken = bytes.len().min(1 + turn % 97);
                self.taken
                    .lock()
                    .unwrap()
                    .extend_from_slice(&bytes[..taken]);
                Ok(taken)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flushed.store(true, Ordering::SeqCst);
        Ok(())
    }
}

#[test]
fn short_writes_and_excuses_lose_nothing() {
    within_deadline(|| {
        let (taken, flushed) = (Arc::default(), Arc::new(AtomicBool::new(false)));
        let grudging = Grudging {
            taken: Arc::clone(&taken),
            turn: 0,
            flushed: flushed.clone(),
        };
        let pipe = Pipe::spawn(Sink::portable(Box::new(grudging)), depth_of(3)).unwrap();
        for index in 0..20 {
            pipe.send(noise(index, 4096 + index)).unwrap();
        }
        let stats = pipe.finish().unwrap();
        let expected: Vec<u8> = (0..20)
            .flat_map(|index| noise(index, 4096 + index))
            .collect();
        assert!(*taken.lock().unwrap() == expected);
        assert!(flushed.load(Ordering::SeqCst));
        assert!(stats.write_calls > stats.bytes / 97);
    });
}

#[test]
fn a_reader_that_leaves_mid_frame_is_a_broken_pipe() {
    for &kind in KINDS {
        within_deadline(move || {
            let (pipe, mut reader) = kind.spawn(2);
            let frame = vec![7; 3 << 20];
            pipe.send(frame.clone()).unwrap();
            pipe.send(frame.clone()).unwrap();
            // Past the first frame, within the second, and less than the pipe holds in sight of it.
            reader.read_exact(&mut vec![0; (3 << 20) + 100]).unwrap();
            drop(reader);
            let Closed(returned) = loop {
                if let Err(closed) = pipe.send(frame.clone()) {
                    break closed;
                }
            };
            assert_eq!(returned, frame);
            let outcome = pipe.finish();
            assert!(
                matches!(outcome, Err(PipeError::BrokenPipe { frames: 1 })),
                "{kind:?}: {outcome:?}"
            );
        });
    }
}

#[test]
fn dropping_without_finish_never_hangs() {
    for &kind in KINDS {
        within_deadline(move || {
            let log = Arc::default();
            let (pipe, reader) = kind.spawn(3);
            for index in 0..4 {
                pipe.send(Frame::new(index, 3 << 20, &log)).unwrap();
            }
            let progress = pipe.progress();
            wait_until("the pipe is full", || {
                progress.bytes() > 0 || kind == Kind::Portable
            });
            drop(pipe);
            // Where nothing can end the write, only its end lets the frames go.
            drop(reader);
            wait_until("all frames are dropped", || log.dropped() == 4);
            assert_eq!(progress.frames(), 0);
        });
    }
}

#[test]
fn dropping_an_idle_pipe_ends_its_thread() {
    for &kind in KINDS {
        within_deadline(move || {
            let (pipe, mut reader) = kind.spawn::<Vec<u8>>(1);
            drop(pipe);
            assert_eq!(reader.read(&mut [0]).unwrap(), 0, "the sink is closed");
        });
    }
}

#[test]
fn an_abort_ends_a_blocked_send_and_a_blocked_write() {
    const DEPTH: usize = 2;
    for &kind in KINDS {
        within_deadline(move || {
            let log = Arc::default();
            let (pipe, reader) = kind.spawn(DEPTH);
            let abort = pipe.abort_handle();
            let attempts = AtomicUsize::new(0);
            thread::scope(|scope| {
                let sender = scope.spawn(|| {
                    loop {
                        let index = attempts.fetch_add(1, Ordering::SeqCst);
                        if let Err(closed) = pipe.send(Frame::new(index, 3 << 20, &log)) {
                            return closed.0.index;
                        }
                    }
                });
                // One is being written, DEPTH wait, and the last has no place.
                wait_until("a send blocks", || {
                    attempts.load(Ordering::SeqCst) == DEPTH + 2
                });
                abort.abort();
                assert_eq!(sender.join().unwrap(), DEPTH + 1);
            });
            let Err(Closed(late)) = pipe.send(Frame::new(99, 1, &log)) else {
                panic!("{kind:?}: sent after the abort");
            };
            assert_eq!(late.index, 99);
            let outcome = pipe.finish();
            assert!(
                matches!(outcome, Err(PipeError::Aborted)),
                "{kind:?}: {outcome:?}"
            );
            drop((late, reader));
            wait_until("all frames are dropped", || log.dropped() == DEPTH + 3);
            abort.abort();
        });
    }
}

#[test]
fn an_abort_ends_a_finish_that_waits_for_its_reader() {
    for &kind in KINDS {
        within_deadline(move || {
            let (pipe, reader) = kind.spawn(1);
            pipe.send(vec![1; 3 << 20]).unwrap();
            let (abort, progress) = (pipe.abort_handle(), pipe.progress());
            let finish = thread::spawn(move || pipe.finish());
            wait_until("it writes", || progress.is_writing());
            abort.abort();
            let outcome = finish.join().unwrap();
            assert!(
                matches!(outcome, Err(PipeError::Aborted)),
                "{kind:?}: {outcome:?}"
            );
            drop(reader);
        });
    }
}

#[test]
fn an_abort_before_finish_counts_even_if_nothing_was_left_to_write() {
    for &kind in KINDS {
        within_deadline(move || {
            let (pipe, _reader) = kind.spawn(1);
            pipe.send(vec![1]).unwrap();
            let progress = pipe.progress();
            wait_until("it is written", || progress.frames() == 1);
            pipe.abort_handle().abort();
            assert!(matches!(pipe.finish(), Err(PipeError::Aborted)));
        });
    }
}

#[test]
fn a_full_queue_makes_send_wait() {
    for &kind in KINDS {
        for depth in [1, 2, 5] {
            within_deadline(move || {
                const FRAMES: usize = 30;
                let log = Arc::<Log>::default();
                let (pipe, reader) = kind.spawn(depth);
                let sent = Arc::new(AtomicUsize::new(0));
                let sender = thread::spawn({
                    let (log, sent) = (log.clone(), sent.clone());
                    move || {
                        for index in 0..FRAMES {
                            pipe.send(Frame::new(index, (1 << 20) + 1, &log)).unwrap();
                            sent.fetch_add(1, Ordering::SeqCst);
                            // What is sent is dropped, in the writer's hand, or in the queue.
                            assert!(index < log.dropped() + 1 + depth);
                        }
                        pipe.finish().unwrap()
                    }
                });
                // Nobody reads: the writer's hand and the queue fill.
                wait_until("all places are taken", || {
                    sent.load(Ordering::SeqCst) == depth + 1
                });
                assert_eq!(log.dropped(), 0);
                read_slowly(reader);
                assert_eq!(sender.join().unwrap().frames, FRAMES as u64);
            });
        }
    }
}

/// A frame that notes, when dropped, whether the sink had taken all its bytes.
struct Witness {
    bytes: Vec<u8>,
    index: usize,
    end: u64,
    progress: Progress,
    log: Arc<Mutex<Vec<(usize, bool)>>>,
}

impl AsRef<[u8]> for Witness {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        let taken = self.progress.bytes() >= self.end;
        self.log.lock().unwrap().push((self.index, taken));
    }
}

#[test]
fn frames_are_dropped_in_order_once_their_bytes_are_taken() {
    for &kind in KINDS {
        within_deadline(move || {
            let log = Arc::<Mutex<Vec<_>>>::default();
            let (pipe, reader) = kind.spawn(4);
            let reader = thread::spawn(move || read_slowly(reader));
            let mut end = 0;
            for (index, size) in SIZES.into_iter().enumerate() {
                end += size as u64;
                let witness = Witness {
                    bytes: noise(index, size),
                    index,
                    end,
                    progress: pipe.progress(),
                    log: log.clone(),
                };
                assert!(pipe.send(witness).is_ok());
            }
            pipe.finish().unwrap();
            reader.join().unwrap();
            let expected: Vec<_> = (0..SIZES.len()).map(|index| (index, true)).collect();
            assert_eq!(*log.lock().unwrap(), expected);
        });
    }
}

#[test]
fn frames_are_looked_at_once_and_dropped_by_the_writer_thread() {
    within_deadline(|| {
        let log = Arc::<Log>::default();
        let sink = Sink::portable(Box::new(io::sink()));
        let pipe = Pipe::spawn(sink, Options::default()).unwrap();
        for index in 0..10 {
            pipe.send(Frame::new(index, index, &log)).unwrap();
        }
        pipe.finish().unwrap();
        assert_eq!(log.looked_at.load(Ordering::SeqCst), 10);
        let writer = Some("shaderpipe-pipe".to_owned());
        assert_eq!(*log.threads.lock().unwrap(), vec![writer; 10]);
    });
}

thread_local! {
    static LAST_BREATH: RefCell<Option<LastBreath>> = const { RefCell::new(None) };
}

/// Left in a thread's local storage, tells when the thread has ended.
struct LastBreath(Arc<AtomicBool>);

impl Drop for LastBreath {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

struct Tracer(Arc<AtomicBool>);

impl AsRef<[u8]> for Tracer {
    fn as_ref(&self) -> &[u8] {
        LAST_BREATH.set(Some(LastBreath(self.0.clone())));
        &[0; 3 << 20]
    }
}

#[test]
fn no_thread_outlives_finish() {
    for &kind in KINDS {
        within_deadline(move || {
            let ended = Arc::new(AtomicBool::new(false));
            let (pipe, reader) = kind.spawn(1);
            let reader = thread::spawn(move || read_slowly(reader));
            assert!(pipe.send(Tracer(ended.clone())).is_ok());
            pipe.finish().unwrap();
            assert!(ended.load(Ordering::SeqCst), "{kind:?}");
            reader.join().unwrap();
        });
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_thread_outlives_a_drop_whose_sink_can_be_interrupted() {
    for kind in [Kind::Owned, Kind::Shared] {
        within_deadline(move || {
            let ended = Arc::new(AtomicBool::new(false));
            let (pipe, _reader) = kind.spawn(1);
            assert!(pipe.send(Tracer(ended.clone())).is_ok());
            let progress = pipe.progress();
            wait_until("the pipe is full", || progress.bytes() > 0);
            drop(pipe);
            assert!(ended.load(Ordering::SeqCst), "{kind:?}");
        });
    }
}

/// A frame that panics where it is told to.
struct Bomb {
    in_as_ref: bool,
    dropped: Arc<AtomicUsize>,
}

impl AsRef<[u8]> for Bomb {
    fn as_ref(&self) -> &[u8] {
        assert!(!self.in_as_ref, "a test's panic in as_ref");
        &[0]
    }
}

impl Drop for Bomb {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Ordering::SeqCst);
        panic!("a test's panic in drop");
    }
}

#[test]
fn a_frame_that_panics_ends_the_pipe_and_drops_every_frame() {
    for &kind in KINDS {
        for in_as_ref in [true, false] {
            within_deadline(move || {
                let dropped = Arc::new(AtomicUsize::new(0));
                let (pipe, mut reader) = kind.spawn(3);
                let mut sent = 0;
                loop {
                    let bomb = Bomb {
                        in_as_ref,
                        dropped: dropped.clone(),
                    };
                    match pipe.send(bomb) {
                        Ok(()) => sent += 1,
                        Err(Closed(bomb)) => break std::mem::forget(bomb),
                    }
                }
                let outcome = pipe.finish();
                assert!(
                    matches!(outcome, Err(PipeError::WriterPanicked)),
                    "{kind:?}: {outcome:?}"
                );
                assert_eq!(dropped.load(Ordering::SeqCst), sent);
                reader.read_to_end(&mut Vec::new()).unwrap();
            });
        }
    }
}

#[test]
fn shared_frames_go_to_several_pipes() {
    within_deadline(|| {
        let mut readers = Vec::new();
        let mut pipes = Vec::new();
        for &kind in KINDS {
            let (pipe, reader) = kind.spawn::<Arc<[u8]>>(2);
            pipes.push(pipe);
            readers.push(thread::spawn(move || read_slowly(reader)));
        }
        for index in 0..5 {
            let frame: Arc<[u8]> = noise(index, 70_001).into();
            for pipe in &pipes {
                pipe.send(frame.clone()).unwrap();
            }
        }
        for pipe in pipes {
            pipe.finish().unwrap();
        }
        let expected: Vec<u8> = (0..5).flat_map(|index| noise(index, 70_001)).collect();
        for reader in readers {
            assert!(reader.join().unwrap() == expected);
        }
    });
}

#[test]
fn a_file_gets_every_byte() {
    within_deadline(|| {
        let file = tempfile::NamedTempFile::new().unwrap();
        let pipe = Pipe::spawn(Sink::file(file.reopen().unwrap()), Options::default()).unwrap();
        for (index, size) in SIZES.into_iter().enumerate() {
            pipe.send(noise(index, size)).unwrap();
        }
        let stats = pipe.finish().unwrap();
        let expected: Vec<u8> = (0..SIZES.len())
            .flat_map(|index| noise(index, SIZES[index]))
            .collect();
        assert!(std::fs::read(file.path()).unwrap() == expected);
        assert_eq!(stats.pipe_capacity, None);
        assert_eq!(stats.poll_calls, 0);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_io_error_with_its_cause() {
    within_deadline(|| {
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let pipe = Pipe::spawn(Sink::file(full), Options::default()).unwrap();
        let _ = pipe.send(vec![0; 10]);
        match pipe.finish() {
            Err(PipeError::Io { source }) => assert_eq!(source.kind(), ErrorKind::StorageFull),
            outcome => panic!("{outcome:?}"),
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_of_our_own_is_enlarged_and_a_shared_one_left_as_it_is() {
    use rustix::{
        fs::{OFlags, fcntl_getfl},
        pipe::fcntl_getpipe_size,
    };
    let (reader, writer) = io::pipe().unwrap();
    let before = (
        fcntl_getpipe_size(&reader).unwrap(),
        fcntl_getfl(&writer).unwrap(),
    );
    let shared = std::os::fd::OwnedFd::from(writer.try_clone().unwrap());
    let pipe = Pipe::spawn(Sink::file(shared.into()), Options::default()).unwrap();
    pipe.send([1; 1]).unwrap();
    let stats = pipe.finish().unwrap();
    let after = (
        fcntl_getpipe_size(&reader).unwrap(),
        fcntl_getfl(&writer).unwrap(),
    );
    assert_eq!(before, after);
    assert!(!after.1.contains(OFlags::NONBLOCK));
    assert_eq!(stats.pipe_capacity, Some(before.0));

    let pipe = Pipe::<Vec<u8>>::spawn(Sink::owned(writer.into()), Options::default()).unwrap();
    let stats = pipe.finish().unwrap();
    assert_eq!(
        stats.pipe_capacity,
        Some(fcntl_getpipe_size(&reader).unwrap())
    );
    assert!(stats.pipe_capacity >= Some(before.0));
}

/// Another process may have made a descriptor nonblocking that we share and cannot reopen.
#[cfg(unix)]
#[test]
fn a_nonblocking_shared_descriptor_is_waited_for() {
    use std::os::{fd::OwnedFd, unix::net::UnixStream};
    within_deadline(|| {
        let (ours, theirs) = UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        let pipe = Pipe::spawn(Sink::file(OwnedFd::from(ours).into()), depth_of(1)).unwrap();
        let progress = pipe.progress();
        let reader = thread::spawn(move || {
            wait_until("the socket is full", || progress.bytes() > 0);
            read_slowly(theirs)
        });
        pipe.send(noise(1, 3 << 20)).unwrap();
        let stats = pipe.finish().unwrap();
        assert!(reader.join().unwrap() == noise(1, 3 << 20));
        assert!(stats.poll_calls > 0);
    });
}

#[cfg(unix)]
#[test]
fn a_child_gets_every_byte_and_the_end() {
    use std::process::{Command, Stdio};
    within_deadline(|| {
        let mut child = Command::new("cat")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let pipe = Pipe::spawn(child.stdin.take().unwrap().into(), Options::default()).unwrap();
        let stdout = child.stdout.take().unwrap();
        let reader = thread::spawn(move || read_slowly(stdout));
        for (index, size) in SIZES.into_iter().enumerate() {
            pipe.send(noise(index, size)).unwrap();
        }
        pipe.finish().unwrap();
        let expected: Vec<u8> = (0..SIZES.len())
            .flat_map(|index| noise(index, SIZES[index]))
            .collect();
        assert!(reader.join().unwrap() == expected);
        assert!(child.wait().unwrap().success());
    });
}
