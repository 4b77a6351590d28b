//! One frame as a PNG file.
//!
//! Knows packed 8-bit sRGB frames only; video goes through FFmpeg.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use super::output::Output;
use crate::frame::{PixelFormat, Size};

/// Why a still was not written.
#[derive(Debug, thiserror::Error)]
pub enum StillError {
    /// PNG stores R, G, B and alpha only.
    #[error("a PNG file cannot store {0} frames: use pixel format rgb24 or rgba")]
    Format(PixelFormat),
    /// The bytes are not one frame.
    #[error("a {size} {format} frame has {expected} bytes, not {actual}")]
    Length {
        /// The size asked for.
        size: Size,
        /// The format asked for.
        format: PixelFormat,
        /// Bytes of such a frame.
        expected: u64,
        /// Bytes given.
        actual: usize,
    },
    /// The file could not be written.
    #[error("cannot write '{}'", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// Writes one frame to `output` as 8-bit PNG, marked as sRGB. Alpha is straight.
///
/// # Errors
/// When the format is not [`PixelFormat::Rgb24`] or [`PixelFormat::Rgba`], `bytes` is not exactly
/// one frame of `size` and `format`, or the file cannot be written.
pub fn write_still(
    output: &Output,
    size: Size,
    format: PixelFormat,
    bytes: &[u8],
) -> Result<(), StillError> {
    let colour = match format {
        PixelFormat::Rgb24 => png::ColorType::Rgb,
        PixelFormat::Rgba => png::ColorType::Rgba,
        _ => return Err(StillError::Format(format)),
    };
    let expected = format.frame_bytes(size);
    if bytes.len() as u64 != expected {
        return Err(StillError::Length {
            size,
            format,
            expected,
            actual: bytes.len(),
        });
    }
    write_png(output, size, colour, bytes).map_err(|source| StillError::Write {
        path: output.path_for_writer().to_owned(),
        source,
    })
}

fn write_png(output: &Output, size: Size, colour: png::ColorType, bytes: &[u8]) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(output.path_for_writer())?);
    let mut encoder = png::Encoder::new(&mut file, size.width, size.height);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(bytes)?;
    writer.finish()?;
    file.flush()
}
