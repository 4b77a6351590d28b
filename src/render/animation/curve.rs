//! Keys: a value from one to the next.

use super::{Components, components, zip};
use crate::scene::Easing;
use crate::shader::ParamKey;

/// A value that keys give at every time. Before the first and behind the last it is held.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    /// At least one; their times grow.
    keys: Vec<Key>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) time: f64,
    pub(super) value: Components,
    /// How it goes from here to the next.
    pub(super) easing: Easing,
}

impl Curve {
    pub(super) fn new(keys: &[ParamKey]) -> Self {
        let key = |key: &ParamKey| Key {
            time: key.time,
            value: components(&key.value),
            easing: key.easing,
        };
        Self {
            keys: keys.iter().map(key).collect(),
        }
    }

    pub(super) fn at(&self, time: f64) -> Components {
        match self.segment(time) {
            None => self.keys[0].value,
            Some(segment) => self.within(segment, time),
        }
    }

    /// The key that `time` is at or behind; `None` before the first.
    pub(super) fn segment(&self, time: f64) -> Option<usize> {
        self.keys
            .partition_point(|key| key.time <= time)
            .checked_sub(1)
    }

    /// A key, and the next if there is one.
    pub(super) fn ends(&self, segment: usize) -> (Key, Option<Key>) {
        (self.keys[segment], self.keys.get(segment + 1).copied())
    }

    fn within(&self, segment: usize, time: f64) -> Components {
        match self.ends(segment) {
            (from, None) => from.value,
            (from, Some(to)) => from.eased(to, (time - from.time) / (to.time - from.time)),
        }
    }
}

impl Key {
    /// The value when the part `part` of the way to the next key, 0 to 1, has passed.
    pub(super) fn eased(self, next: Self, part: f64) -> Components {
        let far = self.easing.at(part);
        // So that it is at the next key's value exactly, whatever the rounding.
        zip(self.value, next.value, |from, to| {
            from * (1.0 - far) + to * far
        })
    }
}
