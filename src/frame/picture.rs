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

/// What a file says of its picture, before that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureShape {
    /// Its size, upright.
    pub size: Size,
    /// What its values are stored in.
    pub depth: Depth,
}

impl PictureShape {
    /// The bytes that its [`Picture`] has.
    pub fn bytes(self) -> u64 {
        let texels = u64::from(self.size.width) * u64::from(self.size.height);
        texels.saturating_mul(4 * self.depth.bytes())
    }
}

/// What a value is stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// A code of 8 bits.
    Eight,
    /// A code of 16 bits.
    Sixteen,
    /// A number.
    Float,
}

impl Depth {
    /// Bytes of a value.
    pub const fn bytes(self) -> u64 {
        match self {
            Self::Eight => 1,
            Self::Sixteen => 2,
            Self::Float => 4,
        }
    }
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

impl Texels {
    /// What they are stored in.
    pub const fn depth(&self) -> Depth {
        match self {
            Self::Eight(_) => Depth::Eight,
            Self::Sixteen(_) => Depth::Sixteen,
            Self::Float(_) => Depth::Float,
        }
    }
}
