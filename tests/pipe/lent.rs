//! Frames whose pages are lent: what can be seen of them while the reader has yet to read them.

use std::{
    io::Read,
    sync::{Arc, atomic::Ordering},
    thread,
};

use shaderpipe::pipe::{Method, Options, Pipe, Progress};

use super::pool::Pool;
use super::readers::*;

const SIZE: usize = 300_000;

/// A pipe with one lent frame in it that nobody reads yet.
fn lent(log: &Arc<Log>) -> (Pipe<Frame>, std::io::PipeReader, Progress) {
    let (sink, reader) = Kind::Owned.sink();
    let options = Options {
        method: Method::Vmsplice,
        ..Options::default()
    };
    let pipe = Pipe::spawn(sink, options).unwrap();
    let progress = pipe.progress();
    assert!(pipe.send(Frame::new(0, SIZE, log)).is_ok());
    wait_until("it is written", || progress.frames() == 1);
    (pipe, reader, progress)
}

#[test]
fn a_finish_waits_for_the_reader_and_can_be_watched() {
    within_deadline(|| {
        let log = Arc::default();
        let (pipe, mut reader, progress) = lent(&log);
        let finish = thread::spawn(move || pipe.finish());
        assert_eq!((log.dropped(), progress.bytes()), (0, 0));
        assert!(progress.is_writing(), "it is the reader's turn");

        let mut read = vec![0; SIZE];
        reader.read_exact(&mut read[..100_000]).unwrap();
        wait_until("what is read shows", || progress.bytes() == 100_000);
        assert!(progress.is_writing() && !finish.is_finished());
        assert_eq!(log.dropped(), 0);

        reader.read_exact(&mut read[100_000..]).unwrap();
        let stats = finish.join().unwrap().unwrap();
        assert!(read == noise(0, SIZE));
        assert_eq!((stats.bytes, progress.bytes()), (SIZE as u64, SIZE as u64));
        assert!(stats.system_calls.query > 0 && stats.system_calls.poll > 0);
        assert!(stats.blocked <= stats.writing);
        assert!(!progress.is_writing());
        assert_eq!(log.dropped(), 1);
    });
}

#[test]
fn a_frame_goes_back_though_no_other_is_sent() {
    within_deadline(|| {
        let log = Arc::default();
        let (pipe, mut reader, progress) = lent(&log);
        assert!(progress.is_writing(), "held, so it is the reader's turn");
        reader.read_exact(&mut vec![0; SIZE]).unwrap();
        wait_until("it is dropped", || log.dropped() == 1);
        wait_until("it waits for frames", || !progress.is_writing());
        pipe.finish().unwrap();
    });
}

#[test]
fn a_reader_that_goes_with_the_end_unread_is_no_error_as_it_is_none_for_write() {
    for finishing in [false, true] {
        within_deadline(move || {
            let log = Arc::default();
            let (pipe, mut reader, progress) = lent(&log);
            reader.read_exact(&mut vec![0; 1000]).unwrap();
            let finish = match finishing {
                true => {
                    let finish = thread::spawn(move || pipe.finish());
                    drop(reader);
                    finish
                }
                false => {
                    drop(reader);
                    // Also while it waits for frames: nobody will read this one.
                    wait_until("it is dropped", || log.dropped() == 1);
                    wait_until("it waits for frames", || !progress.is_writing());
                    thread::spawn(move || pipe.finish())
                }
            };
            assert_eq!(finish.join().unwrap().unwrap().frames, 1);
            assert_eq!(log.dropped(), 1);
        });
    }
}

#[test]
fn an_abort_gives_lent_frames_back_at_once() {
    within_deadline(|| {
        let log = Arc::default();
        let (pipe, _reader, _) = lent(&log);
        let abort = pipe.abort_handle();
        let finish = thread::spawn(move || pipe.finish());
        abort.abort();
        assert!(finish.join().unwrap().is_err());
        assert_eq!(log.dropped(), 1);
    });
}

/// More than a pipe has room for, and more than is held: frames without bytes among frames that
/// nobody reads.
#[test]
fn frames_of_nothing_are_held_in_bounded_number() {
    within_deadline(|| {
        let (sink, mut reader) = Kind::Owned.sink();
        let options = Options {
            method: Method::Vmsplice,
            ..Options::default()
        };
        let pipe = Pipe::spawn(sink, options).unwrap();
        let progress = pipe.progress();
        let mut sizes = vec![0; 5000];
        sizes[0] = 10;
        let pool = Arc::new(Pool::new(5000));
        let feed = thread::spawn({
            let pool = pool.clone();
            move || {
                assert_eq!(pool.feed(&pipe, &sizes), sizes.len());
                pipe.finish().unwrap()
            }
        });
        wait_until("many are held", || progress.frames() > 1000);
        assert_eq!(pool.dropped.load(Ordering::SeqCst), 0);
        thread::sleep(std::time::Duration::from_millis(30));
        assert!(progress.frames() < 1100, "{} frames", progress.frames());
        reader.read_exact(&mut [0; 10]).unwrap();
        assert_eq!(feed.join().unwrap().frames, 5000);
    });
}
