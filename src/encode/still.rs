//! One frame as a PNG file.
//!
//! Knows packed RGB frames and grey ones, of 8 and 16 bits; video goes through FFmpeg.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use super::output::Output;
use crate::frame::{PixelFormat, Size};

/// Why a still was not written.
#[derive(Debug, thiserror::Error)]
pub enum StillError {
    /// PNG stores grey, R, G, B and alpha only, of 8 or 16 bits.
    #[error(
        "a PNG file cannot store {0} frames: use pixel format rgb24, rgba, rgb48le, rgba64le or gray"
    )]
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

/// What PNG calls a format; `None` if it cannot store it.
fn png_form(format: PixelFormat) -> Option<(png::ColorType, png::BitDepth)> {
    use png::{BitDepth, ColorType};
    Some(match format {
        PixelFormat::Rgb24 => (ColorType::Rgb, BitDepth::Eight),
        PixelFormat::Rgba => (ColorType::Rgba, BitDepth::Eight),
        PixelFormat::Rgb48le => (ColorType::Rgb, BitDepth::Sixteen),
        PixelFormat::Rgba64le => (ColorType::Rgba, BitDepth::Sixteen),
        PixelFormat::Gray => (ColorType::Grayscale, BitDepth::Eight),
        _ => return None,
    })
}

/// Whether a still can be written in `format`.
pub fn is_still_format(format: PixelFormat) -> bool {
    png_form(format).is_some()
}

/// Writes one frame to `output` as PNG, marked as sRGB. Alpha is straight.
///
/// # Errors
/// When [`is_still_format`] says no, `bytes` is not exactly one frame of `size` and `format`, or the
/// file cannot be written.
pub fn write_still(
    output: &Output,
    size: Size,
    format: PixelFormat,
    bytes: &[u8],
) -> Result<(), StillError> {
    let form = png_form(format).ok_or(StillError::Format(format))?;
    let expected = format.frame_bytes(size);
    if bytes.len() as u64 != expected {
        return Err(StillError::Length {
            size,
            format,
            expected,
            actual: bytes.len(),
        });
    }
    write_png(output, size, form, bytes).map_err(|source| StillError::Write {
        path: output.path_for_writer().to_owned(),
        source,
    })
}

fn write_png(
    output: &Output,
    size: Size,
    (colour, depth): (png::ColorType, png::BitDepth),
    bytes: &[u8],
) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(output.path_for_writer())?);
    let mut encoder = png::Encoder::new(&mut file, size.width, size.height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let mut writer = encoder.write_header()?;
    match depth {
        // PNG has the high byte first.
        png::BitDepth::Sixteen => {
            let swapped = bytes.chunks_exact(2).flat_map(|code| [code[1], code[0]]);
            writer.write_image_data(&swapped.collect::<Vec<u8>>())?;
        }
        _ => writer.write_image_data(bytes)?,
    }
    writer.finish()?;
    file.flush()
}
