//! What a frame of video is: its size, its pixel format, its rate and the bytes it has; which
//! frames are meant; and what a frame is told of a person's hands.
//!
//! Plain values that every stage shares. Knows no GPU, no scene and no FFmpeg.

mod input;
mod picture;
mod pixel_format;
mod range;
mod rate;
mod size;
mod speed;

pub use input::{Input, InputEvent, Key, KeySet, Keys, Orbit, Place, Pointer};
pub use picture::{Picture, Texels};
pub use pixel_format::{ColorModel, ParsePixelFormatError, PixelFormat, Plane};
pub use range::{FrameRange, ParseRangeError};
pub use rate::{ParseRateError, Rate};
pub use size::{ParseSizeError, Size};
pub use speed::{ParseSpeedError, Speed};

/// The frames of one stream: all have this size, format and rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameSpec {
    /// Width and height in pixels.
    pub size: Size,
    /// How the pixels are laid out in bytes.
    pub format: PixelFormat,
    /// Frames a second.
    pub rate: Rate,
}

impl FrameSpec {
    /// Bytes of one frame, planes one after another, rows packed tightly.
    pub fn bytes(&self) -> u64 {
        self.format.frame_bytes(self.size)
    }
}
