//! The values of parameters in time: what is set, what keys say, and what springs make of it.
//!
//! A value is a function of the scene's time alone, whichever frames are drawn, in whatever order and
//! at whatever rate.

mod curve;
mod spring;

use crate::scene::ParamValue;
use crate::shader::{Param, ParamValues};
use curve::Curve;
use spring::Follower;

/// The numbers of a value; those that its type has not are zero.
type Components = [f64; 4];

/// All parameters of a scene.
#[derive(Debug)]
pub(super) struct Animation {
    tracks: Vec<Track>,
}

#[derive(Debug)]
struct Track {
    param: Param,
    set: Option<ParamValue>,
    motion: Motion,
}

/// How a parameter moves.
#[derive(Debug)]
enum Motion {
    /// Not at all.
    Still(Components),
    /// As its keys say.
    Keyed(Curve),
    /// Behind its keys, on a spring.
    Sprung(Box<Follower>),
}

impl Animation {
    /// Of parameters of which `values` are set. One that is set stays as it is: it does not move with
    /// its keys, and its spring is at rest.
    pub(super) fn new(values: &ParamValues) -> Self {
        let track = |(param, set): (&Param, Option<&ParamValue>)| Track {
            motion: Motion::new(param, set),
            set: set.cloned(),
            param: param.clone(),
        };
        Self {
            tracks: values.iter().map(track).collect(),
        }
    }

    /// Other values are set now, of the same parameters.
    pub(super) fn set(&mut self, values: &ParamValues) {
        for (track, (param, set)) in self.tracks.iter_mut().zip(values.iter()) {
            // One that stays as it was keeps what its spring has worked out.
            if track.set.as_ref() != set {
                track.motion = Motion::new(param, set);
                track.set = set.cloned();
            }
        }
    }

    /// Writes every value at the scene's `time`, in seconds, to its place in the bytes of the uniform.
    pub(super) fn write(&mut self, time: f64, uniform: &mut [u8]) {
        for track in &mut self.tracks {
            let value = track.motion.at(time);
            let components = track.param.ty.components();
            track.param.write(&value[..components], uniform);
        }
    }

    /// Every value at the scene's `time`.
    pub(super) fn values(&mut self, time: f64) -> Vec<ParamValue> {
        let value = |track: &mut Track| {
            let value = track.motion.at(time);
            track.param.held(&value[..track.param.ty.components()])
        };
        self.tracks.iter_mut().map(value).collect()
    }
}

impl Motion {
    fn at(&mut self, time: f64) -> Components {
        match self {
            Self::Still(value) => *value,
            Self::Keyed(curve) => curve.at(time),
            Self::Sprung(follower) => follower.at(time),
        }
    }

    fn new(param: &Param, set: Option<&ParamValue>) -> Self {
        match (set, param.spring) {
            (Some(value), _) => Self::Still(components(value)),
            (None, _) if param.keys.is_empty() => Self::Still(components(&param.default)),
            (None, None) => Self::Keyed(Curve::new(&param.keys)),
            (None, Some(spring)) => {
                Self::Sprung(Follower::new(Curve::new(&param.keys), spring).into())
            }
        }
    }
}

fn components(value: &[f64]) -> Components {
    let mut components = [0.0; 4];
    components[..value.len()].copy_from_slice(value);
    components
}

/// What `f` makes of each pair.
fn zip(a: Components, b: Components, f: impl Fn(f64, f64) -> f64) -> Components {
    std::array::from_fn(|index| f(a[index], b[index]))
}

#[cfg(test)]
mod tests;
