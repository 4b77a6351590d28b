//! Which frames are meant: a number of them, or from one to another.

/// Some frames of a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameRange {
    /// So many, from wherever the first is.
    Count(u64),
    /// From the first to the one before the second; without a second, to the end of the scene.
    Between(u64, Option<u64>),
}

/// Why a text names no frames.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseRangeError {
    /// Neither `N` nor `A..B`.
    #[error(
        "'{0}' names no frames: write N for so many, A..B for A to B-1, or A.. for all from A on"
    )]
    Malformed(String),
    /// The end is not behind the start.
    #[error("'{0}' is empty: it ends before frame {1}, so the first must be below that")]
    Empty(String, u64),
}

impl std::str::FromStr for FrameRange {
    type Err = ParseRangeError;

    /// Reads `N`, `A..B`, `A..` or `..B`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str| match part.bytes().all(|byte| byte.is_ascii_digit()) {
            true => part.parse().ok(),
            false => None,
        };
        let malformed = || ParseRangeError::Malformed(text.to_owned());
        let Some((start, end)) = text.split_once("..") else {
            return number(text).map(Self::Count).ok_or_else(malformed);
        };
        let (start, end) = match (start, end) {
            ("", "") => return Err(malformed()),
            ("", end) => (Some(0), Some(number(end).ok_or_else(malformed)?)),
            (start, "") => (number(start), None),
            (start, end) => (number(start), Some(number(end).ok_or_else(malformed)?)),
        };
        let start = start.ok_or_else(malformed)?;
        match end {
            Some(end) if end <= start => Err(ParseRangeError::Empty(text.to_owned(), end)),
            _ => Ok(Self::Between(start, end)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_a_range() {
        for (text, expected) in [
            ("60", FrameRange::Count(60)),
            ("0", FrameRange::Count(0)),
            ("200..260", FrameRange::Between(200, Some(260))),
            ("200..", FrameRange::Between(200, None)),
            ("..60", FrameRange::Between(0, Some(60))),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_names_no_frames_is_refused() {
        for text in [
            "",
            "..",
            "x",
            "-1",
            "+1",
            "1.5",
            "1...3",
            "1..x",
            "x..1",
            "1..=3",
            "99999999999999999999",
        ] {
            let error = text.parse::<FrameRange>().unwrap_err();
            assert_eq!(error, ParseRangeError::Malformed(text.to_owned()));
        }
        for text in ["5..5", "260..200", "..0"] {
            let error = text.parse::<FrameRange>().unwrap_err();
            assert!(matches!(error, ParseRangeError::Empty(..)), "{text}");
        }
    }
}
