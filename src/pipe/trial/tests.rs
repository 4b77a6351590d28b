//! The choice of a mode, on made-up machines.

use std::{io, time::Duration};

use super::super::{
    Method,
    transport::{Mode, Way},
};
use super::{ROUNDS, Trial, WINDOW_FRAMES_MOST};

const CAPACITY: usize = 1 << 20;
const FRAME: u64 = 6 << 20;

fn modes() -> Vec<Mode> {
    [
        (Way::Vmsplice, 256 << 10),
        (Way::Copy, 256 << 10),
        (Way::Write, 256 << 10),
        (Way::Write, 64 << 10),
    ]
    .map(|(way, chunk)| Mode::new(way, chunk))
    .to_vec()
}

fn trial() -> Trial {
    Trial::new(Method::Auto, &modes(), &[], Some(CAPACITY))
}

impl Trial {
    /// Where no bytes were counted.
    fn reason(&self) -> String {
        self.account(None).1
    }
}

/// What a frame costs on a made-up machine, in microseconds.
struct Cost {
    waiting: u64,
    writing: u64,
    cpu: u64,
}

/// Runs until the trial has settled, and says in which mode each frame went.
fn run(trial: &mut Trial, bytes: u64, mut cost: impl FnMut(Mode, usize) -> Cost) -> Vec<Mode> {
    let micros = Duration::from_micros;
    let (mut went, mut waited, mut clock) = (Vec::new(), 0, 0);
    loop {
        trial.arrived(micros(waited), micros(clock));
        if trial.is_settled() {
            return went;
        }
        assert!(went.len() < 10_000, "never settles");
        let cost = cost(trial.mode(), went.len());
        went.push(trial.mode());
        clock += cost.cpu;
        waited = cost.waiting;
        trial.written(bytes, micros(cost.writing));
    }
}

/// A reader as fast as anything, for which only the way matters.
fn plain(mode: Mode) -> Cost {
    let (writing, cpu) = match (mode.way, mode.chunk >> 10) {
        (Way::Vmsplice, _) => (1000, 80),
        (Way::Copy, _) => (1400, 700),
        (Way::Write, 64) => (2400, 1500),
        (Way::Write, _) => (2300, 1300),
    };
    Cost {
        waiting: 0,
        writing,
        cpu,
    }
}

#[test]
fn the_fastest_wins_wherever_it_stands() {
    for fastest in modes() {
        let mut trial = trial();
        let went = run(&mut trial, FRAME, |mode, _| Cost {
            writing: if mode == fastest { 500 } else { 1000 },
            ..plain(mode)
        });
        assert_eq!(trial.mode(), fastest);
        assert_eq!(went[0].way, Way::Vmsplice, "the likeliest goes first");
        assert!(went.len() <= 50, "{} frames", went.len());
    }
}

#[test]
fn a_short_video_profits_and_the_reason_gives_the_figures() {
    let mut trial = trial();
    let went = run(&mut trial, FRAME, |mode, _| plain(mode));
    assert_eq!(trial.mode(), modes()[0]);
    let slow = went.iter().filter(|mode| mode.way == Way::Write).count();
    assert!(went.len() <= 36 && slow <= 14, "{slow} of {}", went.len());
    let reason = trial.reason();
    for told in [
        "vmsplice is fastest",
        "6.3 GB/s",
        "copy of 256 KiB 4.5 GB/s",
        "write of 64 KiB 2.6 GB/s",
    ] {
        assert!(reason.contains(told), "{told}: {reason}");
    }
}

#[test]
fn a_hopeless_way_costs_two_windows() {
    let mut trial = trial();
    let went = run(&mut trial, FRAME, |mode, _| match mode.way {
        Way::Write => Cost {
            writing: 4000,
            ..plain(mode)
        },
        _ => plain(mode),
    });
    assert_eq!(trial.mode().way, Way::Vmsplice);
    let slow = went.iter().filter(|mode| mode.way == Way::Write).count();
    assert_eq!(slow, 4, "two windows of two frames");
    let reason = trial.reason();
    assert!(reason.contains("write of 64 KiB 1.6 GB/s"), "{reason}");
}

#[test]
fn when_the_sender_or_the_reader_sets_the_pace_the_leanest_wins() {
    for (waiting, writing) in [(20_000, 0), (0, 20_000)] {
        let mut trial = trial();
        run(&mut trial, FRAME, |mode, _| {
            let plain = plain(mode);
            Cost {
                waiting: waiting.max(plain.writing) - plain.writing,
                writing: writing.max(plain.writing),
                cpu: plain.cpu,
            }
        });
        assert_eq!(trial.mode().way, Way::Vmsplice);
        let reason = trial.reason();
        assert!(reason.contains("costs the least"), "{reason}");
    }
}

#[test]
fn a_reader_that_slow_memory_wears_out_is_spared() {
    // The sender sets the pace; the reader needs most of it for pages that are not cached.
    let mut trial = trial();
    run(&mut trial, FRAME, |mode, _| {
        let writing = match mode.way {
            Way::Vmsplice => 18_000,
            Way::Copy => 4000,
            Way::Write => 5000,
        };
        Cost {
            waiting: 20_000 - writing,
            writing,
            cpu: plain(mode).cpu,
        }
    });
    assert_eq!(trial.mode().way, Way::Copy);
}

#[test]
fn what_holding_costs_a_sender_of_few_buffers_counts() {
    let mut trial = trial();
    run(&mut trial, FRAME, |mode, _| Cost {
        waiting: if mode.way == Way::Vmsplice { 1500 } else { 300 },
        ..plain(mode)
    });
    assert_eq!(trial.mode().way, Way::Copy);
}

#[test]
fn a_sender_that_gets_slower_favours_nobody() {
    let mut trial = trial();
    run(&mut trial, FRAME, |mode, frame| {
        let plain = plain(mode);
        Cost {
            waiting: 10_000 + 50 * frame as u64 - plain.writing,
            ..plain
        }
    });
    assert_eq!(trial.mode().way, Way::Vmsplice);
}

#[test]
fn bad_moments_decide_nothing() {
    for bad in 0..40 {
        for long in [1, 3, 6] {
            let mut trial = trial();
            run(&mut trial, FRAME, |mode, frame| {
                let disturbed = (bad..bad + long).contains(&frame);
                Cost {
                    writing: plain(mode).writing * if disturbed { 20 } else { 1 },
                    ..plain(mode)
                }
            });
            assert_eq!(trial.mode().way, Way::Vmsplice, "{long} from {bad} on");
        }
    }
}

#[test]
fn frames_of_any_size_come_to_an_end() {
    for bytes in [0, 1, 4096, 1 << 20, 100 << 20] {
        let mut trial = trial();
        let went = run(&mut trial, bytes, |mode, _| plain(mode)).len();
        let most = 1 + modes().len() * ROUNDS as usize * WINDOW_FRAMES_MOST as usize;
        assert!(went <= most + 256, "{went} frames of {bytes}");
        assert!(trial.reason().contains("the first"));
    }
}

#[test]
fn what_is_asked_for_is_not_measured() {
    for (method, reason) in [
        (Method::Vmsplice, "vmsplice was asked for"),
        (Method::Auto, "vmsplice is the only way into this sink"),
    ] {
        let trial = Trial::new(method, &modes()[..1], &[], Some(CAPACITY));
        assert!(trial.is_settled());
        assert_eq!(trial.reason(), reason);
    }
}

#[test]
fn a_stream_too_short_to_measure_says_so() {
    let mut trial = trial();
    trial.arrived(Duration::ZERO, Duration::ZERO);
    trial.written(FRAME, Duration::from_millis(1));
    assert_eq!(trial.reason(), "vmsplice of 256 KiB was next");
    let copy = modes()[1];
    let (mode, reason) = trial.account(Some(copy));
    assert_eq!(mode, copy, "not the one whose turn it is");
    assert_eq!(
        reason,
        "copy of 256 KiB took the most bytes, for the stream ended before measuring did \
         (frames measured: 1)"
    );
}

fn errno(errno: rustix::io::Errno) -> io::Error {
    errno.into()
}

#[test]
fn a_refused_way_leaves_the_race() {
    use rustix::io::Errno;
    for refusal in [
        Errno::FAULT,
        Errno::INVAL,
        Errno::OPNOTSUPP,
        Errno::NOSYS,
        Errno::PERM,
    ] {
        for after in [0, 1, 7, 100] {
            let mut trial = trial();
            let mut refused = 0;
            for _ in 0..after {
                trial.arrived(Duration::ZERO, Duration::ZERO);
                trial.written(FRAME, Duration::from_millis(1));
            }
            while trial.mode().way != Way::Vmsplice {
                trial.arrived(Duration::ZERO, Duration::ZERO);
                trial.written(FRAME, Duration::from_millis(1));
            }
            assert!(trial.refused(&errno(refusal)));
            run(&mut trial, FRAME, |mode, _| {
                refused += usize::from(mode.way == Way::Vmsplice);
                plain(mode)
            });
            assert_eq!(refused, 0, "it is not tried again");
            assert_eq!(trial.mode().way, Way::Copy);
            let reason = trial.reason();
            assert!(reason.starts_with("vmsplice was refused ("), "{reason}");
        }
    }
}

#[test]
fn asked_for_ways_fall_back_to_the_next_and_at_last_to_write() {
    use rustix::io::Errno;
    let modes = modes();
    let mut trial = Trial::new(
        Method::Vmsplice,
        &modes[..1],
        &[modes[1], modes[2]],
        Some(CAPACITY),
    );
    assert!(!trial.refused(&errno(Errno::PIPE)), "that is no refusal");
    assert!(trial.refused(&errno(Errno::FAULT)));
    assert_eq!((trial.mode(), trial.is_settled()), (modes[1], true));
    assert!(trial.refused(&errno(Errno::NOSYS)));
    assert_eq!((trial.mode(), trial.is_settled()), (modes[2], true));
    assert!(!trial.refused(&errno(Errno::INVAL)), "nothing is left");
    let reason = trial.reason();
    assert!(
        reason.starts_with("vmsplice was refused (Bad address"),
        "{reason}"
    );
    assert!(
        reason.contains("; copy was refused (") && reason.ends_with("; write is left"),
        "{reason}"
    );
}
