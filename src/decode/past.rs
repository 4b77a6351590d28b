//! The frames before the one that is decoded: for a time that goes back a little, as the moments of one
//! frame do that end behind the first of the next.
//!
//! Knows no process and no file. What is not here any more is decoded again.

use std::collections::VecDeque;

use super::reader::Frame;

/// Bytes of frames that are kept, however far the time goes back: eight of 3840x2160.
const MAX_BYTES: u64 = 256 << 20;
/// Frames that are kept, however small they are.
const MAX_FRAMES: u64 = 64;

/// The most frames of `bytes` each that are kept.
pub(super) fn most(bytes: u64) -> u64 {
    (MAX_BYTES / bytes.max(1)).min(MAX_FRAMES)
}

/// A frame, and the times of the video that it covers.
#[derive(Debug)]
struct Span {
    from: i64,
    until: i64,
    frame: Frame,
}

/// The last frames, the oldest first.
#[derive(Debug)]
pub(super) struct Past {
    /// How far back they reach, in the unit of the video.
    reach: i64,
    spans: VecDeque<Span>,
}

impl Past {
    /// Keeps what has been shown within the last `reach`.
    pub(super) fn new(reach: i64) -> Self {
        Self {
            reach,
            spans: VecDeque::new(),
        }
    }

    /// The frame that covers `time`.
    pub(super) fn at(&self, time: i64) -> Option<&Frame> {
        let covers = |span: &&Span| (span.from..span.until).contains(&time);
        Some(&self.spans.iter().rev().find(covers)?.frame)
    }

    /// Takes a frame that covers the times from `from` on, up to `until`. Gives back the memory of one that
    /// is too long ago.
    pub(super) fn push(&mut self, frame: Frame, from: i64, until: i64) -> Vec<u8> {
        // One that was decoded once more.
        self.spans.retain(|span| span.frame.pts != frame.pts);
        self.spans.push_back(Span { from, until, frame });
        let mut memory = Vec::new();
        while self.has_enough()
            && let Some(oldest) = self.spans.pop_front()
        {
            memory = oldest.frame.texels;
        }
        memory
    }

    /// Whether the oldest is too long ago, or one too many.
    fn has_enough(&self) -> bool {
        let newest = self.spans.back().map_or(0, |span| span.frame.texels.len());
        // Counted by frames, not from time to time: a video that repeats begins at 0 again.
        let newer = self.spans.iter().skip(1);
        let reaches = newer.fold(0, |sum: i64, span| {
            sum.saturating_add(span.until.saturating_sub(span.frame.pts).max(0))
        });
        self.spans.len() as u64 > most(newest as u64) || reaches >= self.reach
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(pts: i64, bytes: usize) -> Frame {
        Frame {
            pts,
            texels: vec![0; bytes],
        }
    }

    fn kept(past: &Past) -> Vec<i64> {
        past.spans.iter().map(|span| span.frame.pts).collect()
    }

    #[test]
    fn frames_are_kept_as_long_as_the_time_may_go_back_to_them() {
        let mut past = Past::new(25);
        for pts in [0, 10, 20, 30, 40] {
            past.push(frame(pts, 1), pts, pts + 10);
        }
        // With the next at 50, the time may go back to 25.
        assert_eq!(kept(&past), [20, 30, 40]);
        for (time, expected) in [
            (19, None),
            (20, Some(20)),
            (29, Some(20)),
            (49, Some(40)),
            (50, None),
        ] {
            assert_eq!(past.at(time).map(|frame| frame.pts), expected, "{time}");
        }
        // The next lap.
        past.push(frame(0, 1), i64::MIN, 10);
        assert_eq!(kept(&past), [30, 40, 0]);
        assert_eq!(past.at(-5).map(|frame| frame.pts), Some(0));
        // Decoded once more.
        past.push(frame(40, 1), 40, 50);
        assert_eq!(kept(&past), [30, 0, 40]);
    }

    #[test]
    fn nothing_is_kept_for_a_time_that_only_goes_on() {
        let mut past = Past::new(0);
        assert_eq!(past.push(frame(0, 7), 0, 10).len(), 7);
        assert!(past.at(5).is_none());
    }

    #[test]
    fn memory_has_a_limit_however_far_the_time_goes_back() {
        let mut past = Past::new(i64::MAX);
        for pts in 0..10 {
            past.push(frame(pts, MAX_BYTES as usize / 4), pts, pts + 1);
        }
        assert_eq!(kept(&past), [6, 7, 8, 9]);
        past.push(frame(10, MAX_BYTES as usize + 1), 10, 11);
        assert!(kept(&past).is_empty());
    }
}
