//! Smaller versions of a picture, each half as large, every texel the mean of the area that it covers.

use super::light::{Light, Plane, Texel};
use crate::frame::Size;

/// How many levels a picture has, itself included, down to one texel.
pub(super) fn levels(size: Size) -> u32 {
    size.width.max(size.height).max(1).ilog2() + 1
}

/// The next smaller level.
pub(super) fn half(light: &dyn Light) -> Plane {
    let from = light.size();
    let size = Size::new((from.width / 2).max(1), (from.height / 2).max(1));
    let columns: Vec<_> = (0..size.width)
        .map(|place| shares(from.width, size.width, place))
        .collect();
    let mut texels = Vec::with_capacity(size.width as usize * size.height as usize);
    for place in 0..size.height {
        let rows = shares(from.height, size.height, place);
        for columns in &columns {
            let mut mean: Texel = [0.0; 4];
            for (row, height) in rows.iter().filter(|(_, share)| *share > 0.0) {
                for (column, width) in columns.iter().filter(|(_, share)| *share > 0.0) {
                    let texel = light.texel(*column, *row);
                    for (sum, value) in mean.iter_mut().zip(texel) {
                        *sum += value * height * width;
                    }
                }
            }
            texels.push(mean);
        }
    }
    Plane { size, texels }
}

/// Which of `from` texels in a line the one at `place` of `to` covers, and the share that each has of
/// it: two, or three where the number is odd.
fn shares(from: u32, to: u32, place: u32) -> [(u32, f32); 3] {
    let scale = f64::from(from) / f64::from(to);
    let (start, end) = (f64::from(place) * scale, f64::from(place + 1) * scale);
    let first = start.floor() as u32;
    [0, 1, 2].map(|offset| {
        let texel = (first + offset).min(from - 1);
        let (left, right) = (f64::from(first + offset), f64::from(first + offset + 1));
        let covered = (right.min(end) - left.max(start)).max(0.0);
        (texel, (covered / scale) as f32)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(size: (u32, u32), value: impl Fn(u32, u32) -> f32) -> Plane {
        let row = |row| {
            let value = &value;
            (0..size.0).map(move |column| [value(column, row); 4])
        };
        Plane {
            size: Size::new(size.0, size.1),
            texels: (0..size.1).flat_map(row).collect(),
        }
    }

    #[test]
    fn levels_end_at_one_texel() {
        for (size, count) in [((1, 1), 1), ((2, 2), 2), ((5, 3), 3), ((256, 16), 9)] {
            assert_eq!(levels(Size::new(size.0, size.1)), count);
        }
        let mut level = plane((5, 3), |_, _| 0.25);
        for _ in 1..3 {
            level = half(&level);
        }
        assert_eq!(level.size, Size::new(1, 1));
        assert!((level.texels[0][2] - 0.25).abs() < 1e-6);
    }

    #[test]
    fn every_texel_counts_as_much_as_it_is_covered() {
        let even = half(&plane((4, 2), |column, row| (column + 10 * row) as f32));
        assert_eq!(even.texels, [[5.5; 4], [7.5; 4]]);
        // Three become one; five become two, which share the middle one.
        let odd = half(&plane((5, 1), |column, _| column as f32));
        let expected = [(0.0 + 1.0 + 2.0 * 0.5) / 2.5, (2.0 * 0.5 + 3.0 + 4.0) / 2.5];
        for (texel, expected) in odd.texels.iter().zip(expected) {
            assert!((texel[0] - expected).abs() < 1e-6, "{texel:?}, {expected}");
        }
        let three = half(&plane((3, 1), |column, _| column as f32));
        assert!((three.texels[0][0] - 1.0).abs() < 1e-6);
    }
}
