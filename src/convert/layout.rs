//! How a frame is written: in one go or in bands, and what is where. Pure numbers, no device.

use super::Route;
use crate::frame::{PixelFormat, Plane, Size};

/// Invocations of a workgroup in every shader: a row, as neighbours read neighbouring texels.
const GROUP: u32 = 64;

/// Words of a row that one invocation moves.
pub(super) const SPAN: u32 = 8;

/// Bytes of a band where the adapter would allow larger ones. From 1 to 16 MiB the cost is the same;
/// this is little memory, and few dispatches.
const BAND_BYTES: u64 = 4 << 20;

/// What the device allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of a binding.
    pub(super) binding: u64,
    /// What the offset of a binding is a multiple of.
    pub(super) alignment: u64,
    /// Workgroups in a dimension.
    pub(super) groups: u32,
}

/// Everything a conversion does for a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// What the shader writes: the frame itself, or a band.
    pub(super) written: Written,
    /// In order; a single one without pieces where the frame is written directly.
    pub(super) bands: Vec<Band>,
}

impl Plan {
    /// Whether what is written is moved into the frame afterwards.
    pub(super) fn moves(&self) -> bool {
        self.bands.iter().any(|band| !band.pieces.is_empty())
    }

    /// The number of each band's conversion among all dispatches.
    pub(super) fn band_dispatches(&self) -> impl Iterator<Item = usize> {
        self.bands.iter().scan(0, |next, band| {
            let dispatch = *next;
            *next += 1 + band.pieces.len();
            Some(dispatch)
        })
    }

    /// The pieces, each with its number among all dispatches.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (usize, &Piece)> {
        let bands = self.band_dispatches().zip(&self.bands);
        bands.flat_map(|(dispatch, band)| (dispatch + 1..).zip(&band.pieces))
    }
}

/// Planes whose rows are whole words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Bytes of all planes.
    pub(super) bytes: u64,
    pub(super) planes: Vec<WrittenPlane>,
    /// Whether blocks of pixels reach beyond rows, or below the last.
    pub(super) is_guarded: bool,
}

/// A plane's place, counted in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenPlane {
    pub(super) start: u64,
    /// From row to row.
    pub(super) stride: u64,
}

/// Rows of the picture that are converted by one dispatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Band {
    pub(super) first_row: u32,
    /// Workgroups across and down.
    pub(super) groups: (u32, u32),
    /// What is then moved into the frame, plane by plane.
    pub(super) pieces: Vec<Piece>,
}

/// Rows of one plane on their way from a band to the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The part of the frame to bind, in bytes.
    pub(super) offset: u64,
    pub(super) bytes: u64,
    /// Workgroups across and down that move what lies within rows.
    pub(super) rows: (u32, u32),
    /// Workgroups that move the words with a border in them; none where there is no such word.
    pub(super) borders: u32,
    /// The shader's `Piece`, field by field.
    pub(super) shader: [u32; 5],
}

/// Plans a frame. `None` where it does not fit `route` or `limits`.
pub(super) fn plan(format: PixelFormat, size: Size, route: Route, limits: Limits) -> Option<Plan> {
    let direct = || {
        let written = written(format, size, size).filter(|whole| whole.bytes <= limits.binding)?;
        let band = Band {
            first_row: 0,
            groups: convert_groups(format, size, limits)?,
            pieces: Vec::new(),
        };
        let bands = vec![band];
        Some(Plan { written, bands })
    };
    match route {
        Route::Direct => direct(),
        Route::Auto => direct()
            .or_else(|| in_bands(format, size, BAND_BYTES, limits))
            // A row may be longer than a band of that size.
            .or_else(|| in_bands(format, size, limits.binding, limits)),
        Route::Bands(bytes) => in_bands(format, size, bytes, limits),
    }
}

/// Channels that are interleaved in each plane.
pub(super) fn channels(format: PixelFormat) -> Vec<u32> {
    let planes = format.planes(Size::new(1, 1));
    let channels = |plane: &Plane| plane.sample_bytes / format.depth().div_ceil(8);
    planes.iter().map(channels).collect()
}

/// Pixels that one invocation converts: four samples of each channel at least, which are words.
fn block(format: PixelFormat) -> Size {
    let (across, down) = format.subsampling();
    Size::new(4 * across, down)
}

/// Planes of `stored` pixels, for a picture, or a part of it, of `size`. `None` where their rows are
/// not whole words.
fn written(format: PixelFormat, size: Size, stored: Size) -> Option<Written> {
    let mut bytes = 0;
    let mut planes = Vec::new();
    for plane in format.planes(stored) {
        let row_bytes = row_bytes(&plane);
        if !row_bytes.is_multiple_of(4) {
            return None;
        }
        planes.push(WrittenPlane {
            start: bytes / 4,
            stride: row_bytes / 4,
        });
        bytes += plane.bytes();
    }
    Some(Written {
        bytes,
        planes,
        is_guarded: stored != padded(format, size),
    })
}

/// `size` with each side rounded up to whole blocks, whose rows are whole words in every plane.
fn padded(format: PixelFormat, size: Size) -> Size {
    let block = block(format);
    Size::new(
        size.width.next_multiple_of(block.width),
        size.height.next_multiple_of(block.height),
    )
}

fn row_bytes(plane: &Plane) -> u64 {
    u64::from(plane.width) * u64::from(plane.sample_bytes)
}

/// One invocation for each block of a picture, or a part of it, of `size`.
fn convert_groups(format: PixelFormat, size: Size, limits: Limits) -> Option<(u32, u32)> {
    let block = block(format);
    let across = size.width.div_ceil(block.width).div_ceil(GROUP);
    let down = size.height.div_ceil(block.height);
    (across.max(down) <= limits.groups).then_some((across, down))
}

fn in_bands(format: PixelFormat, size: Size, most: u64, limits: Limits) -> Option<Plan> {
    let unit = block(format).height;
    let unit_bytes = format.frame_bytes(padded(format, Size::new(size.width, unit)));
    // In the frame a piece may begin and end between the places where a binding may.
    let most = most.min(limits.binding.checked_sub(2 * limits.alignment)?);
    let units = u32::try_from(most / unit_bytes)
        .unwrap_or(u32::MAX)
        .min(size.height.div_ceil(unit))
        .min(limits.groups / unit);
    if units == 0 {
        return None;
    }
    let rows = units * unit;
    let whole = Size::new(size.width, rows);
    let written = written(format, whole, padded(format, whole))?;
    let bands = (0..size.height)
        .step_by(rows as usize)
        .map(|first_row| {
            let part = Size::new(size.width, rows.min(size.height - first_row));
            Some(Band {
                first_row,
                groups: convert_groups(format, part, limits)?,
                pieces: pieces(format, size, first_row, part, &written, limits)?,
            })
        })
        .collect::<Option<_>>()?;
    Some(Plan { written, bands })
}

/// The planes of a band of size `part` that begins at `first_row`.
fn pieces(
    format: PixelFormat,
    size: Size,
    first_row: u32,
    part: Size,
    written: &Written,
    limits: Limits,
) -> Option<Vec<Piece>> {
    let mut plane_start = 0;
    let mut pieces = Vec::new();
    let above = format.planes(Size::new(size.width, first_row));
    let planes = above.iter().zip(format.planes(part)).zip(&written.planes);
    for (whole, ((above, piece), source)) in format.planes(size).iter().zip(planes) {
        let row_bytes = row_bytes(whole);
        let start = plane_start + above.bytes();
        let offset = start - start % limits.alignment;
        let fields = [
            start - offset,
            row_bytes,
            u64::from(piece.height),
            source.start,
            source.stride,
        ];
        let across = u32::try_from(row_bytes / 4)
            .ok()?
            .div_ceil(SPAN)
            .div_ceil(GROUP);
        if across > limits.groups {
            return None;
        }
        let has_borders = !(start - offset).is_multiple_of(4) || !row_bytes.is_multiple_of(4);
        let mut shader = [0; 5];
        for (field, value) in shader.iter_mut().zip(fields) {
            *field = u32::try_from(value).ok()?;
        }
        pieces.push(Piece {
            offset,
            bytes: (start - offset + piece.bytes()).next_multiple_of(4),
            rows: (across, piece.height),
            borders: (piece.height + 1).div_ceil(GROUP) * u32::from(has_borders),
            shader,
        });
        plane_start += whole.bytes();
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAVAPIPE: Limits = Limits {
        binding: 128 << 20,
        alignment: 16,
        groups: 65_535,
    };

    fn planned(format: PixelFormat, width: u32, height: u32) -> Plan {
        plan(format, Size::new(width, height), Route::Auto, LAVAPIPE).unwrap()
    }

    #[test]
    fn rows_of_whole_words_are_written_directly() {
        use PixelFormat::{Gbrapf32le, Gbrp10le, P010le, Rgb24, Rgba, Yuv420p, Yuv420p10le};
        for (format, width, height, is_direct) in [
            (Yuv420p, 1920, 1080, true),
            (Yuv420p, 1920, 1081, true),
            (Yuv420p, 1284, 720, false),
            (Yuv420p, 854, 480, false),
            (Yuv420p10le, 1284, 720, true),
            (Yuv420p10le, 854, 480, false),
            (P010le, 854, 480, true),
            (Gbrp10le, 854, 480, true),
            (Gbrp10le, 853, 480, false),
            (Rgb24, 852, 480, true),
            (Rgb24, 854, 480, false),
            (Rgba, 853, 481, true),
            (Gbrapf32le, 853, 481, true),
            (Gbrapf32le, 7680, 4320, false),
        ] {
            let plan = planned(format, width, height);
            assert_eq!(!plan.moves(), is_direct, "{format} {width}x{height}");
        }
    }

    #[test]
    fn pieces_cover_the_frame_and_fit_their_bindings() {
        let largest = [(8192, 8192), (7680, 4320), (8191, 4319)];
        for (width, height) in largest.into_iter().chain([(854, 480), (3, 5)]) {
            for format in PixelFormat::ALL {
                let size = Size::new(width, height);
                let Some(plan) = in_bands(format, size, u64::MAX, LAVAPIPE) else {
                    panic!("{format} {size}");
                };
                assert!(plan.written.bytes <= LAVAPIPE.binding, "{format} {size}");
                let mut parts: Vec<_> = plan.pieces().map(|(_, piece)| *piece).collect();
                parts.sort_by_key(|piece| piece.offset + u64::from(piece.shader[0]));
                let mut end = 0;
                for piece in parts {
                    let [skipped, row_bytes, rows, ..] = piece.shader.map(u64::from);
                    assert_eq!(piece.offset + skipped, end, "{format} {size}");
                    assert_eq!(piece.offset % LAVAPIPE.alignment, 0);
                    end += row_bytes * rows;
                    let bound = piece.offset + piece.bytes;
                    assert!((end..end + 4).contains(&bound), "{format} {size}");
                    assert!(piece.bytes <= LAVAPIPE.binding, "{format} {size}");
                }
                assert_eq!(end, format.frame_bytes(size), "{format} {size}");
            }
        }
    }

    #[test]
    fn dispatches_are_numbered_in_the_order_they_run() {
        let plan = in_bands(PixelFormat::Nv12, Size::new(6, 6), 24, LAVAPIPE).unwrap();
        assert_eq!(plan.band_dispatches().collect::<Vec<_>>(), [0, 3, 6]);
        let pieces: Vec<usize> = plan.pieces().map(|(dispatch, _)| dispatch).collect();
        assert_eq!(pieces, [1, 2, 4, 5, 7, 8]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let size = Size::new(7, 3);
        let planned = |route| plan(PixelFormat::Yuv420p, size, route, LAVAPIPE);
        assert_eq!(planned(Route::Direct), None);
        assert_eq!(planned(Route::Bands(23)), None);
        assert_eq!(planned(Route::Bands(24)).unwrap().bands.len(), 2);
    }
}
