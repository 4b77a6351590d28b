//! How a pipe ends: by its reader, a drop, an abort, or a panic; never by hanging.

use std::{
    io::Read,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use shaderpipe::pipe::{Closed, PipeError};

use super::readers::*;

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
            wait_until("it writes", || progress.is_writing());
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
                let (pipe, reader) = kind.spawn(3);
                // A frame may be held until it is read: only then it is dropped.
                let reader = thread::spawn(move || read_slowly(reader));
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
                reader.join().unwrap();
            });
        }
    }
}
