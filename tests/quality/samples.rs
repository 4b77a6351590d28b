//! Supersampling.

use shaderpipe::frame::Size;
use shaderpipe::render::{Quality, SsaaFilter};

use crate::{decode, drawing, encode, open, ssaa};

const SIDE: u32 = 96;

/// Rings that become finer away from a corner, up to one a pixel at the sides beyond; encoded values.
const ZONE_PLATE: &str = "
struct F { resolution: vec2f }
@group(0) @binding(0) var<uniform> frame: F;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = position.xy / frame.resolution;
    let phase = 300.0 * dot(p, p);
    return vec4f(vec3f(0.5 + 0.5 * cos(phase)), 1.0);
}
";

fn zone_plate(x: f64, y: f64) -> f64 {
    0.5 + 0.5 * (300.0 * (x * x + y * y)).cos()
}

/// The weight of a sample at `distance` pixels from a pixel's centre, as filters are defined.
fn weight(filter: SsaaFilter, distance: f64) -> f64 {
    let sinc = |x: f64| match x * std::f64::consts::PI {
        0.0 => 1.0,
        angle => angle.sin() / angle,
    };
    let x = distance.abs();
    match filter {
        SsaaFilter::Box => f64::from(u8::from(x < 0.5)),
        SsaaFilter::Tent => (1.0 - x).max(0.0),
        SsaaFilter::Lanczos if x < 3.0 => sinc(x) * sinc(x / 3.0),
        SsaaFilter::Lanczos => 0.0,
    }
}

/// The plate from 16 × 16 samples a pixel, filtered in light.
fn reference(filter: SsaaFilter) -> Vec<f64> {
    const FINE: usize = 16;
    let side = SIDE as usize;
    let fine = side * FINE;
    let at = |sample: usize| (sample as f64 + 0.5) / fine as f64;
    let light: Vec<Vec<f64>> = (0..fine)
        .map(|y| {
            (0..fine)
                .map(|x| decode(zone_plate(at(x), at(y))))
                .collect()
        })
        .collect();
    let taps: Vec<Vec<(usize, f64)>> = (0..side)
        .map(|pixel| {
            let centre = pixel as f64 + 0.5;
            let distance = |sample: usize| (sample as f64 + 0.5) / FINE as f64 - centre;
            let taps = (0..fine).map(|sample| (sample, weight(filter, distance(sample))));
            let taps: Vec<_> = taps.filter(|(_, weight)| *weight != 0.0).collect();
            let sum: f64 = taps.iter().map(|(_, weight)| weight).sum();
            taps.iter()
                .map(|(sample, weight)| (*sample, weight / sum))
                .collect()
        })
        .collect();
    let rows: Vec<Vec<f64>> = light
        .iter()
        .map(|row| {
            taps.iter()
                .map(|taps| taps.iter().map(|(s, w)| w * row[*s]).sum())
                .collect()
        })
        .collect();
    let mut pixels = Vec::new();
    for taps in &taps {
        let column = |x: usize| {
            let weighted = taps
                .iter()
                .map(|(sample, weight)| weight * rows[*sample][x]);
            encode(weighted.sum::<f64>().clamp(0.0, 1.0))
        };
        pixels.extend((0..side).map(column));
    }
    pixels
}

fn psnr(expected: &[f64], drawn: &[[f32; 4]]) -> f64 {
    assert_eq!(expected.len(), drawn.len());
    let squares = expected
        .iter()
        .zip(drawn)
        .map(|(a, b)| (a - f64::from(b[0])).powi(2));
    -10.0 * (squares.sum::<f64>() / expected.len() as f64).log10()
}

#[test]
fn more_samples_come_nearer_to_the_reference() {
    let gpu = open();
    let size = Size::new(SIDE, SIDE);
    for filter in SsaaFilter::ALL {
        let expected = reference(filter);
        let mut best = f64::NEG_INFINITY;
        for factor in [1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0] {
            let quality = Quality {
                filter,
                ..ssaa(factor)
            };
            let likeness = psnr(
                &expected,
                &drawing(&gpu, ZONE_PLATE, size, quality).frame(0),
            );
            eprintln!("{:8} {factor:4}: {likeness:5.1} dB", filter.name());
            assert!(
                likeness > best,
                "{filter:?} {factor}: {likeness} dB after {best}"
            );
            best = likeness;
        }
        assert!(best > 45.0, "{filter:?}: {best} dB");
    }
}

#[test]
fn fewer_samples_than_pixels_are_still_the_picture() {
    let gpu = open();
    let smooth = ZONE_PLATE.replace("300.0", "6.0");
    let size = Size::new(SIDE, SIDE);
    let plain = drawing(&gpu, &smooth, size, Quality::default()).frame(0);
    let plain: Vec<f64> = plain.iter().map(|texel| f64::from(texel[0])).collect();
    for filter in SsaaFilter::ALL {
        for (factor, least) in [(0.25, 22.0), (0.5, 30.0), (0.8, 38.0)] {
            let quality = Quality {
                filter,
                ..ssaa(factor)
            };
            let likeness = psnr(&plain, &drawing(&gpu, &smooth, size, quality).frame(0));
            eprintln!("{:8} {factor:4}: {likeness:5.1} dB", filter.name());
            assert!(likeness > least, "{filter:?} {factor}: {likeness} dB");
        }
    }
}

/// A flat colour, and what it is made of.
fn flat(color: &str, alpha: &str, values: &str) -> String {
    format!(
        "//! color = \"{color}\"\n//! alpha = \"{alpha}\"\n\
         @fragment fn image() -> @location(0) vec4f {{ return vec4f({values}); }}\n"
    )
}

#[test]
fn flat_colours_stay_exactly() {
    let gpu = open();
    let size = Size::new(23, 17);
    for color in ["srgb", "linear"] {
        for (alpha, values) in [
            ("opaque", "0.0, 0.25, 1.0, 1.0"),
            ("opaque", "0.002, 0.03, 0.7, 1.0"),
            ("straight", "0.1, 0.6, 1.0, 0.25"),
            ("premultiplied", "0.1, 0.05, 0.25, 0.25"),
            ("premultiplied", "0.3, 0.2, 0.1, 0.0"),
        ] {
            let scene = flat(color, alpha, values);
            let plain = drawing(&gpu, &scene, size, Quality::default()).frame(0);
            for filter in SsaaFilter::ALL {
                for factor in [0.25, 0.6, 1.0, 1.5, 2.0, 3.7] {
                    for motion_blur in [1, 5] {
                        let quality = Quality {
                            filter,
                            motion_blur,
                            ..ssaa(factor)
                        };
                        let drawn = drawing(&gpu, &scene, size, quality).frame(0);
                        assert!(
                            drawn == plain,
                            "{color} {alpha} {values} {quality:?}: {:?} became {:?}",
                            plain[0],
                            drawn.iter().find(|texel| **texel != plain[0])
                        );
                    }
                }
            }
        }
    }
}

/// Black on the left, white on the right of the middle.
const EDGE: &str = "
struct F { resolution: vec2f }
@group(0) @binding(0) var<uniform> frame: F;
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(vec3f(step(0.5, position.x / frame.resolution.x)), 1.0);
}
";

#[test]
fn half_a_pixel_of_white_is_half_its_light() {
    let gpu = open();
    // The edge cuts the pixel in the middle of an odd row in half.
    let size = Size::new(9, 3);
    for (color, half) in [("srgb", 187.516 / 255.0), ("linear", 0.5)] {
        let scene = format!("//! color = \"{color}\"\n{EDGE}");
        for filter in SsaaFilter::ALL {
            let quality = Quality {
                filter,
                ..ssaa(4.0)
            };
            let drawn = drawing(&gpu, &scene, size, quality).frame(0);
            let middle = f64::from(drawn[9 + 4][0]);
            assert!((middle - half).abs() < 6e-4, "{color} {filter:?}: {middle}");
            assert!(drawn[9][0].abs() < 0.02 && (drawn[17][0] - 1.0).abs() < 0.02);
        }
    }
}

#[test]
fn what_is_no_number_spreads_to_no_neighbour() {
    let gpu = open();
    let scene = "
@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let bits = select(0x3f000000u, 0x7fc00000u, position.x < 8.0 && position.y < 1.0);
    return vec4f(bitcast<f32>(bits), 0.5, 0.5, 1.0);
}
";
    for filter in SsaaFilter::ALL {
        let quality = Quality {
            filter,
            ..ssaa(2.0)
        };
        let drawn = drawing(&gpu, scene, Size::new(16, 16), quality).frame(0);
        assert!(
            drawn.iter().flatten().all(|value| value.is_finite()),
            "{filter:?}"
        );
        assert!((drawn[16 * 15][0] - 0.5).abs() < 1e-3);
    }
}
