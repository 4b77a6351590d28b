//! The tiles that a picture is drawn in where it is too large to be supersampled at once.
//!
//! Pure. A tile of pixels needs the samples around it as well, so that tiles overlap where they are
//! drawn; each pixel is made of the same samples as without tiles.

use super::kernel::Taps;
use crate::frame::Size;

/// A part of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tile {
    /// The pixel at its top left.
    pub(super) pixel: [u32; 2],
    /// Its pixels.
    pub(super) size: Size,
    /// The sample at its top left. Both are even: derivatives are taken over squares of two samples,
    /// which must be the same ones in every tile.
    pub(super) sample: [u32; 2],
    /// Its samples.
    pub(super) samples: Size,
}

/// What may be drawn at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Samples of a side.
    pub(super) side: u32,
    /// Bytes of all.
    pub(super) bytes: u64,
    /// Bytes that a sample takes.
    pub(super) sample_bytes: u64,
    /// Bytes that a pixel of a row of samples takes.
    pub(super) pixel_bytes: u64,
}

/// A row of pixels or samples, or a column of them.
#[derive(Clone, Copy)]
struct Span {
    pixel: u32,
    pixels: u32,
    sample: u32,
    samples: u32,
}

/// The whole picture as one tile.
pub(super) fn whole(picture: Size, samples: Size) -> Tile {
    Tile {
        pixel: [0; 2],
        size: picture,
        sample: [0; 2],
        samples,
    }
}

/// As few tiles as there is room for; one, if the whole fits. `None` if a single pixel is too much.
pub(super) fn tiles([across, down]: [&Taps; 2], samples: Size, room: Room) -> Option<Vec<Tile>> {
    let picture = Size::new(across.first.len() as u32, down.first.len() as u32);
    let bytes = |columns: u32, rows: u32, pixels: u32| {
        let texels = u64::from(columns) * u64::from(rows) * room.sample_bytes;
        texels + u64::from(pixels) * u64::from(rows) * room.pixel_bytes
    };
    let fits_side = samples.width.max(samples.height) <= room.side;
    if fits_side && bytes(samples.width, samples.height, picture.width) <= room.bytes {
        return Some(vec![whole(picture, samples)]);
    }
    // Halves: the number of tiles is near the fewest, and found in a few steps.
    let (mut wide, mut tall) = (1, 1);
    loop {
        let columns = spans(across, wide);
        let rows = spans(down, tall);
        let [widest, tallest] = [&columns, &rows].map(|spans| longest(spans));
        let takes = bytes(widest.samples, tallest.samples, widest.pixels);
        let is_wide = widest.samples > room.side;
        let is_tall = tallest.samples > room.side;
        if !is_wide && !is_tall && takes <= room.bytes {
            return Some(grid(&columns, &rows));
        }
        let can_be_shorter = tall < picture.height;
        if (is_tall || !is_wide) && can_be_shorter {
            tall = (2 * tall).min(picture.height);
        } else if wide < picture.width {
            wide = (2 * wide).min(picture.width);
        } else {
            return None;
        }
    }
}

/// The samples of the largest tile.
pub(super) fn largest(tiles: &[Tile]) -> Size {
    let most = |side: fn(&Tile) -> u32| tiles.iter().map(side).max().unwrap_or(1);
    Size::new(
        most(|tile| tile.samples.width),
        most(|tile| tile.samples.height),
    )
}

fn longest(spans: &[Span]) -> Span {
    let samples = spans.iter().map(|span| span.samples).max().unwrap_or(0);
    let pixels = spans.iter().map(|span| span.pixels).max().unwrap_or(0);
    Span {
        pixel: 0,
        pixels,
        sample: 0,
        samples,
    }
}

/// A row of pixels in `count` parts that differ by one pixel at most.
fn spans(taps: &Taps, count: u32) -> Vec<Span> {
    let length = taps.first.len() as u64;
    let cut = |part: u32| (length * u64::from(part) / u64::from(count)) as u32;
    (0..count)
        .map(|part| {
            let pixels = cut(part)..cut(part + 1);
            let firsts = &taps.first[pixels.start as usize..pixels.end as usize];
            // The taps at the end of a row reach back: the last pixel need not have the last sample.
            let sample = firsts.iter().min().copied().unwrap_or(0) & !1;
            let end = firsts.iter().max().copied().unwrap_or(0) + taps.count;
            Span {
                pixel: pixels.start,
                pixels: pixels.end - pixels.start,
                sample,
                samples: end - sample,
            }
        })
        .collect()
}

fn grid(columns: &[Span], rows: &[Span]) -> Vec<Tile> {
    let across = |row: Span| {
        columns.iter().map(move |column| Tile {
            pixel: [column.pixel, row.pixel],
            size: Size::new(column.pixels, row.pixels),
            sample: [column.sample, row.sample],
            samples: Size::new(column.samples, row.samples),
        })
    };
    rows.iter().copied().flat_map(across).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::SsaaFilter;

    fn plan(picture: Size, samples: Size, room: Room) -> Option<Vec<Tile>> {
        let across = Taps::new(SsaaFilter::Lanczos, samples.width, picture.width);
        let down = Taps::new(SsaaFilter::Lanczos, samples.height, picture.height);
        tiles([&across, &down], samples, room)
    }

    const ROOM: Room = Room {
        side: 1000,
        bytes: 1 << 30,
        sample_bytes: 8,
        pixel_bytes: 16,
    };

    #[test]
    fn what_fits_is_one_tile() {
        let (picture, samples) = (Size::new(100, 50), Size::new(200, 100));
        assert_eq!(
            plan(picture, samples, ROOM),
            Some(vec![whole(picture, samples)])
        );
    }

    #[test]
    fn tiles_cover_every_pixel_once_and_fit() {
        let (picture, samples) = (Size::new(301, 203), Size::new(903, 609));
        for room in [
            Room { side: 100, ..ROOM },
            Room { side: 610, ..ROOM },
            Room {
                bytes: 1 << 20,
                ..ROOM
            },
            Room {
                bytes: 1 << 14,
                ..ROOM
            },
        ] {
            let tiles = plan(picture, samples, room).unwrap();
            assert!(tiles.len() > 1);
            let mut covered = vec![0; 301 * 203];
            for tile in &tiles {
                assert!(tile.samples.width.max(tile.samples.height) <= room.side);
                let [x, y] = tile.sample;
                assert_eq!((x % 2, y % 2), (0, 0));
                assert!(x + tile.samples.width <= 903 && y + tile.samples.height <= 609);
                for row in 0..tile.size.height {
                    for column in 0..tile.size.width {
                        let [x, y] = tile.pixel;
                        covered[((y + row) * 301 + x + column) as usize] += 1;
                    }
                }
            }
            assert!(covered.iter().all(|count| *count == 1), "{room:?}");
        }
    }

    #[test]
    fn no_room_for_a_pixel_is_no_plan() {
        let (picture, samples) = (Size::new(100, 50), Size::new(800, 400));
        assert_eq!(plan(picture, samples, Room { bytes: 100, ..ROOM }), None);
        assert_eq!(plan(picture, samples, Room { side: 20, ..ROOM }), None);
    }
}
