//! Turns the picture into the packed bytes of one frame, in one compute pass on the GPU.
//!
//! Alpha, transfer function, clamp, matrix, range, chroma filter and dither are all in here, and in
//! the shaders of `shaders/convert`. Must never know FFmpeg: what comes out is bytes in a buffer.
//!
//! The rules, in order, for the values r, g, b, a of a texel:
//! 1. NaN is 0. Alpha is clamped to 0..1; an opaque picture has a = 1.
//! 2. A format without alpha shows the picture over black (straight: rgb·a; premultiplied: rgb).
//!    A format with alpha is straight (premultiplied: rgb/a, and 0 where a = 0).
//! 3. rgb is clamped to 0..1 and, if linear, encoded with the sRGB curve (IEC 61966-2-1).
//! 4. For Y'CbCr: the matrix of ITU-R BT.709-6, limited range: Y = 16 + 219 y, C = 128 + 224 c.
//!    4:2:0 chroma is sited left: it is filtered with \[1 2 1\]/4 over columns 2i−1, 2i, 2i+1 and
//!    \[1 1\]/2 over rows 2j, 2j+1, repeating the picture's edges.
//! 5. Codes are dithered with an 8×8 Bayer matrix or rounded. A value within [`DEAD_ZONE`] of a
//!    code is that code.

mod converter;
mod layout;
mod shader;

pub use converter::{ConvertError, Converter};

use crate::frame::{PixelFormat, Size};

/// How far from a code, in codes, a value still is that code under dither: half-float's own error
/// near white is 0.06.
pub const DEAD_ZONE: f64 = 0.07;

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

/// Which way the shader takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Route {
    /// [`Route::Blocks`] for sizes it fits, else [`Route::Bytes`].
    #[default]
    Auto,
    /// One invocation writes the words of a block of pixels; needs widths of whole words.
    Blocks,
    /// One invocation writes one word and finds the place of each of its bytes; fits every size.
    Bytes,
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
    /// Whether to dither to 8 bits, instead of rounding.
    pub dither: bool,
}
