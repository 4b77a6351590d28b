//! Dither: what it leaves alone, and what it keeps.

use shaderpipe::convert::{Alpha, ConvertSpec, Route, Transfer};
use shaderpipe::frame::{PixelFormat, Size};

use crate::device::{PLAIN, convert, open, upload};
use crate::twin::{Picture, paint, read};
use crate::{FLOAT, HALF};

/// Formats, the first code of their first plane's range, and how many steps it has.
const RANGES: [(PixelFormat, f64, u32); 9] = [
    (PixelFormat::Rgba, 0.0, 255),
    (PixelFormat::Rgb24, 0.0, 255),
    (PixelFormat::Gray, 0.0, 255),
    (PixelFormat::Yuv444p, 16.0, 219),
    (PixelFormat::Gbrp10le, 0.0, 1023),
    (PixelFormat::Yuv422p10le, 64.0, 876),
    (PixelFormat::Yuv444p10le, 64.0, 876),
    (PixelFormat::Yuva444p10le, 64.0, 876),
    (PixelFormat::P010le, 64.0, 876),
];

/// Greys of every code, in columns; eight rows, as the dither's pattern has.
fn ramp(format: PixelFormat, steps: u32, value: impl Fn(f64) -> f64) -> (ConvertSpec, Picture) {
    let size = Size::new(steps + 1, 8);
    let grey = |column: u32| value(f64::from(column) / f64::from(steps));
    let texels = (0..8 * size.width)
        .map(|index| grey(index % size.width))
        .map(|grey| [grey, grey, grey, 1.0])
        .collect();
    let spec = ConvertSpec {
        size,
        format,
        dither: true,
        ..PLAIN
    };
    (spec, Picture { size, texels })
}

fn assert_exact(frame: &[u8], spec: &ConvertSpec, first: f64) {
    let samples = read(frame, spec.format);
    let planes = spec.format.planes(spec.size);
    let luma = (planes[0].bytes() * samples.len() as u64 / frame.len() as u64) as usize;
    let channels = luma / (8 * spec.size.width as usize);
    for (index, code) in samples[..luma].iter().enumerate() {
        let column = index / channels % spec.size.width as usize;
        let is_alpha = channels == 4 && index % 4 == 3;
        let expected = if is_alpha {
            255.0
        } else {
            first + column as f64
        };
        assert!(*code == expected, "{}: {code}, not {expected}", spec.format);
    }
}

#[test]
fn codes_stay_themselves_under_dither() {
    let gpu = open();
    for (format, first, steps) in RANGES {
        for texture in [HALF, FLOAT] {
            let (spec, picture) = ramp(format, steps, |value| value);
            let view = upload(&gpu, &picture, texture);
            assert_exact(&convert(&gpu, &view, &spec, Route::Auto), &spec, first);
        }
    }
}

#[test]
fn codes_in_linear_light_stay_themselves_under_dither() {
    let gpu = open();
    for (format, first, steps) in RANGES {
        // Light of the sRGB curve, IEC 61966-2-1.
        let light = |value: f64| match value {
            value if value <= 0.04045 => value / 12.92,
            value => ((value + 0.055) / 1.055).powf(2.4),
        };
        for texture in [HALF, FLOAT] {
            let (mut spec, picture) = ramp(format, steps, light);
            spec.transfer = Transfer::Linear;
            let view = upload(&gpu, &picture, texture);
            assert_exact(&convert(&gpu, &view, &spec, Route::Auto), &spec, first);
        }
    }
}

#[test]
fn alpha_of_ten_bits_is_full_range_and_straight() {
    let gpu = open();
    let size = Size::new(1024, 8);
    let picture = paint(size, |column, _| {
        [1.0, 1.0, 1.0, f64::from(column) / 1023.0]
    });
    let spec = ConvertSpec {
        size,
        format: PixelFormat::Yuva444p10le,
        alpha: Alpha::Straight,
        dither: true,
        ..PLAIN
    };
    let view = upload(&gpu, &picture, HALF);
    let samples = read(&convert(&gpu, &view, &spec, Route::Auto), spec.format);
    let (luma, alpha) = (&samples[..8 * 1024], &samples[3 * 8 * 1024..]);
    assert!(luma.iter().all(|code| *code == 940.0));
    assert!(
        (0..)
            .zip(alpha)
            .all(|(index, code)| *code == f64::from(index % 1024))
    );
}

/// The mean code of a flat grey of `code` in `steps`.
fn mean(format: PixelFormat, code: f64, steps: f64, texture: wgpu::TextureFormat) -> f64 {
    let gpu = open();
    let size = Size::new(64, 64);
    let picture = Picture {
        size,
        texels: vec![[code / steps; 4]; 64 * 64],
    };
    let spec = ConvertSpec {
        size,
        format,
        dither: true,
        ..PLAIN
    };
    let view = upload(&gpu, &picture, texture);
    let samples = read(&convert(&gpu, &view, &spec, Route::Auto), format);
    samples.iter().sum::<f64>() / samples.len() as f64
}

#[test]
fn dither_keeps_the_mean() {
    // At 10 bits in half floats, dark values keep nearly all of their dither. 40 is in a part of
    // their range with a spacing of 1/64 of a code.
    for (format, code, steps, texture, zone) in [
        (PixelFormat::Rgb24, 100.0, 255.0, FLOAT, 0.07),
        (PixelFormat::Gbrp10le, 700.0, 1023.0, FLOAT, 0.02),
        (PixelFormat::Gbrp10le, 40.0, 1023.0, HALF, 0.02 + 0.0156),
    ] {
        // Fractions mirrored around a half: the dead zones at both ends cancel.
        for fraction in [0.125, 0.25, 0.375, 0.5] {
            let below = mean(format, code + fraction, steps, texture);
            let above = mean(format, code + 1.0 - fraction, steps, texture);
            // 64 thresholds resolve a fraction to 1/64, a half float to as much again.
            let most = if texture == HALF {
                2.0 / 64.0
            } else {
                1.0 / 64.0
            };
            let sum = below + above - 2.0 * code - 1.0;
            assert!(sum.abs() <= 2.0 * most, "{format}: {below} {above}");
            let stretched = (fraction - zone) / (1.0 - 2.0 * zone);
            let error = below - code - stretched;
            assert!(error.abs() <= most, "{format} {fraction}: {below}");
        }
    }
}
