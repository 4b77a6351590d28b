//! Which frames there are and what time each of them shows.

use std::ops::Range;

use crate::frame::{Rate, Speed};

/// Seconds that a scene lasts when nobody says.
const DEFAULT_SECONDS: f64 = 10.0;

/// The most frames of one export: a week at 1000 frames a second, still exact in every counter.
const MAX_FRAMES: u64 = 1000 * 7 * 24 * 3600;

/// The frames of one export and their times.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// Frames a second.
    pub rate: Rate,
    /// How fast the scene's time runs.
    pub speed: Speed,
    /// Seconds the scene lasts, by its own time; `progress` runs from 0 to 1 over it.
    pub duration: f64,
    /// The indices of the frames that are drawn.
    pub frames: Range<u64>,
}

/// What time it is in one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameTime {
    /// The frame's number, counted from 0.
    pub index: u64,
    /// Seconds since frame 0, by the scene's time.
    pub time: f64,
    /// Seconds from one frame to the next, by the scene's time.
    pub delta: f64,
    /// Frames a second.
    pub rate: f64,
    /// Seconds the scene lasts.
    pub duration: f64,
    /// How far through the duration: 0 ≤ p < 1.
    pub progress: f64,
    /// How much further from one frame to the next.
    pub progress_delta: f64,
}

impl FrameTime {
    /// What time it is within the frame, `part` of the way to the next.
    pub fn within(&self, part: f64) -> Self {
        let progress = self.progress + part * self.progress_delta;
        Self {
            time: self.time + part * self.delta,
            progress: progress - progress.floor(),
            ..*self
        }
    }
}

/// Why there are no frames to draw. Each message names the flag.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum TimelineError {
    /// None was asked for.
    #[error("there is nothing to draw: --frames asks for none")]
    NoFrames,
    /// The scene is shorter than a frame.
    #[error(
        "there is nothing to draw: {duration} s at {rate} frames/s and a speed of {speed} are less \
         than a frame (--duration, --fps, --speed)"
    )]
    TooShort {
        /// Seconds the scene lasts.
        duration: f64,
        /// Frames a second.
        rate: Rate,
        /// How fast its time runs.
        speed: Speed,
    },
    /// The first frame is behind the last.
    #[error(
        "there is nothing to draw: frame {start} is past the last, {last} (--start or --frames; \
         --duration makes the scene longer, and --frames A..B draws beyond its end)"
    )]
    PastEnd {
        /// The first frame.
        start: u64,
        /// The last frame of the scene.
        last: u64,
    },
    /// More frames than can be meant.
    #[error("{0} frames are more than can be meant (--frames, --duration: at most {MAX_FRAMES})")]
    TooLong(u64),
}

impl Timeline {
    /// The frames from `start` on: `count` of them, or up to the end of the scene. It lasts
    /// `duration` seconds, or ten, of its own time.
    ///
    /// # Errors
    /// When no frame is left, or more than a week of them.
    pub fn new(
        rate: Rate,
        speed: Speed,
        duration: Option<f64>,
        start: u64,
        count: Option<u64>,
    ) -> Result<Self, TimelineError> {
        let mut timeline = Self {
            rate,
            speed,
            // Never from `count`: a frame looks the same however many are drawn with it.
            duration: duration.unwrap_or(DEFAULT_SECONDS),
            frames: 0..0,
        };
        let count = match count {
            Some(0) => return Err(TimelineError::NoFrames),
            Some(count) => count,
            None => timeline.remaining(start)?,
        };
        match start.checked_add(count) {
            Some(end) if end <= MAX_FRAMES => timeline.frames = start..end,
            _ => return Err(TimelineError::TooLong(start.saturating_add(count))),
        }
        Ok(timeline)
    }

    /// The frame that is shown at `seconds` of a video.
    ///
    /// # Errors
    /// When that is more than a week from the start.
    pub fn frame_at(rate: Rate, seconds: f64) -> Result<u64, TimelineError> {
        // Floor, with room for the error of the product: frame 3 at 30 frames/s is at 0.1 s.
        let index = (seconds * rate.as_f64() + 1e-6).floor().max(0.0) as u64;
        match index < MAX_FRAMES {
            true => Ok(index),
            false => Err(TimelineError::TooLong(index.saturating_add(1))),
        }
    }

    /// How many frames are drawn.
    pub fn count(&self) -> u64 {
        self.frames.end - self.frames.start
    }

    /// What time it is in frame `index`.
    pub fn at(&self, index: u64) -> FrameTime {
        FrameTime {
            index,
            time: self.seconds_at(index),
            delta: self.seconds_at(1),
            rate: self.rate.as_f64(),
            duration: self.duration,
            progress: (index % self.length()) as f64 / self.length() as f64,
            progress_delta: 1.0 / self.length() as f64,
        }
    }

    /// The frames that the whole scene has, at least one: over them `progress` runs, so that a loop
    /// closes where its last frame is shown, whatever the rate.
    pub fn length(&self) -> u64 {
        self.whole_frames().max(1)
    }

    fn whole_frames(&self) -> u64 {
        let (slow, fast) = (self.speed.denominator(), self.speed.numerator());
        let seconds = self.duration * f64::from(slow) / f64::from(fast);
        self.rate.frames_in(seconds)
    }

    /// The scene's time in frame `index`: of the exact fraction, rounded once.
    fn seconds_at(&self, index: u64) -> f64 {
        let product = |a: u32, b: u32| u128::from(a) * u128::from(b);
        let seconds = product(self.rate.denominator(), self.speed.numerator());
        let parts = product(self.rate.numerator(), self.speed.denominator());
        (u128::from(index) * seconds) as f64 / parts as f64
    }

    fn remaining(&self, start: u64) -> Result<u64, TimelineError> {
        match self.whole_frames() {
            0 => Err(TimelineError::TooShort {
                duration: self.duration,
                rate: self.rate,
                speed: self.speed,
            }),
            total if start >= total => Err(TimelineError::PastEnd {
                start,
                last: total - 1,
            }),
            total => Ok(total - start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    #[test]
    fn duration_and_count_give_the_frames() {
        let timeline = Timeline::new(rate("30"), Speed::ONE, Some(2.0), 0, None).unwrap();
        assert_eq!(timeline.frames, 0..60);
        let timeline = Timeline::new(rate("30"), Speed::ONE, Some(2.0), 10, None).unwrap();
        assert_eq!(timeline.frames, 10..60);
        let timeline = Timeline::new(rate("30"), Speed::ONE, Some(8.0), 10, Some(5)).unwrap();
        assert_eq!((timeline.frames, timeline.duration), (10..15, 8.0));
        let timeline = Timeline::new(rate("30"), Speed::ONE, None, 0, Some(45)).unwrap();
        assert_eq!((timeline.frames, timeline.duration), (0..45, 10.0));
        assert_eq!(
            Timeline::new(rate("30"), Speed::ONE, None, 0, None)
                .unwrap()
                .count(),
            300
        );
    }

    #[test]
    fn nothing_to_draw_is_an_error() {
        let empty = |duration, start, count| {
            Timeline::new(rate("30"), Speed::ONE, duration, start, count).is_err()
        };
        assert!(empty(Some(1.0), 30, None));
        assert!(empty(Some(0.001), 0, None));
        assert!(empty(None, 0, Some(0)));
        assert!(empty(None, u64::MAX, Some(2)));
        assert!(empty(Some(1e18), 0, None));
    }

    #[test]
    fn times_are_exact_and_progress_never_reaches_one() {
        let timeline = Timeline::new(rate("30000/1001"), Speed::ONE, Some(1.001), 0, None).unwrap();
        assert_eq!(timeline.count(), 30);
        let last = timeline.at(29);
        assert_eq!(last.time, 29.0 * 1001.0 / 30000.0);
        assert!(last.progress < 1.0);
        assert_eq!(timeline.at(30).progress, 0.0);
        assert_eq!(timeline.at(0).progress, 0.0);
        let uneven = Timeline::new(rate("30000/1001"), Speed::ONE, Some(8.0), 0, None).unwrap();
        assert_eq!(
            (uneven.count(), uneven.at(239).progress),
            (240, 239.0 / 240.0)
        );
    }

    #[test]
    fn a_speed_changes_time_and_length_and_nothing_else() {
        let at = |speed: &str, duration| {
            let speed = speed.parse().unwrap();
            Timeline::new(rate("30000/1001"), speed, Some(duration), 0, None).unwrap()
        };
        let (plain, fast, slow) = (at("1", 8.0), at("2.5", 8.0), at("1/3", 8.0));
        assert_eq!((plain.count(), fast.count(), slow.count()), (240, 96, 719));
        for index in [0, 1, 7, 95, 100_000_000] {
            let exact = index as f64 * 1001.0;
            assert_eq!(plain.at(index).time, exact / 30_000.0);
            assert_eq!(fast.at(index).time, 2.5 * exact / 30_000.0);
            assert_eq!(slow.at(index).time, exact / 90_000.0);
        }
        assert_eq!(fast.at(5).delta, 2.5 * 1001.0 / 30_000.0);
        assert_eq!(fast.at(5).rate, plain.at(5).rate);
        assert_eq!((fast.at(48).progress, fast.at(96).progress), (0.5, 0.0));
        assert_eq!(fast.at(5).duration, 8.0);
        // Ten seconds in, a hundred frames in a second, none of which is a sum of steps.
        let tenths = at("0.1", 100.0);
        assert_eq!(tenths.at(30_000).time, 100.1);
    }

    #[test]
    fn errors_name_the_flags() {
        let error = |speed: &str, duration, start, count| {
            let speed = speed.parse().unwrap();
            let timeline = Timeline::new(rate("30"), speed, duration, start, count);
            timeline.unwrap_err().to_string()
        };
        assert!(error("1", Some(1.0), 30, None).contains("frame 30 is past the last, 29 (--start"));
        assert!(error("100", Some(1.0), 0, None).contains("--speed"));
        assert!(error("1", None, 0, Some(0)).contains("--frames"));
        assert!(error("1", None, u64::MAX, Some(2)).contains("--frames"));
    }

    #[test]
    fn moments_lie_between_frames() {
        let timeline = Timeline::new(rate("25"), Speed::ONE, Some(2.0), 0, None).unwrap();
        let frame = timeline.at(49);
        assert_eq!(frame.within(0.0), frame);
        let moment = frame.within(0.5);
        assert!((moment.time - 49.5 / 25.0).abs() < 1e-12);
        assert_eq!((moment.progress, moment.index), (0.99, 49));
        // Past the end it begins again.
        let next = frame.within(1.5).progress;
        assert!((next - 0.01).abs() < 1e-12, "{next}");
        assert!((0.0..1.0).contains(&frame.within(1.0).progress));
    }

    #[test]
    fn a_still_shows_the_frame_of_its_time() {
        for index in 0..1000_u64 {
            let rate = rate("60");
            assert_eq!(Timeline::frame_at(rate, rate.seconds_at(index)), Ok(index));
        }
        assert!(Timeline::frame_at(rate("60"), 1e18).is_err());
    }
}
