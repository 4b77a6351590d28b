//! Where a video is cut into segments. Pure numbers.

use std::ops::Range;

/// Frames that are cut into pieces of one length; the last may be shorter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Borders {
    pub(super) frames: Range<u64>,
    /// Frames of a segment, at least 1.
    pub(super) length: u64,
}

impl Borders {
    pub(super) fn count(&self) -> u64 {
        (self.frames.end - self.frames.start).div_ceil(self.length)
    }

    /// The frames of segment `number`, which is below the count.
    pub(super) fn frames_of(&self, number: u64) -> Range<u64> {
        let start = self.frames.start + number * self.length;
        start..self.frames.end.min(start.saturating_add(self.length))
    }

    /// How many they are.
    pub(super) fn length_of(&self, number: u64) -> u64 {
        let frames = self.frames_of(number);
        frames.end - frames.start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_cover_all_frames_once() {
        for (frames, length, count) in [(0..300, 60, 5), (7..20, 5, 3), (3..4, 100, 1)] {
            let borders = Borders { frames, length };
            assert_eq!(borders.count(), count);
            let all: Vec<_> = (0..count).flat_map(|n| borders.frames_of(n)).collect();
            assert_eq!(all, borders.frames.clone().collect::<Vec<_>>());
            let lengths = (0..count).map(|number| borders.length_of(number));
            assert!(lengths.clone().all(|own| own <= length && own > 0));
            assert_eq!(lengths.sum::<u64>(), all.len() as u64);
        }
    }
}
