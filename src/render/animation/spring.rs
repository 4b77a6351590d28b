//! Springs: a value that follows its keys as a weight on a damped spring would.
//!
//! For a goal x the value y follows, with the frequency f in swings a second, the damping ratio ζ and
//! the response r:
//!
//! ```text
//! y + k₁ y′ + k₂ y″ = x + k₃ x′    k₁ = ζ ÷ πf   k₂ = 1 ÷ (2πf)²   k₃ = r ζ ÷ 2πf
//! ```
//!
//! This form of a spring for animators is that of "Giving Personality to Procedural Animations using
//! Math" (t3ssel8r, 2022). It is solved exactly instead of stepped: the goal is cut into straight
//! pieces, which are the same whatever the frames, and on a straight piece the solution is that of the
//! damped oscillator around a line. It is therefore stable for every frequency and length of a piece,
//! and every time between two frames has its value.

use std::f64::consts::TAU;

use super::curve::{Curve, Key};
use super::{Components, zip};
use crate::scene::{Easing, Spring};

/// Straight pieces that stand for an eased way from key to key: of a curve that bends as `elastic_out`
/// does they miss less than 1/10 000 of its height.
const PIECES: u32 = 1024;

/// A value on a spring whose goal is a curve.
#[derive(Debug)]
pub(super) struct Follower {
    curve: Curve,
    spring: Spring,
    /// Where it has come to. It only remembers: what it finds does not depend on it.
    place: Option<Place>,
}

/// The spring at the beginning of a piece.
#[derive(Clone, Copy, Debug)]
struct Place {
    segment: usize,
    piece: u32,
    state: State,
}

/// Where the value is, and how many units a second it moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct State {
    pub(super) value: Components,
    pub(super) speed: Components,
}

/// The goal on a piece: where it is at the beginning, and how many units a second it moves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) from: Components,
    pub(super) slope: Components,
}

/// What a spring does in a given time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Motion {
    spring: Spring,
    seconds: f64,
    /// e^(−ζωt) times cos(ω_d t), and times sin(ω_d t) ÷ ω_d.
    cosine: f64,
    sine: f64,
}

impl Follower {
    pub(super) fn new(curve: Curve, spring: Spring) -> Self {
        Self {
            curve,
            spring,
            place: None,
        }
    }

    /// The value at `time`. At the first key it rests.
    pub(super) fn at(&mut self, time: f64) -> Components {
        let Some(segment) = self.curve.segment(time) else {
            return self.curve.at(time);
        };
        let piece = self.pieces(segment).containing(time);
        let before = self
            .place
            .filter(|place| (place.segment, place.piece) <= (segment, piece));
        let mut place = before.unwrap_or(Place {
            segment: 0,
            piece: 0,
            state: State {
                value: self.curve.ends(0).0.value,
                speed: [0.0; 4],
            },
        });
        while place.segment < segment {
            let pieces = self.pieces(place.segment);
            place.state = self.through(pieces, place.piece..pieces.count, place.state);
            place.state = self.kicked(pieces, place.state);
            place.piece = 0;
            place.segment += 1;
        }
        let pieces = self.pieces(segment);
        place.state = self.through(pieces, place.piece..piece, place.state);
        place.piece = piece;
        self.place = Some(place);
        let seconds = (time - pieces.start(piece)).max(0.0);
        let motion = Motion::new(self.spring, seconds);
        motion.follow(place.state, pieces.line(piece)).value
    }

    fn pieces(&self, segment: usize) -> Pieces {
        Pieces::new(self.curve.ends(segment))
    }

    /// The state behind the pieces `range`, of which all last as long.
    fn through(&self, pieces: Pieces, range: std::ops::Range<u32>, state: State) -> State {
        let motion = Motion::new(self.spring, pieces.seconds);
        range.fold(state, |state, piece| {
            motion.follow(state, pieces.line(piece))
        })
    }

    /// The state once the goal has jumped at the end of `pieces`: the impulse of x′ becomes speed.
    fn kicked(&self, pieces: Pieces, state: State) -> State {
        let Some(to) = pieces.to.filter(|_| pieces.from.easing == Easing::Step) else {
            return state;
        };
        let Spring {
            frequency,
            damping,
            response,
        } = self.spring;
        let kick = response * damping * TAU * frequency;
        let jump = zip(to.value, pieces.from.value, |to, from| to - from);
        State {
            speed: zip(state.speed, jump, |speed, jump| speed + kick * jump),
            ..state
        }
    }
}

/// The way from one key to the next in straight pieces.
#[derive(Clone, Copy, Debug)]
struct Pieces {
    from: Key,
    to: Option<Key>,
    count: u32,
    /// Of each piece.
    seconds: f64,
}

impl Pieces {
    fn new((from, to): (Key, Option<Key>)) -> Self {
        let count = match (from.easing, to) {
            (Easing::Linear | Easing::Step, _) | (_, None) => 1,
            _ => PIECES,
        };
        let all = to.map_or(0.0, |to| to.time - from.time);
        Self {
            from,
            to,
            count,
            seconds: all / f64::from(count),
        }
    }

    fn start(&self, piece: u32) -> f64 {
        self.from.time + f64::from(piece) * self.seconds
    }

    /// The piece in which `time` is.
    fn containing(&self, time: f64) -> u32 {
        if self.count == 1 {
            return 0;
        }
        let piece = ((time - self.from.time) / self.seconds) as u32;
        piece.min(self.count - 1)
    }

    fn line(&self, piece: u32) -> Line {
        let (from, to) = match self.to {
            None => (self.from.value, self.from.value),
            Some(_) if self.from.easing == Easing::Step => (self.from.value, self.from.value),
            Some(to) => {
                let part = |piece: u32| f64::from(piece) / f64::from(self.count);
                let at = |piece| self.from.eased(to, part(piece));
                (at(piece), at(piece + 1))
            }
        };
        let slope = match self.to {
            None => [0.0; 4],
            Some(_) => zip(from, to, |from, to| (to - from) / self.seconds),
        };
        Line { from, slope }
    }
}

impl Motion {
    pub(super) fn new(spring: Spring, seconds: f64) -> Self {
        let omega = TAU * spring.frequency;
        let zeta = spring.damping;
        let fading = zeta * omega;
        let (cosine, sine) = if zeta < 1.0 {
            let damped = omega * (1.0 - zeta * zeta).sqrt();
            let decay = (-fading * seconds).exp();
            let angle = damped * seconds;
            (decay * angle.cos(), decay * angle.sin() / damped)
        } else {
            let rate = omega * (zeta * zeta - 1.0).sqrt();
            // ζω − rate, without the digits that the difference would lose.
            let slow = omega * omega / (fading + rate);
            let slow_part = (-slow * seconds).exp();
            let both = 2.0 * rate * seconds;
            // (1 − e^(−2·rate·t)) ÷ (2·rate), which is t where the rate is 0.
            let over = match rate * seconds {
                0.0 => seconds,
                _ => -(-both).exp_m1() / (2.0 * rate),
            };
            (slow_part * (1.0 + (-both).exp()) / 2.0, slow_part * over)
        };
        Self {
            spring,
            seconds,
            cosine,
            sine,
        }
    }

    /// Where the spring is after the motion's time, if its goal moves along `goal` meanwhile.
    pub(super) fn follow(&self, state: State, goal: Line) -> State {
        let omega = TAU * self.spring.frequency;
        let fading = self.spring.damping * omega;
        // Around this line it swings freely: behind the goal by k₁ − k₃ seconds.
        let lag = (2.0 - self.spring.response) * self.spring.damping / omega;
        let line = zip(goal.from, goal.slope, |from, slope| from - lag * slope);
        let value = zip(state.value, line, |value, line| value - line);
        let speed = zip(state.speed, goal.slope, |speed, slope| speed - slope);
        let swung = |value: f64, speed: f64| {
            (
                self.cosine * value + self.sine * (speed + fading * value),
                self.cosine * speed - self.sine * (omega * omega * value + fading * speed),
            )
        };
        let moved = zip(line, goal.slope, |line, slope| line + slope * self.seconds);
        State {
            value: zip(moved, zip(value, speed, |v, s| swung(v, s).0), |a, b| a + b),
            speed: zip(
                goal.slope,
                zip(value, speed, |v, s| swung(v, s).1),
                |a, b| a + b,
            ),
        }
    }
}
