//! Whatever the sizes, the depth, the way and the reader: what arrives is how the stream starts, all
//! of it if the pipe says so, and every frame comes back.

use std::io::{PipeReader, Read};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use proptest::prelude::*;
use shaderpipe::pipe::{Method, Options, Pipe, PipeError};

use super::matrix::WAYS;
use super::pool::*;
use super::readers::*;

/// How a reader reads.
#[derive(Clone, Debug)]
enum Reader {
    /// In pieces, to the end.
    Steady { piece: usize },
    /// Not at all for a while, then to the end.
    Late { pause: Duration, piece: usize },
    /// Closes its end after so many bytes.
    Leaves { after: usize },
    /// Reads so many bytes, then does nothing for a while and closes its end.
    Stalls { after: usize, pause: Duration },
}

impl Reader {
    fn read(self, mut pipe: PipeReader) -> Vec<u8> {
        let (piece, most) = match self {
            Self::Steady { piece } => (piece, usize::MAX),
            Self::Late { pause, piece } => {
                thread::sleep(pause);
                (piece, usize::MAX)
            }
            Self::Leaves { after } | Self::Stalls { after, .. } => (7919, after),
        };
        let (mut read, mut buffer) = (Vec::new(), vec![0; piece]);
        while read.len() < most {
            let wanted = piece.min(most - read.len());
            match pipe.read(&mut buffer[..wanted]).unwrap() {
                0 => break,
                taken => read.extend_from_slice(&buffer[..taken]),
            }
        }
        if let Self::Stalls { pause, .. } = self {
            thread::sleep(pause);
        }
        read
    }
}

#[derive(Clone, Debug)]
struct Case {
    kind: Kind,
    method: Method,
    depth: usize,
    buffers: usize,
    capacity: usize,
    chunk: Option<usize>,
    sizes: Vec<usize>,
    reader: Reader,
}

fn reader() -> impl Strategy<Value = Reader> {
    let pause = || (0u64..30).prop_map(Duration::from_millis);
    prop_oneof![
        (1usize..200_000).prop_map(|piece| Reader::Steady { piece }),
        (pause(), 100usize..5000).prop_map(|(pause, piece)| Reader::Late { pause, piece }),
        (0usize..2_000_000).prop_map(|after| Reader::Leaves { after }),
        (0usize..500_000, pause()).prop_map(|(after, pause)| Reader::Stalls { after, pause }),
    ]
}

fn way() -> impl Strategy<Value = (Kind, Method)> {
    prop::sample::select(WAYS)
}

fn case() -> impl Strategy<Value = Case> {
    let size = prop_oneof![
        4 => 0usize..10_000,
        3 => prop::sample::select(BORDERS.to_vec()),
        1 => 0usize..300_000,
    ];
    let setting = (1usize..=8, 1usize..=5, 12u32..=20);
    let chunk = prop::option::of(1usize..300_000);
    let sizes = prop::collection::vec(size, 0..30);
    (way(), setting, chunk, sizes, reader()).prop_map(|(way, setting, chunk, sizes, reader)| Case {
        kind: way.0,
        method: way.1,
        depth: setting.0,
        buffers: setting.1,
        capacity: 1 << setting.2,
        // A call for each byte of megabytes proves nothing more.
        chunk: chunk.map(|chunk| chunk.max(sizes.iter().sum::<usize>() / 2000)),
        sizes,
        reader,
    })
}

fn holds(case: Case) {
    let all: usize = case.sizes.iter().sum();
    let (sink, pipe_reader) = case.kind.sink();
    let options = Options {
        depth: case.depth,
        capacity: case.capacity,
        method: case.method,
        chunk: case.chunk,
    };
    let pipe = Pipe::spawn(sink, options).unwrap();
    let reader = thread::spawn(move || case.reader.read(pipe_reader));
    let pool = Pool::new(case.buffers);
    let sent = pool.feed(&pipe, &case.sizes);
    let outcome = pipe.finish();
    let read = reader.join().unwrap();
    assert_starts_stream(&read, &case.sizes);
    assert_eq!(pool.dropped.load(Ordering::SeqCst), sent, "all come back");
    match outcome {
        Ok(stats) => {
            assert_eq!(sent, case.sizes.len());
            assert_eq!((stats.frames, stats.bytes), (sent as u64, all as u64));
            if let Some(chunk) = case.chunk {
                assert_eq!(stats.chunk, chunk);
                let calls = stats.system_calls;
                let pushes = calls.write + calls.vmsplice;
                assert!(pushes >= all.div_ceil(chunk) as u64, "larger pieces");
            }
        }
        Err(PipeError::BrokenPipe { frames }) => {
            assert!(read.len() < all, "the reader had everything");
            assert!(frames <= sent as u64);
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_pipe_is_true_to_any_reader() {
    let config = ProptestConfig {
        cases: 100,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    };
    proptest!(config, |(case in case())| {
        within_deadline(move || holds(case));
    });
}

/// A child that is killed while it reads, or before: the pipe ends, and no frame stays away.
#[cfg(unix)]
#[test]
fn a_reader_that_dies_is_a_broken_pipe() {
    use std::process::{Command, Stdio};

    use shaderpipe::pipe::Sink;

    for method in Method::ALL {
        #[cfg(not(target_os = "linux"))]
        if matches!(method, Method::Vmsplice | Method::Copy) {
            continue;
        }
        for (program, argument) in [("sleep", "1000"), ("cat", "-")] {
            within_deadline(move || {
                let mut child = Command::new(program)
                    .arg(argument)
                    .stdin(Stdio::piped())
                    // Never read: `cat` stands still when it is full.
                    .stdout(Stdio::piped())
                    .spawn()
                    .unwrap();
                let options = Options {
                    method,
                    ..Options::default()
                };
                let sink = Sink::child_stdin(child.stdin.take().unwrap());
                let pipe = Pipe::spawn(sink, options).unwrap();
                let progress = pipe.progress();
                let killer = thread::spawn(move || {
                    wait_until("it writes", || progress.is_writing());
                    thread::sleep(Duration::from_millis(20));
                    child.kill().unwrap();
                    child.wait().unwrap()
                });
                let pool = Pool::new(2);
                let sent = pool.feed(&pipe, &[700_000; 1000]);
                let outcome = pipe.finish();
                assert!(
                    matches!(outcome, Err(PipeError::BrokenPipe { .. })),
                    "{method}, {program}: {outcome:?}"
                );
                assert_eq!(pool.dropped.load(Ordering::SeqCst), sent);
                assert!(!killer.join().unwrap().success());
            });
        }
    }
}
