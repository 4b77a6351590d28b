//! A recording, frame by frame: what each frame of a timeline is told.
//!
//! Pure: asks no GPU. A frame is told of the same whichever frames are drawn, in whatever order.

mod takes;

use std::ops::Range;

use crate::frame::{Input, InputEvent, Keys, Orbit, Pointer, Rate};
use crate::scene::{Deed, Diagnostic, ParamValue, Recording, Source};
use crate::shader::{Param, ParamValues};

use super::{Renderer, Timeline};
use takes::Takes;

/// A recording of input, for the parameters of one scene. It can go on while it is asked.
#[derive(Clone, Debug)]
pub struct Replay {
    /// What it is read from.
    source: Option<Source>,
    rate: Rate,
    takes: Takes,
    /// What hands do after the last event.
    hands: Input,
    pointer: Track<Pointer>,
    keys: Track<Keys>,
    orbit: Track<Orbit>,
    params: Vec<Track<Option<ParamValue>>>,
    values: ParamValues,
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
    /// The file of a recording that has ended, as it was read.
    pub fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    /// A recording of `rate` frames a second that begins now, of a scene of which `values` are set.
    pub fn begin(rate: Rate, values: &ParamValues) -> Self {
        let set = values.iter().map(|(_, set)| Track::new(set.cloned()));
        Self {
            source: None,
            rate,
            takes: Takes::default(),
            hands: Input::default(),
            pointer: Track::new(Pointer::default()),
            keys: Track::new(Keys::default()),
            orbit: Track::new(Orbit::default()),
            params: set.collect(),
            values: values.clone(),
        }
    }

    /// `recording` for a scene of which `values` are set before anything happens.
    ///
    /// # Errors
    /// When it sets a parameter that the scene has not, or to a value that does not fit: at its line.
    pub fn new(recording: &Recording, values: &ParamValues) -> Result<Self, Box<Diagnostic>> {
        let source = &recording.source;
        let mut replay = Self {
            source: Some(source.clone()),
            ..Self::begin(recording.rate, values)
        };
        for event in &recording.events {
            match &event.deed {
                Deed::Drawn => replay.draw(event.frame),
                Deed::Hand(hand) => replay.hear(event.frame, hand),
                Deed::Set(settings) => {
                    let count = replay.takes.hear(event.frame);
                    for setting in settings {
                        let (place, value) = values.resolve(source, setting)?;
                        replay.params[place].push(count, Some(value));
                    }
                }
                Deed::Reset(names) => {
                    let count = replay.takes.hear(event.frame);
                    for name in names {
                        let place = values.place_of(source, name)?;
                        replay.params[place].push(count, None);
                    }
                }
            }
        }
        Ok(replay)
    }

    /// The recording goes on: this frame is drawn, and passes over those before it that are not, unless
    /// it goes back.
    pub fn draw(&mut self, frame: u64) {
        self.takes.draw(frame);
    }

    /// The recording goes on: this is done, and `frame` is the first that is told of it. A parameter that
    /// the scene has not is passed over.
    pub fn hear(&mut self, frame: u64, event: &InputEvent) {
        let count = self.takes.hear(frame);
        let (name, value) = match event {
            InputEvent::Set { name, value } => (name, Some(value.clone())),
            InputEvent::Reset { name } => (name, None),
            hand => {
                self.hands.end_frame();
                self.hands.apply(hand);
                self.pointer.push(count, self.hands.pointer);
                self.keys.push(count, self.hands.keys);
                self.orbit.push(count, self.hands.orbit);
                return;
            }
        };
        let place = self
            .values
            .iter()
            .position(|(param, _)| param.name == *name);
        if let Some(place) = place {
            self.params[place].push(count, value);
        }
    }

    /// The recording goes on with another version of the scene, of which `values` are set: what happened
    /// to parameters that it still has stays.
    pub fn renew(&mut self, values: &ParamValues) {
        let before = std::mem::take(&mut self.params).into_iter();
        let mut before: Vec<_> = self
            .values
            .iter()
            .map(|(param, _)| param)
            .zip(before)
            .collect();
        let track = |(param, set): (&Param, Option<&ParamValue>)| {
            let is_same =
                |(other, _): &(&Param, _)| other.name == param.name && other.ty == param.ty;
            let same = before.iter().position(is_same);
            same.map_or_else(
                || Track::new(set.cloned()),
                |same| before.swap_remove(same).1,
            )
        };
        self.params = values.iter().map(track).collect();
        self.values = values.clone();
    }

    /// Sets the parameters of `renderer` as they are in frame `index` of `timeline`, and gives what that
    /// frame is told.
    pub fn tell(&self, renderer: &mut Renderer, timeline: &Timeline, index: u64) -> Input {
        renderer.set_params(&self.params(timeline, index));
        self.input(timeline, index)
    }

    /// What is set of the parameters in frame `index` of `timeline`.
    pub fn params(&self, timeline: &Timeline, index: u64) -> ParamValues {
        let events = self.takes.up_to(self.recorded(timeline, index));
        let mut values = self.values.clone();
        for (place, track) in self.params.iter().enumerate() {
            values.assign(place, track.after(events).clone());
        }
        values
    }

    /// What frame `index` of `timeline` is told.
    pub fn input(&self, timeline: &Timeline, index: u64) -> Input {
        let frame = self.recorded(timeline, index);
        let events = self.takes.up_to(frame);
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
        for within in self.takes.within(since..=frame) {
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
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
