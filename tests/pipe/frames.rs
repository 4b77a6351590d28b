//! What happens to frames: how long they are held, where and when they are dropped.

use std::{
    cell::RefCell,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use shaderpipe::pipe::{Options, Pipe, Progress, Sink};

use super::pool::BORDERS;
use super::readers::*;

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
                            // What is sent is dropped, held while it is unread, in the writer's
                            // hand, or in the queue.
                            assert!(index < log.dropped() + kind.most_held() + 1 + depth);
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
            for (index, size) in BORDERS.into_iter().enumerate() {
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
            let expected: Vec<_> = (0..BORDERS.len()).map(|index| (index, true)).collect();
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
            wait_until("it writes", || progress.is_writing());
            drop(pipe);
            assert!(ended.load(Ordering::SeqCst), "{kind:?}");
        });
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
