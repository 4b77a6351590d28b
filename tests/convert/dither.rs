//! Dither: what it leaves alone, and what it keeps.

use shaderpipe::convert::{Alpha, ConvertSpec, Route};
use shaderpipe::frame::{PixelFormat, Size};

use crate::device::{PLAIN, convert, convert_half, open, upload};
use crate::twin::{Picture, paint};

#[test]
fn codes_in_half_float_stay_themselves_under_dither() {
    let gpu = open();
    let size = Size::new(256, 8);
    let picture = paint(size, |column, _| [f64::from(column) / 255.0; 4]);
    for (format, alpha) in [
        (PixelFormat::Rgba, Alpha::Straight),
        (PixelFormat::Rgb24, Alpha::Opaque),
    ] {
        let spec = ConvertSpec {
            size,
            format,
            alpha,
            dither: true,
            ..PLAIN
        };
        let channels = if format.has_alpha() { 4 } else { 3 };
        for (index, byte) in convert_half(&gpu, &picture, &spec).iter().enumerate() {
            assert_eq!(usize::from(*byte), index / channels % 256, "{format}");
        }
    }
}

#[test]
fn dither_keeps_the_mean() {
    let gpu = open();
    let size = Size::new(64, 64);
    // Fractions mirrored around a half: the dead zones at both ends cancel.
    for fraction in [0.1, 0.25, 0.4, 0.5] {
        let mean = |code: f64| {
            let picture = Picture {
                size,
                texels: vec![[code / 255.0; 4]; 64 * 64],
            };
            let view = upload(&gpu, &picture, wgpu::TextureFormat::Rgba32Float);
            let spec = ConvertSpec {
                size,
                format: PixelFormat::Rgb24,
                dither: true,
                ..PLAIN
            };
            let frame = convert(&gpu, &view, &spec, Route::Auto);
            frame.iter().map(|byte| f64::from(*byte)).sum::<f64>() / frame.len() as f64
        };
        let (below, above) = (mean(100.0 + fraction), mean(101.0 - fraction));
        // 64 thresholds resolve a fraction to 1/64.
        assert!(
            (below + above - 201.0).abs() <= 1.0 / 32.0,
            "{below} {above}"
        );
        let stretched = (fraction - 0.07) / 0.86;
        assert!((below - 100.0 - stretched).abs() <= 1.0 / 64.0, "{below}");
    }
}
