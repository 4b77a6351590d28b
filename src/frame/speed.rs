//! How fast a scene's time runs, as an exact fraction.

use super::fraction::Fraction;

/// Seconds of the scene in a second of video; between [`Speed::MIN`] and [`Speed::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Speed(Fraction);

/// Why a text or a pair of numbers is no speed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseSpeedError {
    /// Neither `N` nor `N/D`.
    #[error("'{0}' is no speed: write it as 2, 0.5 or 1/3")]
    Malformed(String),
    /// Zero, or too slow or fast to be meant.
    #[error("a speed of {0} is out of range: it must be between 1/1000 and 1000")]
    OutOfRange(String),
}

impl Speed {
    /// As the scene has it.
    pub const ONE: Self = Self(Fraction::new(1, 1));
    /// A thousandth.
    pub const MIN: Self = Self(Fraction::new(1, 1000));
    /// A thousandfold.
    pub const MAX: Self = Self(Fraction::new(1000, 1));

    /// The speed `numerator / denominator`.
    ///
    /// # Errors
    /// When it lies outside [`Speed::MIN`] to [`Speed::MAX`].
    pub fn new(numerator: u32, denominator: u32) -> Result<Self, ParseSpeedError> {
        let speed = Fraction::new(numerator, denominator);
        let speed = speed.between(Self::MIN.0, Self::MAX.0);
        speed.map(Self).map_err(ParseSpeedError::OutOfRange)
    }

    /// Seconds of the scene in [`denominator`](Self::denominator) seconds of video.
    pub const fn numerator(self) -> u32 {
        self.0.numerator
    }

    /// Seconds of video.
    pub const fn denominator(self) -> u32 {
        self.0.denominator
    }

    /// Seconds of the scene in a second of video.
    pub fn as_f64(self) -> f64 {
        self.0.as_f64()
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self::ONE
    }
}

impl std::fmt::Display for Speed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.as_f64())
    }
}

impl std::str::FromStr for Speed {
    type Err = ParseSpeedError;

    /// Reads `2`, `0.25` (exactly that, with up to six decimals) or `1/3`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || ParseSpeedError::Malformed(text.to_owned());
        let out_of_range = |_| ParseSpeedError::OutOfRange(text.to_owned());
        let digits = |part: &str| match part.bytes().all(|byte| byte.is_ascii_digit()) {
            true => Ok(part.to_owned()),
            false => Err(malformed()),
        };
        let whole = |part: &str| match digits(part)? {
            part if part.is_empty() => Err(malformed()),
            part => part
                .parse::<u32>()
                .map_err(|_| ParseSpeedError::OutOfRange(text.to_owned())),
        };
        if let Some((numerator, denominator)) = text.split_once('/') {
            return Self::new(whole(numerator)?, whole(denominator)?).map_err(out_of_range);
        }
        let (units, decimals) = text.split_once('.').unwrap_or((text, ""));
        if decimals.len() > 6 {
            return Err(malformed());
        }
        let numerator = whole(&(digits(units)? + &digits(decimals)?))?;
        Self::new(numerator, 10_u32.pow(decimals.len() as u32)).map_err(out_of_range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_and_fractions_are_exact() {
        for (text, numerator, denominator) in [
            ("1", 1, 1),
            ("2", 2, 1),
            ("0.1", 1, 10),
            (".5", 5, 10),
            ("1.25", 125, 100),
            ("1000", 1000, 1),
            ("1/3", 1, 3),
            ("0.001", 1, 1000),
        ] {
            let speed: Speed = text.parse().unwrap();
            let found = (speed.numerator(), speed.denominator());
            assert_eq!(found, (numerator, denominator), "{text}");
        }
        assert_eq!("0.5".parse::<Speed>().unwrap().to_string(), "0.5");
    }

    #[test]
    fn what_is_no_speed_is_refused() {
        for text in ["0", "0.0", "1001", "1/1001", "0.0001", "1/0", "99999999999"] {
            let error = text.parse::<Speed>().unwrap_err();
            assert_eq!(error, ParseSpeedError::OutOfRange(text.to_owned()));
        }
        for text in [
            "",
            ".",
            "-1",
            "+1",
            "fast",
            "1/",
            "/2",
            "1e3",
            "nan",
            "0.1234567",
            "1.2.3",
        ] {
            let error = text.parse::<Speed>().unwrap_err();
            assert_eq!(error, ParseSpeedError::Malformed(text.to_owned()));
        }
    }
}
