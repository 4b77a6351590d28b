//! Reads picture files: PNG, JPEG, WebP, OpenEXR and Radiance HDR.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::frame::{Depth, Picture, PictureShape, Size, Texels};

/// The most memory that a picture may take, in bytes: 16384 × 16384 texels of 8 bits.
const MAX_BYTES: u64 = 1 << 30;

/// Why a picture cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The file cannot be read.
    #[error("it cannot be read")]
    Read(#[source] io::Error),
    /// It is of no known kind.
    #[error("it is none of the pictures that are read: PNG, JPEG, WebP, EXR, HDR")]
    Kind,
    /// It is larger than can be meant.
    #[error("{size} is more than a picture may have: {limit}")]
    TooLarge {
        /// Its size.
        size: Size,
        /// What it may have, in words.
        limit: String,
    },
    /// It is damaged, or of a kind that is not read.
    #[error("it is damaged, or of a kind that is not read")]
    Broken(#[source] image::ImageError),
}

/// What the file at `path` says of its picture, whose sides are at most `max_side`. None of it is
/// decoded.
///
/// # Errors
/// When it cannot be read, is of no known kind, damaged, or too large.
pub fn picture_shape(path: &Path, max_side: u32) -> Result<PictureShape, PictureError> {
    let (shape, _, _) = open(path, max_side)?;
    Ok(shape)
}

/// Reads the picture at `path`, whose sides are at most `max_side`; upright, if it says how it was
/// taken. What kind it is, its first bytes say. Colour profiles are not looked at.
///
/// # Errors
/// When it cannot be read, is of no known kind, damaged, or too large.
pub fn read_picture(path: &Path, max_side: u32) -> Result<Picture, PictureError> {
    let (_, decoder, orientation) = open(path, max_side)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(PictureError::Broken)?;
    image.apply_orientation(orientation);
    Ok(picture(image))
}

/// A file whose header has been read: what it says, what decodes the rest, and how it was taken.
fn open(
    path: &Path,
    max_side: u32,
) -> Result<(PictureShape, impl ImageDecoder, Orientation), PictureError> {
    let file = BufReader::new(File::open(path).map_err(PictureError::Read)?);
    let reader = ImageReader::new(file).with_guessed_format();
    let mut reader = reader.map_err(PictureError::Read)?;
    use ImageFormat::{Hdr, Jpeg, OpenExr, Png, WebP};
    if !matches!(reader.format(), Some(Png | Jpeg | WebP | OpenExr | Hdr)) {
        return Err(PictureError::Kind);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(PictureError::Broken)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let shape = shape(&decoder, orientation);
    let too_large = |limit| PictureError::TooLarge {
        size: shape.size,
        limit,
    };
    if shape.size.width > max_side || shape.size.height > max_side {
        return Err(too_large(format!("{max_side} pixels a side")));
    }
    if shape.bytes() > MAX_BYTES {
        return Err(too_large(format!("{} MiB in memory", MAX_BYTES >> 20)));
    }
    Ok((shape, decoder, orientation))
}

fn shape(decoder: &impl ImageDecoder, orientation: Orientation) -> PictureShape {
    let (width, height) = decoder.dimensions();
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let size = match orientation {
        Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH => Size::new(height, width),
        _ => Size::new(width, height),
    };
    let color = decoder.color_type();
    let depth = match color.bytes_per_pixel() / color.channel_count().max(1) {
        0 | 1 => Depth::Eight,
        2 => Depth::Sixteen,
        _ => Depth::Float,
    };
    PictureShape { size, depth }
}

fn picture(image: DynamicImage) -> Picture {
    use DynamicImage as Image;
    let size = Size::new(image.width(), image.height());
    let texels = match image {
        Image::ImageLuma8(_)
        | Image::ImageLumaA8(_)
        | Image::ImageRgb8(_)
        | Image::ImageRgba8(_) => Texels::Eight(image.into_rgba8().into_raw()),
        Image::ImageLuma16(_)
        | Image::ImageLumaA16(_)
        | Image::ImageRgb16(_)
        | Image::ImageRgba16(_) => Texels::Sixteen(image.into_rgba16().into_raw()),
        _ => Texels::Float(image.into_rgba32f().into_raw()),
    };
    Picture { size, texels }
}
