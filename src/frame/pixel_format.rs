//! The pixel formats a frame can have, under FFmpeg's names for them.

use super::Size;

/// How the pixels of a frame are laid out in bytes. Samples of more than 8 bits are little-endian.
///
/// RGB and grey are full range, Y'CbCr is BT.709 in limited range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PixelFormat {
    /// Packed R, G, B, A of 8 bits; alpha is straight.
    Rgba,
    /// Packed R, G, B of 8 bits.
    Rgb24,
    /// Packed R, G, B of 16 bits.
    Rgb48le,
    /// Packed R, G, B, A of 16 bits; alpha is straight.
    Rgba64le,
    /// Planes G, B, R of 10 bits in words of 16, the upper bits zero.
    Gbrp10le,
    /// Planes G, B, R, A of 32-bit floats: what the scene wrote, neither clamped nor encoded.
    Gbrapf32le,
    /// One plane of luma, full range: R = G = B = k gives k.
    Gray,
    /// Planes Y, U, V; U and V have half the width and half the height (4:2:0), rounded up.
    Yuv420p,
    /// Planes Y, U, V; U and V have half the width (4:2:2), rounded up.
    Yuv422p,
    /// Planes Y, U, V of the same size (4:4:4).
    Yuv444p,
    /// 4:2:0: a plane Y, and a plane of pairs U, V.
    Nv12,
    /// As [`Yuv420p`](Self::Yuv420p), of 10 bits in words of 16, the upper bits zero.
    Yuv420p10le,
    /// As [`Yuv422p`](Self::Yuv422p), of 10 bits in words of 16, the upper bits zero.
    Yuv422p10le,
    /// As [`Yuv444p`](Self::Yuv444p), of 10 bits in words of 16, the upper bits zero.
    Yuv444p10le,
    /// As [`Yuv444p10le`](Self::Yuv444p10le), with a plane of straight alpha, full range.
    Yuva444p10le,
    /// As [`Nv12`](Self::Nv12), of 10 bits in words of 16, the *lower* bits zero.
    P010le,
}

/// What the samples of a format are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColorModel {
    /// Red, green and blue, full range.
    Rgb,
    /// Luma, full range.
    Gray,
    /// Luma and two colour differences, BT.709, limited range.
    YCbCr,
}

/// One plane of a frame: a run of tightly packed rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plane {
    /// Samples in a row (pixels, for a packed format; pairs, for interleaved chroma).
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Bytes of one sample (of one pixel or pair).
    pub sample_bytes: u32,
}

impl Plane {
    /// Bytes of the plane.
    pub fn bytes(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height) * u64::from(self.sample_bytes)
    }
}

impl PixelFormat {
    /// Every format there is.
    pub const ALL: [Self; 16] = [
        Self::Rgba,
        Self::Rgb24,
        Self::Rgb48le,
        Self::Rgba64le,
        Self::Gbrp10le,
        Self::Gbrapf32le,
        Self::Gray,
        Self::Yuv420p,
        Self::Yuv422p,
        Self::Yuv444p,
        Self::Nv12,
        Self::Yuv420p10le,
        Self::Yuv422p10le,
        Self::Yuv444p10le,
        Self::Yuva444p10le,
        Self::P010le,
    ];

    /// FFmpeg's name of the format, as in `-pix_fmt`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rgba => "rgba",
            Self::Rgb24 => "rgb24",
            Self::Rgb48le => "rgb48le",
            Self::Rgba64le => "rgba64le",
            Self::Gbrp10le => "gbrp10le",
            Self::Gbrapf32le => "gbrapf32le",
            Self::Gray => "gray",
            Self::Yuv420p => "yuv420p",
            Self::Yuv422p => "yuv422p",
            Self::Yuv444p => "yuv444p",
            Self::Nv12 => "nv12",
            Self::Yuv420p10le => "yuv420p10le",
            Self::Yuv422p10le => "yuv422p10le",
            Self::Yuv444p10le => "yuv444p10le",
            Self::Yuva444p10le => "yuva444p10le",
            Self::P010le => "p010le",
        }
    }

    /// What its samples are.
    pub const fn color_model(self) -> ColorModel {
        match self {
            Self::Rgba
            | Self::Rgb24
            | Self::Rgb48le
            | Self::Rgba64le
            | Self::Gbrp10le
            | Self::Gbrapf32le => ColorModel::Rgb,
            Self::Gray => ColorModel::Gray,
            Self::Yuv420p
            | Self::Yuv422p
            | Self::Yuv444p
            | Self::Nv12
            | Self::Yuv420p10le
            | Self::Yuv422p10le
            | Self::Yuv444p10le
            | Self::Yuva444p10le
            | Self::P010le => ColorModel::YCbCr,
        }
    }

    /// Significant bits of a sample; 32 for floats.
    pub const fn depth(self) -> u32 {
        match self {
            Self::Rgba
            | Self::Rgb24
            | Self::Gray
            | Self::Yuv420p
            | Self::Yuv422p
            | Self::Yuv444p
            | Self::Nv12 => 8,
            Self::Gbrp10le
            | Self::Yuv420p10le
            | Self::Yuv422p10le
            | Self::Yuv444p10le
            | Self::Yuva444p10le
            | Self::P010le => 10,
            Self::Rgb48le | Self::Rgba64le => 16,
            Self::Gbrapf32le => 32,
        }
    }

    /// Whether samples are floats instead of codes.
    pub const fn is_float(self) -> bool {
        matches!(self, Self::Gbrapf32le)
    }

    /// Whether the format carries alpha.
    pub const fn has_alpha(self) -> bool {
        matches!(
            self,
            Self::Rgba | Self::Rgba64le | Self::Gbrapf32le | Self::Yuva444p10le
        )
    }

    /// Pixels that share one chroma sample, horizontally and vertically.
    pub const fn subsampling(self) -> (u32, u32) {
        match self {
            Self::Yuv420p | Self::Nv12 | Self::Yuv420p10le | Self::P010le => (2, 2),
            Self::Yuv422p | Self::Yuv422p10le => (2, 1),
            _ => (1, 1),
        }
    }

    /// The planes of a frame of `size`, in the order of their bytes.
    pub fn planes(self, size: Size) -> Vec<Plane> {
        let Size { width, height } = size;
        let full = |sample_bytes| Plane {
            width,
            height,
            sample_bytes,
        };
        let (across, down) = self.subsampling();
        let chroma = |sample_bytes| Plane {
            width: width.div_ceil(across),
            height: height.div_ceil(down),
            sample_bytes,
        };
        match self {
            Self::Rgba => vec![full(4)],
            Self::Rgb24 => vec![full(3)],
            Self::Rgb48le => vec![full(6)],
            Self::Rgba64le => vec![full(8)],
            Self::Gbrp10le => vec![full(2); 3],
            Self::Gbrapf32le => vec![full(4); 4],
            Self::Gray => vec![full(1)],
            Self::Yuv420p | Self::Yuv422p | Self::Yuv444p => vec![full(1), chroma(1), chroma(1)],
            Self::Nv12 => vec![full(1), chroma(2)],
            Self::Yuv420p10le | Self::Yuv422p10le | Self::Yuv444p10le => {
                vec![full(2), chroma(2), chroma(2)]
            }
            Self::Yuva444p10le => vec![full(2); 4],
            Self::P010le => vec![full(2), chroma(4)],
        }
    }

    /// Bytes of one frame of `size`, planes one after another, rows packed tightly.
    pub fn frame_bytes(self, size: Size) -> u64 {
        self.planes(size).iter().map(Plane::bytes).sum()
    }

    /// `size` with each side rounded up to whole chroma samples, as encoders ask for.
    pub fn whole_size(self, size: Size) -> Size {
        let (across, down) = self.subsampling();
        Size::new(
            size.width.next_multiple_of(across),
            size.height.next_multiple_of(down),
        )
    }
}

impl std::fmt::Display for PixelFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no pixel format.
#[derive(Debug, thiserror::Error)]
#[error("unknown pixel format '{0}': use one of {names}", names = Self::names())]
pub struct ParsePixelFormatError(String);

impl ParsePixelFormatError {
    fn names() -> String {
        PixelFormat::ALL.map(PixelFormat::name).join(", ")
    }
}

impl std::str::FromStr for PixelFormat {
    type Err = ParsePixelFormatError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or_else(|| ParsePixelFormatError(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_sizes_round_chroma_up() {
        let size = Size::new(5, 3);
        assert_eq!(PixelFormat::Yuv420p.frame_bytes(size), 15 + 2 * 3 * 2);
        assert_eq!(PixelFormat::Yuv444p.frame_bytes(size), 45);
        assert_eq!(PixelFormat::Rgb24.frame_bytes(size), 45);
        assert_eq!(PixelFormat::Rgba.frame_bytes(size), 60);
        assert_eq!(PixelFormat::Nv12.frame_bytes(size), 15 + 3 * 2 * 2);
        assert_eq!(PixelFormat::P010le.frame_bytes(size), 2 * (15 + 3 * 2 * 2));
        assert_eq!(PixelFormat::Yuv422p.frame_bytes(size), 15 + 2 * 3 * 3);
        assert_eq!(PixelFormat::Yuva444p10le.frame_bytes(size), 4 * 30);
        assert_eq!(PixelFormat::Gbrapf32le.frame_bytes(size), 4 * 60);
        assert_eq!(PixelFormat::Yuv422p.whole_size(size), Size::new(6, 3));
        assert_eq!(PixelFormat::Yuv420p.whole_size(size), Size::new(6, 4));
        assert_eq!(PixelFormat::Rgb24.whole_size(size), size);
    }

    #[test]
    fn names_parse_back() {
        for format in PixelFormat::ALL {
            assert_eq!(format.name().parse::<PixelFormat>().unwrap(), format);
        }
        assert!("yuv420".parse::<PixelFormat>().is_err());
    }
}
