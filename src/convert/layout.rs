//! How a frame is written: in one go or in bands, and what is where. Pure numbers, no device.

use super::Route;
use crate::frame::{PixelFormat, Plane, Size};

/// Samples that the shader stores at once.
const RUN: u64 = 4;

/// Invocations of a workgroup in every shader: a row, as neighbours read neighbouring texels.
const GROUP: u32 = 64;

/// Bytes of a band where the frame would allow larger ones: small enough to be in the processor's
/// cache when its rows are moved, if it is the processor that draws.
const BAND_BYTES: u64 = 1 << 20;

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

/// Planes whose rows are whole runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Bytes of all planes.
    pub(super) bytes: u64,
    pub(super) planes: Vec<WrittenPlane>,
}

/// A plane's place, counted in runs.
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
    /// Workgroups across and down.
    pub(super) groups: (u32, u32),
    /// The shader's `Piece`, field by field.
    pub(super) shader: [u32; 5],
}

/// Plans a frame. `None` where it does not fit `route` or `limits`.
pub(super) fn plan(format: PixelFormat, size: Size, route: Route, limits: Limits) -> Option<Plan> {
    let whole = written(format, size);
    let is_direct = whole.bytes == format.frame_bytes(size) && whole.bytes <= limits.binding;
    match route {
        Route::Auto | Route::Direct if is_direct => Some(Plan {
            bands: vec![Band {
                first_row: 0,
                groups: convert_groups(format, size, limits)?,
                pieces: Vec::new(),
            }],
            written: whole,
        }),
        Route::Direct => None,
        Route::Auto => in_bands(format, size, BAND_BYTES, limits)
            // A row may be longer than a band of that size.
            .or_else(|| in_bands(format, size, limits.binding, limits)),
        Route::Bands(bytes) => in_bands(format, size, bytes, limits),
    }
}

/// Bytes of one channel of a sample.
fn channel_bytes(format: PixelFormat) -> u32 {
    format.depth().div_ceil(8)
}

/// Channels that are interleaved in each plane.
pub(super) fn channels(format: PixelFormat) -> Vec<u32> {
    let planes = format.planes(Size::new(1, 1));
    let channels = |plane: &Plane| plane.sample_bytes / channel_bytes(format);
    planes.iter().map(channels).collect()
}

/// Pixels that one invocation converts.
fn block(format: PixelFormat) -> Size {
    let (across, down) = format.subsampling();
    Size::new(4 * across, down)
}

/// What the shader writes for a picture, or a part of it, of `size`.
fn written(format: PixelFormat, size: Size) -> Written {
    let block = block(format);
    // A pixel of four channels is a run by itself.
    let is_run = channels(format) == [4];
    let padded = Size::new(
        size.width
            .next_multiple_of(if is_run { 1 } else { block.width }),
        size.height.next_multiple_of(block.height),
    );
    let run_bytes = RUN * u64::from(channel_bytes(format));
    let mut bytes = 0;
    let mut planes = Vec::new();
    for plane in format.planes(padded) {
        planes.push(WrittenPlane {
            start: bytes / run_bytes,
            stride: row_bytes(&plane) / run_bytes,
        });
        bytes += plane.bytes();
    }
    Written { bytes, planes }
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
    let unit_bytes = written(format, Size::new(size.width, unit)).bytes;
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
    let written = written(format, Size::new(size.width, rows));
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
    let words = u64::from(channel_bytes(format)) * RUN / 4;
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
            source.start * words,
            source.stride * words,
        ];
        // A row has a word more than its bytes fill where it begins and ends within one.
        let across = u32::try_from(row_bytes / 4 + 2).ok()?.div_ceil(GROUP);
        if across > limits.groups {
            return None;
        }
        let mut shader = [0; 5];
        for (field, value) in shader.iter_mut().zip(fields) {
            *field = u32::try_from(value).ok()?;
        }
        pieces.push(Piece {
            offset,
            bytes: (start - offset + piece.bytes()).next_multiple_of(4),
            groups: (across, piece.height),
            shader,
        });
        plane_start += whole.bytes();
    }
    Some(pieces)
}
