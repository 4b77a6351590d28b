//! Which frame is on, and when the next one is: play, pause, step, scrub, loop, speed.
//!
//! Pure: hears what time it is and knows neither windows nor devices. Frames lie on the scene's own
//! grid, so that frame k of the window is frame k of an export.

use std::ops::Range;
use std::time::Duration;

/// How fast the preview is offered to run: times the scene's own pace, from the slowest to the fastest.
pub const SPEEDS: [f64; 7] = [0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

/// How far into a frame it is when playing begins: ticks that come once a frame then fall into its
/// middle, and none is shown twice or skipped because a tick was a little early or late.
const PHASE: f64 = 0.5;

/// The time of the preview.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// Frames a second.
    rate: f64,
    /// Frames of the scene, at least one.
    length: u64,
    /// Whether every frame must be drawn before the next: the scene has state.
    in_order: bool,
    frame: u64,
    playing: Option<Anchor>,
    speed: f64,
    region: Option<Range<u64>>,
    is_behind: bool,
}

/// A moment, and where in the scene it was then, in frames.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Anchor {
    now: Duration,
    frame: f64,
}

impl Clock {
    /// A clock that stands at `frame` of a scene with `length` frames, `rate` a second.
    pub fn new(rate: f64, length: u64, in_order: bool, frame: u64) -> Self {
        let length = length.max(1);
        Self {
            rate,
            length,
            in_order,
            frame: frame.min(length - 1),
            playing: None,
            speed: 1.0,
            region: None,
            is_behind: false,
        }
    }

    /// The frame that is on.
    pub fn frame(&self) -> u64 {
        self.frame
    }

    /// Frames of the scene.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Frames a second of the scene.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// The scene's time in seconds in the frame that is on.
    pub fn seconds(&self) -> f64 {
        self.frame as f64 / self.rate
    }

    /// Whether time goes on.
    pub fn is_playing(&self) -> bool {
        self.playing.is_some()
    }

    /// Whether frames take longer to draw than they last, so that the scene runs slower than it should.
    pub fn is_behind(&self) -> bool {
        self.is_behind && self.is_playing()
    }

    /// How fast it runs.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// The frames that are repeated; all of them if `None`.
    pub fn region(&self) -> Option<Range<u64>> {
        self.region.clone()
    }

    /// Lets time go on from the frame that is on.
    pub fn play(&mut self, now: Duration) {
        if self.playing.is_none() {
            self.anchor(now, self.frame as f64 + PHASE);
        }
    }

    /// Stops at the frame that is on.
    pub fn pause(&mut self) {
        self.playing = None;
        self.is_behind = false;
    }

    /// Goes to `frame`, or as near as there is one; goes on from there if it was playing.
    pub fn seek(&mut self, now: Duration, frame: u64) {
        self.frame = frame.min(self.length - 1);
        if self.is_playing() {
            self.anchor(now, self.frame as f64 + PHASE);
        }
    }

    /// Stops `steps` frames from here; past an end it goes on from the other.
    pub fn step(&mut self, steps: i64) {
        self.pause();
        let range = self.range();
        let length = (range.end - range.start) as i64;
        let place = self.frame as i64 - range.start as i64 + steps;
        self.frame = range.start + place.rem_euclid(length) as u64;
    }

    /// Runs so many times as fast from now on, within [`SPEEDS`].
    pub fn set_speed(&mut self, now: Duration, speed: f64) {
        let place = self.place(now);
        self.speed = speed.clamp(SPEEDS[0], SPEEDS[SPEEDS.len() - 1]);
        if self.is_playing() {
            self.anchor(now, place);
        }
    }

    /// Repeats the frames of `region`, or all.
    pub fn set_region(&mut self, region: Option<Range<u64>>) {
        self.region = region
            .map(|region| region.start.min(self.length - 1)..region.end.min(self.length))
            .filter(|region| region.start < region.end);
    }

    /// Repeats from the frame that is on; to the end, where what was repeated had ended before.
    pub fn begin_region(&mut self) {
        let end = self.range().end;
        let end = if self.frame < end { end } else { self.length };
        self.set_region(Some(self.frame..end));
    }

    /// Repeats up to the frame that is on; from the start, where what was repeated begins behind it.
    pub fn end_region(&mut self) {
        let start = self.range().start;
        let start = if start <= self.frame { start } else { 0 };
        self.set_region(Some(start..self.frame + 1));
    }

    /// Another version of the scene: keeps the time, speed and loop as far as it has them.
    pub fn adopt(&mut self, now: Duration, rate: f64, length: u64, in_order: bool) {
        let (seconds, was_playing) = (self.seconds(), self.is_playing());
        let moved = |frame: u64, from: f64| (frame as f64 / from * rate + 1e-6).floor() as u64;
        let region = self
            .region
            .take()
            .map(|region| moved(region.start, self.rate)..moved(region.end, self.rate));
        if rate != self.rate {
            self.frame = (seconds * rate + 1e-6).floor() as u64;
        }
        (self.rate, self.length, self.in_order) = (rate, length.max(1), in_order);
        self.frame = self.frame.min(self.length - 1);
        self.set_region(region);
        if was_playing {
            self.anchor(now, self.frame as f64 + PHASE);
        }
    }

    /// The frame to draw now; it then is the one that is on. To be asked when the last one has been
    /// drawn. A scene without state skips frames that it is too late for; with state it runs slower.
    pub fn tick(&mut self, now: Duration) -> u64 {
        if !self.is_playing() {
            return self.frame;
        }
        let place = self.place(now);
        let range = self.range();
        let mut next = (place.max(0.0) as u64).max(self.frame);
        if self.in_order {
            self.is_behind = next > self.frame + 1;
            next = next.min(self.frame + 1);
            if self.is_behind {
                self.anchor(now, next as f64 + PHASE);
            }
        }
        if !range.contains(&next) {
            let length = range.end - range.start;
            next = match self.in_order || next < range.start {
                true => range.start,
                false => range.start + (next - range.start) % length,
            };
            let part = place.fract();
            self.anchor(now, next as f64 + part);
        }
        self.frame = next;
        next
    }

    /// When another frame is due; `None` while it stands.
    pub fn next(&self) -> Option<Duration> {
        let anchor = self.playing?;
        let frames = (self.frame + 1) as f64 - anchor.frame;
        let seconds = (frames / (self.rate * self.speed)).max(0.0);
        Some(anchor.now + Duration::try_from_secs_f64(seconds).ok()?)
    }

    fn anchor(&mut self, now: Duration, frame: f64) {
        self.playing = Some(Anchor { now, frame });
    }

    /// Where it is now, in frames, however far behind what is drawn is.
    fn place(&self, now: Duration) -> f64 {
        match self.playing {
            Some(anchor) => {
                let seconds = now.saturating_sub(anchor.now).as_secs_f64();
                // A moment that was reached by counting must not be missed by a rounding.
                anchor.frame + seconds * self.rate * self.speed + 1e-6
            }
            None => self.frame as f64 + PHASE,
        }
    }

    pub(super) fn range(&self) -> Range<u64> {
        self.region.clone().unwrap_or(0..self.length)
    }
}

#[cfg(test)]
mod tests;
