//! How long to leave a reader alone before asking again how far it has come.
//!
//! A pipe can wake its writer when it has room, not when it is empty: while frames are held and
//! nothing is to be written, there is only asking. Knows no clock and no pipe.

use std::time::Duration;

/// Below this, asking costs more than it gains; above the other, the sender may notice.
const SHORTEST: Duration = Duration::from_micros(100);
const LONGEST: Duration = Duration::from_millis(10);

/// The waits of a writer for its reader.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    unread: u64,
    wait: Duration,
}

impl Pace {
    /// How long to wait, `unread` bytes before the end, for a reader that has been reading `rate`
    /// bytes a second: about as long as it needs for them, twice as long each time that it has not
    /// read at all.
    pub(super) fn next(&mut self, unread: u64, rate: f64) -> Duration {
        let stuck = unread == self.unread && !self.wait.is_zero();
        let needed = Duration::try_from_secs_f64(unread as f64 / rate);
        let wait = match needed {
            _ if stuck => self.wait * 2,
            Ok(needed) => needed,
            // Slower than can be said.
            Err(_) if rate > 0.0 => LONGEST,
            // Nothing is known yet.
            Err(_) => SHORTEST,
        };
        self.unread = unread;
        self.wait = wait.clamp(SHORTEST, LONGEST);
        self.wait
    }

    /// The reader has read all there was; what comes next is a new wait.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{LONGEST, Pace, SHORTEST};

    #[test]
    fn a_reader_is_given_the_time_it_needs() {
        let mut pace = Pace::default();
        assert_eq!(pace.next(1_000_000, 1e9), Duration::from_millis(1));
        assert_eq!(pace.next(500_000, 1e9), Duration::from_micros(500));
        assert_eq!(pace.next(1, 1e9), SHORTEST);
        assert_eq!(pace.next(1 << 30, 1e3), LONGEST);
    }

    #[test]
    fn a_reader_that_does_not_read_is_asked_less_and_less_and_never_forgotten() {
        let mut pace = Pace::default();
        let waits: Vec<_> = (0..20).map(|_| pace.next(100_000, 1e9)).collect();
        assert_eq!(waits[0], SHORTEST);
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(waits[1], 2 * SHORTEST);
        assert_eq!(waits[19], LONGEST);
        // It goes on: soon again.
        assert_eq!(pace.next(1, 1e9), SHORTEST);
    }

    #[test]
    fn rates_that_are_none_make_no_wait_that_is_none() {
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE] {
            for unread in [0, 1, u64::MAX] {
                let mut pace = Pace::default();
                for _ in 0..30 {
                    let wait = pace.next(unread, rate);
                    assert!((SHORTEST..=LONGEST).contains(&wait), "{unread} at {rate}");
                }
            }
        }
    }

    #[test]
    fn a_new_wait_starts_anew() {
        let mut pace = Pace::default();
        pace.next(7, 1e9);
        assert_eq!(pace.next(7, 1e9), 2 * SHORTEST);
        pace.reset();
        assert_eq!(pace.next(7, 1e9), SHORTEST);
    }
}
