//! How long to leave the reader of a full pipe alone before asking for room.
//!
//! Room is there as soon as the reader has emptied one page. Who asks then waits, spinning, for the
//! pipe's lock, which Linux has the reader keep until it has copied all that the pipe holds; nine
//! tenths of a writer's system time was that. A nap of about half the time that a pipeful takes costs
//! the reader nothing: there is always more to read when the writer comes back.
//!
//! There is always a nap, as Linux wakes a pipe's sleeping writer on the reader's own processor, in
//! the belief that the reader is about to sleep, and the two then take turns on one processor instead
//! of working side by side. A timer wakes the writer where it was.
//!
//! Knows no pipe; times come in.

use std::time::{Duration, Instant};

/// The part of a pipeful's time that is slept.
const PART: f64 = 0.45;
/// Too short to matter, but long enough to be a timer's.
const SHORTEST: Duration = Duration::from_micros(5);
/// A reader that takes a megabyte in more than two milliseconds does not suffer from who asks.
const LONGEST: Duration = Duration::from_millis(1);
/// How fast the fastest pace seen is forgotten: a reader that pauses between its reads is as fast as
/// ever when it reads.
const FORGETS: f64 = 1.05;

/// The naps of one writer.
#[derive(Debug)]
pub(super) struct Nap {
    capacity: f64,
    /// The least seconds that a byte took the reader, of late.
    pace: f64,
    /// When the pipe was full before, and how long the stream was then.
    before: Option<(Instant, u64)>,
}

impl Nap {
    /// In front of a pipe of `capacity` bytes.
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity as f64,
            pace: f64::INFINITY,
            before: None,
        }
    }

    /// The nap of a writer that finds the pipe full, `pushed` bytes into the stream, at `now`.
    pub(super) fn next(&mut self, pushed: u64, now: Instant) -> Duration {
        if let Some((then, length)) = self.before.replace((now, pushed))
            && pushed > length
        {
            let pace = now.duration_since(then).as_secs_f64() / (pushed - length) as f64;
            self.pace = pace.min(self.pace * FORGETS);
        }
        let nap = Duration::try_from_secs_f64(PART * self.pace * self.capacity);
        match nap {
            Ok(nap) => nap.clamp(SHORTEST, LONGEST),
            // Nothing is known yet.
            Err(_) => SHORTEST,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{LONGEST, Nap, SHORTEST};

    const PIPE: u64 = 1 << 20;

    /// The nap after `bytes` that took `micros`, in a stream of them.
    struct Stream(Nap, u64, Instant);

    impl Stream {
        fn new() -> Self {
            let mut nap = Nap::new(PIPE as usize);
            let now = Instant::now();
            assert_eq!(nap.next(PIPE, now), SHORTEST);
            Self(nap, PIPE, now)
        }

        fn nap(&mut self, bytes: u64, micros: u64) -> Duration {
            self.1 += bytes;
            self.2 += Duration::from_micros(micros);
            self.0.next(self.1, self.2)
        }
    }

    /// To a nanosecond or so: seconds are floats.
    fn assert_near(nap: Duration, micros: u64) {
        let difference = nap.abs_diff(Duration::from_micros(micros));
        assert!(
            difference < Duration::from_nanos(10),
            "{nap:?}, {micros} µs"
        );
    }

    #[test]
    fn half_a_pipeful_is_slept() {
        let mut stream = Stream::new();
        assert_near(stream.nap(PIPE, 200), 90);
        // Half of it in half the time is the same pace.
        assert_near(stream.nap(PIPE / 2, 100), 90);
    }

    #[test]
    fn a_reader_that_pauses_is_not_taken_for_a_slow_one() {
        let mut stream = Stream::new();
        stream.nap(PIPE, 200);
        assert!(stream.nap(PIPE, 50_000) < Duration::from_micros(100));
        // One that has become slow is known as such after a while.
        let naps = (0..100).map(|_| stream.nap(PIPE, 50_000));
        assert_eq!(naps.last(), Some(LONGEST));
    }

    #[test]
    fn a_nap_is_never_none_and_never_long() {
        for (bytes, micros) in [(0, 0), (1, 0), (1, 1 << 50), (1 << 62, 1)] {
            let nap = Stream::new().nap(bytes, micros);
            assert!((SHORTEST..=LONGEST).contains(&nap), "{bytes} {micros}");
        }
    }
}
