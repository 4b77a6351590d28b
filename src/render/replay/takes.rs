//! Which events had happened when a frame was drawn last. Knows not what happens in them.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

/// What was drawn, in takes: in each of them frames never go back, and a later one draws over earlier
/// ones.
///
/// What it is asked costs no more for frames that are far apart: files of strangers may name any.
#[derive(Clone, Debug, Default)]
pub(super) struct Takes {
    /// The frame of each event.
    frames: Vec<u64>,
    /// The first event of each take.
    starts: Vec<usize>,
    /// By the first of them, frames one behind the other that the same take drew last.
    stretches: BTreeMap<u64, Stretch>,
    /// The frame that was drawn last.
    at: Option<u64>,
}

/// Frames that a take drew last.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    last: u64,
    take: usize,
}

impl Takes {
    /// This frame is drawn now, and those between it and the one before it, if it does not go back.
    pub(super) fn draw(&mut self, frame: u64) {
        let first = match self.at {
            Some(at) if at == frame => return,
            Some(at) if at < frame => at + 1,
            _ => {
                self.starts.push(self.frames.len());
                frame
            }
        };
        self.at = Some(frame);
        self.own(first, frame);
    }

    /// Something happens in this frame, which is drawn now: how many events that makes.
    pub(super) fn hear(&mut self, frame: u64) -> usize {
        self.draw(frame);
        self.frames.push(frame);
        self.frames.len()
    }

    /// How many events had happened when `frame` was drawn last. One that never was is as the last one
    /// before it that was.
    pub(super) fn up_to(&self, frame: u64) -> usize {
        let stretch = self.stretches.range(..=frame).next_back();
        stretch.map_or(0, |(_, stretch)| {
            self.count(stretch.take, frame.min(stretch.last))
        })
    }

    /// The events that happened in these frames when each was drawn last, the later frames first.
    pub(super) fn within(
        &self,
        frames: RangeInclusive<u64>,
    ) -> impl Iterator<Item = Range<usize>> + '_ {
        let (first, last) = frames.into_inner();
        let stretches = self.stretches.range(..=last).rev();
        stretches
            .take_while(move |(_, stretch)| first <= stretch.last)
            .map(move |(start, stretch)| {
                let before = first.max(*start).checked_sub(1);
                let before = before.map_or(self.starts[stretch.take], |before| {
                    self.count(stretch.take, before)
                });
                before..self.count(stretch.take, last.min(stretch.last)).max(before)
            })
    }

    /// How many events had happened at the end of `frame` in a take.
    fn count(&self, take: usize, frame: u64) -> usize {
        let start = self.starts[take];
        let end = self.starts.get(take + 1).copied();
        let frames = &self.frames[start..end.unwrap_or(self.frames.len())];
        start + frames.partition_point(|other| *other <= frame)
    }

    /// The last take draws these frames, which others may have drawn before.
    fn own(&mut self, first: u64, last: u64) {
        let take = self.starts.len() - 1;
        let before = self.stretches.range_mut(..first).next_back();
        if let Some((_, stretch)) = before
            && stretch.last >= first
        {
            let rest = *stretch;
            stretch.last = first - 1;
            self.keep_behind(last, rest);
        }
        while let Some((&start, &stretch)) = self.stretches.range(first..=last).next() {
            self.stretches.remove(&start);
            self.keep_behind(last, stretch);
        }
        match self.stretches.range_mut(..first).next_back() {
            Some((_, own)) if own.take == take => own.last = last,
            _ => {
                self.stretches.insert(first, Stretch { last, take });
            }
        }
    }

    /// What is behind `last` of a stretch stays its take's.
    fn keep_behind(&mut self, last: u64, stretch: Stretch) {
        if stretch.last > last {
            self.stretches.insert(last + 1, stretch);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frame by frame, as it is meant: the events of each frame when it was drawn last.
    fn plainly(drawn: &[(u64, bool)], frame: u64) -> Option<(usize, Range<usize>)> {
        let mut told = None;
        let (mut at, mut count) = (None::<u64>, 0);
        for (next, hears) in drawn {
            let first = at.filter(|at| at <= next).map_or(*next, |at| at + 1);
            for passed in first..=*next {
                if passed == frame {
                    told = Some((count, count..count));
                }
            }
            count += usize::from(*hears);
            if let Some((up_to, within)) = &mut told
                && *next == frame
            {
                (*up_to, within.end) = (count, count);
            }
            at = Some(*next);
        }
        told
    }

    #[test]
    fn it_is_what_counting_frame_by_frame_gives() {
        // The same on every run, and as wild as files can be.
        let mut seed = 7u32;
        let mut random = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) % below
        };
        for _ in 0..300 {
            let mut at = 0;
            let drawn: Vec<(u64, bool)> = (0..random(30))
                .map(|_| {
                    at = match random(4) {
                        0 => random(24).into(),
                        _ => (at + u64::from(random(4))).min(24),
                    };
                    (at, random(2) == 0)
                })
                .collect();
            let mut takes = Takes::default();
            for (frame, hears) in &drawn {
                takes.draw(*frame);
                if *hears {
                    takes.hear(*frame);
                }
            }
            let mut before = 0;
            for frame in 0..30 {
                let within: Vec<_> = takes.within(frame..=frame).collect();
                match plainly(&drawn, frame) {
                    Some((up_to, events)) => {
                        assert_eq!(takes.up_to(frame), up_to, "{frame} of {drawn:?}");
                        assert_eq!(within, [events], "{frame} of {drawn:?}");
                        before = up_to;
                    }
                    None => {
                        assert_eq!(takes.up_to(frame), before, "{frame} of {drawn:?}");
                        assert!(within.is_empty(), "{frame} of {drawn:?}");
                    }
                }
            }
            let mut all: Vec<usize> = takes.within(3..=20).flatten().collect();
            let mut each: Vec<usize> = (3..=20)
                .flat_map(|frame| takes.within(frame..=frame).flatten())
                .collect();
            all.sort_unstable();
            each.sort_unstable();
            assert_eq!(all, each, "{drawn:?}");
        }
    }
}
