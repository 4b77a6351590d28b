//! Sizes of pictures.

/// A picture's width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// A text that is no size.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseSizeError {
    /// Not two numbers.
    #[error("'{0}' is no size: write it as 1920x1080")]
    Malformed(String),
    /// A side of 0 pixels.
    #[error("{0} has no pixels: both sides must be above 0")]
    Zero(Size),
}

impl Size {
    /// A size of `width` × `height` pixels.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

impl std::str::FromStr for Size {
    type Err = ParseSizeError;

    /// Reads `1920x1080`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let sides = text.split_once(['x', 'X', '×']);
        let parsed = sides.and_then(|(width, height)| {
            Some(Self::new(
                width.trim().parse().ok()?,
                height.trim().parse().ok()?,
            ))
        });
        match parsed {
            None => Err(ParseSizeError::Malformed(text.to_owned())),
            Some(size) if size.width == 0 || size.height == 0 => Err(ParseSizeError::Zero(size)),
            Some(size) => Ok(size),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_two_sides_above_zero() {
        assert_eq!("1920x1080".parse(), Ok(Size::new(1920, 1080)));
        assert_eq!(
            "0x5".parse::<Size>(),
            Err(ParseSizeError::Zero(Size::new(0, 5)))
        );
        for text in ["", "1920", "x", "-1x5", "1.5x2", "99999999999x2", "1x2x3"] {
            assert!(
                matches!(text.parse::<Size>(), Err(ParseSizeError::Malformed(_))),
                "{text}"
            );
        }
    }
}
