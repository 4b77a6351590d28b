//! Times as exact fractions: which frame is shown must not hang on how a float was rounded.

/// A fraction; its denominator is above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    numerator: i128,
    denominator: i128,
}

/// A float that was calculated in a few steps is this close to what was meant: 2⁻⁵⁰ of it.
const CLOSE: i128 = 1 << 50;

impl Ratio {
    pub(super) fn new(numerator: i128, denominator: i128) -> Self {
        let divisor = greatest_common_divisor(numerator, denominator).max(1);
        Self {
            numerator: numerator / divisor,
            denominator: (denominator / divisor).max(1),
        }
    }

    /// The fraction that `value`, 0 or more, was meant to be: 0.7 is 7/10, and 100 * 1001 / 30000 is
    /// 1001/300. It is the first of the value's continued fraction that is as close as a float can be.
    pub(super) fn meant(value: f64) -> Self {
        let Some((numerator, denominator)) = exact(value) else {
            return Self::new(0, 1);
        };
        let (mut above, mut below) = (numerator, denominator);
        let (mut last, mut now) = ((0, 1), (1, 0));
        while below != 0 {
            let whole = above / below;
            let next = (
                i128::saturating_add(whole.saturating_mul(now.0), last.0),
                i128::saturating_add(whole.saturating_mul(now.1), last.1),
            );
            (last, now) = (now, next);
            (above, below) = (below, above % below);
            if is_close(now, (numerator, denominator)) == Some(true) {
                return Self::new(now.0, now.1);
            }
        }
        Self::new(numerator, denominator)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        let denominator = self.denominator.checked_mul(other.denominator)?;
        Some(Self::new(left.checked_add(right)?, denominator))
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        Some(Self::new(
            self.numerator.checked_mul(other.numerator)?,
            self.denominator.checked_mul(other.denominator)?,
        ))
    }

    /// The largest whole number that is not above it.
    pub(super) fn floor(self) -> i128 {
        self.numerator.div_euclid(self.denominator)
    }

    pub(super) fn as_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

/// A float as the fraction that it is; `None` for those that stand for 0 or for no time at all.
fn exact(value: f64) -> Option<(i128, i128)> {
    if !(value.is_finite() && (1e-9..1e12).contains(&value)) {
        return None;
    }
    let bits = value.to_bits();
    let mantissa = i128::from(bits & ((1 << 52) - 1)) | (1 << 52);
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1075;
    Some(match u32::try_from(exponent) {
        Ok(up) => (mantissa << up, 1),
        Err(_) => (mantissa, 1 << exponent.unsigned_abs()),
    })
}

/// Whether fraction `a` is as close to `b` as a float can be. `None` if that is too far to calculate.
fn is_close(a: (i128, i128), b: (i128, i128)) -> Option<bool> {
    let (left, right) = (a.0.checked_mul(b.1)?, b.0.checked_mul(a.1)?);
    Some((left - right).abs().checked_mul(CLOSE)? <= right)
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.saturating_abs(), b.saturating_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::Ratio;

    #[test]
    fn floats_are_what_they_were_meant_to_be() {
        for (value, numerator, denominator) in [
            (0.0, 0, 1),
            (1.0, 1, 1),
            (0.7, 7, 10),
            (23.976, 2997, 125),
            (1.0 / 3.0, 1, 3),
            (599.0 / 60.0, 599, 60),
            (1e6, 1_000_000, 1),
            (0.1 + 0.2, 3, 10),
            (1e-5, 1, 100_000),
        ] {
            let expected = Ratio::new(numerator, denominator);
            assert_eq!(Ratio::meant(value), expected, "{value}");
        }
        for index in 1..100_000_u32 {
            for (numerator, denominator) in [(1001_u32, 30_000_u32), (1001, 24_000), (1, 60)] {
                let seconds = f64::from(index) * f64::from(numerator) / f64::from(denominator);
                let expected = Ratio::new(
                    i128::from(index) * i128::from(numerator),
                    i128::from(denominator),
                );
                assert_eq!(Ratio::meant(seconds), expected, "{index}");
            }
        }
    }

    #[test]
    fn arithmetic_is_exact_or_refused() {
        let (third, sixth) = (Ratio::new(1, 3), Ratio::new(1, 6));
        assert_eq!(third.plus(sixth), Some(Ratio::new(1, 2)));
        assert_eq!(third.times(sixth), Some(Ratio::new(1, 18)));
        assert_eq!(Ratio::new(7, 2).floor(), 3);
        assert_eq!(Ratio::new(6, 2).floor(), 3);
        let huge = Ratio::new(i128::MAX, 3);
        assert_eq!(huge.times(huge), None);
        assert_eq!(huge.plus(sixth), None);
    }
}
