//! How a value grows with the number of pixels that are drawn: whether in another size of the same
//! picture it stays, or is as many times as large.
//!
//! Knows naga's operations, no variables.

use naga::{BinaryOperator, MathFunction};

/// The powers of the picture's size that a value may be made of: a place in pixels has the first, a part
/// of the picture the zeroth, the size of a pixel as such a part the one below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Degrees(u8);

impl Degrees {
    /// Stays as it is.
    pub(super) const FREE: Self = Self(0b010);
    /// Counts pixels.
    pub(super) const PIXELS: Self = Self(0b100);
    /// Is a part of a pixel's width.
    const INVERSE: Self = Self(0b001);

    /// Whether it may count pixels.
    pub(super) const fn has_pixels(self) -> bool {
        self.0 & Self::PIXELS.0 != 0
    }

    /// What may be one or the other, or the sum of both.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn times(self, other: Self) -> Self {
        let powers = |degrees: Self| (0..3_i32).filter(move |bit| degrees.0 >> bit & 1 == 1);
        let pairs = powers(self).flat_map(|one| powers(other).map(move |two| one + two - 1));
        pairs.fold(Self(0), |all, bit| all.or(Self(1 << bit.clamp(0, 2))))
    }

    const fn turned_over(self) -> Self {
        Self((self.0 & 0b010) | (self.0 << 2 & 0b100) | (self.0 >> 2))
    }

    /// Of a derivative: the difference from one pixel to the next.
    pub(super) fn derivative(self) -> Self {
        self.times(Self::INVERSE)
    }

    /// Of two values that an operator joins.
    pub(super) fn binary(operator: BinaryOperator, left: Self, right: Self) -> Self {
        use BinaryOperator as Op;
        match operator {
            Op::Multiply => left.times(right),
            Op::Divide => left.times(right.turned_over()),
            Op::Add | Op::Subtract | Op::Modulo | Op::And | Op::InclusiveOr => left.or(right),
            Op::ShiftLeft | Op::ShiftRight => left,
            // A hash, which has no size any more, or a comparison.
            _ => Self::FREE,
        }
    }

    /// Of what a function makes of `arguments`.
    pub(super) fn math(function: MathFunction, arguments: &[Self]) -> Self {
        use MathFunction as F;
        let all = arguments.iter().fold(Self(0), |all, one| all.or(*one));
        match (function, arguments) {
            (
                F::Abs
                | F::Min
                | F::Max
                | F::Clamp
                | F::Ceil
                | F::Floor
                | F::Round
                | F::Trunc
                | F::Length
                | F::Distance
                | F::Sqrt
                | F::Reflect
                | F::FaceForward,
                _,
            ) => all,
            (F::Mix, [one, two, ..]) => one.or(*two),
            (F::Dot | F::Cross, [one, two]) => one.times(*two),
            (F::Fma, [one, two, three]) => one.times(*two).or(*three),
            (F::Pow, [base, _]) => *base,
            (F::InverseSqrt, [one]) => one.turned_over(),
            // Angles, directions, steps and bits.
            _ => Self::FREE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BinaryOperator::{Add, Divide, Multiply};

    #[test]
    fn a_place_divided_by_the_size_is_free_of_it() {
        let place = Degrees::binary(Add, Degrees::PIXELS, Degrees::FREE);
        assert!(place.has_pixels());
        let part = Degrees::binary(Divide, place, Degrees::PIXELS);
        assert!(!part.has_pixels());
        let texel = Degrees::binary(Multiply, part, Degrees::FREE);
        assert!(!texel.has_pixels());
        let back = Degrees::binary(Multiply, part, Degrees::PIXELS);
        assert!(back.has_pixels());
        assert!(!Degrees::PIXELS.derivative().has_pixels());
        let inverse = Degrees::binary(Divide, Degrees::FREE, Degrees::PIXELS);
        assert!(!inverse.has_pixels());
        let scaled = Degrees::binary(Multiply, Degrees::PIXELS, inverse);
        assert_eq!(scaled, Degrees::FREE);
    }

    #[test]
    fn a_clamped_place_still_counts_pixels() {
        let clamped = [Degrees::PIXELS, Degrees::FREE, Degrees::FREE];
        assert!(Degrees::math(MathFunction::Clamp, &clamped).has_pixels());
        assert!(!Degrees::math(MathFunction::Sin, &clamped[..1]).has_pixels());
    }
}
