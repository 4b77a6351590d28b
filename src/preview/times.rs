//! How long the last frames took, and how many of them a second come to be seen.
//!
//! Pure: is told what time it is.

use std::collections::VecDeque;
use std::time::Duration;

/// Frames that are remembered.
pub(super) const KEPT: usize = 240;

/// Frames by which their pace is told: a second or less, so that it is of now.
const PACE: Duration = Duration::from_secs(1);

/// The last frames, the newest at the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Times {
    frames: VecDeque<Frame>,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    /// When it had been drawn.
    at: Duration,
    milliseconds: f64,
}

impl Times {
    /// A frame has been drawn.
    pub(super) fn push(&mut self, at: Duration, seconds: f64) {
        if self.frames.len() == KEPT {
            self.frames.pop_front();
        }
        let milliseconds = 1e3 * seconds;
        self.frames.push_back(Frame { at, milliseconds });
    }

    /// What each took, the newest last.
    pub(super) fn milliseconds(&self) -> impl ExactSizeIterator<Item = f64> + Clone + '_ {
        self.frames.iter().map(|frame| frame.milliseconds)
    }

    /// What the last took.
    pub(super) fn last(&self) -> Option<f64> {
        self.frames.back().map(|frame| frame.milliseconds)
    }

    /// What most of them took no longer than: one in twenty did.
    pub(super) fn slow(&self) -> Option<f64> {
        let mut sorted: Vec<f64> = self.milliseconds().collect();
        sorted.sort_by(f64::total_cmp);
        sorted
            .get((sorted.len() * 19 / 20).min(sorted.len().checked_sub(1)?))
            .copied()
    }

    /// Frames a second in the last second.
    pub(super) fn rate(&self) -> Option<f64> {
        let last = self.frames.back()?.at;
        let recent = self.frames.iter().rev();
        let recent = recent.take_while(|frame| last.saturating_sub(frame.at) <= PACE);
        let (count, first) = recent.fold((0, last), |(count, _), frame| (count + 1, frame.at));
        let seconds = last.saturating_sub(first).as_secs_f64();
        (count > 1 && seconds > 0.0).then(|| f64::from(count - 1) / seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn the_rate_is_that_of_the_last_second() {
        let mut times = Times::default();
        assert_eq!(
            (times.rate(), times.last(), times.slow()),
            (None, None, None)
        );
        (0..10).for_each(|frame| times.push(at(100 * frame), 0.01));
        (0..50).for_each(|frame| times.push(at(5000 + 20 * frame), 0.002));
        assert!((times.rate().unwrap() - 50.0).abs() < 0.01);
        assert_eq!(times.last(), Some(2.0));
        assert_eq!(times.slow(), Some(10.0));
    }

    #[test]
    fn so_many_are_kept_and_no_more() {
        let mut times = Times::default();
        (0..1000).for_each(|frame| times.push(at(frame), frame as f64 / 1e3));
        assert_eq!(times.milliseconds().len(), KEPT);
        assert_eq!(times.milliseconds().next(), Some(760.0));
    }
}
