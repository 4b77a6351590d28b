//! The pixel formats a frame can have, under FFmpeg's names for them.

use super::Size;

/// How the pixels of a frame are laid out in bytes. All samples have 8 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PixelFormat {
    /// Packed R, G, B, A; alpha is straight.
    Rgba,
    /// Packed R, G, B.
    Rgb24,
    /// Planes Y, U, V; U and V have half the width and half the height (4:2:0), rounded up.
    Yuv420p,
    /// Planes Y, U, V of the same size (4:4:4).
    Yuv444p,
}

/// One plane of a frame: a run of tightly packed rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plane {
    /// Samples in a row (pixels, for a packed format).
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Bytes of one sample (of one pixel, for a packed format).
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
    pub const ALL: [Self; 4] = [Self::Rgba, Self::Rgb24, Self::Yuv420p, Self::Yuv444p];

    /// FFmpeg's name of the format, as in `-pix_fmt`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rgba => "rgba",
            Self::Rgb24 => "rgb24",
            Self::Yuv420p => "yuv420p",
            Self::Yuv444p => "yuv444p",
        }
    }

    /// Whether samples are luma and chroma (BT.709, limited range) instead of R, G and B.
    pub const fn is_yuv(self) -> bool {
        matches!(self, Self::Yuv420p | Self::Yuv444p)
    }

    /// Whether the format carries alpha.
    pub const fn has_alpha(self) -> bool {
        matches!(self, Self::Rgba)
    }

    /// Pixels that share one chroma sample, horizontally and vertically.
    pub const fn subsampling(self) -> (u32, u32) {
        match self {
            Self::Yuv420p => (2, 2),
            Self::Rgba | Self::Rgb24 | Self::Yuv444p => (1, 1),
        }
    }

    /// The planes of a frame of `size`, in the order of their bytes.
    pub fn planes(self, size: Size) -> Vec<Plane> {
        let Size { width, height } = size;
        let plane = |width, height, sample_bytes| Plane {
            width,
            height,
            sample_bytes,
        };
        match self {
            Self::Rgba => vec![plane(width, height, 4)],
            Self::Rgb24 => vec![plane(width, height, 3)],
            Self::Yuv420p | Self::Yuv444p => {
                let (across, down) = self.subsampling();
                let chroma = plane(width.div_ceil(across), height.div_ceil(down), 1);
                vec![plane(width, height, 1), chroma, chroma]
            }
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
#[error("unknown pixel format '{0}': use rgba, rgb24, yuv420p or yuv444p")]
pub struct ParsePixelFormatError(String);

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
