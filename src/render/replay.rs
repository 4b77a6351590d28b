//! A recording, frame by frame: what each frame of a timeline is told.
//!
//! Pure: asks no GPU. A frame is told of the same whichever frames are drawn, in whatever order.

use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};

use crate::frame::{Input, Keys, Orbit, Pointer, Rate};
use crate::scene::{Deed, Diagnostic, ParamValue, Recording};
use crate::shader::ParamValues;

use super::{Renderer, Timeline};

/// A recording of input, for the parameters of one scene.
#[derive(Clone, Debug)]
pub struct Replay {
    file: PathBuf,
    rate: Rate,
    /// The frame of each event.
    frames: Vec<u64>,
    takes: Vec<Take>,
    /// The last frame that any of them tells of.
    last: u64,
    pointer: Track<Pointer>,
    keys: Track<Keys>,
    orbit: Track<Orbit>,
    params: Vec<Track<Option<ParamValue>>>,
    values: ParamValues,
}

/// A part of the recording in which frames never go back.
#[derive(Clone, Debug)]
struct Take {
    events: Range<usize>,
    /// The first and the last frame that it tells of.
    frames: RangeInclusive<u64>,
}

/// Something that events change.
#[derive(Clone, Debug)]
struct Track<T> {
    first: T,
    /// What it became by the event before this number; the numbers grow.
    changes: Vec<(usize, T)>,
}

impl<T> Track<T> {
    const fn new(first: T) -> Self {
        Self {
            first,
            changes: Vec::new(),
        }
    }

    /// What it is when so many events have happened.
    fn after(&self, events: usize) -> &T {
        let changed = self.changes.partition_point(|(count, _)| *count <= events);
        match changed.checked_sub(1) {
            Some(last) => &self.changes[last].1,
            None => &self.first,
        }
    }

    /// What these events made of it, each.
    fn within(&self, events: &Range<usize>) -> impl Iterator<Item = &T> {
        let start = self
            .changes
            .partition_point(|(count, _)| *count <= events.start);
        let end = self
            .changes
            .partition_point(|(count, _)| *count <= events.end);
        self.changes[start..end].iter().map(|(_, value)| value)
    }
}

impl<T: PartialEq> Track<T> {
    fn push(&mut self, count: usize, value: T) {
        if *self.after(count) != value {
            self.changes.push((count, value));
        }
    }
}

impl Replay {
    /// The file of the recording.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// `recording` for a scene of which `values` are set before anything happens.
    ///
    /// # Errors
    /// When it sets a parameter that the scene has not, or to a value that does not fit: at its line.
    pub fn new(recording: &Recording, values: &ParamValues) -> Result<Self, Box<Diagnostic>> {
        let set = values.iter().map(|(_, set)| Track::new(set.cloned()));
        let mut replay = Self {
            file: recording.source.path().to_owned(),
            rate: recording.rate,
            frames: recording.events.iter().map(|event| event.frame).collect(),
            takes: Vec::new(),
            last: recording
                .events
                .iter()
                .map(|event| event.frame)
                .max()
                .unwrap_or(0),
            pointer: Track::new(Pointer::default()),
            keys: Track::new(Keys::default()),
            orbit: Track::new(Orbit::default()),
            params: set.collect(),
            values: values.clone(),
        };
        replay.takes = takes(&replay.frames);
        let source = &recording.source;
        let mut input = Input::default();
        for (count, event) in (1..).zip(&recording.events) {
            input.end_frame();
            match &event.deed {
                Deed::Drawn => {}
                Deed::Hand(event) => input.apply(event),
                Deed::Set(settings) => {
                    for setting in settings {
                        let (place, value) = values.resolve(source, setting)?;
                        replay.params[place].push(count, Some(value));
                    }
                }
                Deed::Reset(names) => {
                    for name in names {
                        let place = values.place_of(source, name)?;
                        replay.params[place].push(count, None);
                    }
                }
            }
            replay.pointer.push(count, input.pointer);
            replay.keys.push(count, input.keys);
            replay.orbit.push(count, input.orbit);
        }
        Ok(replay)
    }

    /// Sets the parameters of `renderer` as they are in frame `index` of `timeline`, and gives what that
    /// frame is told.
    pub fn tell(&self, renderer: &mut Renderer, timeline: &Timeline, index: u64) -> Input {
        renderer.set_params(&self.params(timeline, index));
        self.input(timeline, index)
    }

    /// What is set of the parameters in frame `index` of `timeline`.
    pub fn params(&self, timeline: &Timeline, index: u64) -> ParamValues {
        let events = self.events_up_to(self.recorded(timeline, index));
        let mut values = self.values.clone();
        for (place, track) in self.params.iter().enumerate() {
            values.assign(place, track.after(events).clone());
        }
        values
    }

    /// What frame `index` of `timeline` is told.
    pub fn input(&self, timeline: &Timeline, index: u64) -> Input {
        let frame = self.recorded(timeline, index);
        let events = self.events_up_to(frame);
        let mut input = Input {
            pointer: *self.pointer.after(events),
            keys: *self.keys.after(events),
            orbit: *self.orbit.after(events),
        };
        input.end_frame();
        // What was pressed in recorded frames that fall between two of these was pressed in this one.
        let since = match index {
            0 => 0,
            _ => self.recorded(timeline, index - 1) + 1,
        };
        for frame in since..=frame.min(self.last) {
            let within = self.events_of(frame);
            let mut pointers = self.pointer.within(&within);
            input.pointer.is_pressed |= pointers.any(|pointer| pointer.is_pressed);
            for keys in self.keys.within(&within) {
                input.keys.pressed.join(&keys.pressed);
            }
        }
        input
    }

    /// The recorded frame that covers the scene's time in frame `index` of `timeline`.
    fn recorded(&self, timeline: &Timeline, index: u64) -> u64 {
        let Timeline { rate, speed, .. } = timeline;
        let product = |numbers: [u32; 3]| numbers.map(u128::from).iter().product::<u128>();
        let up = product([rate.denominator(), speed.numerator(), self.rate.numerator()]);
        let down = product([
            rate.numerator(),
            speed.denominator(),
            self.rate.denominator(),
        ]);
        let frame = u128::from(index).saturating_mul(up) / down;
        u64::try_from(frame).unwrap_or(u64::MAX)
    }

    /// The take that drew a frame last.
    fn take_of(&self, frame: u64) -> Option<&Take> {
        let mut takes = self.takes.iter().rev();
        takes.find(|take| take.frames.contains(&frame))
    }

    /// How many events had happened when `frame` was drawn last. One that never was is as the last one
    /// before it that was.
    fn events_up_to(&self, frame: u64) -> usize {
        let ends = self.takes.iter().map(|take| *take.frames.end());
        let drawn = match self.take_of(frame) {
            Some(_) => Some(frame),
            None => ends.filter(|end| *end < frame).max(),
        };
        let take = drawn.and_then(|drawn| Some((drawn, self.take_of(drawn)?)));
        take.map_or(0, |(drawn, take)| self.count(take, drawn))
    }

    /// The events that happened in `frame` when it was drawn last.
    fn events_of(&self, frame: u64) -> Range<usize> {
        match self.take_of(frame) {
            Some(take) => {
                let before = frame.checked_sub(1);
                let before = before.map_or(take.events.start, |before| self.count(take, before));
                before..self.count(take, frame)
            }
            None => 0..0,
        }
    }

    /// How many events had happened at the end of `frame` in `take`.
    fn count(&self, take: &Take, frame: u64) -> usize {
        let frames = &self.frames[take.events.clone()];
        take.events.start + frames.partition_point(|other| *other <= frame)
    }
}

/// Where frames go back another take begins.
fn takes(frames: &[u64]) -> Vec<Take> {
    let mut takes = Vec::new();
    let mut start = 0;
    for run in frames.chunk_by(|before, next| before <= next) {
        let end = start + run.len();
        takes.push(Take {
            events: start..end,
            frames: frames[start]..=frames[end - 1],
        });
        start = end;
    }
    takes
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
