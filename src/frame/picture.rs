//! Pictures in memory, as they lie in a file.

use super::Size;

/// A picture: rows from the top, each from the left, four channels a texel (R, G, B and straight alpha).
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Its size.
    pub size: Size,
    /// Its texels: `width * height * 4` values.
    pub texels: Texels,
}

/// The values of a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Texels {
    /// Codes of 8 bits: 255 is 1.
    Eight(Vec<u8>),
    /// Codes of 16 bits: 65535 is 1.
    Sixteen(Vec<u16>),
    /// Numbers.
    Float(Vec<f32>),
}
