//! A number as an exact fraction between bounds. Knows nothing of what it counts.

/// `numerator / denominator`; what is made of texts and pairs of numbers lies between bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fraction {
    pub(super) numerator: u32,
    pub(super) denominator: u32,
}

impl Fraction {
    pub(super) const fn new(numerator: u32, denominator: u32) -> Self {
        Self {
            numerator,
            denominator,
        }
    }

    /// Itself if it lies between `least` and `most`, as it is written if it does not.
    pub(super) fn between(self, least: Self, most: Self) -> Result<Self, String> {
        let is_at_most = |one: Self, other: Self| {
            let product = |a: u32, b: u32| u64::from(a) * u64::from(b);
            product(one.numerator, other.denominator) <= product(other.numerator, one.denominator)
        };
        match self.denominator != 0 && is_at_most(least, self) && is_at_most(self, most) {
            true => Ok(self),
            false => Err(format!("{}/{}", self.numerator, self.denominator)),
        }
    }

    /// The same with the smallest numbers.
    pub(super) fn reduced(self) -> Self {
        let divisor = greatest_common_divisor(self.numerator, self.denominator).max(1);
        Self::new(self.numerator / divisor, self.denominator / divisor)
    }

    pub(super) fn as_f64(self) -> f64 {
        f64::from(self.numerator) / f64::from(self.denominator)
    }
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    match b {
        0 => a,
        _ => greatest_common_divisor(b, a % b),
    }
}

#[cfg(test)]
mod tests {
    use super::Fraction;

    #[test]
    fn bounds_are_exact() {
        let (least, most) = (Fraction::new(1, 60), Fraction::new(1000, 1));
        let between =
            |numerator, denominator| Fraction::new(numerator, denominator).between(least, most);
        for (numerator, denominator) in [(1, 60), (1000, 1), (u32::MAX / 2, u32::MAX)] {
            let expected = Fraction::new(numerator, denominator);
            assert_eq!(between(numerator, denominator), Ok(expected));
        }
        for (numerator, denominator) in [(1, 61), (1001, 1), (0, 1), (1, 0), (u32::MAX, 1)] {
            let written = format!("{numerator}/{denominator}");
            assert_eq!(between(numerator, denominator), Err(written));
        }
    }

    #[test]
    fn the_smallest_numbers_are_the_same_number() {
        assert_eq!(Fraction::new(50, 20).reduced(), Fraction::new(5, 2));
        assert_eq!(Fraction::new(0, 7).reduced(), Fraction::new(0, 1));
        assert_eq!(
            Fraction::new(u32::MAX, u32::MAX).reduced(),
            Fraction::new(1, 1)
        );
    }
}
