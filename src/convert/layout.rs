//! How a conversion is spread over invocations: pure numbers, no device.

use super::Route;
use crate::frame::{PixelFormat, Size};

/// Workgroups and the entry point they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dispatch {
    pub(super) entry_point: &'static str,
    /// Workgroups across and down.
    pub(super) groups: (u32, u32),
    /// Invocations in a row of workgroups.
    pub(super) row: u32,
}

/// Invocations of a workgroup in every shader: a row, as neighbours read neighbouring texels.
const GROUP: u32 = 64;

/// Plans the dispatch for a frame, with at most `most_groups` workgroups in a dimension. `None`
/// where the frame needs more, or does not fit the asked `route`.
pub(super) fn plan(
    format: PixelFormat,
    size: Size,
    route: Route,
    most_groups: u32,
) -> Option<Dispatch> {
    let block = block(format);
    let fits = size.width.is_multiple_of(block.width) && size.height.is_multiple_of(block.height);
    let dispatch = match (route, fits) {
        (Route::Auto | Route::Blocks, true) => by_blocks(size, block),
        (Route::Blocks, false) => return None,
        (Route::Auto, false) | (Route::Bytes, _) => {
            by_words(format.frame_bytes(size).div_ceil(4), most_groups)?
        }
    };
    let (across, down) = dispatch.groups;
    (across.max(down) <= most_groups).then_some(dispatch)
}

/// Pixels that one invocation of `blocks` converts, in the format's shader.
fn block(format: PixelFormat) -> Size {
    match format {
        PixelFormat::Rgba => Size::new(1, 1),
        PixelFormat::Rgb24 | PixelFormat::Yuv444p => Size::new(4, 1),
        PixelFormat::Yuv420p => Size::new(8, 2),
        _ => Size::new(1, 1),
    }
}

fn by_blocks(size: Size, block: Size) -> Dispatch {
    let across = (size.width / block.width).div_ceil(GROUP);
    Dispatch {
        entry_point: "blocks",
        groups: (across, size.height / block.height),
        row: across * GROUP,
    }
}

fn by_words(words: u64, most_groups: u32) -> Option<Dispatch> {
    let groups = words.div_ceil(u64::from(GROUP));
    let down = groups.div_ceil(u64::from(most_groups));
    // Rows of equal length leave the fewest invocations without work.
    let across = u32::try_from(groups.div_ceil(down)).ok()?;
    Some(Dispatch {
        entry_point: "bytes",
        groups: (across, u32::try_from(down).ok()?),
        row: across.checked_mul(GROUP)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(format: PixelFormat, width: u32, height: u32) -> &'static str {
        let size = Size::new(width, height);
        plan(format, size, Route::Auto, 65_535).unwrap().entry_point
    }

    #[test]
    fn whole_blocks_take_the_fast_way() {
        assert_eq!(entry(PixelFormat::Yuv420p, 1920, 1080), "blocks");
        assert_eq!(entry(PixelFormat::Yuv420p, 854, 480), "bytes");
        assert_eq!(entry(PixelFormat::Yuv420p, 1920, 1081), "bytes");
        assert_eq!(entry(PixelFormat::Rgb24, 854, 480), "bytes");
        assert_eq!(entry(PixelFormat::Yuv444p, 852, 479), "blocks");
        assert_eq!(entry(PixelFormat::Rgba, 3, 5), "blocks");
    }

    #[test]
    fn large_frames_spread_over_two_dimensions() {
        let size = Size::new(16_383, 16_383);
        let dispatch = plan(PixelFormat::Rgb24, size, Route::Auto, 65_535).unwrap();
        let words = PixelFormat::Rgb24.frame_bytes(size).div_ceil(4);
        let (across, down) = dispatch.groups;
        assert!(across <= 65_535 && down <= 65_535);
        assert_eq!(dispatch.row, across * GROUP);
        assert!(u64::from(dispatch.row) * u64::from(down) >= words);
    }

    #[test]
    fn a_forced_way_that_does_not_fit_is_refused() {
        let odd = Size::new(7, 3);
        assert_eq!(plan(PixelFormat::Yuv420p, odd, Route::Blocks, 65_535), None);
        assert!(plan(PixelFormat::Yuv420p, odd, Route::Bytes, 65_535).is_some());
    }
}
