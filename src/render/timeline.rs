//! Which frames there are and what time each of them shows.

use std::ops::Range;

use crate::frame::Rate;

/// Seconds that a scene lasts when nobody says.
const DEFAULT_SECONDS: f64 = 10.0;

/// The most frames of one export: a week at 1000 frames a second, still exact in every counter.
const MAX_FRAMES: u64 = 1000 * 7 * 24 * 3600;

/// The frames of one export and their times.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// Frames a second.
    pub rate: Rate,
    /// Seconds the scene lasts; `progress` runs from 0 to 1 over it.
    pub duration: f64,
    /// The indices of the frames that are drawn.
    pub frames: Range<u64>,
}

/// What time it is in one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameTime {
    /// The frame's number, counted from 0.
    pub index: u64,
    /// Seconds since frame 0.
    pub time: f64,
    /// Seconds from one frame to the next.
    pub delta: f64,
    /// Frames a second.
    pub rate: f64,
    /// Seconds the scene lasts.
    pub duration: f64,
    /// How far through the duration: 0 ≤ p < 1.
    pub progress: f64,
}

/// Why there are no frames to draw.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum TimelineError {
    /// No frame is left.
    #[error("there is nothing to draw: {0}")]
    Empty(String),
    /// More frames than can be meant.
    #[error("{0} frames are more than can be meant (at most {MAX_FRAMES})")]
    TooLong(u64),
}

impl Timeline {
    /// The frames from `start` on: `count` of them, or up to the end of the scene. It lasts
    /// `duration` seconds, or ten.
    ///
    /// # Errors
    /// When no frame is left, or more than a week of them.
    pub fn new(
        rate: Rate,
        duration: Option<f64>,
        start: u64,
        count: Option<u64>,
    ) -> Result<Self, TimelineError> {
        // Never from `count`: a frame looks the same however many are drawn with it.
        let duration = duration.unwrap_or(DEFAULT_SECONDS);
        let count = match count {
            Some(count) => count,
            None => remaining(rate, duration, start)?,
        };
        if count == 0 {
            return Err(TimelineError::Empty("0 frames were asked for".to_owned()));
        }
        match start.checked_add(count) {
            Some(end) if end <= MAX_FRAMES => Ok(Self {
                rate,
                duration,
                frames: start..end,
            }),
            _ => Err(TimelineError::TooLong(start.saturating_add(count))),
        }
    }

    /// The timeline with only the frame that is shown at `seconds`.
    ///
    /// # Errors
    /// When that is more than a week from the start.
    pub fn still(rate: Rate, duration: Option<f64>, seconds: f64) -> Result<Self, TimelineError> {
        // Floor, with room for the error of the product: frame 3 at 30 frames/s is at 0.1 s.
        let index = (seconds * rate.as_f64() + 1e-6).floor().max(0.0) as u64;
        Self::new(rate, duration.or(Some(DEFAULT_SECONDS)), index, Some(1))
    }

    /// How many frames are drawn.
    pub fn count(&self) -> u64 {
        self.frames.end - self.frames.start
    }

    /// What time it is in frame `index`.
    pub fn at(&self, index: u64) -> FrameTime {
        let time = self.rate.seconds_at(index);
        // Over whole frames, so that a loop closes where its last frame is shown, whatever the rate.
        let frames = self.rate.frames_in(self.duration).max(1);
        FrameTime {
            index,
            time,
            delta: self.rate.seconds_at(1),
            rate: self.rate.as_f64(),
            duration: self.duration,
            progress: (index % frames) as f64 / frames as f64,
        }
    }
}

fn remaining(rate: Rate, duration: f64, start: u64) -> Result<u64, TimelineError> {
    let total = rate.frames_in(duration);
    if total == 0 {
        return Err(TimelineError::Empty(format!(
            "{duration} s at {rate} frames/s is less than a frame"
        )));
    }
    total
        .checked_sub(start)
        .filter(|left| *left > 0)
        .ok_or_else(|| {
            TimelineError::Empty(format!("frame {start} is past the last, {}", total - 1))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    #[test]
    fn duration_and_count_give_the_frames() {
        let timeline = Timeline::new(rate("30"), Some(2.0), 0, None).unwrap();
        assert_eq!(timeline.frames, 0..60);
        let timeline = Timeline::new(rate("30"), Some(2.0), 10, None).unwrap();
        assert_eq!(timeline.frames, 10..60);
        let timeline = Timeline::new(rate("30"), Some(8.0), 10, Some(5)).unwrap();
        assert_eq!((timeline.frames, timeline.duration), (10..15, 8.0));
        let timeline = Timeline::new(rate("30"), None, 0, Some(45)).unwrap();
        assert_eq!((timeline.frames, timeline.duration), (0..45, 10.0));
        assert_eq!(
            Timeline::new(rate("30"), None, 0, None).unwrap().count(),
            300
        );
    }

    #[test]
    fn nothing_to_draw_is_an_error() {
        let empty =
            |duration, start, count| Timeline::new(rate("30"), duration, start, count).is_err();
        assert!(empty(Some(1.0), 30, None));
        assert!(empty(Some(0.001), 0, None));
        assert!(empty(None, 0, Some(0)));
        assert!(empty(None, u64::MAX, Some(2)));
        assert!(empty(Some(1e18), 0, None));
    }

    #[test]
    fn times_are_exact_and_progress_never_reaches_one() {
        let timeline = Timeline::new(rate("30000/1001"), Some(1.001), 0, None).unwrap();
        assert_eq!(timeline.count(), 30);
        let last = timeline.at(29);
        assert_eq!(last.time, 29.0 * 1001.0 / 30000.0);
        assert!(last.progress < 1.0);
        assert_eq!(timeline.at(30).progress, 0.0);
        assert_eq!(timeline.at(0).progress, 0.0);
        let uneven = Timeline::new(rate("30000/1001"), Some(8.0), 0, None).unwrap();
        assert_eq!(
            (uneven.count(), uneven.at(239).progress),
            (240, 239.0 / 240.0)
        );
    }

    #[test]
    fn a_still_shows_the_frame_of_its_time() {
        for index in 0..1000_u64 {
            let rate = rate("60");
            let still = Timeline::still(rate, Some(8.0), rate.seconds_at(index)).unwrap();
            assert_eq!(still.frames, index..index + 1);
        }
    }
}
