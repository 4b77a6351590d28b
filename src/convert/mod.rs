//! Turns the picture into the packed bytes of one frame, on the GPU.
//!
//! Alpha, transfer function, clamp, matrix, range, chroma filter and dither are all in here, and in
//! the shaders of `shaders/convert`. Must never know FFmpeg: what comes out is bytes in a buffer.
//!
//! The rules, in order, for the values r, g, b, a of a texel:
//! 1. NaN is 0. Alpha is clamped to 0..1; an opaque picture has a = 1.
//! 2. A format without alpha shows the picture over black (straight: rgb·a; premultiplied: rgb).
//!    A format with alpha is straight (premultiplied: rgb/a, and 0 where a = 0).
//! 3. A format of floats takes these values as they are: rules 4 to 6 are for codes.
//! 4. rgb is clamped to 0..1 and, if linear, encoded with the sRGB curve (IEC 61966-2-1).
//! 5. With s = 2^(depth − 8): RGB, alpha and grey are full range, (256 s − 1) times the value. Grey
//!    is the luma of ITU-R BT.709-6. Y'CbCr has the matrix of BT.709-6 and limited range:
//!    Y = s (16 + 219 y), C = s (128 + 224 c). Subsampled chroma is sited left: it is filtered with
//!    \[1 2 1\]/4 over columns 2i−1, 2i, 2i+1, and for 4:2:0 with \[1 1\]/2 over rows 2j, 2j+1,
//!    repeating the picture's edges.
//! 6. Codes of 8 and 10 bits are dithered with an 8×8 Bayer matrix, one code high, or rounded;
//!    codes of 16 bits are always rounded. Under dither a value within the [`dead_zone`] of a code
//!    is that code, so that what a scene wrote as a code comes out as it.

mod converter;
mod layout;
mod pipelines;
mod shader;

pub use converter::{Bound, ConvertError, Converter};

use crate::frame::{PixelFormat, Size};

/// What the numbers of a picture are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// 16-bit floats.
    Half,
    /// 32-bit floats.
    Float,
}

/// How far from a code, in codes, a value is still that code under dither; see [`dead_zone`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeadZone {
    /// The part that is the same for all values.
    pub constant: f64,
    /// The part that grows with the value, as a share of the power of two at or below it, but of ½
    /// at most: 1 itself is exact in any float. In units of 1, not in codes.
    pub relative: f64,
}

/// The dead zone of codes of `depth` bits in a picture of `precision`.
///
/// Half floats have 11 significant bits, so k/(2^depth − 1) is off by up to half their spacing at
/// that value. At 8 bits this is 0.06 of a code near white, and 0.07 covers every value. At 10 bits
/// it is 0.25 of a code near white, and halves with every power of two below: the zone follows, so
/// that the dark, where steps are seen, keeps its dither. Chroma has the constant part alone: the
/// one code a scene can mean is that of no colour, and there errors cancel.
pub const fn dead_zone(depth: u32, precision: Precision) -> DeadZone {
    match (depth, precision) {
        (..=8, _) => DeadZone {
            constant: 0.07,
            relative: 0.0,
        },
        (_, Precision::Half) => DeadZone {
            constant: 0.02,
            relative: 1.0 / 2048.0,
        },
        (_, Precision::Float) => DeadZone {
            constant: 0.02,
            relative: 0.0,
        },
    }
}

/// What the picture's colour values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transfer {
    /// Ready for a display: written as they are.
    Encoded,
    /// Light: encoded with the sRGB curve.
    Linear,
}

/// What the picture's alpha is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alpha {
    /// Nothing: every pixel is opaque.
    Opaque,
    /// Coverage; colours are not multiplied with it.
    Straight,
    /// Coverage; colours are multiplied with it.
    Premultiplied,
}

/// Which way a frame is written; all write the same bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Route {
    /// [`Route::Direct`] where it can be, else [`Route::Bands`] of a size that suits the adapter.
    #[default]
    Auto,
    /// In one go, into the frame. For frames that fit one binding, and whose rows are made of whole
    /// blocks of pixels.
    Direct,
    /// In bands of whole rows, of at most so many bytes. Each is written with padded rows to a
    /// buffer of its own, and its rows are then moved together into the frame: for frames of every
    /// width, and of more bytes than a binding has.
    Bands(u64),
}

/// One conversion: everything its pipeline is specialised for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConvertSpec {
    /// Width and height of picture and frame, in pixels.
    pub size: Size,
    /// The frame's pixel format.
    pub format: PixelFormat,
    /// What the picture's colour values are.
    pub transfer: Transfer,
    /// What the picture's alpha is.
    pub alpha: Alpha,
    /// Whether to dither codes of 8 and 10 bits, instead of rounding.
    pub dither: bool,
}
