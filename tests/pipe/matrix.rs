//! Every way into every sink, at every depth, with frames of every size that is special: what the
//! reader gets is what was sent, though every buffer is overwritten as soon as it comes back.
//!
//! A short form is among the tests; `scripts/soak` runs the whole.

#![allow(
    clippy::print_stdout,
    reason = "the long forms tell how far they are, and which cell failed"
)]

use std::env;
use std::io::stdin;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use shaderpipe::pipe::{Method, Options, Pipe, Sink, Stats};

use super::pool::*;
use super::readers::*;

const NAP: Duration = Duration::from_micros(300);

/// For a cell of the long forms: beside two busy loops a core, slow is not hung.
const LONG_DEADLINE: Duration = Duration::from_secs(600);

/// A sink and a way into it.
pub(crate) const WAYS: &[(Kind, Method)] = &[
    #[cfg(target_os = "linux")]
    (Kind::Owned, Method::Vmsplice),
    #[cfg(target_os = "linux")]
    (Kind::Owned, Method::Copy),
    #[cfg(unix)]
    (Kind::Owned, Method::Write),
    #[cfg(unix)]
    (Kind::Owned, Method::Auto),
    #[cfg(unix)]
    (Kind::Shared, Method::Auto),
    (Kind::Portable, Method::Auto),
];

/// One stream of the matrix.
#[derive(Clone, Debug)]
struct Cell {
    kind: Kind,
    method: Method,
    depth: usize,
    buffers: usize,
    capacity: usize,
    sizes: Vec<usize>,
}

impl Cell {
    fn run(&self) -> Stats {
        let (sink, reader) = self.kind.sink();
        let sizes = self.sizes.clone();
        let reader = thread::spawn(move || check(reader, &sizes, NAP));
        let (stats, sent) = self.write(sink);
        assert!(reader.join().unwrap() == sent, "{self:?}: hashes differ");
        stats
    }

    /// Writes all frames; returns the account and their hashes.
    fn write(&self, sink: Sink) -> (Stats, Vec<u64>) {
        let options = Options {
            depth: self.depth,
            capacity: self.capacity,
            method: self.method,
            ..Options::default()
        };
        let pipe = Pipe::spawn(sink, options).unwrap();
        let pool = Pool::new(self.buffers);
        assert_eq!(pool.feed(&pipe, &self.sizes), self.sizes.len());
        let stats = pipe.finish().unwrap();
        assert_eq!(pool.dropped.load(Ordering::SeqCst), self.sizes.len());
        assert_eq!(stats.frames, self.sizes.len() as u64);
        assert_eq!(stats.bytes, self.sizes.iter().sum::<usize>() as u64);
        if self.method != Method::Auto {
            assert_eq!(stats.transport, self.method.name(), "{}", stats.reason);
        }
        let hashes = pool.hashes.lock().unwrap().clone();
        (stats, hashes)
    }

    /// As [`run`](Self::run), with a hang being a failure.
    fn run_within(self, deadline: Duration) -> u64 {
        let frames = self.sizes.len() as u64;
        within(deadline, move || drop(self.run()));
        frames
    }
}

#[test]
fn every_way_at_every_depth_with_sizes_in_turn() {
    for &(kind, method) in WAYS {
        for depth in 1..=8 {
            let cell = Cell {
                kind,
                method,
                depth,
                buffers: 1 + depth % 4,
                capacity: [1 << 20, 1 << 16][depth % 2],
                sizes: BORDERS.to_vec(),
            };
            cell.run_within(DEADLINE);
        }
    }
}

#[test]
fn a_single_buffer_is_enough_for_every_way() {
    for &(kind, method) in WAYS {
        let cell = Cell {
            kind,
            method,
            depth: 1,
            buffers: 1,
            capacity: 1 << 20,
            sizes: vec![300_000; 40],
        };
        cell.run_within(DEADLINE);
    }
}

/// Set for the child that reads.
const READS: &str = "SHADERPIPE_TEST_READS";

/// Reads in a process of its own: this program again.
#[test]
fn a_child_reads_what_was_sent() {
    let sizes = BORDERS.repeat(3);
    if env::var_os(READS).is_some() {
        check(stdin(), &sizes, NAP);
        return;
    }
    for &(kind, method) in WAYS {
        let sizes = sizes.clone();
        within_deadline(move || {
            let mut child = Command::new(env::current_exe().unwrap())
                .args(["--exact", "matrix::a_child_reads_what_was_sent"])
                .env(READS, "1")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let cell = Cell {
                kind,
                method,
                depth: 2,
                buffers: 2,
                capacity: 1 << 20,
                sizes,
            };
            cell.write(kind.sink_of(child.stdin.take().unwrap()));
            let output = child.wait_with_output().unwrap();
            let told = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{cell:?}: {told}");
            assert!(told.contains("1 passed"), "{told}");
        });
    }
}

/// Frames of one size, for as many as are worth it.
fn uniform(size: usize) -> Vec<usize> {
    const WORTH: usize = 6 << 20;
    let many = WORTH.checked_div(size).unwrap_or(WORTH);
    vec![size; many.clamp(8, 60)]
}

#[test]
#[ignore = "takes minutes: scripts/soak runs it"]
fn full_matrix() {
    let mut frames = 0;
    for &(kind, method) in WAYS {
        for depth in 1..=8 {
            for buffers in [1, depth + 2] {
                // What we ask for, and at some depths what a pipe holds if nobody asks.
                for &capacity in &[1 << 20, 1 << 16][..1 + usize::from(depth % 3 == 1)] {
                    for sizes in BORDERS.map(uniform).into_iter().chain([BORDERS.repeat(2)]) {
                        let cell = Cell {
                            kind,
                            method,
                            depth,
                            buffers,
                            capacity,
                            sizes,
                        };
                        frames += cell.run_within(LONG_DEADLINE);
                    }
                }
            }
        }
        println!("{kind:?} {method}: {frames} frames so far");
    }
    println!("{frames} frames");
    assert!(frames >= 10_000, "{frames} frames");
}

/// Cells drawn by lot for a minute; `SHADERPIPE_SOAK_SEED` draws others.
#[test]
#[ignore = "takes a minute: scripts/soak runs it, many times"]
fn reduced_matrix() {
    let seed = env::var("SHADERPIPE_SOAK_SEED").map_or(0, |seed| seed.parse::<u64>().unwrap());
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut any = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) as usize % below
    };
    let (start, mut frames) = (Instant::now(), 0);
    while start.elapsed() < Duration::from_secs(60) {
        let (kind, method) = WAYS[any(WAYS.len())];
        let depth = 1 + any(8);
        let cell = Cell {
            kind,
            method,
            depth,
            buffers: 1 + any(depth + 2),
            capacity: 1 << (12 + any(9)),
            sizes: (0..20 + any(80))
                .map(|_| match any(8) {
                    0..5 => BORDERS[any(BORDERS.len())],
                    5 | 6 => any(10_000),
                    _ => any(2 << 20),
                })
                .collect(),
        };
        println!("{cell:?}");
        frames += cell.run_within(LONG_DEADLINE);
    }
    println!("seed {seed}: {frames} frames");
    assert!(frames > 0);
}
