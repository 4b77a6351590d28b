//! Cubes: which direction each texel of a face lies in, and the faces of a picture of everything
//! around.
//!
//! Directions are WebGPU's: x to the right, y up, z ahead. Seen from inside, the face ahead (+z) has x to
//! the right; +y is above, −z behind.

use std::f32::consts::{PI, TAU};

use super::light::{Light, Plane, Texel};
use crate::frame::Size;

/// The faces of a cube, in WebGPU's order: +x, −x, +y, −y, +z, −z.
pub(super) const FACES: usize = 6;

/// The direction of a place on a face, `s` to the right and `t` down, both from −1 to 1; not of length 1.
fn direction(face: usize, s: f32, t: f32) -> [f32; 3] {
    match face {
        0 => [1.0, -t, -s],
        1 => [-1.0, -t, s],
        2 => [s, 1.0, t],
        3 => [s, -1.0, -t],
        4 => [s, -t, 1.0],
        _ => [-s, -t, -1.0],
    }
}

/// The side of the faces of a picture of everything around: a quarter of a turn each, or half of what
/// there is from top to bottom, if that is less.
pub(super) fn side(around: Size, most: u32) -> u32 {
    let across = around.width.div_ceil(4);
    across.min(around.height.div_ceil(2)).clamp(1, most)
}

/// One face of a picture of everything around, longitude by latitude: its middle lies ahead (+z), its
/// right half to the right (+x), its top row above (+y).
pub(super) fn face(around: &dyn Light, face: usize, side: u32) -> Plane {
    let place = |index: u32| (2.0 * index as f32 + 1.0) / side as f32 - 1.0;
    let row =
        |row| (0..side).map(move |column| seen(around, direction(face, place(column), place(row))));
    Plane {
        size: Size::new(side, side),
        texels: (0..side).flat_map(row).collect(),
    }
}

/// What is seen in a direction: the four texels around it, blended.
fn seen(around: &dyn Light, [x, y, z]: [f32; 3]) -> Texel {
    let size = around.size();
    let longitude = 0.5 + x.atan2(z) / TAU;
    let latitude = 0.5 - y.atan2(x.hypot(z)) / PI;
    let column = longitude * size.width as f32 - 0.5;
    let row = latitude * size.height as f32 - 0.5;
    let (left, top) = (column.floor(), row.floor());
    let (right_share, bottom_share) = (column - left, row - top);
    let texel = |right: i64, down: i64| {
        // Around, and no further than the poles.
        let column = (left as i64 + right).rem_euclid(i64::from(size.width));
        let row = (top as i64 + down).clamp(0, i64::from(size.height) - 1);
        around.texel(column as u32, row as u32)
    };
    let blend = |a: Texel, b: Texel, share: f32| -> Texel {
        std::array::from_fn(|k| a[k] + (b[k] - a[k]) * share)
    };
    blend(
        blend(texel(0, 0), texel(1, 0), right_share),
        blend(texel(0, 1), texel(1, 1), right_share),
        bottom_share,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The direction that is seen at each place, as its colour.
    struct Directions(Size);

    impl Light for Directions {
        fn size(&self) -> Size {
            self.0
        }

        fn texel(&self, column: u32, row: u32) -> Texel {
            let longitude = ((column as f32 + 0.5) / self.0.width as f32 - 0.5) * TAU;
            let latitude = (0.5 - (row as f32 + 0.5) / self.0.height as f32) * PI;
            let (sin, cos) = longitude.sin_cos();
            [
                sin * latitude.cos(),
                latitude.sin(),
                cos * latitude.cos(),
                1.0,
            ]
        }
    }

    #[test]
    fn every_texel_of_every_face_shows_its_direction() {
        let around = Directions(Size::new(256, 128));
        for number in 0..FACES {
            let plane = face(&around, number, 16);
            for (place, texel) in plane.texels.iter().enumerate() {
                let middle = |index: usize| (index as f32 + 0.5) / 8.0 - 1.0;
                let [x, y, z] = direction(number, middle(place % 16), middle(place / 16));
                let length = (x * x + y * y + z * z).sqrt();
                for (seen, meant) in texel.iter().zip([x, y, z]) {
                    assert!(
                        (seen - meant / length).abs() < 2e-3,
                        "face {number}, texel {place}"
                    );
                }
            }
        }
    }

    #[test]
    fn faces_lie_in_webgpus_order() {
        let axes = [0, 1, 2, 3, 4, 5].map(|face| direction(face, 0.0, 0.0).map(|part| part + 0.0));
        assert_eq!(
            axes,
            [
                [1.0, 0.0, 0.0],
                [-1.0, 0.0, 0.0],
                [0.0, 1.0, 0.0],
                [0.0, -1.0, 0.0],
                [0.0, 0.0, 1.0],
                [0.0, 0.0, -1.0],
            ]
        );
        // The corner that right, top and front share.
        assert_eq!(direction(0, -1.0, -1.0), [1.0, 1.0, 1.0]);
        assert_eq!(direction(2, 1.0, 1.0), [1.0, 1.0, 1.0]);
        assert_eq!(direction(4, 1.0, -1.0), [1.0, 1.0, 1.0]);
        assert_eq!(side(Size::new(4096, 2048), 16384), 1024);
        assert_eq!(side(Size::new(3, 2), 16384), 1);
    }
}
