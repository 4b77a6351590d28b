//! Frame rates as exact fractions.

use super::fraction::Fraction;

/// A frame rate as an exact fraction, such as 30000/1001; between [`Rate::MIN`] and [`Rate::MAX`]
/// frames a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate(Fraction);

/// Why a text or a pair of numbers is no frame rate.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseRateError {
    /// Neither `N` nor `N/D`.
    #[error("'{0}' is no frame rate: write it as 60, 23.976 or 30000/1001")]
    Malformed(String),
    /// Zero, or too slow or fast to be meant.
    #[error("a rate of {0} frames a second is out of range: it must be between 1/60 and 1000")]
    OutOfRange(String),
}

impl Rate {
    /// One frame a minute.
    pub const MIN: Self = Self(Fraction::new(1, 60));
    /// A thousand frames a second.
    pub const MAX: Self = Self(Fraction::new(1000, 1));

    /// The rate `numerator / denominator`, reduced.
    ///
    /// # Errors
    /// When it lies outside [`Rate::MIN`] to [`Rate::MAX`].
    pub fn new(numerator: u32, denominator: u32) -> Result<Self, ParseRateError> {
        let rate = Fraction::new(numerator, denominator);
        let rate = rate.between(Self::MIN.0, Self::MAX.0);
        let rate = rate.map_err(ParseRateError::OutOfRange)?;
        Ok(Self(rate.reduced()))
    }

    /// Frames in `denominator` seconds.
    pub const fn numerator(self) -> u32 {
        self.0.numerator
    }

    /// Seconds that `numerator` frames take.
    pub const fn denominator(self) -> u32 {
        self.0.denominator
    }

    /// Frames a second.
    pub fn as_f64(self) -> f64 {
        self.0.as_f64()
    }

    /// The presentation time of frame `index`, in seconds.
    pub fn seconds_at(self, index: u64) -> f64 {
        index as f64 * f64::from(self.denominator()) / f64::from(self.numerator())
    }

    /// The number of frames nearest to `seconds`.
    pub fn frames_in(self, seconds: f64) -> u64 {
        (seconds * self.as_f64()).round().max(0.0) as u64
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.numerator(), self.denominator()) {
            (frames, 1) => write!(f, "{frames}"),
            (frames, seconds) => write!(f, "{frames}/{seconds}"),
        }
    }
}

impl std::str::FromStr for Rate {
    type Err = ParseRateError;

    /// Reads `60`, `23.976` (thousandths at most) or `30000/1001`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || ParseRateError::Malformed(text.to_owned());
        if let Some((numerator, denominator)) = text.split_once('/') {
            let part = |part: &str| part.trim().parse().map_err(|_| malformed());
            return Self::new(part(numerator)?, part(denominator)?);
        }
        let value: f64 = text.trim().parse().map_err(|_| malformed())?;
        Self::try_from(value).map_err(|error| match error {
            ParseRateError::Malformed(_) => malformed(),
            out_of_range => out_of_range,
        })
    }
}

impl TryFrom<f64> for Rate {
    type Error = ParseRateError;

    /// The rate nearest to `value` in thousandths of a frame a second. The rounded decimals of the
    /// NTSC family (23.976, 29.97, 59.94, 119.88) become the exact fractions they stand for.
    fn try_from(value: f64) -> Result<Self, Self::Error> {
        if !value.is_finite() {
            return Err(ParseRateError::Malformed(value.to_string()));
        }
        for frames in [24_u32, 30, 60, 120] {
            let exact = f64::from(frames) * 1000.0 / 1001.0;
            if (value - exact).abs() < 0.005 {
                return Self::new(frames * 1000, 1001);
            }
        }
        let thousandths = (value * 1000.0).round();
        if !(0.0..=1_000_000.0).contains(&thousandths) {
            return Err(ParseRateError::OutOfRange(value.to_string()));
        }
        Self::new(thousandths as u32, 1000)
            .map_err(|_| ParseRateError::OutOfRange(value.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_integers_decimals_and_fractions() {
        let parse = |text: &str| text.parse::<Rate>().map(|rate| rate.to_string());
        assert_eq!(parse("60").as_deref(), Ok("60"));
        assert_eq!(parse("60000/1001").as_deref(), Ok("60000/1001"));
        assert_eq!(parse("29.97").as_deref(), Ok("30000/1001"));
        assert_eq!(parse("23.976").as_deref(), Ok("24000/1001"));
        assert_eq!(parse("12.5").as_deref(), Ok("25/2"));
        assert_eq!(parse("50/2").as_deref(), Ok("25"));
    }

    #[test]
    fn refuses_zero_and_the_absurd() {
        for text in [
            "0",
            "0/1",
            "30/0",
            "-5",
            "1e9",
            "4294967295/1",
            "1/61",
            "0.01",
        ] {
            assert!(
                matches!(text.parse::<Rate>(), Err(ParseRateError::OutOfRange(_))),
                "{text}"
            );
        }
        for text in ["", "fast", "30/", "/", "nan", "inf", "-1/2"] {
            assert!(
                matches!(text.parse::<Rate>(), Err(ParseRateError::Malformed(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn times_are_exact_multiples() {
        let rate: Rate = "30000/1001".parse().unwrap();
        assert_eq!(rate.seconds_at(30000), 1001.0);
        assert_eq!(rate.frames_in(1001.0), 30000);
    }
}
