//! What is sent arrives: every byte, in order, into every kind of sink.

use std::{
    io::{self, ErrorKind, Write},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use shaderpipe::pipe::{Options, Pipe, Sink};

use super::pool::BORDERS;
use super::readers::*;

#[test]
fn every_byte_arrives_in_order_whatever_the_sizes_and_the_depth() {
    within_deadline(|| {
        let frames: Vec<Arc<[u8]>> = BORDERS
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
                    let pipe = Pipe::spawn(
                        sink,
                        Options {
                            depth,
                            capacity,
                            ..Options::default()
                        },
                    )
                    .unwrap();
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
                    assert!(
                        stats.system_calls.total() >= stats.frames - 1,
                        "one is empty"
                    );
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
        assert!(stats.system_calls.write > stats.bytes / 97);
    });
}

/// However early the stream ends: what is said to have been used is what the reason speaks of.
#[test]
fn the_reason_speaks_of_the_transport_at_any_length() {
    within_deadline(|| {
        let frame: Arc<[u8]> = noise(7, 200_000).into();
        let (mut early, mut settled) = (0, 0);
        for &kind in KINDS {
            for frames in 1..=60 {
                let (sink, mut reader) = kind.sink();
                let reader = thread::spawn(move || io::copy(&mut reader, &mut io::sink()));
                let options = Options {
                    capacity: 1 << 16,
                    ..depth_of(2)
                };
                let pipe = Pipe::spawn(sink, options).unwrap();
                for _ in 0..frames {
                    pipe.send(frame.clone()).unwrap();
                }
                let stats = pipe.finish().unwrap();
                assert_eq!(reader.join().unwrap().unwrap(), stats.bytes);
                let (transport, reason) = (stats.transport, &stats.reason);
                // Before it, refusals are told, if there were any.
                let last = reason.rsplit("; ").next().unwrap();
                assert!(last.starts_with(transport), "{transport}: {reason}");
                match last.contains("ended before measuring") {
                    true => early += 1,
                    false => settled += 1,
                }
            }
        }
        assert!(early > 60, "{early}");
        // Where the size of the pipe is not known, 60 frames are too few.
        assert!(settled > 0 || cfg!(not(target_os = "linux")));
    });
}

#[test]
fn a_file_gets_every_byte() {
    within_deadline(|| {
        let file = tempfile::NamedTempFile::new().unwrap();
        let pipe = Pipe::spawn(Sink::file(file.reopen().unwrap()), Options::default()).unwrap();
        for (index, size) in BORDERS.into_iter().enumerate() {
            pipe.send(noise(index, size)).unwrap();
        }
        let stats = pipe.finish().unwrap();
        let expected: Vec<u8> = (0..BORDERS.len())
            .flat_map(|index| noise(index, BORDERS[index]))
            .collect();
        assert!(std::fs::read(file.path()).unwrap() == expected);
        assert_eq!(stats.pipe_capacity, None);
        assert_eq!(stats.system_calls.poll, 0);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_io_error_with_its_cause() {
    use shaderpipe::pipe::PipeError;
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
        for (index, size) in BORDERS.into_iter().enumerate() {
            pipe.send(noise(index, size)).unwrap();
        }
        pipe.finish().unwrap();
        let expected: Vec<u8> = (0..BORDERS.len())
            .flat_map(|index| noise(index, BORDERS[index]))
            .collect();
        assert!(reader.join().unwrap() == expected);
        assert!(child.wait().unwrap().success());
    });
}
